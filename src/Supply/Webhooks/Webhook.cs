// A partner's address that hears facts (订阅): where it is, what it wants to hear, and whether it is spoken to at all.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Supply.Webhooks;

public readonly record struct WebhookId(Guid Value) : IId<WebhookId>
{
    public static WebhookId From(Guid value) => new(value);
}

public sealed class Webhook
{
    public const int NameLengthMax = 40, AddressLengthMax = 500;
    /// <summary>How many a brand may have that are not removed.</summary>
    public const int CountMax = 20;
    /// <summary>Failing this long without one success in between, it is switched off: with the last try of what was tried for three days.</summary>
    public static readonly TimeSpan FailingMax = WebhookDelivery.TriedFor - TimeSpan.FromHours(1);
    /// <summary>How long a secret still signs beside the one that followed it.</summary>
    public static readonly TimeSpan FormerSigns = TimeSpan.FromHours(24);

    /// <summary>Why it is off: by hand, because it failed for long, or because it said itself that it is gone (410).</summary>
    public const string ByHand = "by-hand", Failing = "failing", Gone = "gone";

    public static readonly Refusal Missing = new("webhook.missing", 404, "没有这个订阅", "There is no such webhook.");

    public required WebhookId Id { get; init; }
    public required string Name { get; set; }
    public required string Address { get; set; }
    /// <summary>Names of facts, each with a comma before and behind it.</summary>
    public required string Facts { get; set; }
    /// <summary>The secret is derived from the master key by id and this number; the database holds none.</summary>
    public int SecretVersion { get; set; }
    public DateTimeOffset? FormerSecretUntil { get; set; }
    public required PersonId MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    /// <summary>The first failure since the last success.</summary>
    public DateTimeOffset? FailingSince { get; set; }
    public DateTimeOffset? OffAt { get; set; }
    public string? OffBecause { get; set; }
    public DateTimeOffset? RemovedAt { get; set; }

    public IReadOnlyList<string> FactNames => Facts.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public static string Written(IEnumerable<string> facts) => "," + string.Join(',', facts.Distinct().Order(StringComparer.Ordinal)) + ",";

    public bool Wants(string fact) => Facts.Contains("," + fact + ",", StringComparison.Ordinal);

    public static Task<Webhook?> Find(HaoLinDb db, WebhookId id) => db.Set<Webhook>().FirstOrDefaultAsync(w => w.Id == id && w.RemovedAt == null);

    internal sealed class Mapping : IEntityTypeConfiguration<Webhook>
    {
        public void Configure(EntityTypeBuilder<Webhook> webhook) => webhook.ToTable("webhook").HasKey(w => w.Id);
    }
}
