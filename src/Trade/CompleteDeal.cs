// A cut-off deal is completed once everything paid for was handed over or refunded: by its leader, or by itself two days later.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class CompleteDeal
{
    public static readonly TimeSpan ByItselfAfter = TimeSpan.FromDays(2);

    /// <param name="By">Null when it completes by itself.</param>
    public sealed record Ask(Visitor? By, DealId DealId);

    public static readonly Refusal NotAllCollected = new("trade.complete-not-collected", 409, "还有没取走的货，先交货或退款，再完成这个团", "Some goods are not collected yet; hand them over or refund them first.");

    public static readonly Refusal Disputed = new("trade.complete-disputed", 409, "有邻居说没取到，先核对清楚，再完成这个团", "A neighbour disputes a hand-over; settle that first.");

    /// <param name="outstanding">Orders that are still to be paid, collected or refunded.</param>
    /// <param name="disputes">Hand-overs that a neighbour disputes and nobody has settled.</param>
    public static Refusal? Decide(Deal deal, int outstanding, int disputes)
    {
        if (!deal.MayBecome(DealState.Completed)) return Deal.WrongState;
        return outstanding > 0 ? NotAllCollected : disputes > 0 ? Disputed : null;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || (ask.By is not null && !deal.IsLedBy(ask.By))) return Deal.Missing;
        var outstanding = await Outstanding(work.Db).CountAsync(o => o.DealId == deal.Id);
        var disputes = await Disputes(work.Db).CountAsync(o => o.DealId == deal.Id);
        if (Decide(deal, outstanding, disputes) is { } refusal) return refusal;
        // From here on nothing can be taken back, so what is owed for disposed goods begins to go back.
        await PayBackUncollected.AllOf(work, deal.Id);
        deal.Become(DealState.Completed, ask.By?.Person, ask.By is null ? "全部取完，自动完成" : "", work.Now).Kept(work);
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }

    /// <summary>Orders that are still to be paid, collected or refunded.</summary>
    static IQueryable<Order> Outstanding(HaoLinDb db) =>
        db.Set<Order>().Where(o => o.CancelledAt == null && o.LapsedAt == null && o.RefundAskedAt == null && o.HandedOverAt == null);

    /// <summary>Orders about which a neighbour and the desk say different things.</summary>
    static IQueryable<Order> Disputes(HaoLinDb db) => db.Set<Order>().Where(o => Receipt.Open(db).Any(r => r.OrderId == o.Id));

    /// <summary>The sweep: completes those whose pickup ended two days ago; a deal somebody has yet to collect from waits for its leader.</summary>
    public static async Task Sweep(Store store)
    {
        var due = await store.Read(async db =>
        {
            var before = await store.Now(db) - ByItselfAfter;
            return await db.Set<Deal>().Where(d => d.CutOffAt != null && d.CompletedAt == null && d.CancelledAt == null && d.PickupUntil <= before
                    && !Outstanding(db).Any(o => o.DealId == d.Id) && !Disputes(db).Any(o => o.DealId == d.Id))
                .OrderBy(d => d.PickupUntil).Take(50).Select(d => d.Id).ToListAsync();
        });
        await Kernel.Sweep.Each(due, id => store.Write(work => Handle(work, new(null, id))));
    }
}
