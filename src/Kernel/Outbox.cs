// The rows by which news travels: what is to be heard (outbox), what has been heard (inbox), and their mapping.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Kernel;

/// <summary>News saved in the same transaction as the change it tells of; delivered at least once, its effect exactly once.</summary>
public sealed class OutboxRow
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Body { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    public int Attempts { get; set; }
    public DateTimeOffset? LockedUntil { get; set; }
    public DateTimeOffset? DoneAt { get; set; }
    public string? Error { get; set; }

    public static OutboxRow Of(IFact fact, DateTimeOffset now, DateTimeOffset? dueAt = null) => new()
    {
        Id = Ids.NewGuid(now), Name = Hearings.NameOf(fact.GetType()), Body = Hearings.Write(fact), CreatedAt = now, DueAt = dueAt ?? now,
    };

    internal sealed class Mapping : IEntityTypeConfiguration<OutboxRow>
    {
        public void Configure(EntityTypeBuilder<OutboxRow> row)
        {
            row.ToTable("outbox").HasKey(r => r.Id);
            row.HasIndex(r => r.DueAt).HasDatabaseName("outbox_due").HasFilter("done_at is null");
        }
    }
}

/// <summary>That one hearer has heard one message: its key is what makes an effect happen once.</summary>
public sealed class InboxRow
{
    public required Guid MessageId { get; init; }
    public required string Hearer { get; init; }
    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<InboxRow>
    {
        public void Configure(EntityTypeBuilder<InboxRow> row) => row.ToTable("inbox").HasKey(r => new { r.MessageId, r.Hearer });
    }
}
