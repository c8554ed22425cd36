// A deal is called off: whoever paid is refunded whole, and everyone is told in one go.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class CancelDeal
{
    public sealed record Ask(Visitor By, DealId DealId, string Reason);

    public static readonly Refusal SomeCollected = new("trade.cancel-some-collected", 409, "已经有邻居取货了，不能整团取消", "Some neighbours have collected already; the whole deal cannot be cancelled.");

    public static Refusal? Decide(Deal deal, bool someCollected) =>
        !deal.MayBecome(DealState.Cancelled) ? Deal.WrongState : someCollected ? SomeCollected : null;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask, TradeSettings settings)
    {
        var reason = Texts.Required(ask.Reason, 200);
        if (reason.Refused) return reason.Refusal!;
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        // Locked before anything is decided: a hand-over at the desk takes only its order's lock.
        var standing = await Orders.Lock(work, work.Db.Set<Order>().Where(o => o.DealId == deal.Id && o.CancelledAt == null && o.LapsedAt == null));
        if (Decide(deal, standing.Any(o => o.HandedOverAt is not null)) is { } refusal) return refusal;
        await CallOff(work, deal, standing, ask.By.Person, reason.Value, quietly: false, settings);
        work.Tell(new DealCancelled(deal.Id.Value, deal.LeaderId.Value));
        return Done.Deed;
    }

    /// <summary>Ends a deal whose lock and whose standing orders' locks are held: every order closes, what was paid goes back whole, and nobody waits any more.</summary>
    /// <param name="by">Null when the clock does it.</param>
    /// <param name="quietly">Nobody is told of each order, because all are told of the whole deal.</param>
    internal static async Task CallOff(Work work, Deal deal, IReadOnlyList<Order> standing, PersonId? by, string reason, bool quietly, TradeSettings settings)
    {
        deal.Become(DealState.Cancelled, by, reason, work.Now).Kept(work);
        await work.Db.SaveChangesAsync();
        await ReleaseGoods.Handle(work, deal, standing, lapsed: false, settings, quietly);
        foreach (var order in standing.Where(o => o.PaidAt is not null && o.RefundAskedAt is null))
            await RefundOrder.Begin(work, order, "团已取消：" + reason, by);
        await work.Db.Set<WaitlistEntry>().Where(e => e.DealId == deal.Id && e.PromotedAt == null && e.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.EndedAt, work.Now));
        work.Stir(deal.Id.Value);
    }
}
