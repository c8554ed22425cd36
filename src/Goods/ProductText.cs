// What headquarters writes about a product, and what may be written.
using HaoLin.Kernel;

namespace HaoLin.Goods;

public sealed record ProductText(string? Name, string? EnglishName, string? Picture, string? GpcBrick, string? Origin, string? Storage, string? Unit)
{
    public static readonly Refusal WrongPrice = new("product.wrong-price", 422, "价格须在 0 到 100000 元之间", "The price must be between 0 and 100,000 yuan.");
    public static readonly Refusal WrongWeight = new("product.wrong-weight", 422, "净含量须在 1 克到 1 吨之间", "The net weight must be between 1 g and 1 t.");
    public static readonly Refusal WrongShelfLife = new("product.wrong-shelf-life", 422, "保质期须在 1 到 3650 天之间", "The shelf life must be 1 to 3,650 days.");
    public static readonly Refusal WrongCommission = new("product.wrong-commission", 422, "佣金须在 0 到 50% 之间", "The commission must be between 0 and 50 %.");
    public static readonly Refusal WrongBrick = new("product.wrong-brick", 422, "GPC 类目须为 8 位数字", "A GPC brick code has eight digits.");

    /// <summary>Half of the price, in 1/10,000.</summary>
    public const int CommissionPointsMax = 5_000;

    /// <summary>The same text as it will be kept, or the first refusal with the field's name.</summary>
    public Outcome<ProductText> Checked()
    {
        var name = Texts.Required(Name, 40);
        var english = Texts.Optional(EnglishName, 80);
        var picture = Texts.Optional(Picture, 40);
        var brick = Texts.Optional(GpcBrick, 8);
        var origin = Texts.Required(Origin, 40);
        var storage = Texts.Required(Storage, 80);
        var unit = Texts.Required(Unit, 30);
        var refused = name.Refusal?.With("name") ?? english.Refusal?.With("englishName") ?? picture.Refusal?.With("picture") ?? brick.Refusal?.With("gpcBrick")
            ?? origin.Refusal?.With("origin") ?? storage.Refusal?.With("storage") ?? unit.Refusal?.With("unit");
        if (refused is not null) return refused;
        if (brick.Value.Length > 0 && !(brick.Value.Length == 8 && brick.Value.All(char.IsAsciiDigit))) return WrongBrick;
        return new ProductText(name.Value, english.Value, picture.Value, brick.Value.Length == 0 ? null : brick.Value, origin.Value, storage.Value, unit.Value);
    }

    public static Refusal? CheckFigures(Weight net, Money price, int shelfLifeDays, int? commissionPoints = null) =>
        price.Fen is < 0 or > 10_000_000 ? WrongPrice
        : net.Grams is < 1 or > 1_000_000 ? WrongWeight
        : shelfLifeDays is < 1 or > 3650 ? WrongShelfLife
        : commissionPoints is < 0 or > CommissionPointsMax ? WrongCommission
        : null;
}
