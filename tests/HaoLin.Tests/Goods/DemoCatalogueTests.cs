// The demo sells real kinds of goods: their codes exist, their figures are the published ones, and nothing on a label contradicts itself.
using System.Globalization;
using System.Text.RegularExpressions;
using HaoLin.Goods;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Goods;

public sealed partial class DemoCatalogueTests
{
    static readonly IReadOnlyList<DemoCatalogue.Entry> rows = DemoCatalogue.Read();
    static readonly Dictionary<string, string?[]> published = Table("usda-sr28.tsv");
    static readonly Dictionary<string, string?[]> bricks = Table("gpc-bricks.tsv");

    static Dictionary<string, string?[]> Table(string name) =>
        File.ReadLines(Path.Combine(Scratch.Tree, "tests/data/nutrition", name)).Skip(1)
            .Select(line => line.Split('\t').Select(cell => cell == "" ? null : cell).ToArray()).ToDictionary(cells => cells[0]!);

    static DemoCatalogue.Entry Entry(string name) => rows.Single(row => row.Text.Name == name);

    [Fact]
    public void A_spring_s_worth_of_goods_is_there()
    {
        Assert.InRange(rows.Count, 40, 60);
        Assert.Equal(rows.Count, rows.Select(row => row.Text.Name).Distinct().Count());
        Assert.Equal(rows.Count, rows.Select(row => row.Text.EnglishName).Distinct().Count());
    }

    [Fact]
    public void Wang_zong_may_put_every_row_into_the_library() => Assert.Equal([], rows.SelectMany(Offences));

    [Fact]
    public void Loquats_and_mulberries_have_the_published_figures()
    {
        var loquat = Entry("福建枇杷");
        Assert.Equal(new("USDA SR28 09174: Loquats, raw", 47m, 86.73m, 0.43m, 0.20m, 12.14m, 1.7m, null, 1.0m, 266m), loquat.Nutrition);
        Assert.Equal(("10005901", "loquat"), (loquat.Text.GpcBrick, loquat.Text.Picture));
        var mulberry = Entry("山东桑葚");
        Assert.Equal(new("USDA SR28 09190: Mulberries, raw", 43m, 87.68m, 1.44m, 0.39m, 9.80m, 1.7m, 8.10m, 36.4m, 194m), mulberry.Nutrition);
    }

    [Fact]
    public void What_nobody_measured_is_said_to_be_unmeasured()
    {
        Assert.Null(Entry("福建枇杷").Nutrition!.SugarsG);
        Assert.Null(Entry("杨梅").Nutrition);
    }

    /// <summary>Each change is a slip a hand could make in the file, and none may pass.</summary>
    [Theory]
    [InlineData("sugars")]
    [InlineData("zero for unmeasured")]
    [InlineData("energy")]
    [InlineData("source")]
    [InlineData("brick")]
    [InlineData("weight")]
    [InlineData("price")]
    [InlineData("name")]
    [InlineData("shelf life")]
    [InlineData("picture")]
    public void A_slip_in_the_file_is_found(string slip)
    {
        var good = Entry("福建枇杷");
        var figures = good.Nutrition!;
        Assert.NotEmpty(Offences(slip switch
        {
            "sugars" => good with { Nutrition = figures with { SugarsG = 13m } },
            "zero for unmeasured" => good with { Nutrition = figures with { SugarsG = 0m } },
            "energy" => good with { Nutrition = figures with { EnergyKcal = 197m } },
            "source" => good with { Nutrition = figures with { Source = "USDA SR28 09190: Mulberries, raw" } },
            "brick" => good with { Text = good.Text with { GpcBrick = "10005902" } },
            "weight" => good with { NetWeight = new(2000) },
            "price" => good with { Price = new(39_80 * 100) },
            "name" => good with { Text = good.Text with { Name = "Loquat" } },
            "shelf life" => good with { ShelfLifeDays = 500 },
            _ => good with { Text = good.Text with { Picture = "Loquat Fruit" } },
        }));
    }

