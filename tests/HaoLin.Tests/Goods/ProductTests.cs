// The brand's library of products: what may be written, who may write it, and how it is found.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Goods;

public sealed class ProductTests
{
    static readonly Visitor Wang = new(default, [], AtHeadquarters: true);
    static readonly ProductText Loquat = new("福建枇杷", "Loquat", "loquat", "10006103", "福建莆田", "冷藏 0–4℃，不要水洗", "2 斤装/盒");

    static AddProduct.Ask Ask(ProductText? text = null, long grams = 1000, long fen = 3990, int days = 7) => new(Wang, text ?? Loquat, new(grams), new(fen), days);

    [Fact]
    public void A_product_says_what_500_g_cost()
    {
        var product = AddProduct.Decide(Ask(), Village.FirstEvening).Value;
        Assert.Equal(new Money(1995), product.PricePer500G);
        Assert.Null(product.NutritionJson);
        Assert.Equal("10006103", product.GpcBrick);
        Assert.Null(AddProduct.Decide(Ask(Loquat with { GpcBrick = " " }), Village.FirstEvening).Value.GpcBrick);
    }

    [Fact]
    public void Only_headquarters_writes_the_library()
    {
        var li = Wang with { AtHeadquarters = false };
        Assert.Equal(AddProduct.NotAllowed, AddProduct.Decide(Ask() with { By = li }, Village.FirstEvening).Refusal);
        Assert.Equal(ChangeProduct.NotAllowed, ChangeProduct.Decide(null, new(li, default, Loquat, default, default, 1)).Refusal);
        Assert.Equal(RetireProduct.NotAllowed, RetireProduct.Decide(null, new(li, default), Village.FirstEvening).Refusal);
    }

    [Theory]
    [InlineData(1, 0, 1, null)]
    [InlineData(1_000_000, 10_000_000, 3650, null)]
    [InlineData(0, 0, 1, "product.wrong-weight")]
    [InlineData(-5, 0, 1, "product.wrong-weight")]
    [InlineData(1_000_001, 0, 1, "product.wrong-weight")]
    [InlineData(500, -1, 1, "product.wrong-price")]
    [InlineData(500, 10_000_001, 1, "product.wrong-price")]
    [InlineData(500, long.MaxValue, 1, "product.wrong-price")]
    [InlineData(500, 100, 0, "product.wrong-shelf-life")]
    [InlineData(500, 100, 3651, "product.wrong-shelf-life")]
    public void Weight_price_and_shelf_life_are_those_of_real_goods(long grams, long fen, int days, string? refused) =>
        Assert.Equal(refused, AddProduct.Decide(Ask(grams: grams, fen: fen, days: days), Village.FirstEvening).Refusal?.Code);

    [Fact]
    public void Every_text_is_checked_and_a_refusal_names_its_field()
    {
        (ProductText Text, string Code, string? Field)[] wrong =
        [
            (Loquat with { Name = " " }, "text.missing", "name"),
            (Loquat with { EnglishName = "\ud800" }, "text.unreadable", "englishName"),
            (Loquat with { Picture = new('x', 41) }, "text.too-long", "picture"),
            (Loquat with { Origin = null }, "text.missing", "origin"),
            (Loquat with { Storage = "a\0b" }, "text.unreadable", "storage"),
            (Loquat with { Unit = "" }, "text.missing", "unit"),
            (Loquat with { GpcBrick = "1234" }, "product.wrong-brick", null),
            (Loquat with { GpcBrick = "１２３４５６７８" }, "product.wrong-brick", null),
        ];
        foreach (var (text, code, field) in wrong)
        {
            var refusal = AddProduct.Decide(Ask(text), Village.FirstEvening).Refusal!;
            Assert.Equal((code, field), (refusal.Code, refusal.Detail));
        }
    }

    [Theory, OnEachDatabase]
    public async Task Wang_zong_writes_the_library_and_finds_things_in_it(Database on)
    {
        await using var village = await Village.Open(on);
        var loquat = await village.Do(work => AddProduct.Handle(work, Ask() with { By = village.Wang, Nutrition = new("USDA SR28 09174", 47, 86.73m, 0.43m, 0.2m, 12.14m, 1.7m, null, 1, 266) }));
        await village.Pass(TimeSpan.FromSeconds(1));
        var mulberry = await village.Do(work => AddProduct.Handle(work, Ask(Loquat with { Name = "山东桑葚", EnglishName = "Mulberry 100%" }) with { By = village.Wang }));

        async Task<string[]> Find(string? search, bool withRetired = false) =>
            [.. (await village.Asking(db => ListProducts.Handle(db, new(search, withRetired)))).Items.Select(p => p.Name)];

        Assert.Equal(["山东桑葚", "福建枇杷"], await Find(null));
        Assert.Equal(["福建枇杷"], await Find("枇杷"));
        Assert.Equal(["山东桑葚"], await Find("mulBERRY"));
        // Nothing typed is read as a pattern.
        Assert.Equal(["山东桑葚"], await Find("%"));
        Assert.Empty(await Find("_"));
        Assert.Empty(await Find("枇\0杷"));
        Assert.Empty(await Find("\ud800"));

        await village.Do(work => ChangeProduct.Handle(work, new(village.Wang, mulberry, Loquat with { Name = "烟台桑葚" }, new(500), new(1280), 3)));
        Assert.Equal(["烟台桑葚", "福建枇杷"], await Find(null));
        await village.Do(work => RetireProduct.Handle(work, new(village.Wang, mulberry)));
        await village.Do(work => RetireProduct.Handle(work, new(village.Wang, mulberry)));
        Assert.Equal(["福建枇杷"], await Find(null));
        Assert.Equal(["烟台桑葚", "福建枇杷"], await Find(null, withRetired: true));
        Assert.Equal(ChangeProduct.Retired, await village.Refused(work => ChangeProduct.Handle(work, new(village.Wang, mulberry, Loquat, new(500), new(1280), 3))));
        Assert.Equal(ChangeProduct.Unknown, await village.Refused(work => ChangeProduct.Handle(work, new(village.Wang, default, Loquat, new(500), new(1280), 3))));
        var kept = (await village.Asking(db => ListProducts.Handle(db, new("枇杷")))).Items.Single();
        Assert.Equal(loquat, kept.Id);
        Assert.Contains("86.73", kept.NutritionJson);
    }

    [Theory, OnEachDatabase]
    public async Task The_library_is_read_page_by_page_without_gap_or_double(Database on)
    {
        await using var village = await Village.Open(on);
        for (var i = 0; i < 11; i++) await village.Do(work => AddProduct.Handle(work, Ask(Loquat with { Name = $"枇杷 {i}" }) with { By = village.Wang }));
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await village.Asking(db => ListProducts.Handle(db, new(After: cursor, Limit: 4)));
            seen.AddRange(page.Items.Select(p => p.Name));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(11, seen.Count);
        Assert.Equal(11, seen.Distinct().Count());
    }
}
