// Gives a person a place at headquarters: the first one is appointed by whoever sets the machine up.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class AppointHeadquarters
{
    public sealed record Ask(Visitor By, string? Phone, string? Name);

    /// <param name="SetUpPath">What follows the brand's address in the one-time link, or null when the person has a password already.</param>
    public sealed record Answer(PersonId PersonId, RoleId RoleId, string? SetUpPath);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal ThereAlready = new("headquarters.there-already", 409, "这个人已经在总部", "This person is at headquarters already.");

    public static Outcome<(Phone Phone, string Name)> Decide(bool thereAlready, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return NotAllowed;
        if (thereAlready) return ThereAlready;
        var phone = Phone.Parse(ask.Phone);
        var name = Texts.Required(ask.Name, SignInWithCode.NameLengthMax);
        if ((phone.Refusal ?? name.Refusal?.With("name")) is { } refused) return refused;
        return (phone.Value, name.Value);
    }

    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var person = await Person.ByPhone(work.Db, sealing, ask.Phone);
        var there = person is not null && await work.Db.Set<Role>().AnyAsync(r => r.PersonId == person.Id && r.Kind == Role.Headquarters && r.EndedAt == null);
        var decided = Decide(there, ask);
        if (decided.Refused) return decided.Refusal!;
        if (person is null) work.Db.Add(person = Person.New(sealing, decided.Value.Phone.Digits, decided.Value.Name, work.Now));
        var role = new Role { Id = Ids.New<RoleId>(work.Now), PersonId = person.Id, Kind = Role.Headquarters, GrantedAt = work.Now };
        work.Db.Add(role);
        Audit.Note(work, ask.By.Person.Value, "role-given", role.Id.Value, "", Role.Headquarters, whom: person.Id.Value);
        var hasPassword = await work.Db.Set<Credential>().AnyAsync(c => c.PersonId == person.Id);
        return new Answer(person.Id, role.Id, hasPassword ? null : SetUpLink.For(work, person.Id, MakeSetUpLink.ForHeadquarters));
    }
}
