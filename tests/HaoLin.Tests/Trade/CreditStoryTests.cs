// A resident's credit from the gift to the books: given for what went wrong, used once, returned in the share it bore, and never more than there is.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class CreditStoryTests
{
    static Task<Outcome<CreditEntryId>> Gives(Evening evening, Guid order, long fen, Visitor? by = null, string reason = "枇杷压坏了两颗") =>
        evening.Store.Write(work => GiveCredit.Handle(work, new(by ?? evening.Village.Wang, new(order), new(fen), reason)));

    static Task<Outcome<StartPayment.Answer>> Begins(Evening evening, PersonId who, Guid order, long? credit = null, Guid? coupon = null) =>
        StartPayment.Handle(evening.Store, evening.Client, new(who, new(order), coupon, Credit: credit is { } fen ? new Money(fen) : null));

    static Task<ReadMyCredit.Answer> Has(Evening evening, PersonId who) => evening.Store.Read(db => ReadMyCredit.Handle(db, new(who)));

    static Task<Outcome<RefundOrder.Answer>> Refunds(Evening evening, Guid order, params RefundOrder.Line[] lines) =>
        evening.Store.Write(work => RefundOrder.Handle(work, new(evening.Village.Wang, new(order), "坏果", lines.Length == 0 ? null : lines), evening.Settings));

    /// <summary>李阿姨 has paid 59.80 for loquats, and was given so much for what went wrong with them.</summary>
    static async Task<(Evening Evening, OnSale Deal, Guid Old)> LiWasGiven(Database on, long fen)
    {
        var evening = await Evening.Open(on);
        var old = await evening.JoinsAndPays(await evening.Opens(evening.LoquatsFor()), evening.Li);
        Assert.False((await Gives(evening, old, fen)).Refused);
        return (evening, await evening.Opens(evening.LoquatsFor(), evening.MulberriesFor()), old);
    }

    [Theory, OnEachDatabase]
    public async Task Credit_is_taken_off_by_itself_and_comes_back_in_the_share_it_bore(Database on)
    {
        var (evening, deal, _) = await LiWasGiven(on, 1000);
        await using var ends = evening;
        await evening.NewsGoesRound();
        Assert.Contains((await evening.MessagesTo(evening.Li)), m => m.Text == "补您 ¥10.00 余额：枇杷压坏了两颗。下次付款自动抵" && m.Link == "/credit");
        var order = (await evening.Joins(deal, evening.Li, 2)).OrderId;
        var begun = (await Begins(evening, evening.Li, order)).Value;
        Assert.Equal((10_960L, 1000L, "native"), (begun.AmountFen, begun.CreditFen, begun.Kind));
        Assert.Equal((0L, 1000L, "kept"), ((await Has(evening, evening.Li)).BalanceFen, (await Has(evening, evening.Li)).KeptFen, (await Has(evening, evening.Li)).Items[0].Kind));
        await evening.Pays(evening.Li, order);
        Assert.Equal((0L, 0L, "used"), ((await Has(evening, evening.Li)).BalanceFen, (await Has(evening, evening.Li)).KeptFen, (await Has(evening, evening.Li)).Items[0].Kind));
        var balances = await evening.Balances();
        Assert.Equal((5980L + 10_960, 1000L, 0L, -5980L - 11_960), (balances[Account.GatewayClearing], balances[Account.GoodwillCost], balances.GetValueOrDefault(Account.ResidentCredit), balances[Account.PrepaidOrders]));
        await evening.NothingIsBroken();
        // Half of it: 500 of 1000 was credit's, and is there at once; the rest waits for the channel.
        var half = (await Refunds(evening, order, new RefundOrder.Line(deal.Offers[0], 1))).Value;
        Assert.Equal(new(1000, 500), (await evening.Store.Read(db => SumCredit.Handle(db, new(evening.Village.Wang)))).Value);
        Assert.Equal(Visitor.NotAllowed, (await evening.Store.Read(db => SumCredit.Handle(db, new(evening.Zhang)))).Refusal);
        Assert.Equal((5980L, 500L), (half.Amount.Fen, (await Has(evening, evening.Li)).BalanceFen));
        Assert.Equal(5480, await evening.Store.Read(db => db.Set<Refund>().Select(r => r.Amount.Fen).SingleAsync()));
        await evening.NothingIsBroken();
        Assert.True((await Refunds(evening, order)).Value.Whole);
        await evening.PursuesRefunds();
        Assert.Equal((1000L, "returned returned used given"), ((await Has(evening, evening.Li)).BalanceFen, string.Join(' ', (await Has(evening, evening.Li)).Items.Select(i => i.Kind))));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Credit_that_bears_all_of_it_pays_at_once_and_the_channel_hears_nothing(Database on)
    {
        var (evening, _, old) = await LiWasGiven(on, 3000);
        await using var ends = evening;
        var deal = await evening.Opens(evening.MulberriesFor());
        await evening.HasCoupon(evening.Li, 500);
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        var asked = evening.Gateway.Heard.Count;
        var begun = (await Begins(evening, evening.Li, order)).Value;
        Assert.Equal(("credit", 0L, 500L, 2000L), (begun.Kind, begun.AmountFen, begun.CouponFen, begun.CreditFen));
        var paid = await evening.See(order);
        Assert.Equal(("paid", 8, asked), (paid.State, paid.PickupCode!.Length, evening.Gateway.Heard.Count));
        Assert.Equal(StartPayment.NothingToPay, (await Begins(evening, evening.Li, order)).Refusal);
        await evening.NothingIsBroken();
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Li, new(order)), evening.Settings));
        await evening.PursuesRefunds();
        Assert.Equal(("refunded", 3000L, asked), ((await evening.See(order)).State, (await Has(evening, evening.Li)).BalanceFen, evening.Gateway.Heard.Count));
        await evening.NothingIsBroken();
        Assert.Equal("paid", (await evening.See(old)).State);
    }

    [Theory, OnEachDatabase]
    public async Task What_an_open_payment_keeps_nobody_else_takes_and_she_may_use_less_or_none(Database on)
    {
        var (evening, deal, _) = await LiWasGiven(on, 1000);
        await using var ends = evening;
        var (first, second) = ((await evening.Joins(deal, evening.Li)).OrderId, (await evening.Joins(deal, evening.Li)).OrderId);
        Assert.Equal(1000, (await Begins(evening, evening.Li, first)).Value.CreditFen);
        Assert.Equal(0, (await Begins(evening, evening.Li, second)).Value.CreditFen);
        // Not there for the second, and nothing of it is closed for that; there for the first, where it replaces what it was begun with.
        var asked = evening.Gateway.Heard.Count;
        Assert.Equal(StartPayment.CreditIsLess, (await Begins(evening, evening.Li, second, 1)).Refusal);
        Assert.Equal(StartPayment.CreditIsLess, (await Begins(evening, evening.Li, first, 1001)).Refusal);
        Assert.Equal(StartPayment.CreditIsLess, (await Begins(evening, evening.Li, first, -1)).Refusal);
        Assert.Equal(asked, evening.Gateway.Heard.Count);
        Assert.Equal((5980L, 0L), ((await Begins(evening, evening.Li, first, 0)).Value.AmountFen, (await Has(evening, evening.Li)).KeptFen));
        Assert.Equal((4980L + 400, 600L), ((await Begins(evening, evening.Li, first, 600)).Value.AmountFen, (await Has(evening, evening.Li)).KeptFen));
        // As begun, when nothing is said.
        Assert.Equal(600, (await Begins(evening, evening.Li, first)).Value.CreditFen);
        Assert.Equal(400, (await Begins(evening, evening.Li, second, 400)).Value.CreditFen);
        var choice = (await evening.Store.Read(db => ChooseCoupon.Handle(db, new(evening.Li, new(first)), evening.Now))).Value;
        Assert.Equal((600L, 600L), (choice.CreditFen, choice.CreditWith(null)));
        await evening.Pays(evening.Li, first);
        await evening.Pays(evening.Li, second);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Several_orders_share_it_and_it_pays_for_all_of_them_where_it_can(Database on)
    {
        var (evening, deal, old) = await LiWasGiven(on, 1000);
        await using var ends = evening;
        Guid[] orders = [(await evening.Joins(deal, evening.Li)).OrderId, (await evening.Joins(await evening.Opens(evening.MulberriesFor()), evening.Li)).OrderId];
        async Task<ReadTogether.Answer> Reads(bool with = true) => (await evening.Store.Read(db => ReadTogether.Handle(db, new(evening.Li, WithCredit: with), evening.Now))).Value;
        Task<Outcome<PayTogether.Answer>> Together(long? credit = null) => PayTogether.Handle(evening.Store, evening.Client, new(evening.Li, [.. orders.Select(o => new PayTogether.Part(new(o)))], Credit: credit is { } fen ? new Money(fen) : null));
        var shown = await Reads();
        Assert.Equal((7480L, 1000L, 8480L), (shown.CashFen, shown.CreditFen, (await Reads(with: false)).CashFen));
        var begun = (await Together(shown.CreditFen)).Value;
        Assert.Equal((7480L, 1000L), (begun.Begun.AmountFen, begun.Begun.CreditFen));
        Assert.Equal(begun.Together, (await Together(shown.CreditFen)).Value.Together);
        Assert.Equal(StartPayment.CreditIsLess, (await Together(1001)).Refusal);
        foreach (var told in evening.Gateway.PaysAll(new((await Together(0)).Value.Together))) await evening.Hears(told);
        Assert.Equal((1000L, 0L), ((await Has(evening, evening.Li)).BalanceFen, (await Has(evening, evening.Li)).KeptFen));
        await evening.NothingIsBroken();
        // Enough for two small ones: both are paid at once.
        await Gives(evening, old, 4980);
        var small = await evening.Opens(evening.MulberriesFor(1500));
        orders = [(await evening.Joins(small, evening.Li)).OrderId, (await evening.Joins(small, evening.Li)).OrderId];
        var asked = evening.Gateway.Heard.Count;
        var all = (await Together()).Value;
        Assert.Equal(("credit", 3000L, asked), (all.Begun.Kind, all.Begun.CreditFen, evening.Gateway.Heard.Count));
        Assert.Equal("paid paid", string.Join(' ', (await evening.Store.Read(db => ReadTogether.Handle(db, new(evening.Li, all.Together), evening.Now))).Value.Items.Select(i => i.State)));
        Assert.Equal(2980, (await Has(evening, evening.Li)).BalanceFen);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Money_that_comes_on_a_closed_payment_counts_only_while_its_credit_is_still_there(Database on)
    {
        var (evening, deal, _) = await LiWasGiven(on, 1000);
        await using var ends = evening;
        var (first, second) = ((await evening.Joins(deal, evening.Li)).OrderId, (await evening.Joins(deal, evening.Li)).OrderId);
        var (one, other) = (await evening.StartsPaying(evening.Li, first), await evening.StartsPaying(evening.Li, second));
        await evening.Store.Write(work => work.Db.Set<Payment>().Where(p => p.Id == one).ExecuteUpdateAsync(set => set.SetProperty(p => p.ClosedAt, work.Now)));
        Assert.Equal(1000, (await Begins(evening, evening.Li, second, 1000)).Value.CreditFen);
        await evening.Hears(evening.Gateway.Pays(one));
        Assert.Equal(("awaiting-payment", 4980L), ((await evening.See(first)).State, await evening.Store.Read(db => db.Set<Refund>().Select(r => r.Amount.Fen).SingleAsync())));
        await evening.Pays(evening.Li, second);
        Assert.Equal("paid", (await evening.See(second)).State);
        await evening.NothingIsBroken();
        Assert.NotEqual(one, other);
    }

    [Theory, OnEachDatabase]
    public async Task Headquarters_gives_within_the_price_with_a_reason_and_takes_back_what_was_not_used(Database on)
    {
        var (evening, deal, old) = await LiWasGiven(on, 5000);
        await using var ends = evening;
        Assert.Equal(GiveCredit.TooMuch, (await Gives(evening, old, 981)).Refusal);
        Assert.Equal(GiveCredit.BadAmount, (await Gives(evening, old, 0)).Refusal);
        Assert.Equal(Visitor.NotAllowed, (await Gives(evening, old, 1, evening.Zhang)).Refusal);
        Assert.Equal(Order.Missing, (await Gives(evening, Guid.CreateVersion7(), 1)).Refusal);
        Assert.True((await Gives(evening, old, 1, reason: " ")).Refused);
        Assert.Equal(GiveCredit.NotPaid, (await Gives(evening, (await evening.Joins(deal, evening.Lin)).OrderId, 1)).Refusal);
        Assert.Equal(GiveCredit.OwnOrder, (await Gives(evening, old, 1, new(evening.Li, [], AtHeadquarters: true))).Refusal);
        Task<Outcome<Done>> Takes(CreditEntryId entry, Visitor? by = null) => evening.Store.Write(work => TakeBackCredit.Handle(work, new(by ?? evening.Village.Wang, entry, "补错了")));
        var more = (await Gives(evening, old, 980)).Value;
        Assert.Equal((5980L, 0L), ((await Seen(evening, old)).GivenFen, (await Seen(evening, old)).MostFen));
        Assert.Equal(Visitor.NotAllowed, (await Takes(more, evening.Zhang)).Refusal);
        Assert.False((await Takes(more)).Refused);
        Assert.Equal(TakeBackCredit.Already, (await Takes(more)).Refusal);
        Assert.Equal(TakeBackCredit.Missing, (await Takes(new(Guid.CreateVersion7()))).Refusal);
        await evening.JoinsAndPays(deal, evening.Li);
        Assert.Equal(TakeBackCredit.Used, (await Takes(new((await Seen(evening, old)).Items.Single(i => !i.TakenBack).Id))).Refusal);
        Assert.Equal("credit-given credit-given credit-taken-back", string.Join(' ', await evening.Store.Read(db => db.Set<AuditLine>().Where(l => l.Kind.StartsWith("credit")).OrderBy(l => l.At).ThenBy(l => l.Kind).Select(l => l.Kind).ToListAsync())));
        await evening.NothingIsBroken();
    }

    static async Task<ReadOrderCredit.Answer> Seen(Evening evening, Guid order) => (await evening.Store.Read(db => ReadOrderCredit.Handle(db, new(evening.Village.Wang, new(order))))).Value;

    [Theory, OnEachDatabase]
    public async Task Whoever_leaves_is_told_that_credit_ends_and_the_books_owe_it_no_more(Database on)
    {
        var (evening, _, old) = await LiWasGiven(on, 1000);
        await using var ends = evening;
        await evening.CutsOff(await evening.Known((await evening.See(old)).DealId));
        await evening.HandsOver(old);
        Assert.Equal(1000, (await evening.Store.Read(db => ReadErasure.Handle(db, new(new(evening.Li, [], false))))).CreditFen);
        await evening.Village.Do(work => EraseMyself.Handle(work, evening.Village.Sealing, evening.Village.Revocations, new(new(evening.Li, [], false), Sure: true)));
        Assert.Equal((0L, 0L), ((await evening.Balances()).GetValueOrDefault(Account.ResidentCredit), (await evening.Balances()).GetValueOrDefault(Account.GoodwillCost)));
        Assert.Equal(GiveCredit.NoAccount, (await Gives(evening, old, 1)).Refusal);
        await evening.NothingIsBroken();
    }
}
