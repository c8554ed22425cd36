// 王总 reads the signals, decides about one with a reason, and it is gone from the list; a phone shows them too, and the tool.
using System.Text.Json;
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Trade;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class SignalJourneyTests(Chromium chromium)
{
    /// <summary>Written into the demo's own tables beside the running server: a ring, a leader who buys most of it, and somebody who gives everything back.</summary>
    static async Task Happens(PublishedServer server)
    {
        await using var store = new Store(new(server.Data, null), Village.Mappings, TimeProvider.System);
        var world = new SignalWorld(store, Sealing.FromFolder(server.Data), TimeProvider.System.GetUtcNow(), new(1));
        world.OneShop("赵大姐");
        for (var i = 0; i < 7; i++) world.Newcomer(world.Shops[0].Sales[3], TimeSpan.FromMinutes(10 + i), TimeSpan.FromMinutes(4), ("小马", "0815"));
        var fickle = world.Somebody(TimeProvider.System.GetUtcNow().AddDays(-70), "钱先生");
        foreach (var sale in world.Shops[0].Sales.Take(8))
        {
            world.Buys(world.Shops[0].Leader, sale, new(TimeSpan.FromMinutes(30), 12));
            world.Buys(fickle, sale, new(TimeSpan.FromMinutes(2), Coupon: world.SpringCoupons, Back: true));
        }
        await world.Write();
    }

    [Fact]
    public async Task Wang_reads_the_signals_and_decides_about_one()
    {
        await using var server = await PublishedServer.Start();
        await using var desk = await HeadquartersDesk.Browser(chromium, server, 1280, HeadquartersDesk.WangsPhone);
        await using var phone = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.WangsPhone);
        var (page, small) = (await desk.NewPageAsync(), await phone.NewPageAsync());
        await page.GotoAsync("/headquarters/signals");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "没有要看的信号" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Chromium.Photograph(page, "headquarters-signals-none");
        await Happens(server);
        await page.ReloadAsync();
        var ring = page.Locator("[data-signal=shared-collector]");
        await Expect(ring.GetByText("7 位新邻居用了新人券")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.Locator(".signal")).ToHaveCountAsync(3);
        await ring.GetByText("从这 7 单算出来的").ClickAsync();
        await Chromium.Photograph(page, "headquarters-signals");
        await NothingIsWrong(page);
        await small.GotoAsync("/headquarters/signals");
        await Expect(small.Locator(".signal")).ToHaveCountAsync(3, new() { Timeout = 30_000 });
        await small.Locator("[data-signal=refunds]").GetByText("从这 8 单算出来的").TapAsync();
        await Chromium.Photograph(small, "headquarters-signals");
        await NothingIsWrong(small);

        await ring.GetByRole(AriaRole.Button, new() { Name = "谈过了" }).ClickAsync();
        await Expect(ring.GetByRole(AriaRole.Alert)).ToContainTextAsync("请填写这一项");
        await ring.GetByLabel("怎么判断的").FillAsync("一层楼的老人，小马顺路带");
        await ring.GetByRole(AriaRole.Button, new() { Name = "没问题" }).ClickAsync();
        await Expect(ring).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await page.GetByText("看过的 1 条").ClickAsync();
        await Expect(page.Locator(".answered").GetByText("一层楼的老人，小马顺路带")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "headquarters-signals-answered");
        await NothingIsWrong(page);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/headquarters/signals");
        request.Headers.Authorization = new("Bearer", (await PublishedServer.Run("token", "--phone", HeadquartersDesk.WangsPhone, "--data", server.Data)).Trim());
        using var answer = await server.Http.SendAsync(request);
        var told = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((2, 1, true), (told.GetProperty("items").GetArrayLength(), told.GetProperty("answered").GetArrayLength(), told.GetProperty("whole").GetBoolean()));
        Assert.Equal("harmless", told.GetProperty("answered")[0].GetProperty("lastAnswer").GetProperty("decision").GetString());
    }

    static async Task NothingIsWrong(IPage page)
    {
        var faults = await HeadquartersDesk.FaultsOf(page);
        Assert.True(faults.Length == 0, $"{page.Url}: {string.Join("; ", faults)}");
    }
}
