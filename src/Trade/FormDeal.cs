// A cut-off deal forms (成团) once enough orders are paid; with too few, and nobody paying any more, the clock calls it off and everybody's money goes back.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class FormDeal
{
    public const string TooFew = "没有成团";

    public sealed record Ask(DealId DealId);

    public static readonly Refusal StillPaying = new("trade.form-still-paying", 409, "还有人正在付款，等结果出来再看成不成团", "Somebody is still paying; the deal waits for that.");

    public enum Verdict { NotAsked, Wait, Forms, Fails }

    /// <summary>Decided once, after the cut-off: money that goes back later undoes nothing, and goods that are out of the door make the deal stand.</summary>
    /// <param name="paid">Orders that are paid and not going back.</param>
    /// <param name="paying">Orders whose payment may still come.</param>
    public static Verdict Decide(Deal deal, int paid, int paying, bool someCollected) =>
        deal.MinimumOrders is not { } least || deal.FormedAt is not null || deal.State != DealState.CutOff ? Verdict.NotAsked
        : paid >= least || someCollected || Break.Is("minimum") ? Verdict.Forms
        : paying > 0 ? Verdict.Wait
        : Verdict.Fails;

    public static async Task<Outcome<Verdict>> Handle(Work work, Ask ask, TradeSettings settings)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null) return Deal.Missing;
        var verdict = await Settle(work, deal, settings);
        return verdict == Verdict.Wait ? StillPaying : verdict;
    }

    /// <summary>Decides for a deal whose lock is held, and does what follows: the cut-off is told of, or the deal is called off and that is told of instead.</summary>
    internal static async Task<Verdict> Settle(Work work, Deal deal, TradeSettings settings)
    {
        if (deal.MinimumOrders is null || deal.FormedAt is not null) return Verdict.NotAsked;
        var standing = await Orders.Lock(work, work.Db.Set<Order>().Where(o => o.DealId == deal.Id && o.CancelledAt == null && o.LapsedAt == null));
        var paid = standing.Count(o => o.PaidAt is not null && o.RefundAskedAt is null);
        var verdict = Decide(deal, paid, standing.Count(o => o.AwaitsPayment), standing.Any(o => o.HandedOverAt is not null));
        if (verdict == Verdict.Forms)
        {
            deal.FormedAt = work.Now;
            work.Tell(new DealCutOff(deal.Id.Value, deal.LeaderId.Value));
            work.Stir(deal.Id.Value);
        }
        if (verdict == Verdict.Fails)
        {
            // One message tells all of it, so nobody is also told of each order.
            await CancelDeal.CallOff(work, deal, standing, by: null, TooFew, quietly: true, settings);
            work.Tell(new DealFailed(deal.Id.Value, deal.LeaderId.Value, deal.MinimumOrders.Value, paid));
        }
        return verdict;
    }

    /// <summary>Orders that count towards a deal's minimum: paid, and not going back.</summary>
    internal static IQueryable<Order> Counting(HaoLinDb db) => db.Set<Order>().Where(Order.IsPaid);

    /// <summary>The sweep: deals that were cut off while somebody was paying, and where nobody is any more.</summary>
    public static async Task Sweep(Store store, TradeSettings settings)
    {
        var due = await store.Read(db => db.Set<Deal>().Where(d => d.MinimumOrders != null && d.FormedAt == null && d.CutOffAt != null && d.CompletedAt == null && d.CancelledAt == null
                && (Counting(db).Count(o => o.DealId == d.Id) >= d.MinimumOrders
                    || !db.Set<Order>().Where(Order.IsUnpaid).Any(o => o.DealId == d.Id)))
            .OrderBy(d => d.CutOffAt).Take(50).Select(d => d.Id).ToListAsync());
        await Kernel.Sweep.Each(due, id => store.Write(work => Handle(work, new(id), settings)));
    }
}
