// What became of my applications to lead.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ReadMyApplications
{
    const int Max = 20;

    public sealed record Ask(Visitor By);

    /// <param name="Items">The newest first.</param>
    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="State">waiting, accepted, refused or withdrawn.</param>
    public sealed record Item(LeaderApplicationId Id, CommunityId CommunityId, string Community, string Words, string State, DateTimeOffset AppliedAt, DateTimeOffset? DecidedAt, string Reason);

    public static async Task<Answer> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var key = await db.Set<Person>().AsNoTracking().Where(p => p.Id == ask.By.Person).Select(p => p.KeyWrapped).FirstOrDefaultAsync();
        var rows = await (from a in db.Set<LeaderApplication>() join c in db.Set<Community>() on a.CommunityId equals c.Id
                          where a.PersonId == ask.By.Person orderby a.AppliedAt descending select new { Application = a, c.Name }).AsNoTracking().Take(Max).ToListAsync();
        return new([.. rows.Select(r => new Item(r.Application.Id, r.Application.CommunityId, r.Name, r.Application.WordsSealed is { } words && key is not null ? sealing.Open(key, words) : "",
            r.Application.State, r.Application.AppliedAt, r.Application.DecidedAt, r.Application.Reason))]);
    }
}
