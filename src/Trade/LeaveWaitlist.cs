// A neighbour no longer wants to wait.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class LeaveWaitlist
{
    public sealed record Ask(PersonId By, DealId DealId);

    public static readonly Refusal NotWaiting = new("trade.waitlist-not-waiting", 404, "您不在候补里", "You are not on the waitlist.");

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null) return Deal.Missing;
        var left = await work.Db.Set<WaitlistEntry>().Where(e => e.DealId == ask.DealId && e.PersonId == ask.By && e.PromotedAt == null && e.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.EndedAt, work.Now));
        if (left == 0) return NotWaiting;
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }
}
