// Headquarters appoints a leader for a community; the new leader sets a password through a one-time link.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class AppointLeader
{
    public sealed record Ask(Visitor By, string? Phone, string? Name, CommunityId CommunityId);

    /// <param name="SetUpPath">What follows the brand's address in the one-time link, or null when the person has a password already.</param>
    public sealed record Answer(PersonId PersonId, RoleId RoleId, string? SetUpPath);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal UnknownCommunity = AddPickupPoint.UnknownCommunity;
    public static readonly Refusal LeadsAlready = new("leader.leads-already", 409, "这位团长已经在带这个小区", "This person already leads this community.");

    public static Outcome<(Phone Phone, string Name)> Decide(bool communityKnown, bool leadsAlready, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return NotAllowed;
        if (!communityKnown) return UnknownCommunity;
        if (leadsAlready) return LeadsAlready;
        var phone = Phone.Parse(ask.Phone);
        var name = Texts.Required(ask.Name, SignInWithCode.NameLengthMax);
        if ((phone.Refusal ?? name.Refusal?.With("name")) is { } refused) return refused;
        return (phone.Value, name.Value);
    }

    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var known = await work.Db.Set<Community>().AnyAsync(c => c.Id == ask.CommunityId);
        var person = await Person.ByPhone(work.Db, sealing, ask.Phone);
        var leads = person is not null && await Role.Leads(work.Db, person.Id, ask.CommunityId);
        var decided = Decide(known, leads, ask);
        if (decided.Refused) return decided.Refusal!;
        // Whoever is known already keeps the name their neighbours know.
        if (person is null) work.Db.Add(person = Person.New(sealing, decided.Value.Phone.Digits, decided.Value.Name, work.Now));
        return await Grant(work, ask.By, person.Id, ask.CommunityId);
    }

    /// <summary>Makes somebody the house knows a leader there.</summary>
    internal static async Task<Answer> Grant(Work work, Visitor by, PersonId person, CommunityId community)
    {
        var role = new Role { Id = Ids.New<RoleId>(work.Now), PersonId = person, Kind = Role.Leader, CommunityId = community, GrantedAt = work.Now };
        work.Db.Add(role);
        Audit.Note(work, by.Person.Value, "role-given", role.Id.Value, "", Role.Leader, whom: person.Value);
        // A leader is a neighbour too, and orders from themselves.
        await Membership.Add(work, community, person, person);
        var hasPassword = await work.Db.Set<Credential>().AnyAsync(c => c.PersonId == person);
        return new Answer(person, role.Id, hasPassword ? null : SetUpLink.For(work, person, MakeSetUpLink.ForLeader));
    }
}
