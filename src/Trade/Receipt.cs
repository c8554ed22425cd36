// What the neighbour says of a hand-over the desk recorded (双方确认): that they have the goods, or that they have not; what is disputed stays open until a person settles it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public sealed class Receipt
{
    public const int WordsLengthMax = 200;

    /// <summary>The hand-over it is about; another one is another word.</summary>
    public required Guid HandOverId { get; init; }
    public required OrderId OrderId { get; init; }
    public DateTimeOffset? ReceivedAt { get; set; }
    public DateTimeOffset? DisputedAt { get; set; }
    /// <summary>What the neighbour wrote to it, sealed with their key.</summary>
    public byte[]? WordsSealed { get; set; }
    public DateTimeOffset? SettledAt { get; set; }
    /// <summary>Null when the neighbour found the goods after all.</summary>
    public PersonId? SettledBy { get; set; }
    /// <summary>What the leader answered, sealed with the neighbour's key.</summary>
    public byte[]? AnswerSealed { get; set; }

    /// <summary>Disputed and not settled. A hand-over that was taken back, or an order whose money goes back whole, leaves nothing to dispute.</summary>
    public static IQueryable<Receipt> Open(HaoLinDb db) => db.Set<Receipt>().Where(r => r.DisputedAt != null && r.SettledAt == null
        && db.Set<HandOverRow>().Any(h => h.Id == r.HandOverId && h.UndoneAt == null) && db.Set<Order>().Any(o => o.Id == r.OrderId && o.RefundAskedAt == null));

    /// <summary>The hand-over that stands for an order, with what was said of it; the order's lock is held.</summary>
    internal static async Task<(HandOverRow? HandOver, Receipt? Receipt)> Of(Work work, OrderId order)
    {
        var handOver = await work.Db.Set<HandOverRow>().AsNoTracking().FirstOrDefaultAsync(h => h.OrderId == order && h.UndoneAt == null);
        return handOver is null ? (null, null) : (handOver, await work.Db.Set<Receipt>().FirstOrDefaultAsync(r => r.HandOverId == handOver.Id));
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Receipt>
    {
        public void Configure(EntityTypeBuilder<Receipt> receipt)
        {
            receipt.ToTable("receipt").HasKey(r => r.HandOverId);
            receipt.HasIndex(r => r.OrderId).HasDatabaseName("receipt_order");
            receipt.HasIndex(r => r.DisputedAt).HasDatabaseName("receipt_disputed").HasFilter("disputed_at IS NOT NULL AND settled_at IS NULL");
        }
    }
}

/// <param name="HandedOverAt">When the desk recorded the hand-over.</param>
/// <param name="Words">What the neighbour wrote.</param>
/// <param name="Answer">What the leader answered.</param>
/// <param name="Open">Disputed and not settled.</param>
public sealed record ReceiptSeen(DateTimeOffset HandedOverAt, DateTimeOffset? ReceivedAt, DateTimeOffset? DisputedAt, string Words, DateTimeOffset? SettledAt, string Answer, bool Open)
{
    /// <summary>What was said of the hand-overs that stand for these orders.</summary>
    public static async Task<Dictionary<OrderId, ReceiptSeen>> Of(HaoLinDb db, Sealing sealing, IReadOnlyCollection<OrderId> orders)
    {
        var ids = orders.ToArray();
        var rows = await (from r in db.Set<Receipt>().AsNoTracking()
                          join h in db.Set<HandOverRow>().AsNoTracking() on r.HandOverId equals h.Id
                          join o in db.Set<Order>().AsNoTracking() on r.OrderId equals o.Id
                          join p in db.Set<Person>().AsNoTracking() on o.PersonId equals p.Id
                          where ids.Contains(r.OrderId) && h.UndoneAt == null
                          select new { r, h.At, p.KeyWrapped, Ended = o.RefundAskedAt != null }).ToListAsync();
        string Read(byte[] key, byte[]? text) => text is null ? "" : sealing.Open(key, text);
        return rows.ToDictionary(x => x.r.OrderId, x => new ReceiptSeen(x.At, x.r.ReceivedAt, x.r.DisputedAt, Read(x.KeyWrapped, x.r.WordsSealed), x.r.SettledAt, Read(x.KeyWrapped, x.r.AnswerSealed),
            x.r is { DisputedAt: not null, SettledAt: null } && !x.Ended));
    }
}
