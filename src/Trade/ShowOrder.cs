// One order as its resident, the deal's leader or headquarters may see it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowOrder
{
    public sealed record Ask(Visitor By, OrderId OrderId);

    /// <param name="State">awaiting-payment, paid, handed-over, disposed, cancelled, lapsed, refunding or refunded.</param>
    /// <param name="PaymentOpen">A payment was begun whose outcome is not known yet.</param>
    /// <param name="WrittenByLeader">The leader wrote it down for the neighbour, and may pay or cancel it too.</param>
    /// <param name="PickupCode">Eight digits, once paid.</param>
    /// <param name="Collector">Who may collect it instead, where somebody was named.</param>
    /// <param name="PhoneMasked">138****5678 of who ordered, or "" for a neighbour known by name only; the whole of it takes a reason (RevealPhone).</param>
    /// <param name="RefundedFen">What of the amount has gone back or is on its way; the state stays what it is until that is all of it.</param>
    /// <param name="Refunds">Each time money went back, the newest first.</param>
    /// <param name="Uncollected">What the leader decided about it because nobody came.</param>
    /// <param name="Slot">When it is to be collected, where the neighbour chose a slot.</param>
    /// <param name="HasSlots">The deal has slots to choose from.</param>
    /// <param name="PromisedOn">The day promised when a pre-sale opened; null for every other deal.</param>
    /// <param name="MayWithdraw">The promised day was put off since it was ordered: all of it may go back, and nobody is asked.</param>
    /// <param name="Elsewhere">The pickup point rests (歇业) when it is to be collected: until when, why, and where one tap moves it; null where all is well.</param>
    /// <param name="MapPlace">The pickup point on the map, latitude and longitude in degrees of GCJ-02; null where nobody said.</param>
    /// <param name="Door">Where the leader brings it; "" while it is not said, null when it is collected.</param>
    /// <param name="PaysWith">The open payment is one with other orders', and by this it is asked for (ReadTogether).</param>
    /// <param name="PaysAtPickup">It stands unpaid until the pickup, and is handed over once it is paid.</param>
    /// <param name="CreditFen">What the neighbour's credit bears: of the payment that is open, or of the order that was paid.</param>
    /// <param name="Receipt">What the neighbour says of the hand-over that stands.</param>
    public sealed record Answer(Guid OrderId, Guid DealId, string DealTitle, string DealState, string State, int Sequence, IReadOnlyList<Line> Lines, long AmountFen, string Note,
        DateTimeOffset PlacedAt, DateTimeOffset PayBefore, bool PaymentOpen, string? PickupCode, Guid PickupPointId, string PickupPoint, string PickupDirections, string PickupHours,
        DateOnly ArrivesOn, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil, DateTimeOffset CutOffAt, DateTimeOffset? PaidAt, DateTimeOffset? HandedOverAt, DateTimeOffset? RefundedAt,
        string Name, string LeaderName, bool WrittenByLeader, long RefundedFen, IReadOnlyList<MoneyBack> Refunds, CollectorSeen? Collector = null, UncollectedSeen? Uncollected = null, ReceiptSeen? Receipt = null,
        SlotChosen? Slot = null, bool HasSlots = false, CouponOn? Coupon = null, string PhoneMasked = "", DateOnly? PromisedOn = null, bool MayWithdraw = false, string? Door = null, RestingHere? Elsewhere = null, string? MapPlace = null, Guid? PaysWith = null, bool PaysAtPickup = false, long CreditFen = 0)
    {
        /// <summary>What is or was to be paid in money and credit, the coupon taken off.</summary>
        public long CashFen => AmountFen - (Coupon?.OffFen ?? 0);

        /// <summary>What of that has gone back or is on its way.</summary>
        public long CashBackFen => Refunds.Where(r => r.Lines.Count > 0).Sum(r => r.AmountFen + r.CreditFen);
    }

    /// <param name="OffFen">What it takes off: of the payment that is open, or of the order that was paid.</param>
    /// <param name="GivenBack">The whole order went back, and whoever used it has it again.</param>
    public sealed record CouponOn(string Name, long OffFen, bool GivenBack);

    /// <param name="Quantity">Pieces ordered.</param>
    /// <param name="Refunded">Pieces of those that were refunded and are handed over no more.</param>
    /// <param name="Delivery">The leader's way to the door, which is no goods.</param>
    /// <param name="CaseSize">How many pieces a case holds, where neighbours fill whole cases together.</param>
    /// <param name="Enough">So many would do, if more fill no case; null is all of them.</param>
    public sealed record Line(Guid OfferId, string Name, string Unit, int Quantity, long PriceFen, bool Gift, string Picture, int Refunded, long RefundedFen, bool Delivery = false, int? CaseSize = null, int? Enough = null)
    {
        /// <summary>Pieces to hand over.</summary>
        public int Left => Quantity - Refunded;

        /// <summary>What can still go back of this line.</summary>
        public long LeftFen => Quantity * PriceFen - RefundedFen;
    }

    /// <param name="State">asked, accepted by the payment channel, paid back, or stuck: then a person sees to it.</param>
    /// <param name="At">Since when it is so.</param>
    /// <param name="Lines">None when money came too late for the order and goes back as it came.</param>
    /// <param name="AmountFen">The way it was paid.</param>
    /// <param name="CreditFen">Into the neighbour's credit, where it is at once.</param>
    public sealed record MoneyBack(Guid Id, long AmountFen, long CreditFen, string Reason, string State, DateTimeOffset AskedAt, DateTimeOffset At, IReadOnlyList<PartBack> Lines);

    /// <param name="Quantity">None when only money went back.</param>
    public sealed record PartBack(Guid OfferId, string Name, int Quantity, long AmountFen);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var order = await db.Set<Order>().AsNoTracking().Include(o => o.Lines).FirstOrDefaultAsync(o => o.Id == ask.OrderId);
        if (order is null) return Order.Missing;
        var deal = await db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == order.DealId);
        // Not yours and not there are answered alike.
        if (!await order.IsOf(db, ask.By.Person) && !deal.IsLedBy(ask.By)) return Order.Missing;
        var person = await db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == order.PersonId);
        return (await Of(db, sealing, [order]))[0] with { PhoneMasked = person.PhoneSealed is null ? "" : new Phone(person.Phone(sealing)).Masked };
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
        // Money may come between these questions: for an order that was unpaid a moment ago a payment that is made by now is still open, so that its page looks again.
        var payments = await db.Set<Payment>().AsNoTracking().Where(p => ids.Contains(p.OrderId) && ((p.ClosedAt == null && p.PayUrl != null) || p.Credit > Money.Zero)).ToListAsync();
        var begun = payments.Where(p => p is { ClosedAt: null, PayUrl: not null }).ToLookup(p => p.OrderId, p => p.CombinedId);
        var credits = payments.Where(p => p.CreditAt is not null || p.Open).ToLookup(p => p.OrderId, p => p.Credit.Fen);
        var open = orders.Where(o => o.AwaitsPayment && begun.Contains(o.Id)).ToDictionary(o => o.Id, o => begun[o.Id].First()?.Value);
        var coupons = await Coupons(db, orders);
        var doors = offers.Values.Any(o => o.Offer.IsDelivery) ? await Door.Of(db, sealing, ids) : [];
        var collectors = await CollectorSeen.Of(db, sealing, ids);
        var slotted = (await db.Set<PickupSlot>().Where(s => dealIds.Contains(s.DealId)).Select(s => s.DealId).Distinct().ToListAsync()).ToHashSet();
        var slots = slotted.Count == 0 ? [] : await SlotChosen.Of(db, ids);
        var resting = await RestingHere.Of(db, orders, deals, points);
        var (uncollected, receipts) = (await UncollectedSeen.Of(db, sealing, ids), await ReceiptSeen.Of(db, sealing, ids));
        var refunds = (await db.Set<Refund>().AsNoTracking().Include(r => r.Lines).Where(r => ids.Contains(r.OrderId)).OrderByDescending(r => r.AskedAt).ThenByDescending(r => r.Id).ToListAsync()).ToLookup(r => r.OrderId);
        return [.. orders.Select(o =>
        {
            var back = refunds[o.Id].SelectMany(r => r.Lines).GroupBy(l => l.OfferId).ToDictionary(g => g.Key, g => g.Sum(l => l.Amount.Fen));
            var (deal, point, person) = (deals[o.DealId], points[o.PickupPointId], persons.GetValueOrDefault(o.PersonId));
            return new Answer(o.Id.Value, o.DealId.Value, deal.Title, Deal.NameOf(deal.State), o.State, o.Sequence,
                [.. o.Lines.OrderBy(l => offers[l.OfferId].Offer.Position).Select(l => new Line(l.OfferId.Value, offers[l.OfferId].Offer.Name, offers[l.OfferId].Offer.Unit, l.Quantity, l.Price.Fen,
                    offers[l.OfferId].Offer.IsGift, offers[l.OfferId].Picture, l.Refunded, back.GetValueOrDefault(l.OfferId), offers[l.OfferId].Offer.IsDelivery, offers[l.OfferId].Offer.CaseSize, l.Enough))],
                o.Amount.Fen, o.NoteSealed is null || person is null ? "" : sealing.Open(person.KeyWrapped, o.NoteSealed), o.PlacedAt, o.HoldUntil, open.ContainsKey(o.Id), o.PickupCode,
                point.Id.Value, point.Name, point.Directions, point.Hours, deal.ArrivesOn, deal.PickupFrom, deal.PickupUntil, deal.CutOffAt ?? deal.CutOffDue, o.PaidAt, o.HandedOverAt, o.RefundedAt,
                person?.Name(sealing) ?? "", persons.GetValueOrDefault(deal.LeaderId)?.Name(sealing) ?? "", o.PlacedBy is not null,
                o.Refunded.Fen, [.. refunds[o.Id].Select(r => Of(r, id => offers[id].Offer.Name))], Collector: collectors.GetValueOrDefault(o.Id),
                Uncollected: uncollected.GetValueOrDefault(o.Id), Receipt: receipts.GetValueOrDefault(o.Id), Slot: slots.GetValueOrDefault(o.Id), HasSlots: slotted.Contains(o.DealId), Coupon: coupons.GetValueOrDefault(o.Id), PromisedOn: deal.PromisedOn, MayWithdraw: WithdrawForDelay.Decide(deal, o) is null, Door: o.Lines.Any(l => l.Left > 0 && offers[l.OfferId].Offer.IsDelivery) ? doors.GetValueOrDefault(o.Id, "") : null,
                Elsewhere: resting.GetValueOrDefault(o.Id), MapPlace: point.MapPlace, PaysWith: open.GetValueOrDefault(o.Id), PaysAtPickup: o.PaysAtPickup, CreditFen: credits[o.Id].Sum());
        })];
    }

    /// <summary>By order, the coupon of the payment it stands on, or of the one that is open.</summary>
    static async Task<Dictionary<OrderId, CouponOn>> Coupons(HaoLinDb db, IReadOnlyList<Order> orders)
    {
        var ids = orders.Select(o => o.Id).ToArray();
        var rows = await (from p in db.Set<Payment>().AsNoTracking()
                          join c in db.Set<Coupon>() on p.CouponId equals c.Id
                          join g in db.Set<Campaign>() on c.CampaignId equals g.Id
                          where ids.Contains(p.OrderId) && (p.PaidAt != null || p.ClosedAt == null)
                          select new { p.OrderId, p.Id, p.CouponOff, p.PaidAt, c.HeldFor, g.Name }).ToListAsync();
        var paid = orders.Where(o => o.PaidAt is not null).ToDictionary(o => o.Id, o => o.CouponOff);
        return rows.Where(r => paid.TryGetValue(r.OrderId, out var off) ? r.PaidAt is not null && off == r.CouponOff : r.PaidAt is null).GroupBy(r => r.OrderId)
            .ToDictionary(g => g.Key, g => new CouponOn(g.First().Name, g.First().CouponOff.Fen, g.First().PaidAt is not null && g.First().HeldFor != g.First().Id));
    }

    static MoneyBack Of(Refund r, Func<OfferId, string> name)
    {
        var (state, at) = r switch
        {
            { SucceededAt: { } paid } => ("paid", paid),
            { Problem: not null } => ("stuck", r.AskedAt),
            { AcceptedAt: { } accepted } => ("accepted", accepted),
            _ => ("asked", r.AskedAt),
        };
        return new(r.Id.Value, r.Amount.Fen, r.Credit.Fen, r.Reason, state, r.AskedAt, at, [.. r.Lines.Where(l => l.Amount > Money.Zero || l.Quantity > 0).Select(l => new PartBack(l.OfferId.Value, name(l.OfferId), l.Quantity, l.Amount.Fen))]);
    }
}
