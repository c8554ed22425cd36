// Headquarters names one of its own as keeper of what the law keeps; it is ended like every role.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class AppointKeeper
{
    public sealed record Ask(Visitor By, string? Phone);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal NotOurs = new("keeper.not-ours", 404, "这个号码不是总部的人", "This is nobody at headquarters.");
    public static readonly Refusal KeepsAlready = new("keeper.already", 409, "他已经是留存档案员了", "They are the keeper already.");

    public static Refusal? Decide(Ask ask, bool atHeadquarters, bool keepsAlready) =>
        !ask.By.AtHeadquarters ? NotAllowed : !atHeadquarters ? NotOurs : keepsAlready ? KeepsAlready : null;

    public static async Task<Outcome<RoleId>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var person = ask.By.AtHeadquarters ? await Person.ByPhone(work.Db, sealing, ask.Phone) : null;
        var roles = person is null ? [] : await work.Db.Set<Role>().Where(r => r.PersonId == person.Id && r.EndedAt == null).Select(r => r.Kind).ToListAsync();
        if (Decide(ask, roles.Contains(Role.Headquarters), roles.Contains(Role.Keeper)) is { } refusal) return refusal;
        var role = new Role { Id = Ids.New<RoleId>(work.Now), PersonId = person!.Id, Kind = Role.Keeper, GrantedAt = work.Now };
        work.Db.Add(role);
        Audit.Note(work, ask.By.Person.Value, "role-given", role.Id.Value, "", Role.Keeper, whom: person.Id.Value);
        return role.Id;
    }
}
