// A leader's assistants at the desk, and since when.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ListAssistants
{
    public sealed record Ask(Visitor By);

    public sealed record Answer(IReadOnlyList<Item> Items);

    public sealed record Item(RoleId RoleId, string Name, string PhoneTail, DateTimeOffset GrantedAt);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.IsLeader) return NotAllowed;
        var rows = await (from r in db.Set<Role>().AsNoTracking()
                          join p in db.Set<Person>().AsNoTracking() on r.PersonId equals p.Id
                          where r.ForLeader == ask.By.Person && r.Kind == Role.Assistant && r.EndedAt == null
                          orderby r.GrantedAt
                          select new { r, p }).ToListAsync();
        return new Answer([.. rows.Select(x => new Item(x.r.Id, x.p.Name(sealing), x.p.PhoneTail(sealing), x.r.GrantedAt))]);
    }
}
