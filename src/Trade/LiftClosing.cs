// Headquarters takes closing hours back: neighbours can join again at once.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class LiftClosing
{
    public sealed record Ask(Visitor By, ClosingId Id);

    public static readonly Refusal Missing = new("trade.closing-missing", 404, "没有这次休市", "There are no such closing hours.");

    /// <summary>Lifting twice is harmless; the first instant stays.</summary>
    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var closing = await work.Db.Set<Closing>().FirstOrDefaultAsync(c => c.Id == ask.Id);
        if (closing is null) return Missing;
        if (closing.LiftedAt is null) Audit.Note(work, ask.By.Person.Value, "closing", closing.Id.Value, "set", "lifted");
        closing.LiftedAt ??= work.Now;
        return Done.Deed;
    }
}
