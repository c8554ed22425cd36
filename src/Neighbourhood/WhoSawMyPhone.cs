// Who has seen my whole phone number, when and for what: the audit, as far as it is about me.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class WhoSawMyPhone
{
    public const string Kind = "phone-shown";
    const int RowsMax = 100;

    public sealed record Ask(Visitor By);

    /// <param name="Items">The newest first, at most a hundred.</param>
    public sealed record Answer(IReadOnlyList<Row> Items);

    /// <param name="By">The leader's name, or "" for somebody at headquarters.</param>
    /// <param name="Reason">A code: arrival, not-collected, quality or check.</param>
    public sealed record Row(DateTimeOffset At, string By, string Reason, Guid OrderId);

    public static async Task<Answer> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        Guid? me = ask.By.Person.Value;
        var lines = await db.Set<AuditLine>().AsNoTracking().Where(l => l.Whom == me && l.Kind == Kind).OrderByDescending(l => l.At).ThenByDescending(l => l.Id).Take(RowsMax).ToListAsync();
        var ids = lines.Select(l => l.By).OfType<Guid>().Distinct().Select(id => new PersonId(id)).ToArray();
        var leaders = (await db.Set<Role>().AsNoTracking().Where(r => ids.Contains(r.PersonId) && r.Kind == Role.Leader).Select(r => r.PersonId).ToListAsync()).ToHashSet();
        var names = await db.Set<Person>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id.Value, p => leaders.Contains(p.Id) ? p.Name(sealing) : "");
        return new([.. lines.Select(l => new Row(l.At, l.By is { } by ? names.GetValueOrDefault(by, "") : "", l.Reason, l.Subject))]);
    }
}
