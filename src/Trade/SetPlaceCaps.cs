// A leader says how many pieces go to each pickup point of a deal (每个点最多几份), so that no community gets more than its share and no keeper more than fits.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class SetPlaceCaps
{
    public const int CapMax = 10_000;

    /// <param name="Caps">Of all the deal's pickup points; to one that is not named go any number.</param>
    public sealed record Ask(Visitor By, DealId DealId, IReadOnlyDictionary<PickupPointId, int> Caps);

    public static readonly Refusal BadCap = new("trade.place-cap-wrong", 422, "每个自提点最多 1 到 10000 份，不填就是不限", "A pickup point of the deal takes 1 to 10,000 pieces; leave it out for any number.");
    public static readonly Refusal Below = new("trade.place-cap-below", 409, "这个自提点已经订出去更多了，不能比这还少", "More than that is ordered at this pickup point already.");

    /// <param name="standing">Pieces in standing orders at each point now.</param>
    public static Refusal? Decide(Deal deal, IReadOnlyDictionary<PickupPointId, int> caps, IReadOnlyCollection<PickupPointId> places, IReadOnlyDictionary<PickupPointId, int> standing) =>
        deal.BinnedAt is not null || deal.State is not (DealState.Draft or DealState.Scheduled or DealState.Open) ? Deal.WrongState
        : Wrong(caps, places) ?? (caps.Any(c => standing.GetValueOrDefault(c.Key) > c.Value) ? Below : null);

    internal static Refusal? Wrong(IReadOnlyDictionary<PickupPointId, int> caps, IEnumerable<PickupPointId> places) =>
        caps.Values.Any(c => c is < 1 or > CapMax) || caps.Keys.Except(places).Any() ? BadCap.With("caps") : null;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask, TradeSettings settings)
    {
        // Under the deal's lock nobody joins, so the count that begins here is whole.
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        var places = await work.Db.Set<DealPlace>().Where(p => p.DealId == deal.Id).ToListAsync();
        var standing = await Standing(work.Db, deal.Id);
        if (Decide(deal, ask.Caps, [.. places.Select(p => p.PickupPointId)], standing) is { } refusal) return refusal;
        var before = Figures(places);
        foreach (var place in places)
            (place.Cap, place.Taken) = ask.Caps.TryGetValue(place.PickupPointId, out var cap) ? ((int?)cap, standing.GetValueOrDefault(place.PickupPointId)) : (null, 0);
        Audit.Note(work, ask.By.Person.Value, "place-caps", deal.Id.Value, before, Figures(places));
        await work.Db.SaveChangesAsync();
        work.Stir(deal.Id.Value);
        // Where there is room now, those who wait for it come first.
        if (deal.State == DealState.Open) await ReleaseGoods.Handle(work, deal, [], lapsed: false, settings);
        return Done.Deed;
    }

    static Task<Dictionary<PickupPointId, int>> Standing(HaoLinDb db, DealId deal) =>
        (from o in db.Set<Order>()
         join l in db.Set<OrderLine>() on o.Id equals l.OrderId
         join f in db.Set<Offer>() on l.OfferId equals f.Id
         where o.DealId == deal && o.CancelledAt == null && o.LapsedAt == null && f.GiftForFirst == null && !f.IsDelivery
         group l.Quantity - l.Returned by o.PickupPointId into point
         select new { point.Key, Pieces = point.Sum() }).ToDictionaryAsync(p => p.Key, p => p.Pieces);

    /// <summary>Point by point, a dash where there is no cap.</summary>
    static string Figures(IEnumerable<DealPlace> places) => string.Join(' ', places.OrderBy(p => p.PickupPointId.Value).Select(p => p.Cap?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"));
}
