// One order as its resident, the deal's leader or headquarters may see it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowOrder
{
    public sealed record Ask(Visitor By, OrderId OrderId);

    /// <param name="State">awaiting-payment, paid, handed-over, cancelled, lapsed, refunding or refunded.</param>
    /// <param name="PaymentOpen">A payment was begun whose outcome is not known yet.</param>
    /// <param name="WrittenByLeader">The leader wrote it down for the neighbour, and may pay or cancel it too.</param>
    /// <param name="PickupCode">Eight digits, once paid.</param>
    /// <param name="Collector">Who may collect it instead, where somebody was named.</param>
    public sealed record Answer(Guid OrderId, Guid DealId, string DealTitle, string DealState, string State, int Sequence, IReadOnlyList<Line> Lines, long AmountFen, string Note,
        DateTimeOffset PlacedAt, DateTimeOffset PayBefore, bool PaymentOpen, string? PickupCode, Guid PickupPointId, string PickupPoint, string PickupDirections, string PickupHours,
        DateOnly ArrivesOn, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil, DateTimeOffset CutOffAt, DateTimeOffset? PaidAt, DateTimeOffset? HandedOverAt, DateTimeOffset? RefundedAt,
        string Name, string LeaderName, bool WrittenByLeader, CollectorSeen? Collector = null);

    public sealed record Line(Guid OfferId, string Name, string Unit, int Quantity, long PriceFen, bool Gift, string Picture);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var order = await db.Set<Order>().AsNoTracking().Include(o => o.Lines).FirstOrDefaultAsync(o => o.Id == ask.OrderId);
        if (order is null) return Order.Missing;
        var deal = await db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == order.DealId);
        // Not yours and not there are answered alike.
        if (!await order.IsOf(db, ask.By.Person) && !deal.IsLedBy(ask.By)) return Order.Missing;
        return (await Of(db, sealing, [order]))[0];
    }

    /// <summary>The answers for orders that the caller may see, in their order.</summary>
    internal static async Task<IReadOnlyList<Answer>> Of(HaoLinDb db, Sealing sealing, IReadOnlyList<Order> orders)
    {
        var dealIds = orders.Select(o => o.DealId).Distinct().ToArray();
        var deals = await db.Set<Deal>().AsNoTracking().Where(d => dealIds.Contains(d.Id)).ToDictionaryAsync(d => d.Id);
        var offers = await (from o in db.Set<Offer>().AsNoTracking()
                            join p in db.Set<Goods.Product>().AsNoTracking() on o.ProductId equals p.Id
                            where dealIds.Contains(o.DealId)
                            select new { Offer = o, p.Picture }).ToDictionaryAsync(o => o.Offer.Id);
        var people = orders.Select(o => o.PersonId).Concat(deals.Values.Select(d => d.LeaderId)).Distinct().ToArray();
        var persons = await db.Set<Person>().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id);
        var pointIds = orders.Select(o => o.PickupPointId).Distinct().ToArray();
        var points = await db.Set<PickupPoint>().AsNoTracking().Where(p => pointIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id);
        var ids = orders.Select(o => o.Id).ToArray();
        var open = (await db.Set<Payment>().AsNoTracking().Where(p => ids.Contains(p.OrderId) && p.PaidAt == null && p.ClosedAt == null && p.PayUrl != null).Select(p => p.OrderId).ToListAsync()).ToHashSet();
        var collectors = await CollectorSeen.Of(db, sealing, ids);
        return [.. orders.Select(o =>
        {
            var (deal, point, person) = (deals[o.DealId], points[o.PickupPointId], persons.GetValueOrDefault(o.PersonId));
            return new Answer(o.Id.Value, o.DealId.Value, deal.Title, Deal.NameOf(deal.State), o.State, o.Sequence,
                [.. o.Lines.OrderBy(l => offers[l.OfferId].Offer.Position).Select(l => new Line(l.OfferId.Value, offers[l.OfferId].Offer.Name, offers[l.OfferId].Offer.Unit, l.Quantity, l.Price.Fen, offers[l.OfferId].Offer.IsGift, offers[l.OfferId].Picture))],
                o.Amount.Fen, o.NoteSealed is null || person is null ? "" : sealing.Open(person.KeyWrapped, o.NoteSealed), o.PlacedAt, o.HoldUntil, open.Contains(o.Id), o.PickupCode,
                point.Id.Value, point.Name, point.Directions, point.Hours, deal.ArrivesOn, deal.PickupFrom, deal.PickupUntil, deal.CutOffAt ?? deal.CutOffDue, o.PaidAt, o.HandedOverAt, o.RefundedAt,
                person?.Name(sealing) ?? "", persons.GetValueOrDefault(deal.LeaderId)?.Name(sealing) ?? "", o.PlacedBy is not null, Collector: collectors.GetValueOrDefault(o.Id));
        })];
    }
}
