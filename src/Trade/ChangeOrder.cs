// A resident changes their order before the cut-off: where to collect and the note at any time, the goods while it is unpaid.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ChangeOrder
{
    public sealed record Ask(PersonId By, OrderId OrderId, IReadOnlyList<JoinDeal.Line> Lines, PickupPointId PickupPointId, string Note);

    public static readonly Refusal PaidAlready = new("trade.change-paid", 409, "付过款的单不能改数量：先取消（全额退回），再重新跟团", "A paid order's goods cannot be changed; cancel it (refunded whole) and join again.");
    public static readonly Refusal BeingPaid = new("trade.change-being-paid", 409, "这一单正在付款，稍等结果出来再改", "This order is being paid; wait for the outcome.");

    /// <summary>Decides on the order's own shelf, as if its goods had been put back first.</summary>
    public static Outcome<JoinDeal.Joined> Decide(Deal deal, Order order, Shelf shelf, Ask ask, bool beingPaid, TimeSpan hold, DateTimeOffset now)
    {
        if (CancelOrder.Decide(deal, order, now) is { } refusal) return refusal;
        var sameGoods = SameGoods(order, shelf, ask.Lines);
        if (!sameGoods && order.PaidAt is not null) return PaidAlready;
        if (!sameGoods && beingPaid) return BeingPaid;
        foreach (var line in order.Lines) shelf.GiveBack(line.OfferId, order.PersonId, order.Household, order.PickupPointId, line.Quantity);
        // Pieces that went back on the shelf before are counted at no pickup point, neither where it was nor where it goes.
        var returned = order.Lines.Where(l => shelf.Offers[l.OfferId].IsGoods).Sum(l => l.Returned);
        shelf.TakeAt(order.PickupPointId, returned);
        shelf.TakeAt(ask.PickupPointId, -returned);
        // Whoever is at a point that rests has been told, and may still change all else.
        if (ask.PickupPointId == order.PickupPointId && shelf.Places.TryGetValue(order.PickupPointId, out var here)) here.Rests = false;
        var outcome = JoinDeal.Decide(shelf, new(deal.Id, order.PersonId, ask.Lines, ask.PickupPointId, ask.Note, order.Household), hold, now);
        if (outcome.Refused) return outcome;
        // It stays the same order with the same number and the same hold, and what it has keeps the price it was ordered at.
        (OfferId Offer, int Quantity, Money Price)[] lines = [.. outcome.Value.Lines.Select(l => order.Lines.Find(was => was.OfferId == l.Offer) is { } kept ? (l.Offer, l.Quantity, kept.Price) : l)];
        return outcome.Value with { Sequence = shelf.LastSequence, HoldUntil = order.HoldUntil, Lines = lines, Amount = lines.Aggregate(Money.Zero, (sum, l) => sum + l.Price * l.Quantity) };
    }

    static bool SameGoods(Order order, Shelf shelf, IReadOnlyList<JoinDeal.Line> lines) =>
        order.Lines.Where(l => shelf.Offers[l.OfferId].GiftForFirst is null).Select(l => (l.OfferId, l.Quantity)).ToHashSet()
            .SetEquals(lines.GroupBy(l => l.OfferId).Select(g => (g.Key, g.Sum(l => l.Quantity))));

    public static async Task<Outcome<Order>> Handle(Work work, Sealing sealing, Ask ask, TradeSettings settings)
    {
        var note = Texts.Optional(ask.Note, JoinDeal.NoteLengthMax);
        if (note.Refused) return note.Refusal!;
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
        var shelf = await Shelf.Of(work, deal);
        await shelf.Know(work, [order.PersonId]);
        if (order.Household is { } household) await shelf.Know(work.Db, [household]);
        var beingPaid = await Payment.AllOpen(work.Db).AnyAsync(p => p.OrderId == order.Id);
        var outcome = Decide(deal, order, shelf, ask, beingPaid, settings.Hold, work.Now);
        if (outcome.Refused) return outcome.Refusal!;

        if (order is { PaysAtPickup: true, PaidAt: null } && outcome.Value.Amount > order.Amount && outcome.Value.Amount > settings.PayAtPickupUpTo) return PayAtPickup.TooMuch;

        JoinDeal.Evolve(shelf, order.PersonId, outcome.Value);
        order.Lines.RemoveAll(l => !outcome.Value.Lines.Any(n => n.Offer == l.OfferId));
        foreach (var (offer, quantity, price) in outcome.Value.Lines)
        {
            if (order.Lines.FirstOrDefault(l => l.OfferId == offer) is { } line) (line.Quantity, line.Enough) = (quantity, line.Enough < quantity ? line.Enough : null);
            else order.Lines.Add(new() { OrderId = order.Id, OfferId = offer, Quantity = quantity, Price = price });
        }
        if (ask.By != order.PersonId) Audit.Note(work, ask.By.Value, "order-changed", order.Id.Value, $"{order.Amount.Fen} fen", $"{outcome.Value.Amount.Fen} fen", whom: order.PersonId.Value);
        (order.Amount, order.PickupPointId, order.Household) = (outcome.Value.Amount, ask.PickupPointId, outcome.Value.Household);
        var person = await work.Db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == order.PersonId);
        order.NoteSealed = note.Value.Length == 0 ? null : sealing.Seal(person.KeyWrapped, note.Value);
        await shelf.Save(work, deal);
        // Fewer of something leaves some for those who wait.
        await ReleaseGoods.Handle(work, deal, [], lapsed: false, settings);
        return order;
    }
}
