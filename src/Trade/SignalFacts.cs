// Reads from the tables what signals are decided on: of sixty days, along the indexes that are there, and never more rows than said here.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class SignalFacts
{
    /// <summary>The newest so many newcomers are looked at; a brand that wins more in sixty days is told that not all were.</summary>
    public const int NewcomersMax = 20_000;

    /// <summary>So many leaders, and so many people with refunds, are looked at closely.</summary>
    const int CloselyMax = 500;

    const int ChunkMax = 500;

    /// <summary>Everything there is to look at now, or of one kind and subject alone.</summary>
    /// <returns>The signals, and whether all newcomers were looked at.</returns>
    public static async Task<(IReadOnlyList<Signal> Found, bool Whole)> Signals(HaoLinDb db, Sealing sealing, DateTimeOffset now, (string Kind, Guid Subject)? only = null)
    {
        bool Wanted(params string[] kinds) => only is not { } one || kinds.Contains(one.Kind);
        PersonId? person = only is { } who ? new(who.Subject) : null;
        var (found, since) = (new List<Signal>(), Signal.Since(now));
        if (Wanted(OwnPurchases.Kind)) found.AddRange(await Own(db, since, person));
        if (Wanted(RefundsOfTaken.Kind)) found.AddRange(await Refunds(db, since, person));
        var (newcomers, whole) = Wanted(SharedCollector.Kind, WrittenNewcomers.Kind, AccountFarm.Kind) ? await Newcomers(db, sealing, since, only) : ([], true);
        if (Wanted(SharedCollector.Kind)) found.AddRange(SharedCollector.Decide(newcomers, now));
        if (Wanted(WrittenNewcomers.Kind)) found.AddRange(WrittenNewcomers.Decide(newcomers, now));
        if (Wanted(AccountFarm.Kind)) found.AddRange(AccountFarm.Decide(newcomers));
        return ([.. found.Where(s => only is not { } one || s.Subject == one.Subject)], whole);
    }

    /// <summary>From whoever used a newcomer's coupon to the order it paid: along the coupons of the few campaigns that were on.</summary>
    static async Task<(IReadOnlyList<Newcomer> Found, bool Whole)> Newcomers(HaoLinDb db, Sealing sealing, DateTimeOffset since, (string Kind, Guid Subject)? only)
    {
        var (orders, leader, deal) = (db.Set<Order>().AsNoTracking(), (PersonId?)null, (DealId?)null);
        if (only is (WrittenNewcomers.Kind, var written)) leader = new(written);
        if (only is (AccountFarm.Kind, var joined)) deal = new(joined);
        var rows = await (
            from coupon in db.Set<Coupon>().AsNoTracking()
            join campaign in db.Set<Campaign>() on coupon.CampaignId equals campaign.Id
            join payment in db.Set<Payment>() on coupon.HeldFor equals (PaymentId?)payment.Id
            join order in orders on payment.OrderId equals order.Id
            join person in db.Set<Person>() on order.PersonId equals person.Id
            join collector in db.Set<Collector>() on order.Id equals collector.OrderId into named
            from collector in named.DefaultIfEmpty()
            where campaign.Who == Campaign.Newcomer && campaign.ValidUntil > since && coupon.IssuedAt >= since && coupon.UsedAt != null
                && (leader == null || order.PlacedBy == leader) && (deal == null || order.DealId == deal)
            orderby coupon.IssuedAt descending, coupon.Id
            select new
            {
                order.Id, order.PersonId, order.DealId, order.PlacedAt, order.PlacedBy, person.CreatedAt, person.KeyWrapped,
                NameSealed = collector == null ? null : collector.NameSealed, TailSealed = collector == null ? null : collector.PhoneTailSealed,
                CameBack = orders.Any(o => o.PersonId == order.PersonId && o.DealId != order.DealId && o.PaidAt != null && o.RefundAskedAt == null),
            }).Take(NewcomersMax).ToListAsync();
        return ([.. rows.DistinctBy(r => r.PersonId).Select(r => new Newcomer(r.PersonId, r.Id, r.DealId, r.CreatedAt, r.PlacedAt, r.PlacedBy,
            r.NameSealed is null || r.TailSealed is null ? null : Mark(sealing, sealing.Open(r.KeyWrapped, r.NameSealed), sealing.Open(r.KeyWrapped, r.TailSealed)), r.CameBack))], rows.Count < NewcomersMax);
    }

    /// <summary>The same for the same collector, and nothing that anybody could read a name from.</summary>
    static Guid Mark(Sealing sealing, string name, string tail) => new(sealing.Lookup("collector-mark", $"{Neighbours.Key(name)}\n{tail}").AsSpan(0, 16), bigEndian: true);

    /// <summary>From leaders and assistants, who are few, to what they ordered themselves; what was sold in all is added up only where that is much.</summary>
    static async Task<IEnumerable<Signal>> Own(HaoLinDb db, DateTimeOffset since, PersonId? only)
    {
        var roles = await db.Set<Role>().AsNoTracking().Where(r => (r.Kind == Role.Leader || r.Kind == Role.Assistant) && (r.EndedAt == null || r.EndedAt >= since))
            .Where(r => only == null || r.PersonId == only || r.ForLeader == only).Select(r => new { r.PersonId, Leader = r.Kind == Role.Leader ? r.PersonId : r.ForLeader!.Value }).Distinct().ToListAsync();
        var leadersOf = roles.ToLookup(r => r.PersonId, r => r.Leader);
        var own = new List<(PersonId Leader, OwnPurchases.Own Bought)>();
        foreach (var people in roles.Select(r => r.PersonId).Distinct().Chunk(ChunkMax))
            own.AddRange((await (from s in Sold(db, since) where people.Contains(s.By) select s).ToListAsync()).Where(s => leadersOf[s.By].Contains(s.Leader))
                .Select(s => (s.Leader, new OwnPurchases.Own(s.Order, s.By, s.Pieces, Commission.Of(s.Price * s.Pieces, s.Points)))));
        var much = own.GroupBy(o => o.Leader, o => o.Bought).Where(g => g.Sum(o => o.Pieces) >= OwnPurchases.PiecesMin).OrderByDescending(g => g.Sum(o => o.Pieces)).Take(CloselyMax).ToList();
        var leaders = much.Select(g => g.Key).ToArray();
        var sold = leaders.Length == 0 ? [] : await (from s in Sold(db, since) where leaders.Contains(s.Leader) group s.Pieces by s.Leader into g select new { g.Key, Pieces = g.Sum() }).ToDictionaryAsync(g => g.Key, g => g.Pieces);
        return much.Select(g => OwnPurchases.Decide(g.Key, [.. g], sold.GetValueOrDefault(g.Key))).OfType<Signal>();
    }

    sealed class Line
    {
        public required OrderId Order { get; init; }
        public required PersonId By { get; init; }
        public required PersonId Leader { get; init; }
        public required int Pieces { get; init; }
        public required Money Price { get; init; }
        public required int Points { get; init; }
    }

    /// <summary>Lines that were kept and earn who leads the deal something, bringing it to the door left out.</summary>
    static IQueryable<Line> Sold(HaoLinDb db, DateTimeOffset since) =>
        from order in db.Set<Order>().AsNoTracking().Where(Order.IsKept)
        join deal in db.Set<Deal>() on order.DealId equals deal.Id
        join line in db.Set<OrderLine>() on order.Id equals line.OrderId
        join offer in db.Set<Offer>() on line.OfferId equals offer.Id
        where order.PaidAt >= since && (order.EarnedBy == null || order.EarnedBy == deal.LeaderId) && offer.CommissionPoints > 0 && !offer.IsDelivery
        select new Line { Order = order.Id, By = order.PersonId, Leader = deal.LeaderId, Pieces = line.Quantity - line.Refunded, Price = line.Price, Points = offer.CommissionPoints };

    /// <summary>From refunds that were paid back to the few people who had several, and from them to all they took.</summary>
    static async Task<IEnumerable<Signal>> Refunds(HaoLinDb db, DateTimeOffset since, PersonId? only)
    {
        const int backMin = (RefundsOfTaken.OrdersMin * RefundsOfTaken.PercentMin + 99) / 100;
        var orders = db.Set<Order>().AsNoTracking();
        PersonId[] people = only is { } one ? [one] : await (from refund in db.Set<Refund>()
                                                              join order in orders on refund.OrderId equals order.Id
                                                              where refund.SucceededAt >= since && order.RefundAskedAt != null
                                                              select new { order.PersonId, order.Id }).Distinct().GroupBy(o => o.PersonId).Where(g => g.Count() >= backMin)
            .OrderByDescending(g => g.Count()).Select(g => g.Key).Take(CloselyMax).ToArrayAsync();
        var taken = await (from order in orders
                           join deal in db.Set<Deal>() on order.DealId equals deal.Id
                           where people.Contains(order.PersonId) && order.PaidAt >= since && order.PlacedBy == null
                               && (db.Set<Payment>().Any(p => p.OrderId == order.Id && p.PaidAt != null && p.CouponId != null) || order.Lines.Any(l => db.Set<Offer>().Any(o => o.Id == l.OfferId && o.GiftForFirst != null)))
                           select new { order.Id, order.PersonId, order.DealId, IsBack = order.RefundAskedAt != null, Excused = order.RefundAskedAt != null && (order.DisposedAt != null || deal.CancelledAt != null || deal.PostponedAt != null) }).ToListAsync();
        var spoilt = new HashSet<DealId>();
        foreach (var deals in taken.Where(t => t.IsBack).Select(t => t.DealId).Distinct().Chunk(ChunkMax))
            spoilt.UnionWith((await orders.Where(o => deals.Contains(o.DealId) && o.PaidAt != null).GroupBy(o => o.DealId).Select(g => new { g.Key, Paid = g.Count(), Back = g.Count(o => o.RefundAskedAt != null) }).ToListAsync())
                .Where(d => RefundsOfTaken.WasSpoilt(d.Paid, d.Back)).Select(d => d.Key));
        return taken.GroupBy(t => t.PersonId).Select(g => RefundsOfTaken.Decide(g.Key, [.. g.Select(t => new RefundsOfTaken.Taken(t.Id, t.IsBack, t.Excused || (t.IsBack && spoilt.Contains(t.DealId))))])).OfType<Signal>();
    }
}
