// Every use case that changes something either leaves a line in the audit or stands here with the reason why it need not.
using System.Text.RegularExpressions;

namespace HaoLin.Tests.House;

public sealed partial class AuditTests
{
    /// <summary>What changes no money, price, stock or right of anybody but oneself, or is written down elsewhere line by line.</summary>
    static readonly Dictionary<string, string> NeedNot = new()
    {
        ["JoinDeal"] = "a resident's own order", ["PayAtPickup"] = "a resident's own order", ["SayEnough"] = "a resident's own word", ["FillCases"] = "refunds by RefundOrder, which notes it", ["ClaimCoupon"] = "a resident's own coupon", ["PayBackUncollected"] = "refunds by RefundOrder, which notes it", ["DisputeHandOver"] = "a resident's own word", ["ConfirmReceipt"] = "a resident's own word", ["RemindUncollected"] = "tells, changes nothing", ["ChooseSlot"] = "a resident's own hour", ["SayDoor"] = "a resident's own door", ["SayHome"] = "a resident's own door", ["CollectElsewhere"] = "a resident's own pickup point", ["HandDealOn"] = "LeaderChange notes it", ["WithdrawForDelay"] = "refunds by RefundOrder, which notes it", ["JoinWaitlist"] = "a resident's own wait", ["LeaveWaitlist"] = "a resident's own wait", ["NameCollector"] = "a resident's own order",
        ["StartPayment"] = "the payment itself is kept", ["PayTogether"] = "the payments themselves are kept", ["SettlePayment"] = "the books keep it, and its refund is noted", ["SettleRefund"] = "the refund and the books keep it", ["PursueRefunds"] = "asks the channel again", ["AskAboutPayments"] = "asks the channel again", ["FetchBills"] = "keeps what the channel says", ["FetchBillAgain"] = "asks the channel again",
        ["LapseHolds"] = "the clock, by a rule; the order keeps it", ["MakeCommissionPayable"] = "the clock, by a rule; the books keep it", ["ReleaseGoods"] = "follows from what is noted", ["FormDeal"] = "calls off through CancelDeal, which notes it",
        ["HandOver"] = "hand_over keeps who and when", ["SyncHandOvers"] = "hands over and undoes by the use cases that do", ["InviteToAdopt"] = "moves nothing until it is used", ["MoveNeighbour"] = "its callers note it",
        ["AskForSignInCode"] = "one's own sign-in", ["SignInWithCode"] = "one's own sign-in", ["SignInWithPassword"] = "one's own sign-in", ["OpenSetUpLink"] = "one's own password; the link was noted", ["ChangePassword"] = "one's own password", ["WarnOfPapers"] = "tells, changes nothing", ["SetUpAuthenticator"] = "counts for nothing until it is turned on, which is noted",
        ["JoinCommunity"] = "one's own membership", ["InviteNeighbours"] = "an address that gives no right", ["ApplyToLead"] = "a wish, which gives no right", ["WithdrawApplication"] = "one's own wish", ["GiveConsent"] = "one's own word, kept line by line", ["SetUsualPickupPoint"] = "one's own choice", ["MarkMessagesRead"] = "one's own messages", ["SendMessages"] = "tells, changes nothing",
        ["GiveTask"] = "tells, changes nothing", ["FinishTask"] = "one's own tasks", ["ForgetSignInRecords"] = "the clock throws away what is over", ["MakeTestResidents"] = "test data alone",
        ["ReplaySpan"] = "tells a partner again what they may hear", ["ResendDelivery"] = "tells a partner again what they may hear", ["PingWebhook"] = "tells nothing",
        ["UploadTable"] = "nothing is let in yet", ["CancelImport"] = "what was let in was noted", ["RunImports"] = "what was begun was noted",
    };

    static IEnumerable<Source> Changing => UseCases.Among(Compiled.Product.TypesUnder("HaoLin")).Select(t => t.Name)
        .SelectMany(name => Source.Under("src", ".cs").Where(f => Path.GetFileNameWithoutExtension(f.Path) == name)).Where(f => Changes().IsMatch(f.Code));

    [Fact]
    public void What_changes_money_price_stock_or_rights_is_noted() => Assert.Equal([], Changing.SelectMany(Offences));

    [Fact]
    public void What_need_not_be_noted_is_there_and_is_not()
    {
        var changing = Changing.ToDictionary(f => Path.GetFileNameWithoutExtension(f.Path));
        Assert.Equal([], NeedNot.Keys.Where(name => Source.Under("src", ".cs").All(f => Path.GetFileNameWithoutExtension(f.Path) != name)).Select(name => $"{name} is no use case any more"));
        Assert.Equal([], NeedNot.Keys.Where(name => changing.TryGetValue(name, out var file) && Notes().IsMatch(file.Code)).Select(name => $"{name} is noted and stands in the list"));
        Assert.True(changing.Count > 40, $"{changing.Count} found");
    }

    [Theory]
    [InlineData("static Task Handle(Work work, Ask ask) => work.Db.SaveChangesAsync();", 1)]
    [InlineData("static Task Handle(Work work, Ask ask) { Audit.Note(work, ask.By, \"refund\", id, \"\", \"\"); }", 0)]
    [InlineData("static Task Handle(Work work, Ask ask) { deal.Become(next).Kept(work); }", 0)]
    public void A_change_without_a_line_is_found(string code, int found) => Assert.Equal(found, Offences(new("src/Trade/Give.cs", code)).Count());

    static IEnumerable<string> Offences(Source file) => Path.GetFileNameWithoutExtension(file.Path) is var name && (NeedNot.ContainsKey(name) || Notes().IsMatch(file.Code)) ? []
        : [$"{file.Path} changes something and leaves no line in the audit: call Audit.Note, or say in AuditTests why it need not"];

    [GeneratedRegex(@"\bHandle\w*\(Work work|store\.Write")]
    private static partial Regex Changes();

    [GeneratedRegex(@"\bAudit\.Note\(|\.Kept\(work")]
    private static partial Regex Notes();
}
