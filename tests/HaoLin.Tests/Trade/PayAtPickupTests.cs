// 王总 lets neighbours pay when the goods are there, up to a hundred yuan: packed like the others, handed over once paid, and no second chance for who did not come.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class PayAtPickupTests
{
    static readonly TradeSettings Allows = new(Evening.Hold) { PayAtPickupUpTo = new(10_000) };

    static Task<Outcome<Done>> PaysLater(Evening evening, PersonId who, Guid order, TradeSettings? settings = null) =>
        evening.Store.Write(work => PayAtPickup.Handle(work, settings ?? Allows, new(who, new(order))));

    static async Task<Guid> JoinsToPayLater(Evening evening, OnSale deal, PersonId who, int quantity = 1)
    {
        var order = (await evening.Joins(deal, who, quantity)).OrderId;
        Assert.Null((await PaysLater(evening, who, order)).Refusal);
        return order;
    }

    /// <summary>The time until which its goods are held is over.</summary>
    static async Task HoldEnds(Evening evening, Guid order)
    {
        await evening.Store.Write(work => work.Db.Set<Order>().Where(o => o.Id == new OrderId(order)).ExecuteUpdateAsync(set => set.SetProperty(o => o.HoldUntil, work.Now)));
        await evening.Lapses();
    }

    static Task<Outcome<HandOver.Answer>> Hands(Evening evening, Guid order) => evening.Store.Write(work => HandOver.Handle(work, new(evening.Zhang, null, new(order))));

    [Theory, OnEachDatabase]
    public async Task She_joins_without_paying_is_packed_for_like_the_others_and_gets_it_once_it_is_paid(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var li = await JoinsToPayLater(evening, deal, evening.Li);
        Assert.Null((await PaysLater(evening, evening.Li, li)).Refusal);
        var lin = await evening.JoinsAndPays(deal, evening.Lin);
        var gone = (await evening.Joins(deal, evening.Neighbours[2])).OrderId;
        await HoldEnds(evening, gone);
        Assert.Equal(("awaiting-payment", "lapsed"), ((await evening.See(li)).State, (await evening.See(gone)).State));
        await evening.CutsOff(deal);
        Assert.Equal("awaiting-payment", (await evening.See(li)).State);

        var lists = (await evening.Store.Read(db => PrintLists.Handle(db, evening.Village.Sealing, new(evening.Zhang, deal.Id)))).Value;
        Assert.Equal([(1, 5980L), (2, 0L)], lists.People.Select(p => (p.Sequence, p.DueFen)));
        Assert.Equal(2, lists.Products[0].Pieces);
        Assert.Contains((await evening.Store.Read(db => FindAtDesk.Handle(db, evening.Village.Sealing, new(evening.Zhang, null, "")))).Value, o => o.OrderId == li);
        Assert.DoesNotContain((await evening.Store.Read(db => PackDesk.Handle(db, evening.Village.Sealing, new(evening.Zhang), evening.Now))).Value.Deals[0].Orders, o => o.OrderId == li);

        Assert.Equal(HandOver.PayFirst, (await Hands(evening, li)).Refusal);
        await evening.Pays(evening.Li, li);
        Assert.Null((await Hands(evening, li)).Refusal);
        Assert.Null((await Hands(evening, lin)).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Who_does_not_come_loses_the_order_a_day_later_and_pays_when_joining_from_then_on(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var li = await JoinsToPayLater(evening, deal, evening.Li);
        await evening.CutsOff(deal);
        await evening.Lapses();
        Assert.Equal(("awaiting-payment", (await evening.SeeDeal(deal)).PickupUntil + PayAtPickup.HeldAfterPickup), ((await evening.See(li)).State, (await evening.See(li)).HoldUntil));
        await HoldEnds(evening, li);
        Assert.Equal("lapsed", (await evening.See(li)).State);
        await evening.NewsGoesRound();
        Assert.Contains(await evening.MessagesTo(evening.Li), m => m.Kind == "lapsed" && m.Text.Contains("取货", StringComparison.Ordinal));
        Assert.Equal(0, (await evening.SeeOffer(deal)).Taken);

        var next = await evening.Opens(evening.LoquatsFor());
        Assert.Equal(PayAtPickup.Missed, (await PaysLater(evening, evening.Li, (await evening.Joins(next, evening.Li)).OrderId)).Refusal);
        Assert.Null((await PaysLater(evening, evening.Lin, (await evening.Joins(next, evening.Lin)).OrderId)).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task It_is_refused_where_the_brand_or_the_deal_does_not_offer_it_for_too_much_for_a_third_and_to_somebody_else(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        async Task<Guid> Order(OnSale of, int quantity = 1) => (await evening.Joins(of, evening.Li, quantity)).OrderId;
        var first = await Order(deal);
        Assert.Equal(PayAtPickup.NotOffered, (await PaysLater(evening, evening.Li, first, TradeSettings.Default)).Refusal);
        Assert.Equal(HaoLin.Trade.Order.Missing, (await PaysLater(evening, evening.Lin, first)).Refusal);
        Assert.Equal(PayAtPickup.TooMuch, (await PaysLater(evening, evening.Li, await Order(deal, 2))).Refusal);
        Assert.Null((await PaysLater(evening, evening.Li, first)).Refusal);
        Assert.Equal(PayAtPickup.TooMuch, (await evening.Store.Write(work => ChangeOrder.Handle(work, evening.Village.Sealing, new(evening.Li, new(first), [new(deal.Offers[0], 3)], evening.Point, ""), Allows))).Refusal);
        Assert.Null((await PaysLater(evening, evening.Li, await Order(deal))).Refusal);
        Assert.Equal(PayAtPickup.TooMany, (await PaysLater(evening, evening.Li, await Order(deal))).Refusal);
        Assert.Equal(StartPayment.NothingToPay, (await PaysLater(evening, evening.Lin, await evening.JoinsAndPays(deal, evening.Lin))).Refusal);

        var needsMany = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()) with { MinimumOrders = 2 }));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, needsMany), TradeSettings.Default));
        var known = await evening.Known(needsMany);
        Assert.Equal(PayAtPickup.NotOffered, (await PaysLater(evening, evening.Lin, (await evening.Joins(known, evening.Lin)).OrderId)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Of_four_orders_that_ask_at_once_two_are_left_to_be_paid_later(Database on)
    {
        await using var evening = await Evening.Open(on);
        var orders = new List<Guid>();
        for (var i = 0; i < 4; i++) orders.Add((await evening.Joins(await evening.Opens(evening.LoquatsFor()), evening.Li)).OrderId);
        var said = await Task.WhenAll(orders.Select(o => PaysLater(evening, evening.Li, o)));
        Assert.Equal((2, 2), (said.Count(s => s.Refusal is null), said.Count(s => s.Refusal == PayAtPickup.TooMany)));
    }

    [Theory, OnEachDatabase]
    public async Task Where_the_pickup_is_put_off_the_order_is_held_until_the_day_after_that(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var li = await JoinsToPayLater(evening, deal, evening.Li);
        var was = await evening.SeeDeal(deal);
        await evening.Village.Do(work => MoveTimes.Handle(work, new(evening.Zhang, deal.Id, null, was.ArrivesOn.AddDays(1), was.PickupFrom.AddDays(1), was.PickupUntil.AddDays(1), "车晚了")));
        Assert.Equal(was.PickupUntil.AddDays(1) + PayAtPickup.HeldAfterPickup, (await evening.See(li)).HoldUntil);
    }
}
