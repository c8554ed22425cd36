// 李阿姨 wants the same as last week: what of it is on sale she sees with her quantities, what is not is said, and nothing is ordered by itself.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class OrderAgainTests
{
    static Task<Outcome<OrderAgain.Answer>> Asks(Evening evening, Guid order, PersonId? by = null) => evening.Store.Read(db => OrderAgain.Handle(db, new(by ?? evening.Li, new(order)), evening.Now));

    static async Task<Guid> LastWeek(Evening evening)
    {
        var deal = await evening.Opens(evening.LoquatsFor(), evening.MulberriesFor());
        var joined = await evening.Joins(new JoinDeal.Ask(deal.Id, evening.Li, [new(deal.Offers[0], 3), new(deal.Offers[1], 2)], evening.Point, ""));
        await evening.CutsOff(deal);
        return joined.OrderId;
    }

    [Theory, OnEachDatabase]
    public async Task What_is_on_sale_comes_with_the_same_quantities_and_what_is_not_is_said(Database on)
    {
        await using var evening = await Evening.Open(on);
        var order = await LastWeek(evening);
        Assert.Equal(["枇杷", "桑葚"], (await Asks(evening, order)).Value.NotOnSale);
        Assert.Empty((await Asks(evening, order)).Value.Deals);
        var loquats = await evening.Opens(evening.LoquatsFor(fen: 4980));
        var (again, orders) = ((await Asks(evening, order)).Value, await evening.Store.Read(db => db.Set<Order>().CountAsync()));
        var line = Assert.Single(Assert.Single(again.Deals).Lines);
        Assert.Equal((loquats.Offers[0].Value, 3, 3, 4980L), (line.OfferId, line.Quantity, line.Wanted, line.PriceFen));
        Assert.Equal(["桑葚"], again.NotOnSale);
        var both = await evening.Opens(evening.MulberriesFor(), evening.LoquatsFor());
        Assert.Equal([both.Id.Value, loquats.Id.Value], (await Asks(evening, order)).Value.Deals.Select(d => d.DealId));
        Assert.Empty((await Asks(evening, order)).Value.NotOnSale);
        Assert.Equal(orders, await evening.Store.Read(db => db.Set<Order>().CountAsync()));
        Assert.Equal(Order.Missing, (await Asks(evening, order, evening.Lin)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task No_more_is_offered_than_can_be_had(Database on)
    {
        await using var evening = await Evening.Open(on);
        var order = await LastWeek(evening);
        var few = await evening.Opens(evening.LoquatsFor(limit: 2), evening.MulberriesFor(perPerson: 2));
        await evening.Joins(new JoinDeal.Ask(few.Id, evening.Li, [new(few.Offers[1], 1)], evening.Point, ""));
        Assert.Equal([(3, 2), (2, 1)], (await Asks(evening, order)).Value.Deals[0].Lines.Select(l => (l.Wanted, l.Quantity)));
        await evening.Joins(few, evening.Lin, 2);
        var again = (await Asks(evening, order)).Value;
        Assert.Equal(["桑葚"], again.Deals[0].Lines.Select(l => l.Name));
        Assert.Equal(["枇杷"], again.NotOnSale);
        await evening.CutsOff(few);
        Assert.Empty((await Asks(evening, order)).Value.Deals);
    }
}
