// What a leader decided about goods nobody came for (未取): kept a day longer, given to a neighbour, or disposed of; dated, told, and kept even when it is taken back.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public sealed class Uncollected
{
    public const string Tomorrow = "tomorrow", Neighbour = "neighbour", Disposed = "disposed";
    /// <summary>Who bears goods that are disposed of; the brand's rule says which, and nobody chooses it order by order.</summary>
    public const string ByBrand = "brand", ByLeader = "leader", ByResident = "resident";

    public required Guid Id { get; init; }
    public required OrderId OrderId { get; init; }
    /// <summary><see cref="Tomorrow"/>, <see cref="Neighbour"/> or <see cref="Disposed"/>.</summary>
    public required string Kind { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }
    public required PersonId By { get; init; }
    /// <summary>Until when the goods are kept, where they are.</summary>
    public DateTimeOffset? KeptUntil { get; init; }
    /// <summary>Who took the goods, sealed with the key of the neighbour who ordered.</summary>
    public byte[]? NeighbourSealed { get; set; }
    /// <summary>Who bears what was disposed of.</summary>
    public string? Pays { get; init; }
    /// <summary>The hand-over that it made, where the goods left the desk by it.</summary>
    public Guid? HandOverId { get; init; }
    /// <summary>When the money goes back at the latest; until then the decision can be taken back.</summary>
    public DateTimeOffset? RefundDue { get; init; }
    public DateTimeOffset? PaidBackAt { get; set; }
    public DateTimeOffset? UndoneAt { get; set; }
    public PersonId? UndoneBy { get; set; }

    /// <summary>The decision that stands for an order: the last that was not taken back.</summary>
    public static Task<Uncollected?> Standing(HaoLinDb db, OrderId order) =>
        db.Set<Uncollected>().Where(u => u.OrderId == order && u.UndoneAt == null).OrderByDescending(u => u.DecidedAt).ThenByDescending(u => u.Id).FirstOrDefaultAsync();

    /// <summary>A hand-over is taken back, and with it the decision that made it, if one did.</summary>
    internal static Task End(Work work, Guid handOver, PersonId by) => work.Db.Set<Uncollected>().Where(u => u.HandOverId == handOver && u.UndoneAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(u => u.UndoneAt, work.Now).SetProperty(u => u.UndoneBy, by));

    internal sealed class Mapping : IEntityTypeConfiguration<Uncollected>
    {
        public void Configure(EntityTypeBuilder<Uncollected> row)
        {
            row.ToTable("uncollected").HasKey(u => u.Id);
            row.HasIndex(u => u.OrderId).HasDatabaseName("uncollected_order");
            row.HasIndex(u => u.DecidedAt).HasDatabaseName("uncollected_decided");
            row.HasIndex(u => u.RefundDue).HasDatabaseName("uncollected_refund").HasFilter("refund_due IS NOT NULL AND paid_back_at IS NULL AND undone_at IS NULL");
        }
    }
}

/// <summary>When a neighbour was last reminded to collect, and how often.</summary>
public sealed class PickupReminder
{
    public required OrderId OrderId { get; init; }
    public required DateTimeOffset LastAt { get; set; }
    public required int Times { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PickupReminder>
    {
        public void Configure(EntityTypeBuilder<PickupReminder> row) => row.ToTable("pickup_reminder").HasKey(r => r.OrderId);
    }
}

/// <param name="Kind">tomorrow, neighbour or disposed.</param>
/// <param name="Neighbour">Who took the goods, where a neighbour did.</param>
/// <param name="Pays">brand, leader or resident, where the goods were disposed of.</param>
public sealed record UncollectedSeen(string Kind, DateTimeOffset DecidedAt, DateTimeOffset? KeptUntil, string? Neighbour, string? Pays, DateTimeOffset? RefundDue, DateTimeOffset? PaidBackAt)
{
    /// <summary>The decisions that stand for these orders.</summary>
    public static async Task<Dictionary<OrderId, UncollectedSeen>> Of(HaoLinDb db, Sealing sealing, IReadOnlyCollection<OrderId> orders)
    {
        var ids = orders.ToArray();
        var rows = await (from u in db.Set<Uncollected>().AsNoTracking()
                          join o in db.Set<Order>().AsNoTracking() on u.OrderId equals o.Id
                          join p in db.Set<Person>().AsNoTracking() on o.PersonId equals p.Id
                          where ids.Contains(u.OrderId) && u.UndoneAt == null
                          select new { u, p.KeyWrapped }).ToListAsync();
        return rows.GroupBy(r => r.u.OrderId).Select(g => g.OrderBy(r => r.u.DecidedAt).ThenBy(r => r.u.Id).Last()).ToDictionary(r => r.u.OrderId, r =>
            new UncollectedSeen(r.u.Kind, r.u.DecidedAt, r.u.KeptUntil, r.u.NeighbourSealed is null ? null : sealing.Open(r.KeyWrapped, r.u.NeighbourSealed), r.u.Pays, r.u.RefundDue, r.u.PaidBackAt));
    }
}
