// A pickup slot (取货时段): part of a deal's pickup window at one point, for so many households; and which slot an order chose.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct PickupSlotId(Guid Value) : IId<PickupSlotId>
{
    public static PickupSlotId From(Guid value) => new(value);
}

public sealed class PickupSlot
{
    public required PickupSlotId Id { get; init; }
    public required DealId DealId { get; init; }
    public required PickupPointId PickupPointId { get; init; }
    public required DateTimeOffset FromAt { get; set; }
    public required DateTimeOffset UntilAt { get; set; }
    /// <summary>How many orders there is room for.</summary>
    public required int Capacity { get; set; }

    /// <summary>The orders that have a place in these slots: whoever lapsed, cancelled, got all back or collects elsewhere has given it up.</summary>
    public static IQueryable<SlotChoice> Taken(HaoLinDb db) => db.Set<SlotChoice>().Where(c => db.Set<Order>().Any(o => o.Id == c.OrderId && o.CancelledAt == null && o.LapsedAt == null && o.RefundAskedAt == null
        && db.Set<PickupSlot>().Any(s => s.Id == c.SlotId && s.PickupPointId == o.PickupPointId)));

    internal sealed class Mapping : IEntityTypeConfiguration<PickupSlot>
    {
        public void Configure(EntityTypeBuilder<PickupSlot> slot)
        {
            slot.ToTable("pickup_slot").HasKey(s => s.Id);
            slot.HasIndex(s => s.DealId).HasDatabaseName("pickup_slot_deal");
        }
    }
}

public sealed class SlotChoice
{
    public required OrderId OrderId { get; init; }
    public required PickupSlotId SlotId { get; set; }
    public required DateTimeOffset ChosenAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SlotChoice>
    {
        public void Configure(EntityTypeBuilder<SlotChoice> choice)
        {
            choice.ToTable("slot_choice").HasKey(c => c.OrderId);
            choice.HasIndex(c => c.SlotId).HasDatabaseName("slot_choice_slot");
        }
    }
}

/// <param name="Left">How many more orders there is room for.</param>
public sealed record SlotView(Guid Id, Guid PickupPointId, DateTimeOffset From, DateTimeOffset Until, int Capacity, int Left)
{
    /// <summary>A deal's slots, point by point in the order of their times; none where the deal has no slots.</summary>
    public static async Task<IReadOnlyList<SlotView>> Of(HaoLinDb db, DealId deal)
    {
        var slots = await db.Set<PickupSlot>().AsNoTracking().Where(s => s.DealId == deal).OrderBy(s => s.PickupPointId).ThenBy(s => s.FromAt).ToListAsync();
        if (slots.Count == 0) return [];
        var ids = slots.Select(s => s.Id).ToArray();
        var taken = await PickupSlot.Taken(db).Where(c => ids.Contains(c.SlotId)).GroupBy(c => c.SlotId).Select(g => new { g.Key, Many = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Many);
        return [.. slots.Select(s => new SlotView(s.Id.Value, s.PickupPointId.Value, s.FromAt, s.UntilAt, s.Capacity, Math.Max(0, s.Capacity - taken.GetValueOrDefault(s.Id))))];
    }
}

/// <summary>When an order is to be collected, where it chose a slot.</summary>
public sealed record SlotChosen(Guid Id, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>16:00–17:00</summary>
    public string Hours => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{BusinessDay.Local(From):HH:mm}–{BusinessDay.Local(Until):HH:mm}");

    public static async Task<Dictionary<OrderId, SlotChosen>> Of(HaoLinDb db, IReadOnlyCollection<OrderId> orders)
    {
        var ids = orders.ToArray();
        var rows = await (from c in PickupSlot.Taken(db).AsNoTracking() join s in db.Set<PickupSlot>().AsNoTracking() on c.SlotId equals s.Id where ids.Contains(c.OrderId) select new { c.OrderId, s.Id, s.FromAt, s.UntilAt }).ToListAsync();
        return rows.ToDictionary(r => r.OrderId, r => new SlotChosen(r.Id.Value, r.FromAt, r.UntilAt));
    }
}
