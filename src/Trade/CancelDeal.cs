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
        var collected = await work.Db.Set<Order>().AnyAsync(o => o.DealId == deal.Id && o.HandedOverAt != null);
        if (Decide(deal, collected) is { } refusal) return refusal;
        work.Db.Add(deal.Become(DealState.Cancelled, ask.By.Person, reason.Value, work.Now));
        await work.Db.SaveChangesAsync();
        var ids = await work.Db.Set<Order>().AsNoTracking().Where(o => o.DealId == deal.Id && o.CancelledAt == null && o.LapsedAt == null).OrderBy(o => o.Id).Select(o => o.Id).ToListAsync();
        var standing = new List<Order>(ids.Count);
        foreach (var id in ids)
            if (await Order.Lock(work, id) is { Stands: true } order) standing.Add(order);
        await ReleaseGoods.Handle(work, deal, standing, lapsed: false, settings);
        foreach (var order in standing.Where(o => o.PaidAt is not null && o.RefundAskedAt is null))
            await RefundOrder.Begin(work, order, "团已取消：" + reason.Value);
        await work.Db.Set<WaitlistEntry>().Where(e => e.DealId == deal.Id && e.PromotedAt == null && e.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.EndedAt, work.Now));
        work.Tell(new DealCancelled(deal.Id.Value, deal.LeaderId.Value));
        return Done.Deed;
    }
}
