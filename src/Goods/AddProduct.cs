// Headquarters puts a product into the brand's library.
using System.Text.Json;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Goods;

public static class AddProduct
{
    /// <param name="CommissionPoints">The leader's part of the price, in 1/10,000; null is the brand's usual rate.</param>
    public sealed record Ask(Visitor By, ProductText Text, Weight NetWeight, Money Price, int ShelfLifeDays, Nutrition? Nutrition = null, int? CommissionPoints = null);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;

    public static Outcome<Product> Decide(Ask ask, DateTimeOffset now)
    {
        if (!ask.By.AtHeadquarters) return NotAllowed;
        var text = ask.Text.Checked();
        if (text.Refused) return text.Refusal!;
        if (ProductText.CheckFigures(ask.NetWeight, ask.Price, ask.ShelfLifeDays, ask.CommissionPoints) is { } wrong) return wrong;
        var t = text.Value;
        return new Product
        {
            Id = Ids.New<ProductId>(now), Name = t.Name!, EnglishName = t.EnglishName!, Picture = t.Picture!, GpcBrick = t.GpcBrick, Origin = t.Origin!,
            Storage = t.Storage!, ShelfLifeDays = ask.ShelfLifeDays, Unit = t.Unit!, NetWeight = ask.NetWeight, Price = ask.Price,
            NutritionJson = ask.Nutrition is null ? null : JsonSerializer.Serialize(ask.Nutrition), CreatedAt = now, CommissionPoints = ask.CommissionPoints,
        };
    }

    public static Task<Outcome<ProductId>> Handle(Work work, Ask ask) => Task.FromResult(Decide(ask, work.Now).Match<Outcome<ProductId>>(
        product =>
        {
            work.Db.Add(product);
            Audit.Note(work, ask.By.Person.Value, "product-added", product.Id.Value, "", product.Figures);
            return product.Id;
        },
        refused => refused));
}
