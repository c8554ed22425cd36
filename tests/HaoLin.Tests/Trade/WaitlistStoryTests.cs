// What comes back goes to those who waited, and gifts to the next in line, on real databases.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class WaitlistStoryTests
{
    static Task<Order> Cancels(Evening evening, PersonId who, Guid order) =>
        evening.Village.Do(work => CancelOrder.Handle(work, new(who, new(order)), evening.Settings));

    static Task<List<WaitlistEntry>> Waiters(Evening evening, OnSale deal) =>
        evening.Store.Read(db => db.Set<WaitlistEntry>().Where(e => e.DealId == deal.Id).OrderBy(e => e.Position).ToListAsync());

    [Theory, OnEachDatabase]
    public async Task Who_waited_first_is_served_first_and_nobody_slips_in_between(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 6);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 3));
        var n = evening.Neighbours;
        var held = await evening.Joins(deal, n[0], 3);
        await evening.Waits(deal, n[1], 2);
        await evening.Waits(deal, n[2], 2);
        await evening.Waits(deal, n[3], 1);
        Assert.Equal(JoinWaitlist.WaitsAlready, await evening.Village.Refused(work => JoinWaitlist.Handle(work, evening.Village.Sealing, evening.Wants(deal, n[1]))));
        await Cancels(evening, n[0], held.OrderId);
        // Two for the first, none for the second (one is not two), the last one for the third; a newcomer finds nothing.
        Assert.Equal([true, false, true], (await Waiters(evening, deal)).Select(w => w.PromotedAt is not null));
        Assert.Equal(409, (await evening.Presses(evening.Wants(deal, n[4]))).Value.Status);
        var orders = await evening.Store.Read(db => db.Set<Order>().Where(o => o.Sequence > 1).OrderBy(o => o.Sequence).ToListAsync());
        Assert.Equal([(n[1], 2, 2 * 5980L), (n[3], 3, 5980L)], orders.Select(o => (o.PersonId, o.Sequence, o.Amount.Fen)));
        Assert.All(orders, o => Assert.Equal(evening.Now + Evening.Hold, o.HoldUntil));
        await evening.NewsGoesRound();
        Assert.Equal("deal-opened promoted", await evening.KindsTo(n[1]));
        Assert.Equal("deal-opened", await evening.KindsTo(n[2]));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Many_waiters_are_all_served_past_those_whose_goods_are_not_there(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 470);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 230), evening.MulberriesFor(limit: 1));
        var n = evening.Neighbours;
        var held = await evening.Joins(deal, n[0], 230);
        await evening.Joins(evening.Wants(deal, n[1]) with { Lines = [new(deal.Offers[1], 1)] });
        // 220 wait for mulberries that never come back, then 230 for loquats that do.
        foreach (var who in n.Skip(2).Take(220)) await evening.Village.Do(work => JoinWaitlist.Handle(work, evening.Village.Sealing, evening.Wants(deal, who) with { Lines = [new(deal.Offers[1], 1)] }));
        foreach (var who in n.Skip(222).Take(235)) await evening.Waits(deal, who);
        await Cancels(evening, n[0], held.OrderId);
        var waiters = await Waiters(evening, deal);
        Assert.Equal(n.Skip(222).Take(230), waiters.Where(w => w.PromotedAt is not null).Select(w => w.PersonId));
        Assert.Equal((230, 1), ((await evening.SeeOffer(deal)).Taken, (await evening.SeeOffer(deal, 1)).Taken));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Who_leaves_the_waitlist_is_not_called_and_may_come_again(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 1));
        var held = await evening.Joins(deal, evening.Neighbours[2]);
        await evening.Waits(deal, evening.Li);
        await evening.Waits(deal, evening.Lin);
        await evening.Village.Do(work => LeaveWaitlist.Handle(work, new(evening.Li, deal.Id)));
        Assert.Equal(LeaveWaitlist.NotWaiting, await evening.Village.Refused(work => LeaveWaitlist.Handle(work, new(evening.Li, deal.Id))));
        Assert.Equal(2, (await evening.Waits(deal, evening.Li)).Position);
        await Cancels(evening, evening.Neighbours[2], held.OrderId);
        Assert.Equal([false, true, false], (await Waiters(evening, deal)).Select(w => w.PromotedAt is not null));
    }

    [Theory, OnEachDatabase]
    public async Task At_the_cut_off_waiting_ends_and_what_lapses_then_is_not_given_away(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 1));
        var held = await evening.Joins(deal, evening.Lin);
        await evening.Waits(deal, evening.Li);
        await evening.CutsOff(deal);
        Assert.Equal("lapsed", (await evening.See(held.OrderId)).State);
        var waiter = Assert.Single(await Waiters(evening, deal));
        Assert.Equal((null, evening.Now), (waiter.PromotedAt, waiter.EndedAt));
        Assert.Equal(JoinDeal.DealClosed, await evening.Village.Refused(work => JoinWaitlist.Handle(work, evening.Village.Sealing, evening.Wants(deal, evening.Neighbours[3]))));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Gifts_pass_to_the_next_neighbours_one_each_though_one_of_them_ordered_twice(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 6);
        var deal = await evening.Opens(evening.LoquatsFor(), evening.MulberriesToTheFirst(2));
        var n = evening.Neighbours;
        var (one, two) = (await evening.Joins(deal, n[0]), await evening.Joins(deal, n[1]));
        var (li, liAgain, next) = (await evening.Joins(deal, n[2]), await evening.Joins(deal, n[2]), await evening.Joins(deal, n[3]));
        await evening.Village.Pass(Evening.Hold);
        // Both at once, so two gifts are free together, and the twice-ordering neighbour stands first.
        await evening.Store.Write(work => work.Db.Set<Order>().Where(o => o.Sequence > 2).ExecuteUpdateAsync(set => set.SetProperty(o => o.HoldUntil, work.Now.AddMinutes(1))));
        await evening.Lapses();
        Assert.Equal(("lapsed", "lapsed"), ((await evening.See(one.OrderId)).State, (await evening.See(two.OrderId)).State));
        async Task<bool> Gift(JoinDeal.Answer order) => (await evening.See(order.OrderId)).Lines.Any(l => l.OfferId == deal.Offers[1] && l is { Quantity: 1, Price.Fen: 0 });
        Assert.Equal((true, false, true), (await Gift(li), await Gift(liAgain), await Gift(next)));
        Assert.Equal(5980, (await evening.See(li.OrderId)).Amount.Fen);
        // Her first order goes, and the gift with it: her second is the next in line.
        await Cancels(evening, n[2], li.OrderId);
        Assert.True(await Gift(liAgain));
        Assert.Equal([], (await evening.Joins(deal, n[4])).Gifts);
        await evening.NewsGoesRound();
        Assert.Equal("cancelled deal-opened gift gift joined joined", await evening.KindsTo(n[2]));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Fewer_boxes_in_a_changed_order_go_to_who_waits(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 3), evening.MulberriesFor());
        var held = await evening.Joins(deal, evening.Lin, 3);
        await evening.Waits(deal, evening.Li);
        var changed = await evening.Village.Do(work => ChangeOrder.Handle(work, evening.Village.Sealing,
            new(evening.Lin, new(held.OrderId), [new(deal.Offers[0], 2), new(deal.Offers[1], 1)], evening.Point, "周六来取"), evening.Settings));
        Assert.Equal((1, 2 * 5980 + 2500L), (changed.Sequence, changed.Amount.Fen));
        Assert.Equal(evening.Li, (await evening.Store.Read(db => db.Set<Order>().SingleAsync(o => o.Sequence == 2))).PersonId);
        Assert.Equal("周六来取", (await evening.Store.Read(async db => await ShowOrder.Handle(db, evening.Village.Sealing, new(evening.Zhang, new(held.OrderId))))).Value.Note);
        Assert.Equal(JoinDeal.SoldOut, await evening.Village.Refused(work => ChangeOrder.Handle(work, evening.Village.Sealing,
            new(evening.Lin, new(held.OrderId), [new(deal.Offers[0], 3)], evening.Point, ""), evening.Settings)));
        Assert.Equal(Order.Missing, await evening.Village.Refused(work => ChangeOrder.Handle(work, evening.Village.Sealing,
            new(evening.Li, new(held.OrderId), [new(deal.Offers[0], 1)], evening.Point, ""), evening.Settings)));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Refunding_while_the_deal_is_open_puts_the_goods_back_for_who_waits(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 1));
        var paid = await evening.JoinsAndPays(deal, evening.Lin);
        await evening.Waits(deal, evening.Li);
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(paid), "小林说不要了"), evening.Settings));
        Assert.Equal("refunding", (await evening.See(paid)).State);
        Assert.NotNull(Assert.Single(await Waiters(evening, deal)).PromotedAt);
        Assert.Equal(CancelOrder.AlreadyEnded, await evening.Village.Refused(work => CancelOrder.Handle(work, new(evening.Lin, new(paid)), evening.Settings)));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Holds_lapse_by_the_hour_of_the_database_and_not_a_tick_before(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 5));
        var early = await evening.Joins(deal, evening.Li);
        await evening.Village.Pass(TimeSpan.FromMinutes(5));
        var later = await evening.Joins(deal, evening.Lin);
        await evening.Village.Pass(Evening.Hold - TimeSpan.FromMinutes(5) - TimeSpan.FromMicroseconds(1));
        await evening.Lapses();
        Assert.Equal("awaiting-payment", (await evening.See(early.OrderId)).State);
        await evening.Village.Pass(TimeSpan.FromMicroseconds(1));
        await evening.Lapses();
        await evening.Lapses();
        Assert.Equal(("lapsed", "awaiting-payment"), ((await evening.See(early.OrderId)).State, (await evening.See(later.OrderId)).State));
        Assert.Equal(1, (await evening.SeeOffer(deal)).Taken);
        await evening.NewsGoesRound();
        Assert.Equal("deal-opened joined lapsed", await evening.KindsTo(evening.Li));
    }
}
