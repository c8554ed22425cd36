// 李阿姨 cannot come down: 王叔叔 collects for her, the desk knows him, and the link she forwards opens no more than he needs.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class CollectorStoryTests
{
    static async Task<(Evening, Guid Order)> LiPaid(Database on)
    {
        var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = await evening.JoinsAndPays(deal, evening.Li, 2);
        await evening.JoinsAndPays(deal, evening.Lin);
        await evening.CutsOff(deal);
        return (evening, order);
    }

    static Task<Outcome<Done>> Names(Evening evening, Guid order, string? name, string? tail, PersonId? by = null) =>
        evening.Store.Write(work => NameCollector.Handle(work, evening.Village.Sealing, new(by ?? evening.Li, new(order), name, tail)));

    static Task<Outcome<ShowToCollector.Answer>> Opens(Evening evening, Guid order, string path) =>
        evening.Store.Read(db => ShowToCollector.Handle(db, evening.Village.Sealing, new(new(order), path)));

    static async Task<CollectorSeen?> Named(Evening evening, Guid order) =>
        (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(new(evening.Li, [], false), new(order))))).Value.Collector;

    [Theory, OnEachDatabase]
    public async Task The_desk_finds_the_order_by_who_collects_it_and_nothing_of_him_is_stored_in_clear(Database on)
    {
        var (evening, order) = await LiPaid(on);
        await using var open = evening;
        Assert.Equal(NameCollector.BadTail, (await Names(evening, order, "王叔叔", "12")).Refusal);
        Assert.Equal(Order.Missing, (await Names(evening, order, "王叔叔", "9931", evening.Lin)).Refusal);
        Assert.Null((await Names(evening, order, "王叔叔", "9931")).Refusal);
        foreach (var words in new[] { "王叔", "9931" })
        {
            var found = Assert.Single((await evening.Store.Read(db => FindAtDesk.Handle(db, evening.Village.Sealing, new(evening.Zhang, null, words)))).Value);
            Assert.Equal((order, "王叔叔", "9931", null), (found.OrderId, found.Collector!.Name, found.Collector.PhoneTail, found.Collector.Path));
        }
        var pack = (await evening.Store.Read(db => PackDesk.Handle(db, evening.Village.Sealing, new(evening.Zhang), evening.Now))).Value;
        Assert.Equal(["王叔叔", ""], pack.Deals[0].Orders.Select(o => o.Collector));
        var row = await evening.Store.Read(db => db.Set<Collector>().SingleAsync());
        Assert.DoesNotContain("9931", System.Text.Encoding.UTF8.GetString(row.PhoneTailSealed));
        await evening.HandsOver(order);
        Assert.Equal(NameCollector.NotWaiting, (await Names(evening, order, "王叔叔", "9931")).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_link_shows_the_code_until_it_is_collected_and_dies_with_another_name(Database on)
    {
        var (evening, order) = await LiPaid(on);
        await using var open = evening;
        await Names(evening, order, "王叔叔", "9931");
        var path = (await Named(evening, order))!.Path!;
        var seen = (await Opens(evening, order, path)).Value;
        Assert.Equal(((await evening.See(order)).PickupCode, "王叔叔"), (seen.PickupCode, seen.Collector));
        Assert.Contains('*', seen.For);
        Assert.Equal(ShowToCollector.Gone, (await Opens(evening, order, path[..^1] + (path[^1] == '0' ? '1' : '0'))).Refusal);
        await evening.Village.Pass(TimeSpan.FromMinutes(1));
        await Names(evening, order, "刘姐", "0007");
        Assert.Equal(ShowToCollector.Gone, (await Opens(evening, order, path)).Refusal);
        var second = (await Named(evening, order))!.Path!;
        await evening.HandsOver(order);
        var after = (await Opens(evening, order, second)).Value;
        Assert.Equal((null, true), (after.PickupCode, after.HandedOverAt is not null));
    }

    [Theory, OnEachDatabase]
    public async Task Nobody_collects_for_her_any_more_when_she_says_so(Database on)
    {
        var (evening, order) = await LiPaid(on);
        await using var open = evening;
        await Names(evening, order, "王叔叔", "9931");
        var path = (await Named(evening, order))!.Path!;
        Assert.Null((await Names(evening, order, null, null)).Refusal);
        Assert.Null((await Names(evening, order, null, null)).Refusal);
        Assert.Null(await Named(evening, order));
        Assert.Equal(ShowToCollector.Gone, (await Opens(evening, order, path)).Refusal);
    }
}
