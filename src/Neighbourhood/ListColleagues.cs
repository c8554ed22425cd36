// Headquarters sees who works there: since when, how they sign in, and who keeps what the law keeps.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ListColleagues
{
    public const int RowsMax = 500;

    public sealed record Ask(Visitor By);

    /// <param name="PasswordSetAt">Null until they have opened their one-time link.</param>
    /// <param name="HasAuthenticator">Their sign-in asks for the digits of an app too.</param>
    /// <param name="Passkeys">How many passkeys open their account.</param>
    /// <param name="KeeperRoleId">The role by which they keep what the law keeps; null where they do not.</param>
    /// <param name="IsMyself">Whoever asks.</param>
    public sealed record Item(RoleId RoleId, PersonId PersonId, string Name, string PhoneMasked, DateTimeOffset GrantedAt, DateTimeOffset? PasswordSetAt, bool HasAuthenticator, int Passkeys, RoleId? KeeperRoleId, bool IsMyself);

    public static async Task<Outcome<IReadOnlyList<Item>>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var rows = await (from role in db.Set<Role>().AsNoTracking()
                          join person in db.Set<Person>().AsNoTracking() on role.PersonId equals person.Id
                          where role.Kind == Role.Headquarters && role.EndedAt == null
                          orderby role.GrantedAt, role.Id
                          select new
                          {
                              role.Id, role.GrantedAt, Person = person,
                              SetAt = db.Set<Credential>().Where(c => c.PersonId == person.Id).Select(c => (DateTimeOffset?)c.SetAt).FirstOrDefault(),
                              HasAuthenticator = db.Set<Authenticator>().Any(a => a.PersonId == person.Id && a.TurnedOnAt != null),
                              Passkeys = db.Set<Passkey>().Count(p => p.PersonId == person.Id && p.RemovedAt == null),
                              Keeper = db.Set<Role>().Where(k => k.PersonId == person.Id && k.Kind == Role.Keeper && k.EndedAt == null).Select(k => (RoleId?)k.Id).FirstOrDefault(),
                          }).Take(RowsMax).ToListAsync();
        return Outcome<IReadOnlyList<Item>>.Yes([.. rows.Select(r => new Item(r.Id, r.Person.Id, r.Person.Name(sealing), new Phone(r.Person.Phone(sealing)).Masked, r.GrantedAt, r.SetAt, r.HasAuthenticator, r.Passkeys, r.Keeper, r.Person.Id == ask.By.Person))]);
    }
}
