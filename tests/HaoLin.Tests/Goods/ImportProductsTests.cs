// 王总 imports his products from a table: he sees row by row what is wrong, chooses, and nothing is ever imported twice.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Goods;

public sealed class ImportProductsTests
{
    static readonly ImportKinds kinds = new([ImportProducts.Kind]);

    static Task<Outcome<ImportId>> Uploads(Village village, byte[] file, Visitor? by = null) =>
        UploadTable.Handle(village.Store, village.Sealing, kinds, new((by ?? village.Wang).Person.Value, "products", null, "商品.xlsx", file));

    static async Task<ShowImport.Answer> Looks(Village village, ImportId id, int? part = null) => (await village.Asking(db => ShowImport.Handle(db, village.Sealing, kinds, new(village.Wang.Person.Value, id, part)))).Value;

    static Task<Outcome<Done>> Begins(Village village, ImportId id, bool all = false) => village.Store.Write(work => BeginImport.Handle(work, kinds, new(village.Wang.Person.Value, id, all)));

    static Task Runs(Village village, ImportId id, int parts = int.MaxValue) => RunImports.Run(village.Store, village.Sealing, kinds, id, parts);

    static Task<List<Product>> Library(Village village) => village.Asking(db => db.Set<Product>().OrderBy(p => p.Name).ToListAsync());

    static readonly string[] head = ["名字", "一份", "价(元)*", "净 重（克）", "保质期（天）", "产地", "怎么存放", "GPC 类目", "没人认识的列"];

    static string[] Good(string name, string price = "59.8", string grams = "1000", string brick = "") => [name, "2 斤装/盒", price, grams, "5", "福建莆田", "冷藏", brick, "x"];

