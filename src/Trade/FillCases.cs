// After the cut-off whole cases (凑箱) are filled with what neighbours would take and do not need; what fills none goes back to them.
using HaoLin.Facts;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class FillCases
{
    public const string Reason = "没凑满一箱，多订的退回";

    /// <param name="Sequence">The order's number in the list.</param>
    /// <param name="Wanted">Pieces it would take.</param>
    /// <param name="Enough">Pieces that would do, which it gets in any case.</param>
    public readonly record struct Share(OrderId Order, int Sequence, int Wanted, int Enough);

    /// <summary>How many pieces each order gives back. As many whole cases are filled as can be; within them the lower number in the list is served first. Where none can be filled, all keep what would do.</summary>
    public static IReadOnlyList<(OrderId Order, int Back)> Decide(int caseSize, IReadOnlyList<Share> shares)
    {
        var (enough, wanted) = (shares.Sum(s => (long)s.Enough), shares.Sum(s => (long)s.Wanted));
        var full = wanted / caseSize * caseSize;
        var spare = Math.Max(0, full - enough);
        var back = new List<(OrderId, int)>();
        foreach (var share in shares.OrderBy(s => s.Sequence))
        {
            var kept = (int)Math.Min(share.Wanted - share.Enough, spare);
            spare -= kept;
            if (share.Wanted - share.Enough - kept is > 0 and var gone) back.Add((share.Order, gone));
        }
        return back;
    }

    public static async Task Handle(Work work, DealId id)
    {
        var deal = await Deal.Lock(work, id);
        if (deal is null || deal.State != DealState.CutOff || deal.CasesFilledAt is not null || (deal.MinimumOrders is not null && deal.FormedAt is null)) return;
        var cases = await work.Db.Set<Offer>().AsNoTracking().Where(o => o.DealId == deal.Id && o.CaseSize != null).ToDictionaryAsync(o => o.Id, o => o.CaseSize!.Value);
        // Who is paying now may still want some of it.
        if (await work.Db.Set<Order>().Where(Order.IsUnpaid).AnyAsync(o => o.DealId == deal.Id)) return;
        deal.CasesFilledAt = work.Now;
        var orders = (await Orders.Lock(work, work.Db.Set<Order>().Where(Order.IsKept).Where(o => o.DealId == deal.Id))).ToDictionary(o => o.Id);
        var back = new List<(OrderId Order, RefundOrder.Line Line)>();
        foreach (var (offer, size) in cases)
            back.AddRange(Decide(size, [.. Shares(orders.Values, offer)]).Select(b => (b.Order, new RefundOrder.Line(offer, b.Back))));
        foreach (var order in back.GroupBy(b => b.Order, b => b.Line))
            await RefundOrder.GoesBack(work, orders[order.Key], [.. order], Reason);
        work.Stir(deal.Id.Value);
    }

    /// <summary>What was collected already stays with whoever has it, and what is not paid yet was not taken to fill a case.</summary>
    static IEnumerable<Share> Shares(IEnumerable<Order> orders, OfferId offer) =>
        from order in orders
        from line in order.Lines
        where line.OfferId == offer && line.Left > 0
        select new Share(order.Id, order.Sequence, line.Left, order is { HandedOverAt: null, PaidAt: not null } && line.Enough is { } enough && enough < line.Left ? enough : line.Left);

    /// <summary>The sweep: cut-off deals sold by the case, once nobody is paying any more.</summary>
    public static async Task Sweep(Store store)
    {
        var due = await store.Read(db => db.Set<Deal>().Where(d => d.CutOffAt != null && d.CasesFilledAt == null && d.CompletedAt == null && d.CancelledAt == null && (d.MinimumOrders == null || d.FormedAt != null)
                && db.Set<Offer>().Any(o => o.DealId == d.Id && o.CaseSize != null)
                && !db.Set<Order>().Where(Order.IsUnpaid).Any(o => o.DealId == d.Id))
            .OrderBy(d => d.CutOffAt).Take(50).Select(d => d.Id).ToListAsync());
        await Kernel.Sweep.Each(due, id => store.Write(work => Handle(work, id)));
    }
}
