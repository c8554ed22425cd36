// Which doors a resident has said are theirs, community by community; nobody else is ever told.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ReadHomes
{
    public sealed record Ask(PersonId By);

    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="Door">As it was written.</param>
    /// <param name="Separate">A leader said that two families live there, and this one counts for itself.</param>
    public sealed record Item(Guid CommunityId, string Community, string Door, DateTimeOffset SaidAt, bool Separate);

    public static async Task<Answer> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var homes = await (from h in db.Set<Home>().AsNoTracking() join c in db.Set<Community>() on h.CommunityId equals c.Id join p in db.Set<Person>() on h.PersonId equals p.Id
                           where h.PersonId == ask.By orderby c.Name, c.Id select new { Home = h, c.Name, Person = p }).ToListAsync();
        return new([.. homes.Select(h => new Item(h.Home.CommunityId.Value, h.Name, h.Home.Door(sealing, h.Person), h.Home.SaidAt, h.Home.Separate))]);
    }
}
