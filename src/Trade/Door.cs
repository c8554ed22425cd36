// A neighbour's door (门牌), to which the leader brings an order: sealed with that neighbour's key; and what a deal offers of it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public sealed class Door
{
    public required OrderId OrderId { get; init; }
    public required byte[] DoorSealed { get; set; }
    public required DateTimeOffset SaidAt { get; set; }

    /// <summary>The doors of these orders, as their residents wrote them.</summary>
    public static async Task<Dictionary<OrderId, string>> Of(HaoLinDb db, Sealing sealing, IReadOnlyCollection<OrderId> orders)
    {
        var ids = orders.ToArray();
        var rows = await (from d in db.Set<Door>().AsNoTracking()
                          join o in db.Set<Order>().AsNoTracking() on d.OrderId equals o.Id
                          join p in db.Set<Person>().AsNoTracking() on o.PersonId equals p.Id
                          where ids.Contains(d.OrderId)
                          select new { d, p.KeyWrapped }).ToListAsync();
        return rows.ToDictionary(r => r.d.OrderId, r => sealing.Open(r.KeyWrapped, r.d.DoorSealed));
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Door>
    {
        public void Configure(EntityTypeBuilder<Door> door) => door.ToTable("door").HasKey(d => d.OrderId);
    }
}

/// <summary>The leader brings it to the door, if a neighbour wants that.</summary>
/// <param name="OfferId">Ordered like any other offer of the deal, one of it, together with goods.</param>
/// <param name="FeeFen">What it costs an order; it is the leader's.</param>
/// <param name="Area">How far the leader goes: 1–12 号楼.</param>
/// <param name="Left">How many more orders; null is without limit.</param>
public sealed record DeliveryView(Guid OfferId, long FeeFen, string Area, int? Limit, int? Left)
{
    public static DeliveryView? Of(Offer? offer) => offer is null ? null : new(offer.Id.Value, offer.Price.Fen, offer.Unit, offer.StockLimit, offer.Remaining);
}
