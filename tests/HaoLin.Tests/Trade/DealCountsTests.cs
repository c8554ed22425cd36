// How many neighbours stand in a deal is counted again when something moved, and only then, or after a minute or two.
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class DealCountsTests
{
    readonly DealCounts counts = new();

    async Task<(int Told, int Counted)> Both(Evening evening, OnSale on) => await evening.Store.Read(async db =>
    {
        var deal = await db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == on.Id);
        var taken = await db.Set<Offer>().Where(o => o.DealId == on.Id).SumAsync(o => (long)o.Taken);
        return (await counts.Joined(db, deal, taken, evening.Now), await DealCounts.Count(db, on.Id));
    });

    [Theory, OnEachDatabase]
    public async Task After_every_join_cancel_lapse_and_promotion_the_count_is_the_one_of_the_orders(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 2));
        async Task Holds(int people) => Assert.Equal((people, people), await Both(evening, deal));
        await Holds(0);
        var li = (await evening.Joins(deal, evening.Li)).OrderId;
        await Holds(1);
        await evening.Joins(deal, evening.Lin);
        await Holds(2);
        await evening.Waits(deal, evening.Neighbours[2]);
        // One leaves and the next in line takes the very same place.
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Li, new(li)), evening.Settings));
        await Holds(2);
        await evening.Store.Write(work => work.Db.Set<Order>().Where(o => o.DealId == deal.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.HoldUntil, work.Now)));
        await evening.Lapses();
        await Holds(0);
    }

    [Theory, OnEachDatabase]
    public async Task While_neither_the_last_number_nor_what_is_taken_moved_nothing_is_counted_for_a_minute(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var li = (await evening.Joins(deal, evening.Li)).OrderId;
        Assert.Equal((1, 1), await Both(evening, deal));
        await evening.Store.Write(work => work.Db.Set<Order>().Where(o => o.Id == new OrderId(li)).ExecuteUpdateAsync(set => set.SetProperty(o => o.LapsedAt, work.Now)));
        evening.Village.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((1, 0), await Both(evening, deal));
        evening.Village.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal((0, 0), await Both(evening, deal));
    }

    [Fact]
    public void The_deals_of_one_list_are_counted_again_at_different_moments()
    {
        var ages = Enumerable.Range(0, 60).Select(_ => DealCounts.Oldest(Ids.New<DealId>(Village.FirstEvening)).TotalSeconds).ToList();
        Assert.All(ages, age => Assert.InRange(age, 60, 120));
        Assert.True(ages.GroupBy(a => (int)a).Max(g => g.Count()) < 10, "many in one second: " + string.Join(' ', ages));
    }
}