    static IEnumerable<string> Offences(DemoCatalogue.Entry entry)
    {
        var row = entry.Text;
        if (row.Checked().Refusal is { } refused) yield return $"{row.Name}: {refused.Code} {refused.Detail}";
        if (ProductText.CheckFigures(entry.NetWeight, entry.Price, entry.ShelfLifeDays) is { } wrong) yield return $"{row.Name}: {wrong.Code}";
        if (!Chinese().IsMatch(row.Name!) || !Chinese().IsMatch(row.Origin!)) yield return $"{row.Name} from {row.Origin} is not in Chinese";
        if (row.Origin!.Length < 4) yield return $"{row.Name}: {row.Origin} is not a province and a county";
        if (!Slug().IsMatch(row.Picture!)) yield return $"{row.Name}: {row.Picture} names no picture";
        if (row.GpcBrick is { } brick && !bricks.ContainsKey(brick)) yield return $"{row.Name}: {brick} is not among the bricks";
        if (entry.ShelfLifeDays > 180) yield return $"{row.Name} keeps {entry.ShelfLifeDays} days";
        if (WrittenGrams(row.Unit!) != entry.NetWeight.Grams) yield return $"{row.Name}: {row.Unit} is not {entry.NetWeight.Grams} g";
        if (entry.Price.Per500G(entry.NetWeight).Fen is < 1_00 or > 50_00) yield return $"{row.Name}: {entry.Price.Fen} fen for {row.Unit}";
        if (entry.Nutrition is { } figures)
            foreach (var fault in Faults(figures)) yield return $"{row.Name}: {fault}";
    }

    static IEnumerable<string> Faults(Nutrition n)
    {
        decimal?[] figures = [n.EnergyKcal, n.WaterG, n.ProteinG, n.FatG, n.CarbohydrateG, n.FibreG, n.SugarsG, n.VitaminCMg, n.PotassiumMg];
        if (!published.TryGetValue(n.Source.Split(' ', ':')[2], out var cells)) yield return $"{n.Source} is not among the published rows";
        else if (n.Source != $"USDA SR28 {cells[0]}: {cells[1]}" || !figures.SequenceEqual(cells[2..].Select(Number))) yield return $"the figures are not those of {n.Source}";

        if (figures.Any(figure => figure < 0)) yield return "a figure is below zero";
        if (n.SugarsG > n.CarbohydrateG) yield return "more sugars than carbohydrate";
        if (n.FibreG > n.CarbohydrateG) yield return "more fibre than carbohydrate";
        var weighed = n.WaterG + n.ProteinG + n.FatG + n.CarbohydrateG;
        if (weighed is < 97m or > 100.5m) yield return $"100 g weigh {weighed} g without their minerals";
        // Energy follows from what burns: 4 kcal for protein and carbohydrate, 9 for fat; fibre burns less.
        var most = 4 * n.ProteinG + 9 * n.FatG + 4 * n.CarbohydrateG;
        if (n.EnergyKcal < most * 0.65m || n.EnergyKcal > most * 1.1m + 1) yield return $"{n.EnergyKcal} kcal from at most {most}";
    }

    static decimal? Number(string? cell) => cell is null ? null : decimal.Parse(cell, CultureInfo.InvariantCulture);

    // What the unit says in 斤 (500 g) or 克, times the number of boxes; null when it says neither.
    static long? WrittenGrams(string unit)
    {
        var weight = WrittenWeight().Match(unit);
        if (!weight.Success) return null;
        var one = Number(weight.Groups[1].Value)!.Value * (weight.Groups[2].Value == "斤" ? 500 : 1);
        return (long)(one * (weight.Groups[3] is { Success: true, Value: var boxes } ? Number(boxes)!.Value : 1));
    }

    [GeneratedRegex(@"([\d.]+) ?(斤|克)(?:×(\d+) 盒)?")]
    private static partial Regex WrittenWeight();

    [GeneratedRegex(@"^\p{IsCJKUnifiedIdeographs}+$")]
    private static partial Regex Chinese();

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$")]
    private static partial Regex Slug();
}
