// A payment and a refund as the gateway knows them; unknown is a state, and both are asked about until it is not.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct PaymentId(Guid Value) : IId<PaymentId>
{
    public static PaymentId From(Guid value) => new(value);

    /// <summary>The number the gateway knows it by (out_trade_no): 32 letters and digits.</summary>
    public string OutTradeNo => Value.ToString("N");
}

/// <summary>Several orders' payments that are made in one go (合单): the gateway keeps each apart and takes the money for all of them or for none.</summary>
public readonly record struct CombinedId(Guid Value) : IId<CombinedId>
{
    public static CombinedId From(Guid value) => new(value);

    /// <summary>The number the gateway knows it by (combine_out_trade_no).</summary>
    public string OutTradeNo => Value.ToString("N");
}

public readonly record struct RefundId(Guid Value) : IId<RefundId>
{
    public static RefundId From(Guid value) => new(value);

    /// <summary>The number the gateway knows it by (out_refund_no).</summary>
    public string OutRefundNo => Value.ToString("N");
}

public sealed class Payment
{
    public required PaymentId Id { get; init; }
    public required OrderId OrderId { get; init; }
    /// <summary>The one payment it is a part of, where several orders are paid together; it is closed with them, and goes back alone.</summary>
    public CombinedId? CombinedId { get; init; }
    /// <summary>What the channel is to bring: the order's price without what the coupon takes off and credit bears; nothing where credit bears all of it.</summary>
    public required Money Amount { get; init; }
    public CouponId? CouponId { get; init; }
    public Money CouponOff { get; init; }
    /// <summary>What the resident's credit bears of it: kept for it while it is open, used once <see cref="CreditAt"/> says so.</summary>
    public Money Credit { get; init; }
    public DateTimeOffset? CreditAt { get; set; }
    /// <summary>From where it is made, as <see cref="PayFrom"/> names it.</summary>
    public string Kind { get; init; } = PayFrom.Native;
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>After this the gateway takes no money for it.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    /// <summary>Where the resident pays: the gateway's code_url or h5_url, or the prepay_id by which WeChat opens it; null until the gateway has answered.</summary>
    public string? PayUrl { get; set; }
    /// <summary>When the janitor asks the gateway next; null once the outcome is known.</summary>
    public DateTimeOffset? AskAt { get; set; }
    public int Asked { get; set; }
    public DateTimeOffset? PaidAt { get; set; }
    public string? TransactionId { get; set; }
    /// <summary>The gateway has closed it: no money can come any more.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
    /// <summary>The resident pays another way instead; what comes on this one after all goes back.</summary>
    public DateTimeOffset? ReplacedAt { get; set; }
    /// <summary>Something a person must look at: a signed word that contradicts ours.</summary>
    public string? Problem { get; set; }

    public bool Open => PaidAt is null && ClosedAt is null;

    /// <summary>Those on which money may still come.</summary>
    internal static IQueryable<Payment> AllOpen(HaoLinDb db) => db.Set<Payment>().Where(p => p.PaidAt == null && p.ClosedAt == null);

    internal sealed class Mapping : IEntityTypeConfiguration<Payment>
    {
        public void Configure(EntityTypeBuilder<Payment> payment)
        {
            payment.ToTable("payment").HasKey(p => p.Id);
            payment.HasIndex(p => p.OrderId).HasDatabaseName("payment_order");
            payment.HasIndex(p => p.CombinedId).HasDatabaseName("payment_combined").HasFilter("combined_id IS NOT NULL");
            payment.HasIndex(p => p.AskAt).HasDatabaseName("payment_ask").HasFilter("ask_at IS NOT NULL");
            payment.HasIndex(p => p.PaidAt).HasDatabaseName("payment_paid").HasFilter("paid_at IS NOT NULL");
        }
    }
}

public sealed class Refund
{
    public required RefundId Id { get; init; }
    public required PaymentId PaymentId { get; init; }
    public required OrderId OrderId { get; init; }
    /// <summary>What the channel pays back; nothing where coupon and credit had borne all of it.</summary>
    public required Money Amount { get; init; }
    /// <summary>What goes back into the resident's credit, at once.</summary>
    public Money Credit { get; init; }
    /// <summary>What the resident has back, the one way and the other.</summary>
    public Money Back => Amount + Credit;
    public required string Reason { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    /// <summary>Who asked for it; null when it followed by itself.</summary>
    public PersonId? AskedBy { get; init; }
    /// <summary>What of the order it is for; none when the money came too late for the order and goes back as it came.</summary>
    public List<RefundLine> Lines { get; init; } = [];
    /// <summary>When the gateway is told or asked next; null once the outcome is known.</summary>
    public DateTimeOffset? AskAt { get; set; }
    public int Asked { get; set; }
    /// <summary>When the gateway was last told of it, which it wants no more than once a minute for one payment.</summary>
    public DateTimeOffset? ToldAt { get; set; }
    public DateTimeOffset? AcceptedAt { get; set; }
    public DateTimeOffset? SucceededAt { get; set; }
    /// <summary>The gateway could not pay it back (a closed card, say): a person must act.</summary>
    public string? Problem { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Refund>
    {
        public void Configure(EntityTypeBuilder<Refund> refund)
        {
            refund.ToTable("refund").HasKey(r => r.Id);
            refund.HasMany(r => r.Lines).WithOne().HasForeignKey(l => l.RefundId).HasConstraintName("refund_line_refund");
            refund.HasIndex(r => r.OrderId).HasDatabaseName("refund_order");
            refund.HasIndex(r => r.PaymentId).HasDatabaseName("refund_payment");
            refund.HasIndex(r => r.AskAt).HasDatabaseName("refund_ask").HasFilter("ask_at IS NOT NULL");
            refund.HasIndex(r => r.SucceededAt).HasDatabaseName("refund_succeeded").HasFilter("succeeded_at IS NOT NULL");
        }
    }
}

/// <summary>The part of a refund that is for one line of the order: some pieces and their money, or money alone.</summary>
public sealed class RefundLine
{
    public required RefundId RefundId { get; init; }
    public required OfferId OfferId { get; init; }
    public required int Quantity { get; init; }
    /// <summary>Of the line's price; the resident gets back what a coupon did not bear of it.</summary>
    public required Money Amount { get; init; }
    public Money CouponShare { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<RefundLine>
    {
        public void Configure(EntityTypeBuilder<RefundLine> line) => line.ToTable("refund_line").HasKey(l => new { l.RefundId, l.OfferId });
    }
}
