// The evening after: two neighbours did not come. 老张 reminds them, decides on his phone, and one of them says what she has not got.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class UncollectedJourneyTests(Chromium chromium)
{
    [Fact]
    public async Task Who_did_not_come_is_reminded_decided_about_and_heard()
    {
        var time = new VirtualTime();
        await using var server = await PublishedServer.Start(new() { Environment = time.Environment.ToDictionary(e => e.Name, e => e.Value) });
        var shop = new LeaderPagesShop(server);
        var (tokens, deal) = (await shop.Newcomers(3), server.One("deal"));
        var orders = new List<string>();
        foreach (var token in tokens) orders.Add(await shop.Joins(token, deal));
        for (var i = 0; i < tokens.Length; i++) await shop.Pays(tokens[i], orders[i]);
        var zhang = (await PublishedServer.Run("token", "--data", server.Data, "--phone", HeadquartersDesk.ZhangsPhone)).Trim();
        await shop.Post(zhang, $"deals/{deal}/cut-off", new { });
        var until = (await shop.Order(tokens[0], orders[0])).GetProperty("pickupUntil").GetDateTimeOffset();
        time.Pass(until - time.Now + TimeSpan.FromMinutes(5));
        await LaoZhangDecides(server, deal, orders);
        await TheNeighbourSaysWhatSheHas(server, tokens[1], orders[1]);
        await LaoZhangAnswers(server, orders[1]);
        await HeadquartersCounts(server);
        using var kept = await server.Http.GetAsync("/health/invariants");
        Assert.True(kept.IsSuccessStatusCode, await kept.Content.ReadAsStringAsync());
    }

    async Task LaoZhangDecides(PublishedServer server, string deal, List<string> orders)
    {
        await using var phone = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.ZhangsPhone);
        var page = await phone.NewPageAsync();
        await page.GotoAsync($"/leader/deals/{deal}");
        await Expect(page.Locator("#not-come")).ToContainTextAsync("没人来取");
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "leader-not-come");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^一起提醒") }).TapAsync();
        await page.WaitForURLAsync("**did=reminded*");
        await Expect(page.Locator("#not-come")).ToContainTextAsync("共 1 次");
        await page.GotoAsync($"/leader/orders/{orders[0]}");
        await page.GetByText("放不住了，处理掉").TapAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "leader-uncollected");
        await LeaderPagesShop.Taps(page, "留到明天");
        await page.WaitForURLAsync("**did=decided");
        await page.GotoAsync($"/leader/orders/{orders[1]}");
        await page.GetByText("交给邻居代收").TapAsync();
        await page.GetByLabel("交给了谁").FillAsync("对门王姐");
        await LeaderPagesShop.Taps(page, "交给他了");
        await page.WaitForURLAsync("**did=decided");
        await page.GotoAsync($"/leader/orders/{orders[2]}");
        await page.GetByText("放不住了，处理掉").TapAsync();
        await LeaderPagesShop.Taps(page, "处理掉");
        await page.WaitForURLAsync("**did=decided");
        await page.GotoAsync("/look?print=2&back=/leader/deals/" + deal);
        await page.GetByText("已经安排的 2 单").TapAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "leader-not-come-elder");
    }

    async Task TheNeighbourSaysWhatSheHas(PublishedServer server, string token, string order)
    {
        await using var phone = await HeadquartersDesk.Browser(chromium, server, 360, null);
        await phone.AddCookiesAsync([new() { Name = "haolin", Value = token, Url = server.Address.AbsoluteUri, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        var page = await phone.NewPageAsync();
        await page.GotoAsync($"/orders/{order}");
        await Expect(page.GetByText("货交给 对门王姐 代收了")).ToBeVisibleAsync();
        await page.GetByText("我没取到", new() { Exact = true }).TapAsync();
        await page.GetByLabel("要说明的").FillAsync("王姐说她没拿");
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "resident-not-received");
        await LeaderPagesShop.Taps(page, "告诉团长，我没取到");
        await Expect(page.GetByText("您说没取到，团长正在核对")).ToBeVisibleAsync();
        await page.GotoAsync("/look?print=2&back=/orders/" + order);
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "resident-disputed-elder");
    }

    async Task LaoZhangAnswers(PublishedServer server, string order)
    {
        await using var phone = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.ZhangsPhone);
        var page = await phone.NewPageAsync();
        await page.GotoAsync("/leader");
        await Expect(page.GetByText("说没取到").First).ToBeVisibleAsync();
        await page.GotoAsync($"/leader/orders/{order}");
        await page.GetByLabel("怎么核对的").FillAsync("问了王姐，她给忘了，这就送来");
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "leader-dispute");
        await LeaderPagesShop.Taps(page, "确实取走了");
        await page.WaitForURLAsync("**did=settled");
        await Expect(page.Locator("#dispute")).ToContainTextAsync("她给忘了");
    }

    async Task HeadquartersCounts(PublishedServer server)
    {
        await using var desk = await HeadquartersDesk.Browser(chromium, server, 1280, HeadquartersDesk.WangsPhone);
        var page = await desk.NewPageAsync();
        await page.GotoAsync("/headquarters");
        await Expect(page.GetByText("今天留到明天 1 单，交给邻居 1 单，处理掉 1 单")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "headquarters-evening-uncollected");
    }
}
