// The gateway's bill of one day (对账单): asked for until it is there, kept as it says, and compared with the books whenever somebody looks.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public sealed class Bill
{
    /// <summary>Why there is no bill yet, each with its own advice.</summary>
    public const string NotThere = "not-there", WrongHash = "wrong-hash", Unreadable = "unreadable", Silent = "silent", Refused = "refused";

    public required DateOnly Day { get; init; }
    /// <summary>The first instant of the day, Asia/Shanghai.</summary>
    public required DateTimeOffset BeginsAt { get; init; }
    /// <summary>When the gateway is asked next, until it is fetched.</summary>
    public required DateTimeOffset AskAt { get; set; }
    public int Asked { get; set; }
    /// <summary>All its lines are here.</summary>
    public DateTimeOffset? FetchedAt { get; set; }
    /// <summary>SHA-1 of the file; null where there was none because nothing happened.</summary>
    public string? Hash { get; set; }
    public int Payments { get; set; }
    public Money Paid { get; set; }
    public int Refunds { get; set; }
    public Money Refunded { get; set; }
    /// <summary>What the gateway keeps for itself, refunds giving some back.</summary>
    public Money Fees { get; set; }
    public string? Problem { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Bill>
    {
        public void Configure(EntityTypeBuilder<Bill> bill) => bill.ToTable("bill").HasKey(b => b.Day);
    }
}

/// <summary>One payment or refund as the bill has it.</summary>
public sealed class BillLine
{
    public required Guid Id { get; init; }
    public required DateOnly Day { get; init; }
    public required string Kind { get; init; }
    public required string Number { get; init; }
    /// <summary>The payment or refund that the number names, were it ours; null where it cannot be.</summary>
    public Guid? Subject { get; init; }
    public required string TransactionId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Money Amount { get; init; }
    public required Money Fee { get; init; }
    public Money? FeeDue { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<BillLine>
    {
        public void Configure(EntityTypeBuilder<BillLine> line)
        {
            line.ToTable("bill_line").HasKey(l => l.Id);
            line.HasIndex(l => new { l.Day, l.Kind, l.Number }).IsUnique().HasDatabaseName("bill_line_once");
            line.HasIndex(l => l.Subject).HasDatabaseName("bill_line_subject").HasFilter("subject IS NOT NULL");
        }
    }
}
