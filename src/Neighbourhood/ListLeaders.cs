// Headquarters sees who leads which community.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ListLeaders
{
    public sealed record Ask(Visitor By);

    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="PasswordSetAt">Null until the leader has opened the one-time link.</param>
    public sealed record Item(RoleId RoleId, PersonId PersonId, string Name, string PhoneMasked, CommunityId CommunityId, string CommunityName,
        int Residents, DateTimeOffset GrantedAt, DateTimeOffset? PasswordSetAt);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;

    const int Max = 2000;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return NotAllowed;
        var rows = await (
            from role in db.Set<Role>()
            join person in db.Set<Person>() on role.PersonId equals person.Id
            join community in db.Set<Community>() on role.CommunityId equals (CommunityId?)community.Id
            where role.Kind == Role.Leader && role.EndedAt == null
            orderby role.GrantedAt, role.Id
            select new
            {
                role.Id, role.GrantedAt, Person = person, CommunityId = community.Id, community.Name,
                Residents = db.Set<Membership>().Count(m => m.LeaderId == person.Id && m.CommunityId == community.Id),
                SetAt = db.Set<Credential>().Where(c => c.PersonId == person.Id).Select(c => (DateTimeOffset?)c.SetAt).FirstOrDefault(),
            }).AsNoTracking().Take(Max).ToListAsync();
        return new Answer([.. rows.Select(r => new Item(r.Id, r.Person.Id, r.Person.Name(sealing), new Phone(r.Person.Phone(sealing)).Masked,
            r.CommunityId, r.Name, r.Residents, r.GrantedAt, r.SetAt))]);
    }
}
