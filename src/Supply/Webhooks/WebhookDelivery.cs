// What a partner is told: the news as it is sent, its way to each address, and every try with what came back.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Supply.Webhooks;

/// <summary>A fact that somebody outside wants to hear, kept so that it can be sent again; its id is what a partner tells repetitions by.</summary>
public sealed class WebhookEvent
{
    /// <summary>Told when headquarters tries an address out; it is no fact.</summary>
    public const string Ping = "webhook.ping";
    /// <summary>How long events, deliveries and tries are kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    public required Guid Id { get; init; }
    public required string Name { get; init; }
    /// <summary>The fact as JSON: ids and numbers.</summary>
    public required string Body { get; init; }
    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<WebhookEvent>
    {
        public void Configure(EntityTypeBuilder<WebhookEvent> told)
        {
            told.ToTable("webhook_event").HasKey(e => e.Id);
            told.HasIndex(e => e.At).HasDatabaseName("webhook_event_at");
        }
    }
}

/// <summary>One event on its way to one address. Its key is what lets nothing be told twice under different ids.</summary>
public sealed class WebhookDelivery
{
    /// <summary>How long it is tried before it is parked.</summary>
    public static readonly TimeSpan TriedFor = TimeSpan.FromDays(3);

    public static readonly Refusal Missing = new("webhook.delivery-missing", 404, "没有这条投递，或者已经过了 30 天", "There is no such delivery, or it is older than 30 days.");

    public required WebhookId WebhookId { get; init; }
    public required Guid EventId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>Tries since it was last put on its way.</summary>
    public int Attempts { get; set; }
    /// <summary>When it is tried next; null when it is delivered or parked.</summary>
    public DateTimeOffset? DueAt { get; set; }
    public required DateTimeOffset GiveUpAt { get; set; }
    public DateTimeOffset? DeliveredAt { get; set; }
    public DateTimeOffset? ParkedAt { get; set; }

    public static WebhookDelivery Of(WebhookId webhook, Guid @event, DateTimeOffset now) => new() { WebhookId = webhook, EventId = @event, CreatedAt = now, DueAt = now, GiveUpAt = now + TriedFor };

    public string State => DueAt is null ? DeliveredAt is null ? "parked" : "delivered" : Attempts == 0 ? "waiting" : "trying";

    internal sealed class Mapping : IEntityTypeConfiguration<WebhookDelivery>
    {
        public void Configure(EntityTypeBuilder<WebhookDelivery> delivery)
        {
            delivery.ToTable("webhook_delivery").HasKey(d => new { d.WebhookId, d.EventId });
            delivery.HasOne<WebhookEvent>().WithMany().HasForeignKey(d => d.EventId);
            delivery.HasIndex(d => d.EventId).HasDatabaseName("webhook_delivery_event");
            delivery.HasIndex(d => new { d.WebhookId, d.DueAt }).HasDatabaseName("webhook_delivery_due").HasFilter("due_at IS NOT NULL");
            delivery.HasIndex(d => new { d.WebhookId, d.CreatedAt }).HasDatabaseName("webhook_delivery_log");
        }
    }
}

/// <summary>One try: how long it took, and what was answered or why nothing was.</summary>
public sealed class WebhookAttempt
{
    public const int AnswerBytesMax = 500;

    public required Guid Id { get; init; }
    public required WebhookId WebhookId { get; init; }
    public required Guid EventId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required int TookMs { get; init; }
    /// <summary>The HTTP status, where there was an answer.</summary>
    public int? Status { get; init; }
    /// <summary>address, connection or timeout, where there was none.</summary>
    public string? Problem { get; init; }
    /// <summary>The first bytes of the answer, as text.</summary>
    public required string Answer { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<WebhookAttempt>
    {
        public void Configure(EntityTypeBuilder<WebhookAttempt> attempt)
        {
            attempt.ToTable("webhook_attempt").HasKey(a => a.Id);
            attempt.HasIndex(a => new { a.WebhookId, a.EventId }).HasDatabaseName("webhook_attempt_delivery");
            attempt.HasIndex(a => a.At).HasDatabaseName("webhook_attempt_at");
        }
    }
}