    [Theory, OnEachDatabase]
    public async Task What_is_wrong_is_said_row_by_row_and_the_right_rows_come_in(Database on)
    {
        await using var village = await Village.Open(on);
        var file = TableMade.Of(["好邻商品表"], head, Good("例：枇杷"), Good("枇杷"), Good("桑葚", "５９．８０元", " １０００ "), Good("樱桃", "便宜"), Good(""), Good("枇杷"), Good("杨梅", brick: "123"), Good("'=西瓜", brick: "10000001"), Good("蓝莓", grams: "1.5"));
        var id = (await Uploads(village, file)).Value;
        var looked = await Looks(village, id);
        Assert.Equal(("ready", 8, 5), (looked.Import.State, looked.Import.Rows, looked.Import.Wrong));
        Assert.Equal([(6, "价（元）：要写成 39.8 这样的数，最多两位小数"), (7, "名字：请填写这一项"), (8, "和第 4 行重复"), (9, "GPC 类目须为 8 位数字"), (11, "净重（克）：要写成整数，比如 1000")], looked.Shown.Select(r => (r.Read.Number, r.Why!)));
        Assert.Empty(await Library(village));

        Assert.Equal(BeginImport.SomeWrong, (await Begins(village, id, all: true)).Refusal);
        await village.Do(work => BeginImport.Handle(work, kinds, new(village.Wang.Person.Value, id, false)));
        await Runs(village, id);
        Assert.Equal(("done", 3, 5, 100), ((await Looks(village, id)).Import.State, (await Looks(village, id)).Import.Imported, (await Looks(village, id)).Import.Wrong, (await Looks(village, id)).Import.Percent));
        var library = await Library(village);
        Assert.Equal(["=西瓜", "枇杷", "桑葚"], library.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal((new Money(5980), new Weight(1000)), library.Where(p => p.Name == "桑葚").Select(p => (p.Price, p.NetWeight)).Single());

        // The rows that stayed out are a table to mend: their reasons stand beside them.
        using var target = new MemoryStream();
        await ShowImport.WrongRows(village.Store, village.Sealing, await Looks(village, id)).WriteTo(target, default);
        var sheet = Assert.Single(TableRead.Of(target.ToArray()));
        Assert.Equal("原因", sheet.Row(0)[^1]);
        Assert.Equal(["樱桃", "", "枇杷", "杨梅", "蓝莓"], sheet.Rows.Skip(1).Select(r => r[0].Text));
        Assert.Equal("和第 4 行重复", sheet.Row(3)[^1]);
        Assert.False((await Uploads(village, target.ToArray())).Refused);
    }

    [Theory, OnEachDatabase]
    public async Task The_same_file_is_not_imported_twice_and_the_same_product_is_corrected(Database on)
    {
        await using var village = await Village.Open(on);
        var file = TableMade.Of(head, Good("枇杷"));
        var id = (await Uploads(village, file)).Value;
        // Uploaded again before anything was imported it is the same look.
        Assert.Equal(id, (await Uploads(village, file)).Value);
        await Begins(village, id, all: true);
        await Runs(village, id);
        Assert.Single(await Library(village));
        await village.Pass(TimeSpan.FromMinutes(3));
        var again = await Uploads(village, file);
        Assert.Equal((UploadTable.AlreadyImported.Code, "2026-04-18 19:30"), (again.Refusal?.Code, again.Refusal?.Detail));

        var dearer = (await Uploads(village, TableMade.Of(head, Good("枇杷", "61")))).Value;
        await Begins(village, dearer, all: true);
        await Runs(village, dearer);
        Assert.Equal([new Money(6100)], (await Library(village)).Select(p => p.Price));

        // After a week the rows are gone, and that it was imported is still known.
        await village.Pass(TimeSpan.FromDays(8));
        await village.Store.Write(RunImports.Forget);
        Assert.Equal(0, await village.Asking(db => db.Set<ImportPart>().CountAsync()));
        Assert.Equal(UploadTable.AlreadyImported.Code, (await Uploads(village, file)).Refusal?.Code);
        Assert.Empty((await Looks(village, id)).Shown);
    }

    [Theory, OnEachDatabase]
    public async Task All_or_none_leaves_none_when_something_changed_since_it_was_looked_at(Database on)
    {
        await using var village = await Village.Open(on);
        var id = (await Uploads(village, TableMade.Products(450))).Value;
        Assert.Equal(("ready", 3, 0), ((await Looks(village, id)).Import.State, (await Looks(village, id)).Parts, (await Looks(village, id)).Import.Wrong));
        // 王总's role ends between the button and the work: no row comes in, and the reason is said of each.
        await Begins(village, id, all: true);
        var role = await village.Asking(db => db.Set<Role>().Where(r => r.PersonId == village.Wang.Person).Select(r => r.Id).SingleAsync());
        await village.Store.Write(work => work.Db.Set<Role>().Where(r => r.Id == role).ExecuteUpdateAsync(set => set.SetProperty(r => r.EndedAt, work.Now)));
        await Runs(village, id);
        Assert.Empty(await Library(village));
        var looked = await Looks(village, id);
        Assert.Equal(("done", 0, 450), (looked.Import.State, looked.Import.Imported, looked.Import.Wrong));
        Assert.Equal(Visitor.NotAllowed.Chinese, looked.Shown[0].Why);
    }

    [Theory, OnEachDatabase]
    public async Task An_import_goes_on_where_it_was_and_can_be_stopped(Database on)
    {
        await using var village = await Village.Open(on);
        var id = (await Uploads(village, TableMade.Products(2_300))).Value;
        Assert.Equal(("trying", 1000), ((await Looks(village, id)).Import.State, (await Looks(village, id)).Import.Tried));
        Assert.Equal(BeginImport.NotReady, (await Begins(village, id)).Refusal);
        Assert.Equal(UploadTable.OneAtATime.Code, (await Uploads(village, TableMade.Products(1, "别的"))).Refusal?.Code);
        await RunImports.Sweep(village.Store, village.Sealing, kinds, default);
        await Begins(village, id);
        await Runs(village, id, parts: 2);
        Assert.Equal((400, "importing", 17), ((await Library(village)).Count, (await Looks(village, id)).Import.State, (await Looks(village, id)).Import.Percent));
        // Several nodes at once: every row comes in once.
        await Village.AtOnce(4, _ => RunImports.Run(village.Store, village.Sealing, kinds, id, partsMax: 2));
        var now = (await Looks(village, id)).Import;
        Assert.Equal((await Library(village)).Count, now.Imported);
        Assert.InRange(now.Imported, 600, 2000);
        await village.Do(work => CancelImport.Handle(work, new(village.Wang.Person.Value, id)));
        await Runs(village, id);
        var ended = (await Looks(village, id)).Import;
        Assert.Equal(("cancelled", now.Imported, now.Imported), (ended.State, ended.Imported, (await Library(village)).Count));
        // What was stopped may be taken up with the same file: what is there already is only corrected.
        var rest = (await Uploads(village, TableMade.Products(2_300))).Value;
        await RunImports.Sweep(village.Store, village.Sealing, kinds, default);
        await Begins(village, rest);
        await RunImports.Sweep(village.Store, village.Sealing, kinds, default);
        Assert.Equal(2_300, (await Library(village)).Count);
    }

    [Theory, OnEachDatabase]
    public async Task Whose_table_it_is_nobody_else_sees(Database on)
    {
        await using var village = await Village.Open(on);
        Assert.Equal(Visitor.NotAllowed, (await Uploads(village, TableMade.Products(1), village.Zhang)).Refusal);
        var id = (await Uploads(village, TableMade.Products(1))).Value;
        Assert.Equal(Import.Missing, (await village.Asking(db => ShowImport.Handle(db, village.Sealing, kinds, new(village.Zhang.Person.Value, id)))).Refusal);
        Assert.Equal(Import.Missing, await village.Refused(work => BeginImport.Handle(work, kinds, new(village.Zhang.Person.Value, id, true))));
        Assert.Equal(Import.Missing, await village.Refused(work => CancelImport.Handle(work, new(village.Zhang.Person.Value, id))));
        // And what lies in the database cannot be read without the key.
        Assert.DoesNotContain("枇杷", System.Text.Encoding.UTF8.GetString(await village.Asking(db => db.Set<ImportPart>().Select(p => p.RowsSealed).SingleAsync())));
    }

    [Fact]
    public async Task The_template_is_read_back_and_its_example_is_no_product()
    {
        using var target = new MemoryStream();
        await ShowImport.Template(ImportProducts.Kind).WriteTo(target, default);
        var sheets = TableRead.Of(target.ToArray());
        Assert.Equal(["商品", "说明"], sheets.Select(s => s.Name));
        Assert.Equal(ImportProducts.Kind.Columns.Select(c => c.Head), sheets[0].Row(0));
        Assert.Equal(SheetReader.Empty, ImportKinds.Fit(ImportProducts.Kind, SheetReader.Read(target.ToArray()).Value).Refusal);
    }

    [Fact]
    public void Columns_stand_in_any_order_and_a_missing_one_is_named()
    {
        var fit = ImportKinds.Fit(ImportProducts.Kind, SheetReader.Read(TableMade.Of(["产地", "名字", "一份"], ["福建", "枇杷", "盒"])).Value);
        Assert.Equal((UploadTable.ColumnsMissing.Code, "「价（元）」、「净重（克）」、「保质期（天）」、「怎么存放」"), (fit.Refusal?.Code, fit.Refusal?.Detail));
        var turned = ImportKinds.Fit(ImportProducts.Kind, SheetReader.Read(TableMade.Of([.. head.Reverse()], [.. Good("枇杷").Reverse()])).Value).Value;
        Assert.Equal("枇杷", Assert.Single(turned)[0]);
    }

    [Fact]
    public void A_hidden_row_and_a_merged_number_are_not_taken()
    {
        string Cells(int row, string name) => string.Concat(Good(name).Select((text, at) => TableMade.Text(row, at, text)));
        var file = TableMade.Xlsx($"<row r=\"1\">{string.Concat(head.Select((text, at) => TableMade.Text(1, at, text)))}</row><row r=\"2\" hidden=\"1\">{Cells(2, "藏")}</row><row r=\"3\">{Cells(3, "甲")}</row><row r=\"4\">{Cells(4, "乙")}</row>", "<mergeCells><mergeCell ref=\"C3:C4\"/></mergeCells>");
        var rows = ImportKinds.Fit(ImportProducts.Kind, SheetReader.Read(file).Value).Value;
        Assert.Contains("隐藏", rows[0].Wrong);
        Assert.All(rows.Skip(1), row => Assert.StartsWith("价（元）：合并单元格", row.Wrong));
    }
}
