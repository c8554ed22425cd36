// A neighbour pays when the goods are there (取货时付), where the brand allows it: the order stands unpaid until a day after the pickup, and nothing is handed over before it is paid.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class PayAtPickup
{
    /// <summary>So many orders of one neighbour stand unpaid like this at once.</summary>
    public const int StandingMax = 2;
    /// <summary>Whoever comes a day late still pays and collects.</summary>
    public static readonly TimeSpan HeldAfterPickup = TimeSpan.FromDays(1);
    /// <summary>Who did not come pays when joining for so long.</summary>
    public static readonly TimeSpan MissedLasts = TimeSpan.FromDays(90);

    public sealed record Ask(PersonId By, OrderId OrderId);

    public static readonly Refusal NotOffered = new("trade.pay-at-pickup-not-offered", 409, "这个团不能取货时付，请现在付款", "Orders of this deal are paid when joining.");
    public static readonly Refusal TooMuch = new("trade.pay-at-pickup-too-much", 409, "这一单钱太多，不能取货时付，请现在付款", "This order is worth too much to be paid at the pickup.");
    public static readonly Refusal TooMany = new("trade.pay-at-pickup-too-many", 409, "您已经有两单等取货时付，这一单请现在付款", "Two of your orders wait to be paid at the pickup already.");
    public static readonly Refusal Missed = new("trade.pay-at-pickup-missed", 409, "上次说好取货时付，没有来取；这一次请现在付款", "An order to be paid at its pickup was not collected; pay this one now.");

    /// <summary>Not where money decides whether a deal happens, nor where goods are grown or bought on a promise.</summary>
    public static bool IsOffered(bool needsSoMany, bool isPresale, TradeSettings settings) => settings.PayAtPickupUpTo > Money.Zero && !needsSoMany && !isPresale;

    /// <param name="standing">Other orders of theirs that wait to be paid at a pickup.</param>
    /// <param name="missed">Whether one of them was not collected lately.</param>
    public static Refusal? Decide(Deal deal, Order order, int standing, bool missed, TradeSettings settings, DateTimeOffset now)
    {
        if (order.PaysAtPickup) return null;
        if (StartPayment.Decide(order, now) is { } ended) return ended;
        if (deal.State != DealState.Open || !IsOffered(deal.MinimumOrders is not null, deal.PromisedOn is not null, settings)) return NotOffered;
        if (order.Amount > settings.PayAtPickupUpTo) return TooMuch;
        return missed ? Missed : standing >= StandingMax ? TooMany : null;
    }

    public static async Task<Outcome<Done>> Handle(Work work, TradeSettings settings, Ask ask)
    {
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
        // Two of one neighbour's orders in different deals are decided one after the other.
        if (work.Db.Database.IsNpgsql()) await work.Db.Database.ExecuteSqlAsync($"SELECT 1 FROM person WHERE id = {order.PersonId.Value} FOR NO KEY UPDATE");
        var (others, since) = (work.Db.Set<Order>().Where(o => o.PersonId == order.PersonId && o.Id != order.Id && o.PaysAtPickup && o.PaidAt == null), work.Now - MissedLasts);
        var standing = await others.CountAsync(o => o.CancelledAt == null && o.LapsedAt == null);
        var missed = await others.AnyAsync(o => o.LapsedAt > since);
        if (Decide(deal, order, standing, missed, settings, work.Now) is { } refusal) return refusal;
        if (order.PaysAtPickup) return Done.Deed;
        (order.PaysAtPickup, order.HoldUntil) = (true, HeldUntil(deal.Times));
        work.Tell(new OrderPaysAtPickup(deal.Id.Value, order.Id.Value, order.PersonId.Value, order.Amount.Fen));
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }

    public static DateTimeOffset HeldUntil(DealTimes times) => times.PickupUntil + HeldAfterPickup;
}
