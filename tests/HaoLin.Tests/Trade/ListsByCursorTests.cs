// Every list that headquarters, leaders and importers read page by page is read whole, also where many rows bear one instant.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class ListsByCursorTests
{
    const int Rows = 3;

    /// <summary>Every id of a list, and that it came in pages of three.</summary>
    static async Task<List<Guid>> Walk(Evening evening, Func<HaoLinDb, Cursor?, Task<(IEnumerable<Guid> Ids, string? Next)>> page)
    {
        var (seen, next) = (new List<Guid>(), (string?)null);
        for (var pages = 0; pages < 20; pages++)
        {
            var (ids, further) = await evening.Store.Read(db => page(db, Cursor.Read(next)));
            var found = ids.ToList();
            Assert.InRange(found.Count, 1, Rows);
            seen.AddRange(found);
            if ((next = further) is null) return seen;
            Assert.Equal(Rows, found.Count);
        }
        throw new InvalidOperationException("the pages have no end");
    }

    static void Whole(IEnumerable<Guid> there, List<Guid> seen) => Assert.Equal(there.Order(), seen.Order());

    [Theory, OnEachDatabase]
    public async Task Lists_are_read_whole_page_by_page_however_many_rows_bear_one_instant(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (village, wang, sealing) = (evening.Village, evening.Village.Wang, evening.Village.Sealing);
        // The clock stands still meanwhile, so that the ids decide.
        var deals = new List<Guid>();
        for (var n = 0; n < 7; n++) deals.Add((await evening.Opens(evening.LoquatsFor())).Id.Value);
        for (var n = 0; n < 6; n++)
        {
            var community = await village.Do(work => OpenCommunity.Handle(work, new(wang, $"小区{n}", "某路 1 号")));
            await village.Do(work => AppointLeader.Handle(work, sealing, new(wang, $"1390000010{n}", "陈姐", community)));
            await village.Do(work => SetClosing.Handle(work, new(wang, evening.Now.AddDays(20 + n / 2), evening.Now.AddDays(21 + n), "休市")));
            await evening.Store.Write(work => Keep(work, wang.Person.Value, n));
        }
        async Task<List<Guid>> There<T>(Func<T, Guid> id) where T : class => [.. (await evening.Store.Read(db => db.Set<T>().AsNoTracking().ToListAsync())).Select(id)];

        Whole(deals, await Walk(evening, async (db, after) => (await OverviewDeals.Handle(db, sealing, new(wang, null, null, after, Rows))).Value is var page ? (page.Items.Select(d => d.Id), page.Next) : default));
        Whole(deals, await Walk(evening, async (db, after) => await Led(db, evening.Zhang.Person, after)));
        Whole(await There<Community>(c => c.Id.Value), await Walk(evening, async (db, after) => await ListCommunities.Handle(db, new(null, after, Rows)) is var page ? (page.Items.Select(c => c.Id.Value), page.Next) : default));
        Whole((await evening.Store.Read(db => db.Set<Role>().Where(r => r.Kind == Role.Leader).ToListAsync())).Select(r => r.Id.Value),
            await Walk(evening, async (db, after) => (await ListLeaders.Handle(db, sealing, new(wang, evening.Now, after, Rows))).Value is var page ? (page.Items.Select(l => l.RoleId.Value), page.Next) : default));
        Whole(await There<Closing>(c => c.Id.Value), await Walk(evening, async (db, after) => await ListClosings.Handle(db, new(evening.Now, after, Rows)) is var page ? (page.Items.Select(c => c.Id), page.Next) : default));
        Whole(await There<Import>(i => i.Id.Value), await Walk(evening, async (db, after) => await ListImports.Handle(db, new(wang.Person.Value, after, Rows)) is var page ? (page.Items.Select(i => i.Id.Value), page.Next) : default));
        // The control: an instant alone, without the id, loses what bears the same one.
        var first = await evening.Store.Read(db => ListImports.Handle(db, new(wang.Person.Value, null, Rows)));
        var by = Cursor.Read(first.Next)!.Value with { Id = Guid.Empty };
        Assert.Empty((await evening.Store.Read(db => ListImports.Handle(db, new(wang.Person.Value, by, Rows)))).Items);
    }

    /// <summary>As the API reads a leader's deals.</summary>
    static async Task<(IEnumerable<Guid>, string?)> Led(HaoLinDb db, PersonId leader, Cursor? after)
    {
        var ids = await ListDeals.Handle(db, new(null, leader, after, Rows + 1));
        if (ids.Count <= Rows) return (ids.Select(d => d.Value), null);
        var last = await db.Set<Deal>().AsNoTracking().SingleAsync(d => d.Id == ids[Rows - 1]);
        return (ids.Take(Rows).Select(d => d.Value), new Cursor(last.CreatedAt, last.Id.Value).ToString());
    }

    static Task<Outcome<Done>> Keep(Work work, Guid person, int n)
    {
        work.Db.Add(new Import
        {
            Id = new(Guid.CreateVersion7()), Kind = "products", Subject = Guid.Empty, PersonId = person, FileName = $"{n}.csv", FileHash = $"{n}", KeyWrapped = [1], Rows = 1, CreatedAt = work.Now, TriedAt = work.Now,
        });
        return Task.FromResult<Outcome<Done>>(Done.Deed);
    }
}
