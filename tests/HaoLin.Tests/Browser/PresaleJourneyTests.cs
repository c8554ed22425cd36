// 老张 pre-sells and brings it to the door, a neighbour has it brought and will not wait when the day is put off; 王总 shuts the shop at night.
using System.Text.Json;
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class PresaleJourneyTests(Chromium chromium)
{
    [Fact]
    public async Task A_presale_brought_to_the_door_is_put_off_and_whoever_will_not_wait_has_the_money_back()
    {
        await using var server = await PublishedServer.Start();
        var shop = new LeaderPagesShop(server);
        var zhang = (await PublishedServer.Run("token", "--phone", HeadquartersDesk.ZhangsPhone, "--data", server.Data)).Trim();
        var tokens = await shop.Newcomers(2);
        var deal = (await shop.Post(zhang, $"deals/{server.One("deal")}/copy", new { })).GetProperty("id").GetString()!;
        await using var leader = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.ZhangsPhone);
        var desk = await leader.NewPageAsync();
        await LaoZhangWritesIt(desk, deal);
        await shop.Post(zhang, $"deals/{deal}/open-answering", new { });

        await using var phone = await HeadquartersDesk.Browser(chromium, server, 360, null);
        await phone.AddCookiesAsync([new() { Name = "haolin", Value = tokens[0], Url = server.Address.AbsoluteUri, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        var page = await phone.NewPageAsync();
        var order = await SheHasItBrought(shop, page, tokens[0], deal);
        await shop.Pays(tokens[0], order);
        await page.GotoAsync($"/orders/{order}");
        await Expect(page.GetByText("送到 5 栋 302")).ToBeVisibleAsync();
        await Looks(page, "order-presale-door");

        var other = await shop.Joins(tokens[1], deal);
        await shop.Pays(tokens[1], other);
        await PutsItOff(shop, zhang, deal);
        await shop.IsTold(tokens[0], "到货推迟到");
        await SheWillNotWait(page, order);
        await shop.Post(zhang, $"deals/{deal}/cut-off", new { });
        await TheListsKnow(shop, desk, tokens[1], deal);
    }

    static async Task Looks(IPage page, string name)
    {
        await Chromium.Photograph(page, name);
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
    }

    static async Task LaoZhangWritesIt(IPage page, string deal)
    {
        await page.GotoAsync($"/leader/deals/{deal}/edit");
        await page.GetByLabel("这是预售").CheckAsync();
        await page.GetByLabel("一单收多少 ¥").FillAsync("5");
        await LeaderPagesShop.Taps(page, "看看样子");
        await Expect(page.GetByText("写清楚送到哪些楼")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByLabel("送到哪些楼").FillAsync("1–12 号楼");
        // The form has a button that nobody sees, for the Enter key; what it must not do is be wider than the phone.
        await Chromium.Photograph(page, "leader-write-presale");
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        await LeaderPagesShop.Taps(page, "看看样子");
        await page.WaitForURLAsync("**/preview", new() { Timeout = 30_000 });
        await Expect(page.GetByText("也可以送上门")).ToBeVisibleAsync();
    }

    static async Task<string> SheHasItBrought(LeaderPagesShop shop, IPage page, string token, string deal)
    {
        var shown = await shop.Get(token, $"deals/{deal}");
        await page.GotoAsync($"/deals/{deal}");
        await Expect(page.GetByText("预售 ·").First).ToBeVisibleAsync();
        await Looks(page, "deal-presale");
        var offer = shown.GetProperty("offers")[0];
        await page.GotoAsync($"/deals/{deal}/confirm?o-{offer.GetProperty("id").GetString()}=1");
        var (without, brought) = (page.Locator(".bar .fetched"), page.Locator(".bar .brought"));
        // Nothing is ticked for her.
        await Expect(without).ToBeVisibleAsync();
        await Expect(brought).ToBeHiddenAsync();
        await page.Locator("[data-door]").CheckAsync();
        await Expect(brought).ToBeVisibleAsync();
        await Expect(without).ToBeHiddenAsync();
        await LeaderPagesShop.Taps(page, "提交，去付款");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("请写门牌", new() { Timeout = 30_000 });
        await page.GetByLabel("送到哪一户").FillAsync("5 栋 302");
        await Looks(page, "confirm-door");
        await LeaderPagesShop.Taps(page, "提交，去付款");
        await page.WaitForURLAsync(url => !url.Contains("/deals/"), new() { Timeout = 30_000 });
        var order = (await shop.Get(token, "me/orders")).GetProperty("items")[0];
        Assert.Equal(("5 栋 302", offer.GetProperty("priceFen").GetInt64() + 500), (order.GetProperty("door").GetString(), order.GetProperty("amountFen").GetInt64()));
        return order.GetProperty("orderId").GetString()!;
    }

    static async Task PutsItOff(LeaderPagesShop shop, string zhang, string deal)
    {
        var shown = await shop.Get(zhang, $"deals/{deal}");
        DateTimeOffset At(string name) => shown.GetProperty(name).GetDateTimeOffset().AddDays(2);
        var arrives = DateOnly.Parse(shown.GetProperty("arrivesOn").GetString()!, System.Globalization.CultureInfo.InvariantCulture).AddDays(2);
        await shop.Post(zhang, $"deals/{deal}/times", new { arrivesOn = arrives, pickupFrom = At("pickupFrom"), pickupUntil = At("pickupUntil"), reason = "果子还没熟" });
    }

    static async Task SheWillNotWait(IPage page, string order)
    {
        await page.GotoAsync($"/look?print=2&back=/orders/{order}");
        await Looks(page, "order-postponed-elder");
        await page.GotoAsync($"/look?print=0&back=/orders/{order}");
        await Expect(page.GetByText("到货推迟了，您说了算")).ToBeVisibleAsync();
        await Looks(page, "order-postponed");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^不等了，退") }).TapAsync();
        await Expect(page.GetByText("原路退回").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.GetByText("到货推迟了，您说了算")).ToBeHiddenAsync();
    }

    /// <summary>She said no door; the list for the way says so, and so does the desk.</summary>
    static async Task TheListsKnow(LeaderPagesShop shop, IPage page, string token, string deal)
    {
        await page.GotoAsync($"/leader/deals/{deal}/lists");
        await Expect(page.GetByText("按人交货")).ToBeVisibleAsync();
        Assert.Equal(0, await page.GetByText("送到").CountAsync());
        await page.GotoAsync($"/leader/deals/{deal}");
        await Looks(page, "leader-board-presale");
    }

    [Fact]
    public async Task The_way_to_the_doors_is_a_list_of_its_own_and_stands_at_the_desk()
    {
        await using var server = await PublishedServer.Start();
        var shop = new LeaderPagesShop(server);
        var zhang = (await PublishedServer.Run("token", "--phone", HeadquartersDesk.ZhangsPhone, "--data", server.Data)).Trim();
        var tokens = await shop.Newcomers(3);
        var deal = (await shop.Post(zhang, $"deals/{server.One("deal")}/copy", new { })).GetProperty("id").GetString()!;
        await using var leader = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.ZhangsPhone);
        var page = await leader.NewPageAsync();
        await LaoZhangWritesIt(page, deal);
        await shop.Post(zhang, $"deals/{deal}/open-answering", new { });
        foreach (var (token, door) in tokens.Zip(["5 栋 302", "2 栋 101", ""])) await Brought(shop, token, deal, door);
        await shop.Post(zhang, $"deals/{deal}/cut-off", new { });
        await page.GotoAsync($"/leader/deals/{deal}/lists?by=door");
        await Expect(page.GetByText("2 栋 101")).ToBeVisibleAsync();
        Assert.Equal(["2 栋 101", "5 栋 302", "没写门牌，问一声"], await page.Locator(".sheet tbody tr td:first-child b").AllInnerTextsAsync());
        await Looks(page, "leader-doors");
        await page.GotoAsync($"/leader/desk?deal={deal}&q=1");
        await Chromium.Photograph(page, "leader-desk-door");
        await page.SetViewportSizeAsync(1280, 900);
        await page.GotoAsync($"/leader/deals/{deal}/lists?by=door");
        await Looks(page, "leader-doors-wide");
    }

    static async Task Brought(LeaderPagesShop shop, string token, string deal, string door)
    {
        var shown = await shop.Get(token, $"deals/{deal}");
        string Id(JsonElement of, string name) => of.GetProperty(name).GetString()!;
        var order = Id(await shop.Post(token, $"deals/{deal}/orders", new
        {
            lines = new[] { new { offerId = Id(shown.GetProperty("offers")[0], "id"), quantity = 1 }, new { offerId = Id(shown.GetProperty("delivery"), "offerId"), quantity = 1 } },
            pickupPointId = Id(shown.GetProperty("pickupPoints")[0], "id"),
        }), "orderId");
        if (door.Length > 0) await shop.Post(token, $"orders/{order}/door", new { door });
        await shop.Pays(token, order);
    }

    [Fact]
    public async Task The_shop_shuts_every_night_until_headquarters_takes_it_back()
    {
        await using var server = await PublishedServer.Start();
        await using var context = await HeadquartersDesk.Browser(chromium, server, 1280, HeadquartersDesk.WangsPhone);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/headquarters/closings");
        await page.GetByLabel("每天几点休").FillAsync("22:30");
        await page.GetByLabel("原因，邻居看得到").Last.FillAsync("夜里休息");
        await page.GetByRole(AriaRole.Button, new() { Name = "每天都这样休" }).ClickAsync();
        await Expect(page.GetByText("每天 22:30 到 06:00")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Looks(page, "headquarters-closings-daily");
        await page.GotoAsync($"/deals/{server.One("deal")}");
        await Looks(page, "deal-daily-hours");
        Assert.Matches("每天 22:30 到 06:00 休市|休市中", await page.ContentAsync());
        await page.GotoAsync("/headquarters/closings");
        await page.GetByRole(AriaRole.Button, new() { Name = "收回「夜里休息」" }).ClickAsync();
        await Expect(page.GetByLabel("每天几点休")).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }
}
