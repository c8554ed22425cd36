// What a phone did at the desk without a line, under the id it made itself: kept, so that telling it twice does it once.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public sealed class DeskDeed
{
    public const string Hand = "hand", Undo = "undo";

    /// <summary>Whose desk told it; with the id it is unique, so nobody is given another's outcome.</summary>
    public required PersonId By { get; init; }
    public required Guid Id { get; init; }
    /// <summary><see cref="Hand"/> or <see cref="Undo"/>.</summary>
    public required string Kind { get; init; }
    public required OrderId OrderId { get; init; }
    /// <summary>By the phone's own clock, as it said.</summary>
    public required DateTimeOffset SaidAt { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>The hand-over it made.</summary>
    public Guid? HandOverId { get; init; }
    /// <summary>Why it was not done: a refusal's code; null when it was.</summary>
    public string? Refused { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<DeskDeed>
    {
        public void Configure(EntityTypeBuilder<DeskDeed> deed)
        {
            deed.ToTable("desk_deed").HasKey(d => new { d.By, d.Id });
            deed.HasIndex(d => d.OrderId).HasDatabaseName("desk_deed_order");
        }
    }
}
