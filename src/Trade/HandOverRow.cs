// One hand-over of an order at the desk, and its undoing if it was a mistake.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public sealed class HandOverRow
{
    public required Guid Id { get; init; }
    public required OrderId OrderId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required PersonId By { get; init; }
    /// <summary>When it was done by the phone that did it without a line; null when the server was asked at once.</summary>
    public DateTimeOffset? SaidAt { get; init; }
    public DateTimeOffset? UndoneAt { get; set; }
    public PersonId? UndoneBy { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<HandOverRow>
    {
        public void Configure(EntityTypeBuilder<HandOverRow> row)
        {
            row.ToTable("hand_over").HasKey(h => h.Id);
            row.HasIndex(h => h.OrderId).HasDatabaseName("hand_over_order");
        }
    }
}
