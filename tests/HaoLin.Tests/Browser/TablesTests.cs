// 王总 imports products from a table without scripts and sees in red what is wrong; 老张 takes his deal's tables away.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class TablesTests(Chromium chromium, HeadquartersDesk desk) : IClassFixture<HeadquartersDesk>
{
    static readonly string[] head = ["名字", "一份", "价（元）", "净重（克）", "保质期（天）", "产地", "怎么存放"];

    static FilePayload File(string name, byte[] bytes) => new() { Name = name, MimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Buffer = bytes };

    static Task Press(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();

    async Task<IPage> Page(int width, string phone) => await (await HeadquartersDesk.Browser(chromium, desk.Server, width, phone)).NewPageAsync();

    [Fact]
    public async Task Wang_zong_imports_products_and_sees_in_red_what_is_wrong()
    {
        var page = await Page(1280, HeadquartersDesk.WangsPhone);
        await page.GotoAsync("/headquarters/products");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "从表格导入" })).ToBeVisibleAsync();
        await page.GotoAsync("/imports/products");
        await Chromium.Photograph(page, "import-start-1280");
        var template = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "下载模板" }).ClickAsync());
        Assert.Equal("商品导入模板.xlsx", template.SuggestedFilename);
        await page.GetByLabel("表格文件").SetInputFilesAsync(File("新品.xlsx", TableMade.Products(3, "表格枇杷", ["<b>坏</b>", "1 盒", "便宜", "1000", "5", "福建", "冷藏"], ["表格枇杷1", "2 斤装/盒", "1", "1", "1", "福建", "冷藏"])));
        await Press(page, "上传看看");
        await Expect(page.GetByText("5 行：对的 3 行，有错 2 行")).ToBeVisibleAsync();
        await Expect(page.Locator("tr.bad")).ToHaveCountAsync(2);
        await Expect(page.Locator("tr.bad").First).ToContainTextAsync("价（元）：要写成 39.8 这样的数");
        await Expect(page.Locator("tr.bad").First).ToContainTextAsync("<b>坏</b>");
        await Chromium.Photograph(page, "import-preview-1280");
        await Press(page, "有错就都不导入");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("有错的行，所以一行都没有导入");
        await Press(page, "只导入正确的 3 行");
        await Expect(page.GetByText("导入了 3 行，没导入 2 行")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "import-done-1280");
        var wrong = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "下载有错的 2 行" }).ClickAsync());
        Assert.Equal("原因", Assert.Single(TableRead.Of(await System.IO.File.ReadAllBytesAsync(await wrong.PathAsync()))).Row(0)[^1]);

        // A large table: its progress is seen, survives a reload, and ends by itself.
        await page.GotoAsync("/imports/products");
        await page.GetByLabel("表格文件").SetInputFilesAsync(File("大表.xlsx", TableMade.Products(20_000, "大")));
        await Press(page, "上传看看");
        await Expect(page.Locator("svg.progress")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await page.GotoAsync("/imports/products");
        await page.GetByRole(AriaRole.Link, new() { Name = "大表.xlsx" }).ClickAsync();
        await Chromium.Photograph(page, "import-progress-1280");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "导入 20000 行" })).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await Press(page, "导入 20000 行");
        await Press(page, "取消导入");
        await Expect(page.GetByText("取消了。")).ToBeVisibleAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
    }

    [Fact]
    public async Task Lao_zhang_takes_his_tables_away_and_brings_orders_in_on_his_phone()
    {
        var deal = desk.Server.One("deal");
        foreach (var (width, print) in new[] { (360, ""), (360, "elder"), (1280, "") })
        {
            var page = await Page(width, HeadquartersDesk.ZhangsPhone);
            if (print.Length > 0) await page.GotoAsync("/look?print=1&back=%2F");
            await page.GotoAsync($"/leader/deals/{deal}/tables");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "导出表格" })).ToBeVisibleAsync();
            await Chromium.Photograph(page, $"tables-{width}{print}");
            foreach (var (link, name) in new[] { ("下载商品汇总", "商品汇总_"), ("下载分拣单", "按自提点分拣单_"), ("下载团员明细", "按团员明细_") })
            {
                var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync());
                Assert.StartsWith(name, file.SuggestedFilename);
                Assert.Single(TableRead.Of(await System.IO.File.ReadAllBytesAsync(await file.PathAsync())));
            }
            await page.GotoAsync($"/leader/deals/{deal}/paste");
            await page.GetByRole(AriaRole.Link, new() { Name = "从表格导入" }).ClickAsync();
            await page.GetByLabel("表格文件").SetInputFilesAsync(File("群里.csv", System.Text.CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes($"姓名,手机,商品,数量,备注\n李 {width}{print}栋,,没有的,1,\n王,,不在,2,晚点拿")));
            await Press(page, "上传看看");
            await Expect(page.GetByText("2 行：对的 0 行，有错 2 行")).ToBeVisibleAsync();
            await Chromium.Photograph(page, $"import-orders-{width}{print}");
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        }
    }
}
