// An order whose pickup point rests when it is to be collected: until when, why, and where else it can go.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

/// <param name="Until">The last day of the rest, in Asia/Shanghai.</param>
/// <param name="Others">Points of the deal that are open then and have room; none, and the leader is to be asked.</param>
public sealed record RestingHere(DateOnly Until, string Reason, IReadOnlyList<RestingHere.Other> Others)
{
    public sealed record Other(Guid PickupPointId, string Name, string Directions);

    /// <summary>Only of orders that wait for their hand-over; nothing is asked of the database where no point rests.</summary>
    internal static async Task<Dictionary<OrderId, RestingHere>> Of(HaoLinDb db, IReadOnlyList<Order> orders, IReadOnlyDictionary<DealId, Deal> deals, IReadOnlyDictionary<PickupPointId, PickupPoint> points)
    {
        var affected = orders.Where(o => (o.AwaitsHandOver || o.AwaitsPayment) && deals[o.DealId].State is DealState.Open or DealState.CutOff && points[o.PickupPointId].RestsAt(deals[o.DealId].PickupFrom)).ToList();
        if (affected.Count == 0) return [];
        var ids = affected.Select(o => o.DealId).Distinct().ToArray();
        var places = (await db.Set<DealPlace>().AsNoTracking().Where(p => ids.Contains(p.DealId)).Join(db.Set<PickupPoint>().AsNoTracking(), p => p.PickupPointId, q => q.Id, (p, q) => new { Place = p, Point = q }).ToListAsync()).ToLookup(p => p.Place.DealId);
        return affected.ToDictionary(o => o.Id, o => new RestingHere(points[o.PickupPointId].RestsThrough!.Value, points[o.PickupPointId].RestReason ?? "",
            [.. places[o.DealId].Where(p => !p.Point.RestsAt(deals[o.DealId].PickupFrom) && (p.Place.Cap is null || p.Place.Taken < p.Place.Cap)).OrderBy(p => p.Point.Name).Select(p => new Other(p.Point.Id.Value, p.Point.Name, p.Point.Directions))]));
    }
}
