// 老张's evening in an underground garage: no line, two phones, a dead battery, and everything told once he is upstairs again.
using System.Text.Json;
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static HaoLin.Tests.Browser.LeaderPagesShop;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class PocketDeskTests(Chromium chromium)
{
    const string Find = "报号码、姓名、手机尾号或取货码";

    sealed record Garage(LeaderPagesShop Shop, string Deal, string[] Tokens, string[] Orders, string Leader) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Shop.DisposeAsync();

        public async Task<string> State(int order) => (await Shop.Order(Tokens[order], Orders[order])).GetProperty("state").GetString()!;
        public async Task<string> Code(int order) => (await Shop.Order(Tokens[order], Orders[order])).GetProperty("pickupCode").GetString()!;
    }

    /// <summary>A deal of its own that so many neighbours joined and paid, cut off.</summary>
    static async Task<Garage> Fill(int neighbours, PublishedServer.Options? options = null)
    {
        var shop = new LeaderPagesShop(await PublishedServer.Start(options));
        var leader = (await PublishedServer.Run("token", "--phone", Phone, "--data", shop.Server.Data)).Trim();
        var known = await shop.Get(leader, $"deals/{shop.Server.One("deal")}");
        var product = (await shop.Get(leader, "products")).GetProperty("items")[0].GetProperty("id").GetString();
        var tomorrow = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).Date.AddDays(1);
        var from = new DateTimeOffset(tomorrow.AddHours(16), TimeSpan.FromHours(8));
        var deal = (await shop.Post(leader, "deals", new
        {
            title = "车库里的枇杷", cutOffDue = TimeProvider.System.GetUtcNow().AddMinutes(50), arrivesOn = tomorrow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), pickupFrom = from, pickupUntil = from.AddHours(4),
            offers = new[] { new { productId = product, priceFen = 3980 } }, pickupPointIds = new[] { known.GetProperty("pickupPoints")[0].GetProperty("id").GetString() },
        })).GetProperty("id").GetString()!;
        await shop.Post(leader, $"deals/{deal}/open", new { });
        var tokens = await shop.Newcomers(neighbours);
        var orders = new string[neighbours];
        await Parallel.ForAsync(0, neighbours, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (n, _) =>
        {
            orders[n] = await shop.Joins(tokens[n], deal);
            await shop.Pays(tokens[n], orders[n]);
        });
        await shop.Post(leader, $"deals/{deal}/cut-off", new { });
        return new(shop, deal, tokens, orders, leader);
    }

    /// <summary>A phone that has looked at the desk with a line, and so has it along.</summary>
    async Task<IPage> TakesTheDeskAlong(Garage garage, int orders, string? token = null)
    {
        var page = await garage.Shop.Page(chromium);
        await page.Context.AddCookiesAsync([new() { Name = "haolin", Value = token ?? garage.Leader, Url = garage.Shop.Server.Address.AbsoluteUri }]);
        await page.GotoAsync("/leader/desk");
        await Expect(page.GetByText($"已保存在本机：{orders} 单")).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => navigator.serviceWorker.ready.then(async r => r.active.state === 'activated' && !!await caches.match('/leader/desk/pocket'))");
        return page;
    }

    static async Task GoesDown(IPage page)
    {
        await page.Context.SetOfflineAsync(true);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "随身取货台" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    static Task<string> Kept(IPage page) => page.EvaluateAsync<string>("""
        () => new Promise(done => { const wish = indexedDB.open('haolin-desk'); wish.onsuccess = () => {
          const work = wish.result.transaction(['kept', 'deeds']), kept = work.objectStore('kept').get('pack'), deeds = work.objectStore('deeds').getAll();
          work.oncomplete = () => done(JSON.stringify({ pack: kept.result, deeds: deeds.result })); }; })
        """);

    static ILocator Row(IPage page, string order) => page.Locator($"[data-order=\"{order}\"]");

    [Fact]
    public async Task Two_hundred_bags_find_their_neighbours_with_no_line_at_all()
    {
        await using var garage = await Fill(200);
        var page = await TakesTheDeskAlong(garage, 200);
        await Chromium.Photograph(page, "desk-with-line");
        var codes = new[] { await garage.Code(3), await garage.Code(4) };
        Assert.DoesNotContain(codes[0], await Kept(page));
        await GoesDown(page);
        await Expect(page.GetByText("离线", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("还没来的 200 单，已取 0 单")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "pocket-desk");

        var pack = JsonDocument.Parse(await Kept(page)).RootElement.GetProperty("pack").GetProperty("deals")[0].GetProperty("orders").EnumerateArray().ToDictionary(o => o.GetProperty("orderId").GetString()!);
        string Of(int order, string what) => pack[garage.Orders[order]].GetProperty(what).ToString();
        var search = page.GetByLabel(Find);
        foreach (var (order, words) in new[] { (0, Of(0, "sequence")), (1, Of(1, "name")), (2, Of(2, "phoneTail")), (3, $"{codes[0][..4]} {codes[0][4..]}"), (4, codes[1]) })
        {
            await search.FillAsync(words);
            await Row(page, garage.Orders[order]).GetByRole(AriaRole.Button, new() { Name = $"交货：{Of(order, "sequence")} 号 {Of(order, "name")}" }).TapAsync();
            await Expect(page.Locator("[data-said]")).ToContainTextAsync($"{Of(order, "sequence")} {Of(order, "name")}");
        }
        await search.FillAsync("99999999");
        await Expect(page.GetByText("没找到。")).ToBeVisibleAsync();
        await search.FillAsync("");
        // Six more with one tap at the peak.
        for (var n = 5; n < 11; n++) await Row(page, garage.Orders[n]).Locator("input").CheckAsync();
        await Chromium.Photograph(page, "pocket-desk-ticked");
        await Taps(page, "选好的 6 单一起交");
        await Expect(page.GetByText("未上传 11 条")).ToBeVisibleAsync();
        await Row(page, garage.Orders[0]).GetByRole(AriaRole.Button, new() { Name = "撤销" }).TapAsync();
        await Expect(page.GetByText("未上传 12 条")).ToBeVisibleAsync();
        await Expect(page.GetByText("还没来的 190 单，已取 10 单")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "pocket-desk-untold");

        // Read again without a line, and opened again after the page was killed: nothing is lost.
        await page.ReloadAsync();
        await Expect(page.GetByText("未上传 12 条")).ToBeVisibleAsync();
        // A page just opened has a moment before the browser takes its line away: nobody may be at the other end then.
        await garage.Shop.Server.Kill();
        await page.CloseAsync();
        page = await page.Context.NewPageAsync();
        await page.GotoAsync("/leader/desk?q=" + Of(7, "sequence"));
        await Expect(page.GetByText("未上传 12 条")).ToBeVisibleAsync();
        await Expect(Row(page, garage.Orders[7])).ToContainTextAsync("未上传");
        await garage.Shop.Server.StartAgain();
        Assert.Equal("paid", await garage.State(7));

        await page.Context.SetOfflineAsync(false);
        await Expect(page.GetByText("都上传了")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByText("在线", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(("paid", "paid"), (await garage.State(0), await garage.State(11)));
        for (var n = 1; n < 11; n++) Assert.Equal("handed-over", await garage.State(n));
        await page.GetByRole(AriaRole.Link, new() { Name = "有网了，回到联网的取货台" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "还没来的 190 单" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Of_two_phones_the_first_counts_and_the_second_is_told_who_was_first()
    {
        await using var garage = await Fill(4);
        var first = await TakesTheDeskAlong(garage, 4);
        var second = await TakesTheDeskAlong(garage, 4);
        foreach (var phone in new[] { first, second })
        {
            await GoesDown(phone);
            await Row(phone, garage.Orders[0]).GetByRole(AriaRole.Button, new() { NameRegex = new("^交货：") }).TapAsync();
            await Expect(phone.GetByText("未上传 1 条")).ToBeVisibleAsync();
        }
        await first.Context.SetOfflineAsync(false);
        await Expect(first.GetByText("都上传了")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await second.Context.SetOfflineAsync(false);
        await Expect(second.Locator("[data-problems]")).ToContainTextAsync("老张", new() { Timeout = 60_000 });
        await Expect(second.Locator("[data-problems]")).ToContainTextAsync("先交的算数。问问邻居");
        await Expect(second.GetByText("都上传了")).ToBeVisibleAsync();
        await Chromium.Photograph(second, "pocket-desk-second");
        await Taps(second, "知道了");
        await Expect(second.Locator("[data-problems]")).ToBeHiddenAsync();
        // With a line too the second press of another page is told, and hands nothing over.
        await first.GotoAsync("/leader/desk");
        await second.GotoAsync("/leader/desk");
        foreach (var phone in new[] { first, second }) await phone.Locator(".rest form button").First.TapAsync();
        await Expect(first.GetByText("交好了")).ToBeVisibleAsync();
        await Expect(second.GetByText("的货已经交过了")).ToBeVisibleAsync();
        await Chromium.Photograph(second, "desk-second");
        await first.GotoAsync("/leader");
        await Expect(first.GetByText("号交了两次货，核对一下").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_press_that_gets_no_answer_is_kept_and_told_once_and_signing_out_takes_the_list_along()
    {
        await using var garage = await Fill(3);
        var page = await TakesTheDeskAlong(garage, 3);
        await page.ReloadAsync();
        await Expect(page.GetByText("已保存在本机：3 单")).ToBeVisibleAsync();
        await garage.Shop.Server.Kill();
        await page.Locator(".rest form button").First.TapAsync();
        await page.WaitForURLAsync("**/leader/desk/pocket?kept=1");
        await Expect(page.GetByText("未上传 1 条")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "pocket-desk-no-answer");
        await garage.Shop.Server.StartAgain();
        await Expect(page.GetByText("都上传了")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.Single(await Task.WhenAll(Enumerable.Range(0, 3).Select(garage.State)), state => state == "handed-over");

        await page.GotoAsync("/leader");
        await Taps(page, "退出登录");
        await Expect(page.GetByText("已退出登录")).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => caches.keys().then(names => !names.some(n => n.startsWith('desk-')))");
        Assert.DoesNotContain("phoneTail", await Kept(page));
    }

    [Fact]
    public async Task The_camera_on_the_page_reads_a_code_with_and_without_a_line()
    {
        await using var garage = await Fill(2);
        var code = await garage.Code(1);
        var page = await TakesTheDeskAlong(garage, 2);
        // This Chromium reads no codes: it says so, and codes are typed.
        await Expect(page.GetByText("这个浏览器不能在网页里扫码")).ToBeVisibleAsync();
        // A phone that can: the picture and its reading are played, everything after them is real.
        await page.AddInitScriptAsync($$"""
            const board = document.createElement('canvas');
            board.getContext('2d').fillRect(0, 0, 300, 150);
            Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => board.captureStream(5) } });
            self.BarcodeDetector = class { static async getSupportedFormats() { return ['qr_code']; } async detect() { return [{ rawValue: location.origin + '/h/{{code}}' }]; } };
            """);
        await page.ReloadAsync();
        await Taps(page, "扫取货码");
        await page.WaitForURLAsync("**/h/" + code);
        await page.GotoAsync("/leader/desk");
        await Expect(page.GetByText("已保存在本机")).ToBeVisibleAsync();
        await GoesDown(page);
        await Taps(page, "扫取货码");
        await Expect(Row(page, garage.Orders[1])).ToBeVisibleAsync();
        await Expect(Row(page, garage.Orders[0])).ToBeHiddenAsync();
        await Row(page, garage.Orders[1]).GetByRole(AriaRole.Button, new() { NameRegex = new("^交货：") }).TapAsync();
        await Expect(page.GetByText("未上传 1 条")).ToBeVisibleAsync();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_deed_told_again_is_the_same_deed_and_a_build_that_forgets_is_found_out(bool forgets)
    {
        await using var garage = await Fill(1, forgets ? new() { Binary = PublishedServer.Breakable, Environment = { ["HAOLIN_BREAK"] = "desk-deeds" } } : null);
        var deeds = new { deeds = new[] { new { id = Guid.CreateVersion7(), kind = "hand", orderId = garage.Orders[0], saidAt = TimeProvider.System.GetUtcNow() } } };
        var done = new List<bool>();
        for (var time = 0; time < 3; time++) done.Add((await garage.Shop.Post(garage.Leader, "desk/hand-overs", deeds)).GetProperty("results")[0].GetProperty("done").GetBoolean());
        Assert.Equal(forgets ? [true, false, false] : [true, true, true], done);
    }
}
