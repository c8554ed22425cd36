// A neighbour collects an order at another pickup point of its deal, with one tap: while orders are taken, and until the hand-over where the old point rests.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class CollectElsewhere
{
    public sealed record Ask(PersonId By, OrderId OrderId, PickupPointId PickupPointId);

    public static readonly Refusal NotWaiting = new("trade.collect-elsewhere-ended", 409, "这一单已经结束了，不用换自提点", "This order has ended; there is nothing to collect elsewhere.");
    public static readonly Refusal TooLate = new("trade.collect-elsewhere-late", 409, "截单了，货已经按自提点分好，要换请联系团长", "Orders are closed and the goods are sorted by pickup point; ask the leader.");

    /// <param name="pieces">Of goods that the order still holds.</param>
    public static Refusal? Decide(Deal deal, Order order, Shelf shelf, PickupPointId to, int pieces, DateTimeOffset now)
    {
        if (!order.Stands || order.RefundAskedAt is not null || order.HandedOverAt is not null || deal.State is DealState.Completed or DealState.Cancelled) return NotWaiting;
        if (!shelf.Places.TryGetValue(to, out var place)) return JoinDeal.PlaceMissing;
        if (to == order.PickupPointId) return null;
        if (!shelf.IsOpen(now) && shelf.Places.GetValueOrDefault(order.PickupPointId) is not { Rests: true }) return TooLate;
        if (place.Rests) return JoinDeal.PlaceRests;
        return place.Has(pieces) ? null : JoinDeal.PlaceFull;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
        var shelf = await Shelf.Of(work, deal);
        var pieces = order.Lines.Where(l => shelf.Offers[l.OfferId].IsGoods).Sum(l => l.Held);
        if (Decide(deal, order, shelf, ask.PickupPointId, pieces, work.Now) is { } refusal) return refusal;
        shelf.TakeAt(order.PickupPointId, -pieces);
        shelf.TakeAt(ask.PickupPointId, pieces);
        order.PickupPointId = ask.PickupPointId;
        await shelf.Save(work, deal);
        return Done.Deed;
    }
}
