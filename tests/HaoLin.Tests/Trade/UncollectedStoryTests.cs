// 李阿姨 does not come: 老张 reminds her, keeps her box a day, gives it to a neighbour or disposes of it by the brand's rule; and what she says of a hand-over counts.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class UncollectedStoryTests
{
    /// <summary>李阿姨 and 小林 have paid, the list is closed, and the window of 19 April, four to eight, is over.</summary>
    static async Task<(Evening, OnSale, Guid Li, Guid Lin)> NobodyCame(Database on)
    {
        var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var (li, lin) = (await evening.JoinsAndPays(deal, evening.Li, 2), await evening.JoinsAndPays(deal, evening.Lin));
        await evening.CutsOff(deal);
        await evening.Village.Pass(TimeSpan.FromHours(25));
        await evening.NewsGoesRound();
        return (evening, deal, li, lin);
    }

    static Task<Outcome<RemindUncollected.Answer>> Reminds(Evening evening, OnSale deal, Guid? order = null) =>
        evening.Store.Write(work => RemindUncollected.Handle(work, new(evening.Zhang, deal.Id, order is { } one ? new OrderId(one) : null)));

    static Task<Outcome<Done>> Decides(Evening evening, Guid order, string kind, string? neighbour = null, string pays = Uncollected.ByBrand) =>
        evening.Store.Write(work => DecideUncollected.Handle(work, evening.Village.Sealing, new(evening.Zhang, new(order), kind, neighbour), evening.Settings with { UncollectedPays = pays }));

    static Task<Outcome<Done>> Undoes(Evening evening, Guid order) => evening.Store.Write(work => UndoUncollected.Handle(work, new(evening.Zhang, new(order))));

    static Task<Outcome<Done>> Completes(Evening evening, OnSale deal) => evening.Store.Write(work => CompleteDeal.Handle(work, new(evening.Zhang, deal.Id)));

    static async Task<ListUncollected.Answer> Sees(Evening evening, OnSale deal) =>
        (await evening.Store.Read(db => ListUncollected.Handle(db, evening.Village.Sealing, evening.Settings, new(evening.Zhang, deal.Id), evening.Now))).Value;

    static async Task<ShowOrder.Answer> Shown(Evening evening, Guid order) => (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(new(evening.Li, [], false), new(order))))).Value;

    static async Task<IReadOnlyList<string>> Told(Evening evening, PersonId who)
    {
        await evening.NewsGoesRound();
        return [.. (await evening.MessagesTo(who)).Select(m => m.Text)];
    }

    static Task<Outcome<Done>> Disputes(Evening evening, Guid order, string words = "", PersonId? by = null) => evening.Store.Write(work => DisputeHandOver.Handle(work, evening.Village.Sealing, new(by ?? evening.Li, new(order), words)));

    static Task<Outcome<Done>> Settles(Evening evening, Guid order, bool takeBack, string answer = "查了照片，是您先生取的") => evening.Store.Write(work => SettleDispute.Handle(work, evening.Village.Sealing, new(evening.Zhang, new(order), takeBack, answer)));

    [Theory, OnEachDatabase]
    public async Task Who_did_not_come_is_reminded_at_most_once_an_hour(Database on)
    {
        var (evening, deal, li, lin) = await NobodyCame(on);
        await using var open = evening;
        await evening.HandsOver(lin);
        Assert.Equal([li], (await Sees(evening, deal)).Waiting.Select(r => r.OrderId));
        Assert.Equal(new(1, 0), (await Reminds(evening, deal)).Value);
        Assert.Contains("「福建枇杷 + 山东桑葚」的货还在等您取，请尽快联系团长", await Told(evening, evening.Li));
        await evening.Village.Pass(TimeSpan.FromMinutes(59));
        Assert.Equal(RemindUncollected.TooSoon.Code, (await Reminds(evening, deal, li)).Refusal!.Code);
        var told = await evening.Store.Read(db => db.Set<Message>().CountAsync(m => m.Kind == "uncollected"));
        await evening.Village.Pass(TimeSpan.FromMinutes(1));
        var answers = await Village.AtOnce(8, _ => Reminds(evening, deal, li));
        Assert.Equal(1, answers.Count(a => !a.Refused));
        await evening.NewsGoesRound();
        Assert.Equal(told + 1, await evening.Store.Read(db => db.Set<Message>().CountAsync(m => m.Kind == "uncollected")));
        Assert.Equal(2, (await Sees(evening, deal)).Waiting.Single().Reminded);
        Assert.Equal(Deal.Missing, (await evening.Store.Write(work => RemindUncollected.Handle(work, new(new(evening.Lin, [], false), deal.Id)))).Refusal);
        Assert.Equal(RemindUncollected.Nobody, (await Reminds(evening, deal, lin)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task What_is_kept_until_tomorrow_is_neither_disposed_of_before_nor_forgotten_after(Database on)
    {
        var (evening, deal, li, lin) = await NobodyCame(on);
        await using var open = evening;
        await evening.HandsOver(lin);
        Assert.Equal(DecideUncollected.UnknownKind.Code, (await Decides(evening, li, "eaten")).Refusal!.Code);
        Assert.Null((await Decides(evening, li, Uncollected.Tomorrow)).Refusal);
        Assert.Contains("您没来取的货，团长给您留到 4月20日 20:00", await Told(evening, evening.Li));
        Assert.Equal(DecideUncollected.Kept, (await Decides(evening, li, Uncollected.Disposed)).Refusal);
        Assert.Equal(CompleteDeal.NotAllCollected, (await Completes(evening, deal)).Refusal);
        Assert.Equal(("paid", "tomorrow"), ((await Shown(evening, li)).State, (await Shown(evening, li)).Uncollected!.Kind));
        var seen = (await evening.Store.Read(db => WatchEvening.Handle(evening.Store, db, new(evening.Village.Wang)))).Value.Pickup;
        Assert.Equal((0, 1), (seen.NotCome, seen.Kept));
        await evening.Village.Pass(TimeSpan.FromHours(24));
        Assert.Equal(1, (await evening.Store.Read(db => WatchEvening.Handle(evening.Store, db, new(evening.Village.Wang)))).Value.Pickup.NotCome);
        await evening.HandsOver(li);
        Assert.Equal(UndoUncollected.NothingDecided, (await Undoes(evening, li)).Refusal);
        Assert.Null((await Completes(evening, deal)).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_neighbour_who_takes_it_is_named_to_her_alone_and_stored_sealed(Database on)
    {
        var (evening, deal, li, lin) = await NobodyCame(on);
        await using var open = evening;
        Assert.Equal(Texts.Missing.Code, (await Decides(evening, li, Uncollected.Neighbour, " ")).Refusal!.Code);
        Assert.Null((await Decides(evening, li, Uncollected.Neighbour, "对门王姐")).Refusal);
        Assert.Equal(("handed-over", "对门王姐"), ((await Shown(evening, li)).State, (await Shown(evening, li)).Uncollected!.Neighbour));
        Assert.DoesNotContain(await Told(evening, evening.Li), text => text.Contains("王姐", StringComparison.Ordinal));
        Assert.DoesNotContain("王姐", System.Text.Encoding.UTF8.GetString((await evening.Store.Read(db => db.Set<Uncollected>().SingleAsync())).NeighbourSealed!));
        Assert.Equal(-2 * 5980, (await evening.Balances())[Account.BrandRevenue]);
        Assert.Null((await Undoes(evening, li)).Refusal);
        Assert.Equal((0, "paid"), ((await evening.Balances())[Account.BrandRevenue], (await Shown(evening, li)).State));
        Assert.Contains("团长撤销了刚才的处理，您的货还在等您取", await Told(evening, evening.Li));
        Assert.Equal(UndoUncollected.NothingDecided, (await Undoes(evening, li)).Refusal);
        // The desk's own undo on the same evening takes the decision with it.
        await Decides(evening, lin, Uncollected.Neighbour, "楼下陈哥");
        await evening.Village.Do(work => UndoHandOver.Handle(work, new(evening.Zhang, new(lin))));
        Assert.Null((await Sees(evening, deal)).Waiting.Single(r => r.OrderId == lin).Choice);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task What_the_brand_disposes_of_is_refunded_after_a_day_and_can_be_taken_back_until_then(Database on)
    {
        var (evening, deal, li, lin) = await NobodyCame(on);
        await using var open = evening;
        Assert.Null((await Decides(evening, li, Uncollected.Disposed)).Refusal);
        Assert.Contains("您没来取的货已经处理了，钱全额退给您，最晚 4月20日 20:30 开始退", await Told(evening, evening.Li));
        Assert.Equal(HandOver.Disposed, (await evening.Store.Write(work => HandOver.Handle(work, new(evening.Zhang, null, new(li))))).Refusal);
        Assert.Equal(UndoHandOver.NotHandedOver, (await evening.Store.Write(work => UndoHandOver.Handle(work, new(evening.Zhang, new(li))))).Refusal);
        Assert.Equal(ConfirmReceipt.NotHandedOver, (await Disputes(evening, li)).Refusal);
        Assert.Null((await Undoes(evening, li)).Refusal);
        Assert.Null((await Decides(evening, li, Uncollected.Disposed)).Refusal);
        await PayBackUncollected.Sweep(evening.Store);
        Assert.Empty(await evening.Store.Read(db => db.Set<Refund>().ToListAsync()));
        await evening.Village.Pass(DecideUncollected.RefundAfter);
        await PayBackUncollected.Sweep(evening.Store);
        await PayBackUncollected.Sweep(evening.Store);
        Assert.Equal(2 * 5980, (await evening.Store.Read(db => db.Set<Refund>().SingleAsync())).Amount.Fen);
        Assert.Equal(("refunding", 0L), ((await Shown(evening, li)).State, (await evening.Balances()).GetValueOrDefault(Account.LeadersOwe)));
        Assert.Equal(UndoUncollected.PaidBack, (await Undoes(evening, li)).Refusal);
        await evening.NothingIsBroken();
        await evening.HandsOver(lin);
        Assert.Null((await Completes(evening, deal)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Completing_the_deal_pays_back_at_once_and_a_leader_who_bears_it_owes_it(Database on)
    {
        var (evening, deal, li, lin) = await NobodyCame(on);
        await using var open = evening;
        await evening.HandsOver(lin);
        Assert.Null((await Decides(evening, li, Uncollected.Disposed, pays: Uncollected.ByLeader)).Refusal);
        Assert.Null((await Completes(evening, deal)).Refusal);
        Assert.Equal(("refunding", 2 * 5980L), ((await Shown(evening, li)).State, (await evening.Balances())[Account.LeadersOwe]));
        Assert.Equal(Deal.WrongState, (await Undoes(evening, li)).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_resident_bears_it_only_where_the_brand_says_so_and_only_after_a_reminder(Database on)
    {
        var (evening, deal, li, _) = await NobodyCame(on);
        await using var open = evening;
        Assert.Equal(Uncollected.ByBrand, TradeSettings.Default.UncollectedPays);
        Assert.Equal(DecideUncollected.RemindFirst, (await Decides(evening, li, Uncollected.Disposed, pays: Uncollected.ByResident)).Refusal);
        await Reminds(evening, deal, li);
        Assert.Null((await Decides(evening, li, Uncollected.Disposed, pays: Uncollected.ByResident)).Refusal);
        await evening.Village.Pass(TimeSpan.FromDays(3));
        await PayBackUncollected.Sweep(evening.Store);
        Assert.Equal(("disposed", 0L), ((await Shown(evening, li)).State, (await Shown(evening, li)).RefundedFen));
        Assert.Contains(await Told(evening, evening.Li), text => text.Contains("不退款", StringComparison.Ordinal));
        await evening.NothingIsBroken();
    }

    [Fact]
    public void Nothing_is_decided_before_the_pickup_is_over()
    {
        var now = Village.FirstEvening;
        var deal = new Deal { Id = new(Guid.CreateVersion7()), LeaderId = default, Title = "", Story = "", CreatedAt = now, CutOffDue = now, ArrivesOn = new(2026, 4, 19), PickupFrom = now.AddHours(1), PickupUntil = now.AddHours(2) };
        deal.Become(DealState.Open, null, "", now);
        deal.Become(DealState.CutOff, null, "", now);
        var order = new Order { Id = new(Guid.CreateVersion7()), DealId = deal.Id, PersonId = default, PickupPointId = default, Sequence = 1, Amount = new(100), PlacedAt = now, HoldUntil = now, PaidAt = now };
        Assert.Equal(DecideUncollected.TooEarly, DecideUncollected.Decide(deal, order, new(Visitor.Operator, order.Id, Uncollected.Tomorrow), null, false, Uncollected.ByBrand, now.AddMinutes(119)));
        Assert.Null(DecideUncollected.Decide(deal, order, new(Visitor.Operator, order.Id, Uncollected.Tomorrow), null, false, Uncollected.ByBrand, now.AddHours(2)));
        // Kept from one day to the next by the calendar of Shanghai, late in the evening and after midnight alike.
        Assert.Equal(BusinessDay.At(new(2026, 4, 20), new(21, 30)), DecideUncollected.Tomorrow(deal, BusinessDay.At(new(2026, 4, 19), new(23, 59))));
        Assert.Equal(BusinessDay.At(new(2026, 4, 21), new(21, 30)), DecideUncollected.Tomorrow(deal, BusinessDay.At(new(2026, 4, 20), new(0, 1))));
    }

    [Theory, OnEachDatabase]
    public async Task What_she_disputes_is_a_task_with_both_times_and_decides_nothing_by_itself(Database on)
    {
        var (evening, deal, li, lin) = await NobodyCame(on);
        await using var open = evening;
        Assert.Equal(ConfirmReceipt.NotHandedOver, (await Disputes(evening, li)).Refusal);
        await evening.HandsOver(li);
        await evening.HandsOver(lin);
        await evening.Village.Pass(TimeSpan.FromMinutes(85));
        Assert.Equal(Order.Missing, (await Disputes(evening, li, by: evening.Lin)).Refusal);
        Assert.Null((await Disputes(evening, li, "我今天没下楼")).Refusal);
        Assert.Null((await Disputes(evening, li)).Refusal);
        await evening.NewsGoesRound();
        var task = Assert.Single((await evening.Store.Read(db => ListTasks.Handle(db, new(evening.Zhang, evening.Now)))).Open, t => t.Kind == "dispute");
        Assert.Equal("1 号说没取到：取货台记的是 4月19日 20:30 取走，邻居 4月19日 21:55 说没有", task.Text);
        Assert.Equal(("handed-over", true, "我今天没下楼"), ((await Shown(evening, li)).State, (await Shown(evening, li)).Receipt!.Open, (await Shown(evening, li)).Receipt!.Words));
        Assert.Equal(CompleteDeal.Disputed, (await Completes(evening, deal)).Refusal);
        await evening.Village.Pass(CompleteDeal.ByItselfAfter);
        await CompleteDeal.Sweep(evening.Store);
        Assert.Equal(DealState.CutOff, (await evening.SeeDeal(deal)).State);
        Assert.Equal(1, (await evening.Store.Read(db => WatchEvening.Handle(evening.Store, db, new(evening.Village.Wang)))).Value.Pickup.Disputes);
        Assert.Null((await Settles(evening, li, takeBack: false)).Refusal);
        Assert.Contains("团长核对过了您说没取到的那一单，回复在订单里", await Told(evening, evening.Li));
        Assert.Equal("查了照片，是您先生取的", (await Shown(evening, li)).Receipt!.Answer);
        Assert.DoesNotContain((await evening.Store.Read(db => ListTasks.Handle(db, new(evening.Zhang, evening.Now)))).Open, t => t.Kind == "dispute");
        Assert.Equal(DisputeHandOver.Settled, (await Disputes(evening, li)).Refusal);
        Assert.Equal(SettleDispute.NothingDisputed, (await Settles(evening, li, takeBack: false)).Refusal);
        Assert.Null((await Completes(evening, deal)).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_leader_was_wrong_and_the_goods_wait_again_or_she_finds_them_after_all(Database on)
    {
        var (evening, deal, li, lin) = await NobodyCame(on);
        await using var open = evening;
        await evening.HandsOver(li);
        await Disputes(evening, li);
        await evening.Village.Pass(TimeSpan.FromDays(1));
        Assert.Equal(UndoHandOver.NotToday, (await evening.Store.Write(work => UndoHandOver.Handle(work, new(evening.Zhang, new(li))))).Refusal);
        Assert.Null((await Settles(evening, li, takeBack: true, "是我记错了")).Refusal);
        Assert.Equal(("paid", 0L), ((await Shown(evening, li)).State, (await evening.Balances())[Account.BrandRevenue]));
        Assert.Contains("团长核对过了：这一单没有取走，您的货还在等您取", await Told(evening, evening.Li));
        await evening.HandsOver(li);
        Assert.Null((await Shown(evening, li)).Receipt);
        await Disputes(evening, li);
        Assert.Null((await evening.Store.Write(work => ConfirmReceipt.Handle(work, new(evening.Li, new(li))))).Refusal);
        Assert.Null((await evening.Store.Write(work => ConfirmReceipt.Handle(work, new(evening.Li, new(li))))).Refusal);
        Assert.False((await Shown(evening, li)).Receipt!.Open);
        Assert.Equal(SettleDispute.NothingDisputed, (await Settles(evening, li, takeBack: true)).Refusal);
        await evening.HandsOver(lin);
        await evening.Village.Pass(DisputeHandOver.Within + TimeSpan.FromMinutes(1));
        Assert.Equal(DisputeHandOver.TooLate, (await Disputes(evening, lin, by: evening.Lin)).Refusal);
        await evening.NothingIsBroken();
    }
}
