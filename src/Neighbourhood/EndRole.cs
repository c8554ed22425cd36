// Headquarters ends a role; it is gone at the person's next request, and a leader's neighbours may go on to another in the same moment.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class EndRole
{
    /// <param name="NeighboursTo">Who leads a leader's neighbours from now on; null leaves them where they are.</param>
    public sealed record Ask(Visitor By, RoleId RoleId, PersonId? NeighboursTo = null);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal Unknown = new("role.unknown", 404, "没有找到这个角色", "There is no such role.");
    public static readonly Refusal LastAtHeadquarters = new("role.last-at-headquarters", 409, "总部至少要留一个人", "Somebody must stay at headquarters.");

    /// <summary>Ending twice is harmless; the first instant stays.</summary>
    /// <param name="atHeadquarters">How many hold a standing role at headquarters.</param>
    public static Outcome<Done> Decide(Role? role, int atHeadquarters, Ask ask, DateTimeOffset now)
    {
        if (!ask.By.AtHeadquarters) return NotAllowed;
        if (role is null) return Unknown;
        if (role.EndedAt is not null) return Done.Deed;
        if (role.Kind == Role.Headquarters && atHeadquarters <= 1) return LastAtHeadquarters;
        role.EndedAt = now;
        return Done.Deed;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Revocations revocations, Ask ask)
    {
        var role = await work.Db.Set<Role>().FirstOrDefaultAsync(r => r.Id == ask.RoleId);
        var atHeadquarters = await work.Db.Set<Role>().CountAsync(r => r.Kind == Role.Headquarters && r.EndedAt == null);
        var stood = role is { EndedAt: null };
        var decided = Decide(role, atHeadquarters, ask, work.Now);
        if (decided.Refused || role is null) return decided;
        if (stood) Audit.Note(work, ask.By.Person.Value, "role-ended", role.Id.Value, role.Kind, "", whom: role.PersonId.Value);
        var others = await work.Db.Set<Role>().AnyAsync(r => r.PersonId == role.PersonId && r.Id != role.Id && r.Kind != Role.Assistant && r.Kind != Role.Keeper && r.EndedAt == null);
        // An assistant signs in as the resident they are, and goes on as one.
        if (!others && role.Kind != Role.Assistant)
        {
            // A resident again: they sign in by code from now on, and no password of theirs opens anything.
            await work.Db.Set<Credential>().Where(c => c.PersonId == role.PersonId).ExecuteDeleteAsync();
            await work.Db.Set<Authenticator>().Where(a => a.PersonId == role.PersonId).ExecuteDeleteAsync();
            await Passkey.RemoveAll(work, role.PersonId);
            await SetUpLink.UseUp(work, role.PersonId);
            await revocations.VoidAll(work, role.PersonId);
        }
        if (ask.NeighboursTo is not { } to) return decided;
        await work.Db.SaveChangesAsync();
        return (await PassNeighboursOn.Handle(work, new(ask.By, role.Id, to))).Match<Outcome<Done>>(_ => Done.Deed, refused => refused);
    }
}
