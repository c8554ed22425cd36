// What the tables of one deal have in common: who may have them, which orders count, and how the file is called.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

/// <summary>A deal as its tables tell of it. All of them count the same orders, so that they agree to the piece.</summary>
internal sealed record DealTable(Deal Deal, IReadOnlyList<Offer> Offers, IReadOnlyDictionary<PickupPointId, string> Points, IReadOnlyList<string> Communities)
{
    /// <summary>Pieces of one offer at one pickup point, and in how many orders.</summary>
    public sealed record Heap(PickupPointId Point, OfferId Offer, int Pieces, int Orders);

    /// <summary>What is packed and counted: the leader's way to the door is neither.</summary>
    public IEnumerable<Offer> Goods => Offers.Where(o => !o.IsDelivery);

    public static async Task<Outcome<DealTable>> Of(HaoLinDb db, Visitor by, DealId id)
    {
        var deal = await db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == id);
        if (deal is null || !deal.IsLedBy(by)) return Deal.Missing;
        var places = await db.Set<DealPlace>().AsNoTracking().Where(p => p.DealId == id).ToListAsync();
        var (pointIds, communityIds) = (places.Select(p => p.PickupPointId).ToArray(), places.Select(p => p.CommunityId).Distinct().ToArray());
        return new DealTable(deal, await db.Set<Offer>().AsNoTracking().Where(o => o.DealId == id).OrderBy(o => o.Position).ToListAsync(),
            await db.Set<PickupPoint>().AsNoTracking().Where(p => pointIds.Contains(p.Id)).OrderBy(p => p.Name).ToDictionaryAsync(p => p.Id, p => p.Name),
            await db.Set<Community>().AsNoTracking().Where(c => communityIds.Contains(c.Id)).OrderBy(c => c.CreatedAt).Select(c => c.Name).ToListAsync());
    }

    public static IQueryable<Order> Orders(HaoLinDb db, DealId deal) => db.Set<Order>().AsNoTracking().Where(Order.IsKept).Where(o => o.DealId == deal);

    /// <summary>Counted by the database, however many orders there are.</summary>
    public async Task<IReadOnlyList<Heap>> Heaps(HaoLinDb db)
    {
        var heaps = await (from o in Orders(db, Deal.Id) from l in o.Lines where l.Quantity > l.Refunded group l.Quantity - l.Refunded by new { o.PickupPointId, l.OfferId } into heap
                           select new { heap.Key.PickupPointId, heap.Key.OfferId, Pieces = heap.Sum(), Orders = heap.Count() }).ToListAsync();
        return [.. heaps.Select(h => new Heap(h.PickupPointId, h.OfferId, h.Pieces, h.Orders))];
    }

    /// <summary>商品汇总_2026-11-22_阳光小区.xlsx; the day is the one on which the goods arrive.</summary>
    public string FileName(string what) => SheetFile.NameOf(what, Deal.ArrivesOn.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        Communities.Count > 1 ? $"{Communities[0]}等{Communities.Count}个小区" : string.Concat(Communities));

    public static string Called(Offer offer) => offer.IsGift ? offer.Name + "（赠）" : offer.Name;
}
