// The tokens that machines have: whose rights each has, what for, until when; those over or revoked stay visible for a while.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ListMachineTokens
{
    public sealed record Ask(Visitor By, Cursor? Cursor = null, int Limit = 50);

    public sealed record Answer(IReadOnlyList<Item> Items, string? Next) : IPaged;

    /// <param name="Person">Whose rights it has.</param>
    public sealed record Item(Guid Id, string Name, string Person, IReadOnlyList<string> Scopes, DateTimeOffset MadeAt, DateTimeOffset EndsAt, DateTimeOffset? RevokedAt);

    public const int LimitMax = 100;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var limit = Math.Clamp(ask.Limit, 1, LimitMax);
        var tokens = db.Set<MachineToken>().AsNoTracking();
        if (ask.Cursor is { } after)
            tokens = tokens.Where(t => t.MadeAt < after.At || t.MadeAt == after.At && ((Guid)(object)t.Id).CompareTo(after.Id) < 0);
        var found = await tokens.OrderByDescending(t => t.MadeAt).ThenByDescending(t => t.Id).Take(limit + 1).ToListAsync();
        var page = found.Count > limit ? found[..limit] : found;
        var ids = page.Select(t => t.PersonId).Distinct().ToArray();
        var people = await db.Set<Person>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name(sealing));
        return new Answer([.. page.Select(t => new Item(t.Id.Value, t.Name, people[t.PersonId], Scope.Names((uint)t.Scopes), t.MadeAt, t.EndsAt, t.RevokedAt))],
            found.Count > limit ? new Cursor(page[^1].MadeAt, page[^1].Id.Value).ToString() : null);
    }
}
