// A deal is cut off (截单): by the clock when it is due, or earlier by its leader.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class CutOffDeal
{
    /// <param name="By">The leader who ends it early, or null when it is the clock.</param>
    public sealed record Ask(Visitor? By, DealId DealId);

    public static readonly Refusal NotDue = new("trade.cut-off-not-due", 409, "还没有到截单时间", "It is not yet time.");

    public static Refusal? Decide(Deal deal, bool byClock, DateTimeOffset now)
    {
        if (!deal.MayBecome(DealState.CutOff)) return Deal.WrongState;
        return byClock && now < deal.CutOffDue ? NotDue : null;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask, TradeSettings settings)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || (ask.By is not null && !deal.IsLedBy(ask.By))) return Deal.Missing;
        if (ask.By is not null && deal.IsFollowedBy(ask.By)) return Deal.Followed;
        if (Decide(deal, ask.By is null, work.Now) is { } refusal) return refusal;
        deal.Become(DealState.CutOff, ask.By?.Person, ask.By is null ? "到点自动截单" : "团长提前截单", work.Now).Kept(work);
        await work.Db.SaveChangesAsync();
        // Who is still paying is asked about first (the payment janitor); everybody else's time to pay ends here.
        var unpaid = await LapseHolds.AtCutOff(work, deal.Id);
        // Where the deal fails with this very cut-off, one message tells all of it.
        var quietly = await FailsNow(work, deal, unpaid.Count);
        await ReleaseGoods.Handle(work, deal, unpaid, lapsed: true, settings, quietly);
        // Who pays at this very moment keeps the usual time and no more, also where a leader's line was to be held until a later cut-off.
        var last = work.Now + settings.Hold;
        await work.Db.Set<Order>().Where(Order.IsUnpaid).Where(o => o.DealId == deal.Id && o.HoldUntil > last)
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.HoldUntil, last));
        await work.Db.Set<WaitlistEntry>().Where(e => e.DealId == deal.Id && e.PromotedAt == null && e.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.EndedAt, work.Now));
        // A deal that needs so many paid orders is settled first: nobody is told when to collect what may not come.
        if (deal.MinimumOrders is null) work.Tell(new DealCutOff(deal.Id.Value, deal.LeaderId.Value));
        else await FormDeal.Settle(work, deal, settings);
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }

    static async Task<bool> FailsNow(Work work, Deal deal, int unpaid)
    {
        if (deal.MinimumOrders is null) return false;
        var standing = await work.Db.Set<Order>().AsNoTracking().Where(o => o.DealId == deal.Id && o.CancelledAt == null && o.LapsedAt == null)
            .Select(o => new { o.PaidAt, o.RefundAskedAt, o.HandedOverAt }).ToListAsync();
        return FormDeal.Decide(deal, standing.Count(o => o.PaidAt is not null && o.RefundAskedAt is null), standing.Count(o => o.PaidAt is null) - unpaid,
            standing.Any(o => o.HandedOverAt is not null)) == FormDeal.Verdict.Fails;
    }

    /// <summary>The sweep: cuts off what is due, one transaction a deal.</summary>
    public static async Task Sweep(Store store, TradeSettings settings)
    {
        var due = await store.Read(async db =>
        {
            var now = await store.Now(db);
            return await db.Set<Deal>().Where(d => d.OpenedAt != null && d.CutOffAt == null && d.CancelledAt == null && d.CutOffDue <= now)
                .OrderBy(d => d.CutOffDue).Take(50).Select(d => d.Id).ToListAsync();
        });
        await Kernel.Sweep.Each(due, id => store.Write(work => Handle(work, new(null, id), settings)));
    }
}
