// Which coupons may be used for an order, and which of them serves best: the resident may take another or none. And what credit there is for it.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ChooseCoupon
{
    public sealed record Ask(PersonId By, OrderId OrderId);

    /// <param name="AmountFen">What the goods cost.</param>
    /// <param name="Best">The one that is taken by itself; null when none fits.</param>
    /// <param name="Why">"only" it fits, it takes off the "most", or as much as another and ends "sooner".</param>
    /// <param name="Items">Those that fit first, the best of them first.</param>
    /// <param name="CreditFen">Credit that may be used for it, what an open payment of it keeps counted in; the coupon comes first, and credit bears no more than what is left.</param>
    public sealed record Answer(long AmountFen, Guid? Best, string? Why, IReadOnlyList<Item> Items, long CreditFen = 0)
    {
        /// <summary>What credit bears with this coupon, or with none.</summary>
        public long CreditWith(Item? coupon) => Math.Min(CreditFen, AmountFen - (coupon?.OffFen ?? 0));
    }

    /// <param name="Id">By which it is named when a payment begins.</param>
    /// <param name="Newcomer">For the first payment, given by itself with it.</param>
    /// <param name="OffFen">What it takes off this order; nothing when it does not fit.</param>
    /// <param name="ShortFen">What is missing to the least spend, where only that is in the way.</param>
    /// <param name="InUse">The open payment is made with it.</param>
    public sealed record Item(Guid Id, CouponTerms Terms, bool Newcomer, long OffFen, long ShortFen, bool InUse);

    /// <summary>A coupon at hand, or one that a newcomer gets with this payment, and what it takes off.</summary>
    internal sealed record Candidate(Campaign Campaign, CouponId? Coupon, Money Counted, Money Off, bool InUse)
    {
        public Guid Id => Coupon?.Value ?? Campaign.Id.Value;
    }

    /// <summary>The most off first; of equals what ends sooner, then the older campaign.</summary>
    internal static IReadOnlyList<Candidate> Decide(IEnumerable<Candidate> candidates) =>
        [.. candidates.Where(c => c.Off > Money.Zero).OrderByDescending(c => c.Off).ThenBy(c => c.Campaign.ValidUntil).ThenBy(c => c.Campaign.Id.Value).ThenBy(c => c.Coupon?.Value)];

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Ask ask, DateTimeOffset now)
    {
        var order = await db.Set<Order>().AsNoTracking().Include(o => o.Lines).FirstOrDefaultAsync(o => o.Id == ask.OrderId);
        if (order is null || !await order.IsOf(db, ask.By)) return Order.Missing;
        if (StartPayment.Decide(order, now) is not null) return new Answer(order.Amount.Fen, null, null, []);
        var all = await Candidates(db, order, ask.By, now);
        var fit = Decide(all);
        var why = fit switch { [] => null, [_] => "only", [var best, var next, ..] => best.Off > next.Off ? "most" : "sooner" };
        return new Answer(order.Amount.Fen, fit.Count > 0 ? fit[0].Id : null, why,
            [.. fit.Concat(all.Except(fit)).Select(c => new Item(c.Id, CouponTerms.Of(c.Campaign), c.Campaign.Who == Campaign.Newcomer, c.Off.Fen,
                c.Off == Money.Zero && c.Counted > Money.Zero && c.Counted < c.Campaign.LeastSpend ? (c.Campaign.LeastSpend - c.Counted).Fen : 0, c.InUse))], (await StartPayment.CreditOf(db, order, ask.By)).Fen);
    }

    /// <summary>Everything the neighbour might use for it now. A leader who pays for somebody uses none of theirs.</summary>
    internal static async Task<IReadOnlyList<Candidate>> Candidates(HaoLinDb db, Order order, PersonId by, DateTimeOffset now)
    {
        if (by != order.PersonId) return [];
        var open = await Payment.AllOpen(db).Where(p => p.OrderId == order.Id).Select(p => (PaymentId?)p.Id).FirstOrDefaultAsync();
        var free = await db.Set<Coupon>().AsNoTracking().Where(c => c.PersonId == by && (c.HeldFor == null || c.HeldFor == open) && c.UsedAt == null && c.GoneAt == null).ToListAsync();
        var ids = free.Select(c => c.CampaignId).Distinct().ToArray();
        var campaigns = await db.Set<Campaign>().AsNoTracking().Include(c => c.Only)
            .Where(c => c.ValidFrom <= now && c.ValidUntil > now && (ids.Contains(c.Id) || (c.Who == Campaign.Newcomer && c.EndedAt == null))).ToListAsync();
        if (campaigns.Count == 0) return [];
        if (campaigns.Any(c => c.Who == Campaign.Newcomer) && await HasPaid(db, by)) campaigns.RemoveAll(c => c.Who == Campaign.Newcomer);
        var had = (await db.Set<Coupon>().Where(c => c.PersonId == by).Select(c => c.CampaignId).ToListAsync()).ToHashSet();
        var basket = await Basket.Of(db, order);
        var candidates = new List<Candidate>();
        foreach (var campaign in campaigns)
        {
            var counted = basket.Counted(campaign);
            var off = campaign.Off(counted, order.Amount);
            candidates.AddRange(free.Where(c => c.CampaignId == campaign.Id).Select(c => new Candidate(campaign, c.Id, counted, off, c.HeldFor is not null)));
            if (campaign.Who == Campaign.Newcomer && !had.Contains(campaign.Id) && campaign.Gives(now)) candidates.Add(new(campaign, null, counted, off, false));
        }
        return candidates;
    }

    /// <summary>A newcomer has no order that was paid for and kept.</summary>
    internal static Task<bool> HasPaid(HaoLinDb db, PersonId person) => db.Set<Order>().AnyAsync(o => o.PersonId == person && o.PaidAt != null && o.RefundAskedAt == null);

    /// <summary>An order with what a campaign may ask of it: which products its lines are of, and where it is collected.</summary>
    internal sealed record Basket(Order Order, IReadOnlyDictionary<OfferId, ProductId> Products, CommunityId Community)
    {
        public static async Task<Basket> Of(HaoLinDb db, Order order) => new(order,
            await db.Set<Offer>().AsNoTracking().Where(o => o.DealId == order.DealId && !o.IsDelivery).ToDictionaryAsync(o => o.Id, o => o.ProductId),
            await db.Set<PickupPoint>().AsNoTracking().Where(p => p.Id == order.PickupPointId).Select(p => p.CommunityId).FirstAsync());

        public Money Counted(Campaign campaign) => campaign.Counts(Order, Products, Community).Aggregate(Money.Zero, (sum, line) => sum + line.Total);
    }
}

/// <summary>What a coupon says on its face.</summary>
/// <param name="Percent">Per cent taken off, or null for a fixed amount.</param>
/// <param name="AmountFen">The amount taken off; with per cent, the most.</param>
/// <param name="Limited">Good for some products or communities only.</param>
public sealed record CouponTerms(Guid CampaignId, string Name, int? Percent, long AmountFen, long LeastSpendFen, DateTimeOffset ValidFrom, DateTimeOffset ValidUntil, bool Limited)
{
    public static CouponTerms Of(Campaign c) => new(c.Id.Value, c.Name, c.Percent, c.Amount.Fen, c.LeastSpend.Fen, c.ValidFrom, c.ValidUntil, c.Only.Count > 0);
}
