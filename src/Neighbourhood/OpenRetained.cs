// The keeper of what the law keeps (留存档案员) opens the sealed name and phone of somebody who has left, for a reason that is recorded.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class OpenRetained
{
    public static readonly IReadOnlyList<string> Reasons = ["authority", "court", "dispute"];

    /// <param name="PersonId">As an order names who placed it.</param>
    /// <param name="Reason">One of <see cref="Reasons"/>.</param>
    public sealed record Ask(Visitor By, PersonId PersonId, string? Reason);

    public sealed record Answer(string Name, string Phone, DateTimeOffset KeptUntil);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal Missing = new("retained.missing", 404, "没有留存，可能已经过了三年", "Nothing is kept of this person; three years may have passed.");
    public static readonly Refusal ReasonNeeded = new("retained.reason-needed", 422, "请选一个原因，会记入操作记录", "Choose a reason; it is recorded.");

    public static Refusal? Decide(Ask ask, Retained? retained, DateTimeOffset now) =>
        !ask.By.KeepsRetained ? NotAllowed : !Reasons.Contains(ask.Reason) ? ReasonNeeded : retained is null || retained.KeptUntil <= now ? Missing : null;

    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var retained = await work.Db.Set<Retained>().AsNoTracking().FirstOrDefaultAsync(r => r.PersonId == ask.PersonId);
        if (Decide(ask, retained, work.Now) is { } refusal) return refusal;
        var (name, phone) = retained!.Opened(sealing);
        Audit.Note(work, ask.By.Person.Value, "retained-opened", ask.PersonId.Value, "sealed", "opened", ask.Reason!, whom: ask.PersonId.Value);
        return new Answer(name, phone, retained.KeptUntil);
    }
}
