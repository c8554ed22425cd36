// Makes a one-time link by which a leader or a member of headquarters sets a password: 7 days for a leader, 15 minutes for headquarters.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class MakeSetUpLink
{
    public sealed record Ask(Visitor By, PersonId PersonId);

    /// <param name="Path">What follows the brand's address in the link; it is shown once and never again.</param>
    public sealed record Answer(string Path, DateTimeOffset ExpiresAt);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal NoRole = new("set-up.no-role", 404, "这个人不是团长，也不在总部", "This person is neither a leader nor at headquarters.");

    internal static readonly TimeSpan ForLeader = TimeSpan.FromDays(7);
    internal static readonly TimeSpan ForHeadquarters = TimeSpan.FromMinutes(15);

    /// <param name="roles">The kinds of the person's standing roles.</param>
    /// <returns>How long the link is good for.</returns>
    public static Outcome<TimeSpan> Decide(IReadOnlyCollection<string> roles, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return NotAllowed;
        if (roles.Count == 0) return NoRole;
        // The stronger the role, the shorter its key may lie about.
        return roles.Contains(Role.Headquarters) ? ForHeadquarters : ForLeader;
    }

    public static async Task<Outcome<Answer>> Handle(Work work, Ask ask)
    {
        var roles = await work.Db.Set<Role>().Where(r => r.PersonId == ask.PersonId && r.EndedAt == null).Select(r => r.Kind).ToListAsync();
        return Decide(roles, ask).Match<Outcome<Answer>>(
            lasts =>
            {
                Audit.Note(work, ask.By.Person.Value, "set-up-link", ask.PersonId.Value, "", $"{lasts.TotalMinutes:0} min", whom: ask.PersonId.Value);
                return new Answer(SetUpLink.For(work, ask.PersonId, lasts), work.Now + lasts);
            },
            refused => refused);
    }
}
