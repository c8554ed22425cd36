// Order again (再来一单): what of an order is on sale now in the open deals of the neighbour's communities, with the same quantities as far as they can be had. It orders nothing.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class OrderAgain
{
    public const int DealsMax = 5;

    public sealed record Ask(PersonId By, OrderId OrderId);

    /// <param name="Deals">Where some of it is on sale, the one with most of it first.</param>
    /// <param name="NotOnSale">What is in none of them, or sold out.</param>
    public sealed record Answer(Guid OrderId, IReadOnlyList<InDeal> Deals, IReadOnlyList<string> NotOnSale);

    /// <param name="Missing">What of the order this deal does not have.</param>
    public sealed record InDeal(Guid DealId, string Title, DateTimeOffset CutOffAt, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil, IReadOnlyList<Line> Lines, IReadOnlyList<string> Missing);

    /// <param name="Wanted">How many the order had.</param>
    /// <param name="Quantity">How many of them can be had now: what is left, and what the limit per person still allows.</param>
    public sealed record Line(Guid OfferId, string Name, string Unit, string Picture, long PriceFen, int Wanted, int Quantity);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Ask ask, DateTimeOffset now)
    {
        var order = await db.Set<Order>().AsNoTracking().Include(o => o.Lines).FirstOrDefaultAsync(o => o.Id == ask.OrderId);
        if (order is null || order.PersonId != ask.By) return Order.Missing;
        var wanted = await Wanted(db, order);
        var communities = await db.Set<Membership>().AsNoTracking().Where(m => m.PersonId == ask.By).Select(m => m.CommunityId).ToListAsync();
        var deals = await db.Set<Deal>().AsNoTracking().Where(d => d.OpenedAt != null && d.CutOffAt == null && d.CancelledAt == null && d.CutOffDue > now && d.HiddenAt == null
            && db.Set<DealPlace>().Any(p => p.DealId == d.Id && communities.Contains(p.CommunityId))).ToListAsync();
        var (ids, products) = (deals.Select(d => d.Id).ToArray(), wanted.Keys.ToArray());
        var offers = await (from f in db.Set<Offer>().AsNoTracking()
                            join p in db.Set<Product>().AsNoTracking() on f.ProductId equals p.Id
                            where ids.Contains(f.DealId) && products.Contains(f.ProductId) && f.GiftForFirst == null
                            select new { Offer = f, p.Picture }).ToListAsync();
        var offerIds = offers.Select(o => o.Offer.Id).ToArray();
        var taken = await db.Set<TakenRow>().AsNoTracking().Where(t => t.PersonId == ask.By && offerIds.Contains(t.OfferId)).ToDictionaryAsync(t => t.OfferId, t => t.Quantity);
        var found = new List<InDeal>();
        foreach (var deal in deals)
        {
            Line[] lines = [.. offers.Where(o => o.Offer.DealId == deal.Id).OrderBy(o => o.Offer.Position).Select(o =>
                new Line(o.Offer.Id.Value, o.Offer.Name, o.Offer.Unit, o.Picture, o.Offer.Price.Fen, wanted[o.Offer.ProductId].Quantity, AtMost(wanted[o.Offer.ProductId].Quantity, o.Offer, taken.GetValueOrDefault(o.Offer.Id)))).Where(l => l.Quantity > 0)];
            var here = offers.Where(o => o.Offer.DealId == deal.Id && lines.Any(l => l.OfferId == o.Offer.Id.Value)).Select(o => o.Offer.ProductId).ToHashSet();
            if (lines.Length > 0) found.Add(new(deal.Id.Value, deal.Title, deal.CutOffDue, deal.PickupFrom, deal.PickupUntil, lines, [.. wanted.Where(w => !here.Contains(w.Key)).Select(w => w.Value.Name)]));
        }
        found = [.. found.OrderByDescending(d => d.Lines.Count).ThenBy(d => d.CutOffAt).ThenBy(d => d.DealId).Take(DealsMax)];
        return new Answer(order.Id.Value, found, [.. wanted.Values.Select(w => w.Name).Where(name => found.All(d => d.Missing.Contains(name)))]);
    }

    /// <summary>As many as before, and no more than can be had.</summary>
    static int AtMost(int wanted, Offer offer, int taken) => Math.Max(0, Math.Min(wanted, Math.Min(offer.Remaining ?? int.MaxValue, Math.Min(offer.PerPerson - taken ?? int.MaxValue, offer.PerHousehold - taken ?? int.MaxValue))));

    /// <summary>What was bought, gifts left out: by product, since a deal that is open now has offers of its own.</summary>
    static async Task<Dictionary<ProductId, (string Name, int Quantity)>> Wanted(HaoLinDb db, Order order)
    {
        var own = order.Lines.Select(l => l.OfferId).ToArray();
        var offers = await db.Set<Offer>().AsNoTracking().Where(o => own.Contains(o.Id) && o.GiftForFirst == null && !o.IsDelivery).ToListAsync();
        return offers.OrderBy(o => o.Position).GroupBy(o => o.ProductId).ToDictionary(g => g.Key, g => (g.First().Name, order.Lines.Where(l => g.Any(o => o.Id == l.OfferId)).Sum(l => l.Quantity)));
    }
}
