// Whoever reads orders page by page while others join misses none and sees none twice; counting rows instead would repeat some.
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Trade;

namespace HaoLin.Tests.Trade;

public sealed class PagingTests
{
    static async Task<SearchOrders.Answer> Page(Evening evening, string? after) =>
        (await evening.Store.Read(db => SearchOrders.Handle(db, evening.Village.Sealing, new(evening.Village.Wang, "", false, Cursor.Read(after), Rows: 5)))).Value;

    [Theory, OnEachDatabase]
    public async Task Walking_the_orders_while_neighbours_join_loses_and_repeats_nothing(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 24);
        var deal = await evening.Opens(evening.LoquatsFor());
        // Twelve at one instant, as one commit of the intake places them, and the ids decide.
        var there = new List<Guid>();
        foreach (var who in evening.Neighbours.Take(12)) there.Add((await evening.Joins(deal, who)).OrderId);
        var (seen, first, pages) = (new List<Guid>(), new List<Guid>(), 0);
        string? next = null;
        do
        {
            var page = await Page(evening, next);
            Assert.InRange(page.Items.Count, 1, 5);
            if (pages == 0) first.AddRange(page.Items.Select(o => o.OrderId));
            seen.AddRange(page.Items.Select(o => o.OrderId));
            next = page.Next;
            await evening.Village.Pass(TimeSpan.FromSeconds(1));
            foreach (var who in evening.Neighbours.Skip(12 + 3 * pages++).Take(3)) await evening.Joins(deal, who);
        }
        while (next is not null && pages < 20);
        Assert.Equal(there.Order(), seen.Order());
        // The control: by number of rows, the second page shows some of the first again.
        await evening.Village.Pass(TimeSpan.FromSeconds(1));
        var second = (await evening.Store.Read(db => SearchOrders.Handle(db, evening.Village.Sealing, new(evening.Village.Wang, "", false, Rows: 100)))).Value.Items.Select(o => o.OrderId).Skip(5).Take(5 + 9);
        Assert.NotEmpty(second.Intersect(first));
    }

    [Theory, OnEachDatabase]
    public async Task The_last_page_says_so_also_when_it_is_full(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 5);
        var deal = await evening.Opens(evening.LoquatsFor());
        foreach (var who in evening.Neighbours) await evening.Joins(deal, who);
        var page = await Page(evening, null);
        Assert.Equal((5, null), (page.Items.Count, page.Next));
    }
}
