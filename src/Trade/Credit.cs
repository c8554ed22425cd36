// A resident's credit (余额): what headquarters gave them to make something good, to pay with. It is never sold, and nothing is paid in.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct CreditEntryId(Guid Value) : IId<CreditEntryId>
{
    public static CreditEntryId From(Guid value) => new(value);
}

/// <summary>What came into a resident's credit or left it otherwise than by paying; only ever added.</summary>
public sealed class CreditEntry
{
    public const string Given = "given", TakenBack = "taken-back", Gone = "gone";

    public required CreditEntryId Id { get; init; }
    public required PersonId PersonId { get; init; }
    /// <summary>The order that it makes something good of.</summary>
    public required OrderId OrderId { get; init; }
    public required string Kind { get; init; }
    /// <summary>What was given is positive, what left is negative.</summary>
    public required Money Amount { get; init; }
    /// <summary>Shown to the resident word for word.</summary>
    public required string Reason { get; init; }
    /// <summary>The entry that this one takes back.</summary>
    public CreditEntryId? TakesBack { get; init; }
    public required DateTimeOffset At { get; init; }
    public PersonId? By { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<CreditEntry>
    {
        public void Configure(EntityTypeBuilder<CreditEntry> entry)
        {
            entry.ToTable("credit_entry").HasKey(e => e.Id);
            entry.HasIndex(e => e.PersonId).HasDatabaseName("credit_entry_person");
            entry.HasIndex(e => e.OrderId).HasDatabaseName("credit_entry_order");
            entry.HasIndex(e => e.TakesBack).IsUnique().HasDatabaseName("credit_entry_taken_back").HasFilter("takes_back IS NOT NULL");
        }
    }
}

/// <summary>No balance is kept anywhere: it is what was given, without what payments use or keep, with what refunds put back.</summary>
public static class Credit
{
    /// <summary>Whoever gives, uses or takes back a resident's credit queues up here; always the last lock that is taken.</summary>
    internal static async Task Lock(Work work, PersonId person)
    {
        if (Break.Is("credit-lock")) return;
        await MoveNeighbour.Lock(work, person);
    }

    /// <summary>What a resident may pay with now. A payment that is open keeps its part; one that was closed does not.</summary>
    /// <param name="but">Of these orders an open payment keeps nothing: it would be replaced.</param>
    public static async Task<Money> Of(HaoLinDb db, PersonId person, params OrderId[] but)
    {
        var entries = await db.Set<CreditEntry>().Where(e => e.PersonId == person).Select(e => e.Amount).ToListAsync();
        // Almost nobody has any, and this is asked at every payment.
        if (entries.Count == 0) return Money.Zero;
        var used = await db.Set<Payment>().Where(p => p.Credit > Money.Zero && (p.CreditAt != null || (p.PaidAt == null && p.ClosedAt == null && !but.Contains(p.OrderId))) && db.Set<Order>().Any(o => o.Id == p.OrderId && o.PersonId == person))
            .Select(p => p.Credit).ToListAsync();
        var back = await db.Set<Refund>().Where(r => r.Credit > Money.Zero && db.Set<Order>().Any(o => o.Id == r.OrderId && o.PersonId == person)).Select(r => r.Credit).ToListAsync();
        return Sum(entries) - Sum(used) + Sum(back);
    }

    /// <summary>What of it goes back with so much of what the resident paid in money and credit. Rounded down, so that giving the order back in any parts ends at exactly what each bore.</summary>
    /// <param name="credit">What credit bore.</param>
    /// <param name="paid">What was paid, credit included.</param>
    /// <param name="gone">What of that is back by then.</param>
    public static Money BackOf(Money credit, Money paid, Money gone) => paid == Money.Zero ? Money.Zero : new((long)((Int128)credit.Fen * gone.Fen / paid.Fen));

    /// <summary>Over several orders that are paid in one go, each bearing its part. The channel moves no less than a fen for each, so a fen of each is left to it, unless credit pays for all.</summary>
    public static IReadOnlyList<Money> Spread(Money credit, IReadOnlyList<Money> prices)
    {
        if (credit <= Money.Zero) return [.. prices.Select(_ => Money.Zero)];
        if (credit >= Sum(prices)) return prices;
        Money[] most = [.. prices.Select(p => p - new Money(1))];
        var whole = Sum(most);
        return Coupon.Split(credit < whole ? credit : whole, most);
    }

    public static Money Sum(IEnumerable<Money> parts) => parts.Aggregate(Money.Zero, (sum, part) => sum + part);
}
