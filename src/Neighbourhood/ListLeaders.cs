// Headquarters sees who leads which community.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ListLeaders
{
    /// <param name="Rows">How many a page has.</param>
    public sealed record Ask(Visitor By, DateTimeOffset Now, Cursor? After = null, int Rows = Max);

    public sealed record Answer(IReadOnlyList<Item> Items, string? Next) : IPaged;

    /// <param name="PasswordSetAt">Null until the leader has opened the one-time link.</param>
    /// <param name="HasAuthenticator">Their sign-in asks for the digits of an app too.</param>
    /// <param name="Passkeys">How many passkeys open their account.</param>
    /// <param name="Grade">One of <see cref="LeaderFile.Grades"/>.</param>
    /// <param name="Rests">Nothing of theirs opens just now.</param>
    public sealed record Item(RoleId RoleId, PersonId PersonId, string Name, string PhoneMasked, CommunityId CommunityId, string CommunityName,
        int Residents, DateTimeOffset GrantedAt, DateTimeOffset? PasswordSetAt, bool HasAuthenticator, int Passkeys, string Grade, bool Rests);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;

    const int Max = 2000;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return NotAllowed;
        var roles = db.Set<Role>().AsNoTracking();
        if (ask.After is { } after) roles = roles.Where(r => r.GrantedAt > after.At || (r.GrantedAt == after.At && ((Guid)(object)r.Id).CompareTo(after.Id) > 0));
        var most = Math.Clamp(ask.Rows, 1, Max);
        var rows = await (
            from role in roles
            join person in db.Set<Person>() on role.PersonId equals person.Id
            join community in db.Set<Community>() on role.CommunityId equals (CommunityId?)community.Id
            where role.Kind == Role.Leader && role.EndedAt == null
            orderby role.GrantedAt, role.Id
            select new
            {
                role.Id, role.GrantedAt, Person = person, CommunityId = community.Id, community.Name,
                Residents = db.Set<Membership>().Count(m => m.LeaderId == person.Id && m.CommunityId == community.Id),
                SetAt = db.Set<Credential>().Where(c => c.PersonId == person.Id).Select(c => (DateTimeOffset?)c.SetAt).FirstOrDefault(),
                HasAuthenticator = db.Set<Authenticator>().Any(a => a.PersonId == person.Id && a.TurnedOnAt != null),
                Passkeys = db.Set<Passkey>().Count(p => p.PersonId == person.Id && p.RemovedAt == null),
            }).AsNoTracking().Take(most + 1).ToListAsync();
        PersonId[] people = [.. rows.Select(r => r.Person.Id)];
        var files = await db.Set<LeaderFile>().AsNoTracking().Where(f => people.Contains(f.PersonId)).ToDictionaryAsync(f => f.PersonId);
        return new Answer([.. rows.Take(most).Select(r => new Item(r.Id, r.Person.Id, r.Person.Name(sealing), new Phone(r.Person.Phone(sealing)).Masked,
            r.CommunityId, r.Name, r.Residents, r.GrantedAt, r.SetAt, r.HasAuthenticator, r.Passkeys, files.GetValueOrDefault(r.Person.Id)?.Grade ?? LeaderFile.Regular, files.GetValueOrDefault(r.Person.Id)?.Rests(ask.Now) == true))],
            rows.Count > most ? new Cursor(rows[most - 1].GrantedAt, rows[most - 1].Id.Value).ToString() : null);
    }
}
