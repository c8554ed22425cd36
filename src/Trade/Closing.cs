// Closing hours (休市): from one instant to another nobody can join any deal; headquarters sets them, and everybody sees until when.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct ClosingId(Guid Value) : IId<ClosingId>
{
    public static ClosingId From(Guid value) => new(value);
}

public sealed class Closing
{
    public required ClosingId Id { get; init; }
    public required DateTimeOffset FromAt { get; init; }
    public required DateTimeOffset UntilAt { get; init; }
    /// <summary>Shown to the neighbours: 春节休市.</summary>
    public required string Reason { get; init; }
    public required PersonId SetBy { get; init; }
    public required DateTimeOffset SetAt { get; init; }
    /// <summary>When it was taken back.</summary>
    public DateTimeOffset? LiftedAt { get; set; }

    /// <summary>Until when it is shut at this moment, where one closing may lead into the next; null when it is open.</summary>
    public static DateTimeOffset? ShutUntil(IReadOnlyCollection<(DateTimeOffset From, DateTimeOffset Until)> closings, DateTimeOffset now)
    {
        DateTimeOffset? until = null;
        while (closings.Where(c => c.From <= (until ?? now) && (until ?? now) < c.Until).Select(c => (DateTimeOffset?)c.Until).Max() is { } later) until = later;
        return until;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Closing>
    {
        public void Configure(EntityTypeBuilder<Closing> closing)
        {
            closing.ToTable("closing").HasKey(c => c.Id);
            closing.HasIndex(c => c.UntilAt).HasDatabaseName("closing_until").HasFilter("lifted_at IS NULL");
        }
    }
}
