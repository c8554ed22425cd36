// The double-entry books in whole fen: every movement is a balanced transaction that is only ever added; balances are sums.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

/// <summary>The accounts in use. A debit is positive, a credit negative.</summary>
public static class Account
{
    /// <summary>Money that the licensed payment channel holds for the brand (asset).</summary>
    public const string GatewayClearing = "gateway-clearing";
    /// <summary>Paid by residents for goods they have not collected yet (liability).</summary>
    public const string PrepaidOrders = "prepaid-orders";
    /// <summary>Earned: the goods were handed over (income).</summary>
    public const string BrandRevenue = "brand-revenue";
    /// <summary>Owed back to residents until the channel says it was paid (liability).</summary>
    public const string RefundsDue = "refunds-due";
    /// <summary>What leaders earn costs the brand (expense).</summary>
    public const string CommissionCost = "commission-cost";
    /// <summary>What coupons take off costs the brand (expense).</summary>
    public const string CouponCost = "coupon-cost";
    /// <summary>What residents may still pay with (liability).</summary>
    public const string ResidentCredit = "resident-credit";
    /// <summary>What headquarters gave residents as credit costs the brand (expense).</summary>
    public const string GoodwillCost = "goodwill-cost";
    /// <summary>Earned by leaders if nothing goes back any more (liability).</summary>
    public const string CommissionExpected = "leader-commission-expected";
    /// <summary>To be paid to leaders (liability).</summary>
    public const string CommissionPayable = "leader-commission-payable";
    /// <summary>Goods nobody came for that were disposed of at their leader's cost, by the brand's rule (asset).</summary>
    public const string LeadersOwe = "leaders-owe";
    /// <summary>What the brand does not bear itself of refunds for such goods (income).</summary>
    public const string BorneByLeaders = "borne-by-leaders";
}

public sealed class BookTransaction
{
    public required Guid Id { get; init; }
    /// <summary>What moved: "paid", "paid-late", "refund-asked", "refund-paid", "handed-over", "hand-over-undone", "commission-expected", "commission-reversed", "commission-payable", "commission-undone", "uncollected-leader", "credit-given", "credit-taken-back", "credit-gone".</summary>
    public required string Kind { get; init; }
    /// <summary>The payment, refund or hand-over that moved it; with the kind it is unique, so nothing is booked twice.</summary>
    public required Guid Subject { get; init; }
    public required DateTimeOffset At { get; init; }
    public List<BookEntry> Entries { get; init; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<BookTransaction>
    {
        public void Configure(EntityTypeBuilder<BookTransaction> transaction)
        {
            transaction.ToTable("book_transaction").HasKey(t => t.Id);
            transaction.HasMany(t => t.Entries).WithOne().HasForeignKey(e => e.TransactionId).HasConstraintName("book_entry_transaction");
            transaction.HasIndex(t => new { t.Kind, t.Subject }).IsUnique().HasDatabaseName("book_transaction_once");
        }
    }
}

public sealed class BookEntry
{
    public required Guid TransactionId { get; init; }
    public required int Number { get; init; }
    public required string Account { get; init; }
    /// <summary>Whose order it is about.</summary>
    public required Guid OrderId { get; init; }
    /// <summary>Positive is a debit, negative a credit.</summary>
    public required Money Amount { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<BookEntry>
    {
        public void Configure(EntityTypeBuilder<BookEntry> entry)
        {
            entry.ToTable("book_entry").HasKey(e => new { e.TransactionId, e.Number });
            entry.HasIndex(e => e.OrderId).HasDatabaseName("book_entry_order");
            entry.HasIndex(e => e.Account).HasDatabaseName("book_entry_account");
        }
    }
}

public static class Books
{
    /// <summary>Moves an amount from one account to another for an order: debit the one that receives, credit the one that gives.</summary>
    public static void Move(Work work, string kind, Guid subject, OrderId order, Money amount, string debit, string credit)
    {
        if (amount <= Money.Zero) throw new ArgumentOutOfRangeException(nameof(amount), "a movement is of a positive amount");
        Move(work, kind, subject, order, (debit, amount), (credit, -amount));
    }

    /// <summary>Moves between more accounts than two at once; debits are positive, credits negative, nothings are left out.</summary>
    public static void Move(Work work, string kind, Guid subject, OrderId order, params (string Account, Money Amount)[] parts)
    {
        if (parts.Aggregate(Money.Zero, (sum, part) => sum + part.Amount) != Money.Zero) throw new ArgumentException("a movement balances", nameof(parts));
        var id = Ids.NewGuid(work.Now);
        work.Db.Add(new BookTransaction
        {
            Id = id, Kind = kind, Subject = subject, At = work.Now,
            Entries = [.. parts.Where(p => p.Amount != Money.Zero).Select((part, at) => new BookEntry
            {
                TransactionId = id, Number = at + 1, Account = part.Account, OrderId = order.Value,
                Amount = part.Amount < Money.Zero && Break.Is("books") ? part.Amount + new Money(1) : part.Amount,
            })],
        });
    }
}
