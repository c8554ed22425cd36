// A leader ends an assistant's help; it is over at the assistant's next request.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class EndHelp
{
    public sealed record Ask(Visitor By, RoleId RoleId);

    public static readonly Refusal Unknown = EndRole.Unknown;

    /// <summary>Another leader's assistant answers as if there were none; ending twice is harmless, the first instant stays.</summary>
    public static Outcome<Done> Decide(Role? role, Ask ask, DateTimeOffset now)
    {
        if (role is null || role.Kind != Role.Assistant || role.ForLeader != ask.By.Person) return Unknown;
        role.EndedAt ??= now;
        return Done.Deed;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var role = await work.Db.Set<Role>().FirstOrDefaultAsync(r => r.Id == ask.RoleId);
        var stood = role is { EndedAt: null };
        var decided = Decide(role, ask, work.Now);
        if (!decided.Refused && stood) Audit.Note(work, ask.By.Person.Value, "role-ended", role!.Id.Value, role.Kind, "", whom: role.PersonId.Value);
        return decided;
    }
}
