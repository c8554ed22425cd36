// Headquarters corrects a product; what was sold keeps what was said when it was sold.
using System.Text.Json;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Goods;

public static class ChangeProduct
{
    public sealed record Ask(Visitor By, ProductId ProductId, ProductText Text, Weight NetWeight, Money Price, int ShelfLifeDays, Nutrition? Nutrition = null, int? CommissionPoints = null);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal Unknown = new("product.unknown", 404, "没有找到这个商品", "There is no such product.");
    public static readonly Refusal Retired = new("product.retired", 409, "这个商品已下架", "This product has been retired.");

    public static Outcome<Done> Decide(Product? product, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return NotAllowed;
        if (product is null) return Unknown;
        if (product.RetiredAt is not null) return Retired;
        var text = ask.Text.Checked();
        if (text.Refused) return text.Refusal!;
        if (ProductText.CheckFigures(ask.NetWeight, ask.Price, ask.ShelfLifeDays, ask.CommissionPoints) is { } wrong) return wrong;
        var t = text.Value;
        (product.Name, product.EnglishName, product.Picture, product.GpcBrick) = (t.Name!, t.EnglishName!, t.Picture!, t.GpcBrick);
        (product.Origin, product.Storage, product.Unit) = (t.Origin!, t.Storage!, t.Unit!);
        (product.NetWeight, product.Price, product.ShelfLifeDays) = (ask.NetWeight, ask.Price, ask.ShelfLifeDays);
        product.CommissionPoints = ask.CommissionPoints;
        product.NutritionJson = ask.Nutrition is null ? null : JsonSerializer.Serialize(ask.Nutrition);
        return Done.Deed;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask) => Changed(work, await work.Db.Set<Product>().FirstOrDefaultAsync(p => p.Id == ask.ProductId), ask);

    /// <summary>Decides, and notes it where its price or figures changed.</summary>
    internal static Outcome<Done> Changed(Work work, Product? product, Ask ask)
    {
        var before = product?.Figures;
        var decided = Decide(product, ask);
        if (!decided.Refused && before != product!.Figures) Audit.Note(work, ask.By.Person.Value, "product-changed", ask.ProductId.Value, before!, product.Figures);
        return decided;
    }
}
