// An offer (团品): one product in a deal with its price, stock and limit; a first-N gift is an offer at no price.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct OfferId(Guid Value) : IId<OfferId>
{
    public static OfferId From(Guid value) => new(value);
}

public sealed class Offer
{
    public required OfferId Id { get; init; }
    public required DealId DealId { get; init; }
    public required ProductId ProductId { get; init; }
    public required int Position { get; init; }
    /// <summary>Name, unit and weight as they were when the deal opened: what was promised stays readable.</summary>
    public required string Name { get; set; }
    public required string Unit { get; set; }
    public required Weight NetWeight { get; set; }
    public required Money Price { get; set; }
    /// <summary>How many pieces there are; null is without limit.</summary>
    public int? StockLimit { get; set; }
    public int? PerPerson { get; set; }
    /// <summary>How many pieces one household may have (每户限购), whoever of it orders; null asks nobody for a door.</summary>
    public int? PerHousehold { get; init; }
    /// <summary>How many pieces a case holds, where neighbours fill whole cases together (凑箱); null is by the piece.</summary>
    public int? CaseSize { get; init; }
    /// <summary>Given at no price to the first so many orders, one each, in the order of their numbers; null for goods on sale.</summary>
    public int? GiftForFirst { get; init; }
    /// <summary>What the leader earns of each piece, in 1/10,000 of its price, as it was when the deal was drafted; never shown to residents.</summary>
    public int CommissionPoints { get; init; }
    /// <summary>The leader's way to the door (送货上门) for a fee, which is the leader's whole; no goods.</summary>
    public bool IsDelivery { get; init; }
    /// <summary>Pieces in orders that neither lapsed nor were cancelled.</summary>
    public int Taken { get; set; }

    /// <summary>What the leader's way earns the leader: all of it.</summary>
    public const int WholePoints = 10_000;

    public bool IsGift => GiftForFirst is not null;
    public int? Remaining => StockLimit - Taken;

    internal sealed class Mapping : IEntityTypeConfiguration<Offer>
    {
        public void Configure(EntityTypeBuilder<Offer> offer)
        {
            offer.ToTable("offer").HasKey(o => o.Id);
            offer.HasIndex(o => o.DealId).HasDatabaseName("offer_deal");
            offer.HasIndex(o => o.ProductId).HasDatabaseName("offer_product");
        }
    }
}

/// <summary>How many pieces of an offer one person has: the limit per person is kept here, never by counting.</summary>
public sealed class TakenRow
{
    public required OfferId OfferId { get; init; }
    public required PersonId PersonId { get; init; }
    public required int Quantity { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<TakenRow>
    {
        public void Configure(EntityTypeBuilder<TakenRow> taken) => taken.ToTable("taken").HasKey(t => new { t.OfferId, t.PersonId });
    }
}

/// <summary>How many pieces of an offer one household has, of offers with a limit per household and no others.</summary>
public sealed class TakenHomeRow
{
    public required OfferId OfferId { get; init; }
    public required Household Household { get; init; }
    public required int Quantity { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<TakenHomeRow>
    {
        public void Configure(EntityTypeBuilder<TakenHomeRow> taken)
        {
            taken.ToTable("taken_home").HasKey(t => new { t.OfferId, t.Household });
            taken.Property(t => t.Household).HasConversion(h => h.Bytes, bytes => Household.Of(bytes));
        }
    }
}
