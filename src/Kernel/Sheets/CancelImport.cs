// Whoever uploaded a table stops it: what is imported stays, the rest is left.

namespace HaoLin.Kernel.Sheets;

public static class CancelImport
{
    public sealed record Ask(Guid Person, ImportId ImportId);

    /// <summary>Pressed again, or after the last row, it changes nothing.</summary>
    public static Outcome<Done> Decide(Import? import, Ask ask, DateTimeOffset now)
    {
        if (import is null || import.PersonId != ask.Person) return Import.Missing;
        if (import.EndedAt is null) (import.CancelledAt, import.EndedAt) = (now, now);
        return Done.Deed;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        work.Stir(ask.ImportId.Value);
        return Decide(await Import.Lock(work, ask.ImportId), ask, work.Now);
    }
}
