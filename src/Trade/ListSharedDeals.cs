// Headquarters' deals that leaders sell for it (帮卖): what a leader may adopt, and for headquarters the sum over the communities.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListSharedDeals
{
    public const int DealsMax = 40;

    public sealed record Ask(Visitor By);

    /// <param name="Items">Those that are cut off last first.</param>
    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="Points">Where it may be collected; for a leader those of their communities.</param>
    /// <param name="MineId">The leader's own deal, once adopted.</param>
    /// <param name="Runs">For headquarters: each adopted deal.</param>
    public sealed record Item(Guid Id, string Title, DateTimeOffset CutOffAt, DateOnly ArrivesOn, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil, IReadOnlyList<Goods> Goods, IReadOnlyList<string> Points,
        Guid? MineId, IReadOnlyList<Run> Runs, int Orders, int Pieces, long PaidFen);

    /// <param name="EarnsFen">What one piece earns its leader.</param>
    /// <param name="Pieces">For headquarters: in standing orders of all communities.</param>
    public sealed record Goods(Guid OfferId, string Name, string Unit, string Picture, long PriceFen, long EarnsFen, int? Limit, bool Gift, int Pieces);

    /// <param name="PaidFen">Paid and not being refunded.</param>
    public sealed record Run(Guid DealId, string Communities, string Leader, string State, int Orders, int Pieces, long PaidFen);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask, DateTimeOffset now)
    {
        if (!ask.By.IsLeader && !ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var (all, leads) = (ask.By.AtHeadquarters, ask.By.Leads.ToArray());
        var sources = await db.Set<Deal>().AsNoTracking().Where(d => d.PublishedAt != null && (all || (d.CutOffDue > now && db.Set<DealPlace>().Any(p => p.DealId == d.Id && leads.Contains(p.CommunityId)))))
            .OrderByDescending(d => d.CutOffDue).Take(DealsMax).ToListAsync();
        var ids = sources.Select(d => d.Id).ToArray();
        var copies = await db.Set<Deal>().AsNoTracking().Where(d => d.SourceId != null && ids.Contains(d.SourceId.Value) && d.CancelledAt == null).OrderBy(d => d.Id).ToListAsync();
        var every = ids.Concat(copies.Select(d => d.Id)).ToArray();
        var offers = (await (from o in db.Set<Offer>().AsNoTracking() join p in db.Set<Product>().AsNoTracking() on o.ProductId equals p.Id where every.Contains(o.DealId) && !o.IsDelivery orderby o.Position select new { Offer = o, p.Picture }).ToListAsync()).ToLookup(o => o.Offer.DealId);
        var places = (await (from p in db.Set<DealPlace>().AsNoTracking() join q in db.Set<PickupPoint>().AsNoTracking() on p.PickupPointId equals q.Id join c in db.Set<Community>().AsNoTracking() on p.CommunityId equals c.Id
                             where every.Contains(p.DealId) orderby c.Name, q.Name select new { p.DealId, p.CommunityId, Community = c.Name, Point = q.Name }).ToListAsync()).ToLookup(p => p.DealId);
        var runs = all ? (await Runs(db, sealing, copies, id => string.Join("、", places[id].Select(p => p.Community).Distinct()), id => offers[id].Where(o => !o.Offer.IsGift).Sum(o => o.Offer.Taken))).ToLookup(r => r.Source) : null;
        return new Answer([.. sources.Select(d =>
        {
            var own = copies.Where(c => c.SourceId == d.Id).ToList();
            Run[] here = runs is null ? [] : [.. runs[d.Id].Select(r => r.Run)];
            return new Item(d.Id.Value, d.Title, d.CutOffDue, d.ArrivesOn, d.PickupFrom, d.PickupUntil,
                [.. offers[d.Id].Select(o => new Goods(o.Offer.Id.Value, o.Offer.Name, o.Offer.Unit, o.Picture, o.Offer.Price.Fen, Commission.Of(o.Offer.Price, o.Offer.CommissionPoints).Fen, o.Offer.StockLimit, o.Offer.IsGift,
                    all ? own.Sum(c => offers[c.Id].Where(x => x.Offer.Position == o.Offer.Position).Sum(x => x.Offer.Taken)) : 0))],
                [.. places[d.Id].Where(p => all || leads.Contains(p.CommunityId)).Select(p => $"{p.Community} · {p.Point}")],
                own.FirstOrDefault(c => c.LeaderId == ask.By.Person)?.Id.Value, here, here.Sum(r => r.Orders), here.Sum(r => r.Pieces), here.Sum(r => r.PaidFen));
        })]);
    }

    static async Task<List<(DealId Source, Run Run)>> Runs(HaoLinDb db, Sealing sealing, List<Deal> copies, Func<DealId, string> communities, Func<DealId, int> pieces)
    {
        var ids = copies.Select(c => c.Id).ToArray();
        var leaders = copies.Select(c => c.LeaderId).Distinct().ToArray();
        var names = await db.Set<Person>().AsNoTracking().Where(p => leaders.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name(sealing));
        var orders = await db.Set<Order>().Where(o => ids.Contains(o.DealId) && o.CancelledAt == null && o.LapsedAt == null).GroupBy(o => o.DealId).Select(g => new { g.Key, Many = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Many);
        var paid = (await db.Set<Order>().Where(o => ids.Contains(o.DealId) && o.PaidAt != null && o.RefundAskedAt == null).Select(o => new { o.DealId, o.Amount, o.Refunded }).ToListAsync()).GroupBy(o => o.DealId).ToDictionary(g => g.Key, g => g.Sum(o => (o.Amount - o.Refunded).Fen));
        return [.. copies.Select(c => (c.SourceId!.Value, new Run(c.Id.Value, communities(c.Id), names.GetValueOrDefault(c.LeaderId, ""), Deal.NameOf(c.State), orders.GetValueOrDefault(c.Id), pieces(c.Id), paid.GetValueOrDefault(c.Id))))];
    }
}
