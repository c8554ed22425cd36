// The waitlist (候补): who wants what is sold out, in the order they asked.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct WaitlistId(Guid Value) : IId<WaitlistId>
{
    public static WaitlistId From(Guid value) => new(value);
}

public sealed class WaitlistEntry
{
    public required WaitlistId Id { get; init; }
    public required DealId DealId { get; init; }
    public required PersonId PersonId { get; set; }
    public required PickupPointId PickupPointId { get; init; }
    public byte[]? NoteSealed { get; set; }
    /// <summary>The place in the queue; earlier is first.</summary>
    public required int Position { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    /// <summary>The order made for them when goods came back.</summary>
    public OrderId? OrderId { get; set; }
    public DateTimeOffset? PromotedAt { get; set; }
    /// <summary>They left, or the deal was cut off before their turn.</summary>
    public DateTimeOffset? EndedAt { get; set; }
    public List<WaitlistLine> Lines { get; init; } = [];

    public bool Waits => PromotedAt is null && EndedAt is null;

    internal sealed class Mapping : IEntityTypeConfiguration<WaitlistEntry>
    {
        public void Configure(EntityTypeBuilder<WaitlistEntry> entry)
        {
            entry.ToTable("waitlist").HasKey(e => e.Id);
            entry.HasMany(e => e.Lines).WithOne().HasForeignKey(l => l.WaitlistId).HasConstraintName("waitlist_line_waitlist");
            entry.HasIndex(e => new { e.DealId, e.Position }).IsUnique().HasDatabaseName("waitlist_position");
            entry.HasIndex(e => e.PersonId).HasDatabaseName("waitlist_person");
        }
    }
}

public sealed class WaitlistLine
{
    public required WaitlistId WaitlistId { get; init; }
    public required OfferId OfferId { get; init; }
    public required int Quantity { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<WaitlistLine>
    {
        public void Configure(EntityTypeBuilder<WaitlistLine> line) => line.ToTable("waitlist_line").HasKey(l => new { l.WaitlistId, l.OfferId });
    }
}
