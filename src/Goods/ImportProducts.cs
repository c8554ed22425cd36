// Products from a table: each row is added, or corrects the product of that name and unit, by the rules of the screens.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Goods;

public static class ImportProducts
{
    const int Name = 0, Unit = 1, Price = 2, Grams = 3, Days = 4, Origin = 5, Storage = 6, English = 7, Brick = 8;

    const string NoPrice = "价（元）：要写成 39.8 这样的数，最多两位小数", NoGrams = "净重（克）：要写成整数，比如 1000", NoDays = "保质期（天）：要写成整数，比如 5";

    public static readonly ImportKind Kind = new("products", "商品",
    [
        new("名字", "最多 40 个字。名字和一份都相同的，是改原来那个商品", Width: 20), new("一份", "一份是什么：2 斤装/盒", Width: 16), new("价（元）", "39.8 或 ¥39.80", Width: 10, IsNumber: true),
        new("净重（克）", "一份净重多少克，整数", Width: 12, IsNumber: true), new("保质期（天）", "整数", Width: 12, IsNumber: true), new("产地", "省和县：福建莆田", Width: 16), new("怎么存放", "冷藏 0–4℃，不要水洗", Width: 30),
        new("英文名", "不知道就空着", Needed: false, Width: 20), new("GPC 类目", "8 位数字，不知道就空着", Needed: false, Width: 12),
    ],
    [[ImportKind.ExampleMark + "福建枇杷", "2 斤装/盒", "59.8", "1000", "5", "福建莆田", "冷藏 0–4℃，不要水洗", "Fujian loquat", ""]],
    ["以「例：」开头的行不会导入。", "图和营养成分导入后在商品页里补。", "隐藏的行、没有算出值的公式、合并单元格里的数不会导入，会写明原因。", "同一个文件导入过就不能再导。"],
        async (db, person, _) => (await Visitor.Of(db, new(person))).AtHeadquarters ? null : Visitor.NotAllowed,
        row => Key(row.Text(Name), row.Text(Unit)), Do);

    static string Key(string name, string unit) => $"{name.Trim()}\n{unit.Trim()}".ToUpperInvariant();

    static async Task<IReadOnlyList<string?>> Do(Work work, ImportCall call, IReadOnlyList<ImportRow> rows)
    {
        var by = await Visitor.Of(work.Db, new(call.Person));
        var names = rows.Select(r => r.Text(Name).Trim()).Distinct().ToArray();
        var known = (await work.Db.Set<Product>().Where(p => p.RetiredAt == null && names.Contains(p.Name)).OrderBy(p => p.CreatedAt).ToListAsync()).GroupBy(p => Key(p.Name, p.Unit)).ToDictionary(g => g.Key, g => g.First());
        return [.. rows.Select(row => One(work, by, row, known.GetValueOrDefault(Key(row.Text(Name), row.Text(Unit)))))];
    }

    static string? One(Work work, Visitor by, ImportRow row, Product? known)
    {
        if (Money.Read(row.Plain(Price)) is not { } price) return NoPrice;
        if (row.Whole(Grams) is not { } grams) return NoGrams;
        if (row.Whole(Days) is not { } days) return NoDays;
        var text = new ProductText(row.Text(Name), row.Text(English).Length > 0 ? row.Text(English) : known?.EnglishName, known?.Picture ?? "basket", row.Plain(Brick).Length > 0 ? row.Plain(Brick) : known?.GpcBrick, row.Text(Origin), row.Text(Storage), row.Text(Unit));
        if (known is null)
            return AddProduct.Decide(new(by, text, new(grams), price, days), work.Now).Match<string?>(product =>
            {
                work.Db.Add(product);
                Audit.Note(work, by.Person.Value, "product-added", product.Id.Value, "", product.Figures);
                return null;
            }, Why);
        var nutrition = known.NutritionJson is { } json ? System.Text.Json.JsonSerializer.Deserialize<Nutrition>(json) : null;
        return ChangeProduct.Changed(work, known, new(by, known.Id, text, new(grams), price, days, nutrition)).Match(_ => null, Why);
    }

    static string? Why(Refusal refusal) => ImportKind.Why(refusal, refusal.Detail switch
    {
        "name" => "名字", "englishName" => "英文名", "gpcBrick" => "GPC 类目", "origin" => "产地", "storage" => "怎么存放", "unit" => "一份", _ => null,
    });
}
