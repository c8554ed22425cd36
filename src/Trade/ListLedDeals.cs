// A leader's own deals at a glance, newest first: how far each is, how many people, what is left, how much money.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListLedDeals
{
    public const int DealsMax = 60;

    /// <param name="Binned">Only the drafts in the recycle bin, or everything but them.</param>
    public sealed record Ask(Visitor By, bool Binned = false);

    /// <param name="People">Neighbours with a standing order.</param>
    /// <param name="Pieces">Pieces in standing orders, gifts among them.</param>
    /// <param name="PiecesLeft">What can still be sold; null when something is without limit.</param>
    /// <param name="MoneyFen">Paid and not being refunded.</param>
    /// <param name="OrdersToGo">Paid orders that are still wanting for it to happen; null where none are needed.</param>
    public sealed record Item(DealId Id, DealState State, string Title, DateTimeOffset CutOffAt, DateOnly ArrivesOn, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil,
        IReadOnlyList<(string Name, string Picture)> Goods, int People, int Orders, int Awaiting, int ToHandOver, int HandedOver, int Pieces, int? PiecesLeft, int Waiting, long MoneyFen,
        int? OrdersToGo, DateTimeOffset? OpensAt, bool Pinned, bool Hidden, DateTimeOffset? BinnedAt, DateOnly? PromisedOn = null);

    sealed record Counted(Guid DealId, long People, long Orders, long Awaiting, long ToHandOver, long HandedOver, long Money);

    public static async Task<IReadOnlyList<Item>> Handle(HaoLinDb db, Ask ask)
    {
        var deals = await db.Set<Deal>().AsNoTracking().Where(d => d.LeaderId == ask.By.Person && d.PublishedAt == null && (d.BinnedAt != null) == ask.Binned).OrderByDescending(d => d.CreatedAt).Take(DealsMax).ToListAsync();
        if (deals.Count == 0) return [];
        var ids = deals.Select(d => d.Id).ToArray();
        var counted = (await Count(db, ask.By.Person, deals[^1].CreatedAt)).ToDictionary(c => c.DealId);
        var offers = (await (from o in db.Set<Offer>().AsNoTracking()
                             join p in db.Set<Product>().AsNoTracking() on o.ProductId equals p.Id
                             where ids.Contains(o.DealId)
                             orderby o.Position
                             select new { Offer = o, p.Picture }).ToListAsync()).ToLookup(o => o.Offer.DealId);
        var waiting = await db.Set<WaitlistEntry>().Where(e => ids.Contains(e.DealId) && e.PromotedAt == null && e.EndedAt == null)
            .GroupBy(e => e.DealId).Select(g => new { g.Key, Many = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Many);
        return [.. deals.Select(d =>
        {
            var c = counted.GetValueOrDefault(d.Id.Value) ?? new(d.Id.Value, 0, 0, 0, 0, 0, 0);
            var goods = offers[d.Id].Where(o => o.Offer is { IsGift: false, IsDelivery: false }).ToList();
            return new Item(d.Id, d.State, d.Title, d.CutOffAt ?? d.CutOffDue, d.ArrivesOn, d.PickupFrom, d.PickupUntil, [.. goods.Select(o => (o.Offer.Name, o.Picture))],
                (int)c.People, (int)c.Orders, (int)c.Awaiting, (int)c.ToHandOver, (int)c.HandedOver, offers[d.Id].Where(o => !o.Offer.IsDelivery).Sum(o => o.Offer.Taken),
                goods.Any(o => o.Offer.StockLimit is null) ? null : goods.Sum(o => o.Offer.Remaining ?? 0), waiting.GetValueOrDefault(d.Id), c.Money,
                d.MinimumOrders is { } least && d.State is DealState.Draft or DealState.Scheduled or DealState.Open or DealState.CutOff ? d.FormedAt is not null ? 0 : Math.Max(0, least - (int)(c.ToHandOver + c.HandedOver)) : null,
                d.State == DealState.Scheduled ? d.OpensDue : null, d.PinnedAt is not null, d.HiddenAt is not null, d.BinnedAt, d.PromisedOn);
        })];
    }

    /// <summary>Counted by the database, because a past deal may hold thousands of orders.</summary>
    static Task<List<Counted>> Count(HaoLinDb db, PersonId leader, DateTimeOffset since) => db.Database.SqlQuery<Counted>($"""
        SELECT o.deal_id,
            COUNT(DISTINCT CASE WHEN o.cancelled_at IS NULL AND o.lapsed_at IS NULL THEN o.person_id END) AS people,
            CAST(SUM(CASE WHEN o.cancelled_at IS NULL AND o.lapsed_at IS NULL THEN 1 ELSE 0 END) AS bigint) AS orders,
            CAST(SUM(CASE WHEN o.cancelled_at IS NULL AND o.lapsed_at IS NULL AND o.paid_at IS NULL THEN 1 ELSE 0 END) AS bigint) AS awaiting,
            CAST(SUM(CASE WHEN o.cancelled_at IS NULL AND o.paid_at IS NOT NULL AND o.refund_asked_at IS NULL AND o.handed_over_at IS NULL THEN 1 ELSE 0 END) AS bigint) AS to_hand_over,
            CAST(SUM(CASE WHEN o.cancelled_at IS NULL AND o.handed_over_at IS NOT NULL THEN 1 ELSE 0 END) AS bigint) AS handed_over,
            CAST(SUM(CASE WHEN o.paid_at IS NOT NULL THEN o.amount - o.refunded ELSE 0 END) AS bigint) AS money
        FROM orders o JOIN deal d ON d.id = o.deal_id
        WHERE d.leader_id = {leader.Value} AND d.created_at >= {since.UtcTicks}
        GROUP BY o.deal_id
        """).ToListAsync();
}
