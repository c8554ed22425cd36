// A product of the brand's library: what it is, where from, how it keeps, and its figures with their source.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Goods;

public readonly record struct ProductId(Guid Value) : IId<ProductId>
{
    public static ProductId From(Guid value) => new(value);
}

public sealed class Product
{
    public required ProductId Id { get; init; }
    public required string Name { get; set; }
    public required string EnglishName { get; set; }
    /// <summary>Which picture is drawn for it, for example "loquat".</summary>
    public required string Picture { get; set; }
    /// <summary>GS1 GPC brick code, or null where GPC has none.</summary>
    public string? GpcBrick { get; set; }
    /// <summary>Province and county: 福建莆田.</summary>
    public required string Origin { get; set; }
    /// <summary>How to keep it: 冷藏 0–4℃,不要水洗.</summary>
    public required string Storage { get; set; }
    public required int ShelfLifeDays { get; set; }
    /// <summary>What one piece is: 2 斤装/盒.</summary>
    public required string Unit { get; set; }
    public required Weight NetWeight { get; set; }
    public required Money Price { get; set; }
    /// <summary>Nutrition per 100 g as JSON (<see cref="Nutrition"/>), or null where nobody measured it.</summary>
    public string? NutritionJson { get; set; }
    /// <summary>What a leader earns of each piece sold, in 1/10,000 of its price; null is the brand's usual rate. For leaders and headquarters only.</summary>
    public int? CommissionPoints { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RetiredAt { get; set; }

    public Money PricePer500G => Price.Per500G(NetWeight);

    /// <summary>What of it costs or earns somebody something, in numbers.</summary>
    public string Figures => $"{Price.Fen} fen, {NetWeight.Grams} g, {ShelfLifeDays} d, {CommissionPoints?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} points";

    internal sealed class Mapping : IEntityTypeConfiguration<Product>
    {
        public void Configure(EntityTypeBuilder<Product> product) => product.ToTable("product").HasKey(p => p.Id);
    }
}

/// <summary>Figures per 100 g edible portion. Null means not measured, never zero.</summary>
/// <param name="Source">Where the figures come from, for example "USDA SR28 09174".</param>
public sealed record Nutrition(string Source, decimal? EnergyKcal, decimal? WaterG, decimal? ProteinG, decimal? FatG, decimal? CarbohydrateG,
    decimal? FibreG, decimal? SugarsG, decimal? VitaminCMg, decimal? PotassiumMg);
