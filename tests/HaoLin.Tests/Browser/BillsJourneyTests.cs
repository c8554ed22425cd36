// 王总 reconciles: a bill that was changed on its way is asked for again, and of the one that then comes each wrong line says what to do.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class BillsJourneyTests(Chromium chromium)
{
    static async Task NothingIsWrong(IPage page)
    {
        var faults = await HeadquartersDesk.FaultsOf(page);
        Assert.True(faults.Length == 0, $"{page.Url}: {string.Join("; ", faults)}");
    }

    [Fact]
    public async Task Wang_fetches_a_bill_again_and_sees_what_differs()
    {
        await using var server = await PublishedServer.Start(new() { Arguments = ["--gateway", "bill=tampered"] });
        await using var desk = await HeadquartersDesk.Browser(chromium, server, 1280, HeadquartersDesk.WangsPhone);
        await using var phone = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.WangsPhone);
        var (page, small) = (await desk.NewPageAsync(), await phone.NewPageAsync());
        await page.GotoAsync("/headquarters/bills");
        var first = page.Locator(".bills li").Last;
        // The first bills are asked for within half a minute of the start.
        await Until(page, first.GetByText("不是同一份"));
        await Chromium.Photograph(page, "headquarters-bills-changed");
        await NothingIsWrong(page);
        await page.GotoAsync("/headquarters");
        await Expect(page.GetByText("对账不是绿的").First).ToBeVisibleAsync();
        using (var gateway = new HttpClient { BaseAddress = new(server.One("gateway")) }) (await gateway.PostAsync("/control/switches", new StringContent("bill=wrong"))).EnsureSuccessStatusCode();
        await page.GotoAsync("/headquarters/bills");
        await first.GetByRole(AriaRole.Button, new() { Name = "再取一次" }).ClickAsync();
        await Expect(page.GetByText("马上再取，过一会儿刷新看看")).ToBeVisibleAsync();
        await Until(page, first.GetByRole(AriaRole.Button, new() { Name = "看这一天" }));
        await first.GetByRole(AriaRole.Button, new() { Name = "看这一天" }).ClickAsync();
        await Expect(page.Locator(".differs")).ToHaveCountAsync(4);
        await Chromium.Photograph(page, "headquarters-bills");
        await NothingIsWrong(page);
        await small.GotoAsync("/headquarters/bills");
        await small.Locator(".bills li").Last.GetByRole(AriaRole.Button, new() { Name = "看这一天" }).TapAsync();
        await Expect(small.Locator(".differs")).ToHaveCountAsync(4);
        await Chromium.Photograph(small, "headquarters-bills-phone");
        await NothingIsWrong(small);
        await small.Locator(".differs").Nth(1).GetByRole(AriaRole.Link, new() { Name = "看看这一单" }).TapAsync();
        await Expect(small.GetByText("福建枇杷尝鲜团").First).ToBeVisibleAsync();
    }

    /// <summary>Looks again every three seconds, a minute and a half at most.</summary>
    static async Task Until(IPage page, ILocator there)
    {
        for (var look = 0; look < 30; look++)
        {
            try { await Expect(there).ToBeVisibleAsync(new() { Timeout = 3_000 }); return; }
            catch (PlaywrightException) when (look < 29) { await page.ReloadAsync(); }
        }
    }
}
