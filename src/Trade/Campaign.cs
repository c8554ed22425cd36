// A campaign (发券活动): headquarters puts a sum aside for coupons of one kind, and says what they take off, who may have them and for how long.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct CampaignId(Guid Value) : IId<CampaignId>
{
    public static CampaignId From(Guid value) => new(value);
}

public sealed class Campaign
{
    /// <summary>Handed to named persons, claimed from a link by whoever is first, or the newcomer's: given by itself with the first payment.</summary>
    public const string Handed = "handed", Claimed = "claimed", Newcomer = "newcomer";

    public static readonly Refusal Missing = new("trade.campaign-missing", 404, "没有找到这次发券", "There is no such campaign.");
    public static readonly Refusal Over = new("trade.campaign-over", 409, "这次发券已经结束了", "This campaign is over.");
    public static readonly Refusal NoneLeft = new("trade.campaign-none-left", 409, "券已经发完了", "All coupons of this campaign are given.");
    public static readonly Refusal HasEnough = new("trade.campaign-has-enough", 409, "这张券已经领过了", "This person has as many of these coupons as one may have.");

    public required CampaignId Id { get; init; }
    /// <summary>As residents read it: 枇杷季优惠券.</summary>
    public required string Name { get; init; }
    /// <summary><see cref="Handed"/>, <see cref="Claimed"/> or <see cref="Newcomer"/>.</summary>
    public required string Who { get; init; }
    /// <summary>So many per cent of the price are taken off; null when it is a fixed amount.</summary>
    public int? Percent { get; init; }
    /// <summary>What one coupon takes off, or with per cent at most; so much of the budget each one takes.</summary>
    public required Money Amount { get; init; }
    /// <summary>The goods it counts for must cost at least this much.</summary>
    public Money LeastSpend { get; init; }
    public required DateTimeOffset ValidFrom { get; init; }
    public required DateTimeOffset ValidUntil { get; init; }
    public required Money Budget { get; init; }
    public required int Number { get; init; }
    public required int PerPerson { get; init; }
    /// <summary>How many were given, and what they may cost at most: guarded by the statement that raises them, never counted.</summary>
    public int Issued { get; set; }
    public Money IssuedSum { get; set; }
    public required PersonId StartedBy { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    /// <summary>Switched off: no more are given. Those in people's hands stay good.</summary>
    public DateTimeOffset? EndedAt { get; set; }
    public PersonId? EndedBy { get; set; }
    /// <summary>The only products and communities it is good for; none of a kind means all of them.</summary>
    public List<CampaignScope> Only { get; init; } = [];

    public bool Gives(DateTimeOffset now) => EndedAt is null && now < ValidUntil && Issued < Number && IssuedSum + Amount <= Budget;

    public bool IsGoodAt(DateTimeOffset now) => ValidFrom <= now && now < ValidUntil;

    /// <summary>The lines of an order that it counts for.</summary>
    /// <param name="products">Of the order's goods; what is not among them is the leader's way to the door, which no coupon pays.</param>
    public IReadOnlyList<OrderLine> Counts(Order order, IReadOnlyDictionary<OfferId, ProductId> products, CommunityId community)
    {
        var (goods, places) = (Subjects(CampaignScope.Product), Subjects(CampaignScope.Community));
        if (places.Count > 0 && !places.Contains(community.Value)) return [];
        return [.. order.Lines.Where(l => l.Total > Money.Zero && products.TryGetValue(l.OfferId, out var product) && (goods.Count == 0 || goods.Contains(product.Value)))];
    }

    HashSet<Guid> Subjects(string kind) => [.. Only.Where(o => o.Kind == kind).Select(o => o.Subject)];

    /// <summary>What it takes off. A fen is always left to pay, because the channel moves no less.</summary>
    /// <param name="counted">What the lines it counts for cost.</param>
    /// <param name="whole">What the order costs.</param>
    public Money Off(Money counted, Money whole)
    {
        if (counted < LeastSpend || counted <= Money.Zero) return Money.Zero;
        var part = Percent is { } percent ? new(counted.Fen * percent / 100) : counted;
        var most = whole - new Money(1);
        return new[] { part, Amount, most }.Min();
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Campaign>
    {
        public void Configure(EntityTypeBuilder<Campaign> campaign)
        {
            campaign.ToTable("campaign").HasKey(c => c.Id);
            campaign.HasMany(c => c.Only).WithOne().HasForeignKey(o => o.CampaignId).HasConstraintName("campaign_scope_campaign");
        }
    }
}

/// <summary>A product or a community that a campaign is limited to.</summary>
public sealed class CampaignScope
{
    public const string Product = "product", Community = "community";

    public required CampaignId CampaignId { get; init; }
    public required string Kind { get; init; }
    public required Guid Subject { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<CampaignScope>
    {
        public void Configure(EntityTypeBuilder<CampaignScope> scope) => scope.ToTable("campaign_scope").HasKey(s => new { s.CampaignId, s.Kind, s.Subject });
    }
}
