// Reads the demonstration's catalogue: real products with their codes and figures, from the file beside this one.
using System.Text.Json;
using HaoLin.Kernel;

namespace HaoLin.Goods;

public static class DemoCatalogue
{
    public sealed record Entry(ProductText Text, Weight NetWeight, Money Price, int ShelfLifeDays, Nutrition? Nutrition);

    sealed record File(List<Row> Products);

    sealed record Row(string Name, string EnglishName, string Picture, string? GpcBrick, string Origin, string Storage, int ShelfLifeDays, string Unit, long NetGrams, long PriceFen, Nutrition? Nutrition);

    public static IReadOnlyList<Entry> Read()
    {
        var file = JsonSerializer.Deserialize<File>(Schema.Text("demo-catalogue.json"), JsonSerializerOptions.Web)!;
        return [.. file.Products.Select(r => new Entry(new(r.Name, r.EnglishName, r.Picture, r.GpcBrick, r.Origin, r.Storage, r.Unit), new(r.NetGrams), new(r.PriceFen), r.ShelfLifeDays, r.Nutrition))];
    }
}
