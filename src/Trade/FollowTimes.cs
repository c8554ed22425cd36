// Headquarters moves the times of a deal that leaders have adopted: each adopted one moves with it, and whoever ordered is told by its own.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class FollowTimes
{
    /// <summary>Called by <see cref="MoveTimes"/>, which holds the source's lock; the copies are locked after it, in the order of their ids.</summary>
    internal static async Task<Outcome<Done>> Handle(Work work, Deal source, MoveTimes.Ask ask)
    {
        var to = new DealTimes(ask.CutOffDue ?? source.CutOffDue, ask.ArrivesOn, ask.PickupFrom, ask.PickupUntil);
        if (to == source.Times) return MoveTimes.Unmoved;
        if (to.Wrong(work.Now) is { } field) return DraftDeal.BadTimes.With(field);
        foreach (var copy in await work.Db.Set<Deal>().AsNoTracking().Where(d => d.SourceId == source.Id && d.CancelledAt == null && d.CompletedAt == null).OrderBy(d => d.Id).ToListAsync())
        {
            // Where orders have stopped the cut-off moves no more; the day of the goods does.
            var moved = await MoveTimes.Handle(work, ask with { DealId = copy.Id, CutOffDue = copy.State == DealState.Open ? to.CutOffDue : null });
            if (moved.Refused && moved.Refusal != MoveTimes.Unmoved) return moved;
        }
        Audit.Note(work, ask.By.Person.Value, "deal", source.Id.Value, source.Times.Figures, to.Figures, ask.Reason);
        source.Times = to;
        return Done.Deed;
    }
}
