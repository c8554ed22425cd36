// What happens when orders give their goods back: gifts pass to the next in line, and the waitlist comes first.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

/// <summary>One rule for lapsing, cancelling and cutting off; always inside the deal's lock, so nobody can slip in between.</summary>
public static class ReleaseGoods
{
    /// <summary>So many waiters are looked at in one go, of those whose goods are there.</summary>
    const int WaitersMax = 200;

    /// <param name="work">Holds the deal's lock.</param>
    /// <param name="deal">The deal, locked.</param>
    /// <param name="orders">Standing orders of it, locked, with their lines.</param>
    /// <param name="lapsed">True when their time to pay ended, false when somebody cancelled them.</param>
    /// <param name="settings">For how long a promoted waiter's goods are held.</param>
    /// <param name="quietly">Nobody is told of each order, because all are told of the whole deal.</param>
    public static async Task Handle(Work work, Deal deal, IReadOnlyList<Order> orders, bool lapsed, TradeSettings settings, bool quietly = false)
    {
        var shelf = await Shelf.Of(work, deal);
        await shelf.Know(work, [.. orders.Select(o => o.PersonId).Distinct()]);
        foreach (var order in orders)
        {
            if (!order.Stands) throw new InvalidOperationException("only a standing order has goods to give back");
            if (lapsed) order.LapsedAt = work.Now;
            else order.CancelledAt = work.Now;
            foreach (var line in order.Lines) shelf.GiveBack(line.OfferId, order.PersonId, order.Household, order.PickupPointId, line.Held);
            if (!quietly) work.Tell(new OrderReleased(deal.Id.Value, order.Id.Value, order.PersonId.Value, lapsed));
        }
        await GoOn(work, deal, shelf, settings);
    }

    /// <summary>Some pieces of an order that goes on standing come back; the deal and the order are locked.</summary>
    public static async Task Some(Work work, Deal deal, Order order, IReadOnlyList<(OfferId Offer, int Quantity)> pieces, TradeSettings settings)
    {
        var shelf = await Shelf.Of(work, deal);
        await shelf.Know(work, [order.PersonId]);
        foreach (var (offer, quantity) in pieces)
        {
            order.Lines.Single(l => l.OfferId == offer).Returned += quantity;
            shelf.GiveBack(offer, order.PersonId, order.Household, order.PickupPointId, quantity);
        }
        await GoOn(work, deal, shelf, settings);
    }

    static async Task GoOn(Work work, Deal deal, Shelf shelf, TradeSettings settings)
    {
        await shelf.Save(work, deal);
        await PassOnGifts(work, deal, shelf);
        // Who waits asked before the shop shut.
        shelf.Closings.Clear();
        if (shelf.IsOpen(work.Now)) await PromoteWaiters(work, deal, shelf, settings);
    }

    static async Task PassOnGifts(Work work, Deal deal, Shelf shelf)
    {
        foreach (var gift in shelf.Offers.Values.Where(o => o.GiftForFirst > o.Taken).ToList())
        {
            var without = work.Db.Set<Order>().Where(o => o.DealId == deal.Id && o.CancelledAt == null && o.LapsedAt == null && o.RefundAskedAt == null && o.HandedOverAt == null
                && !work.Db.Set<TakenRow>().Any(t => t.OfferId == gift.Id && t.PersonId == o.PersonId && t.Quantity > 0));
            // One a person: of somebody's several orders the first is in line.
            var next = without.Where(o => !without.Any(e => e.PersonId == o.PersonId && e.Sequence < o.Sequence)).OrderBy(o => o.Sequence).Take(gift.GiftForFirst!.Value - gift.Taken);
            foreach (var order in await Orders.Lock(work, next))
            {
                order.Lines.Add(new() { OrderId = order.Id, OfferId = gift.Id, Quantity = 1, Price = Money.Zero });
                shelf.Take(gift.Id, order.PersonId, null, order.PickupPointId, 1);
                work.Tell(new GiftPassedOn(deal.Id.Value, order.Id.Value, order.PersonId.Value, gift.Id.Value));
            }
        }
        await shelf.Save(work, deal);
    }

    static async Task PromoteWaiters(Work work, Deal deal, Shelf shelf, TradeSettings settings)
    {
        for (var position = 0; ;)
        {
            var waiters = await work.Db.Set<WaitlistEntry>().Include(e => e.Lines)
                .Where(e => e.DealId == deal.Id && e.PromotedAt == null && e.EndedAt == null && e.Position > position
                    && !e.Lines.Any(l => work.Db.Set<Offer>().Any(o => o.Id == l.OfferId && o.Taken + l.Quantity > o.StockLimit)))
                .OrderBy(e => e.Position).Take(WaitersMax).ToListAsync();
            if (waiters.Count == 0) return;
            await shelf.Know(work, [.. waiters.Select(w => w.PersonId).Distinct()]);
            PromoteThese(work, deal, shelf, waiters, settings);
            await shelf.Save(work, deal);
            position = waiters[^1].Position;
        }
    }

    static void PromoteThese(Work work, Deal deal, Shelf shelf, List<WaitlistEntry> waiters, TradeSettings settings)
    {
        foreach (var waiter in waiters)
        {
            var ask = new JoinDeal.Ask(deal.Id, waiter.PersonId, [.. waiter.Lines.Select(l => new JoinDeal.Line(l.OfferId, l.Quantity))], waiter.PickupPointId, "");
            var outcome = JoinDeal.Decide(shelf, ask, settings.Hold, work.Now);
            if (outcome.Refused) continue;
            var joined = outcome.Value;
            JoinDeal.Evolve(shelf, waiter.PersonId, joined);
            var order = Order.From(ask, joined, waiter.NoteSealed, work.Now);
            work.Db.Add(order);
            (waiter.OrderId, waiter.PromotedAt) = (order.Id, work.Now);
            work.Tell(new WaiterPromoted(deal.Id.Value, order.Id.Value, waiter.PersonId.Value, joined.Sequence, joined.HoldUntil));
        }
    }
}
