// 王总 writes a deal and offers it to the leaders; 老张 opens it with one tap; headquarters sees it and lowers the price.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class SharedDealJourneyTests(Chromium chromium)
{
    [Fact]
    public async Task Headquarters_offers_a_deal_and_a_leader_opens_it_with_one_tap()
    {
        await using var server = await PublishedServer.Start();
        await using var wang = await HeadquartersDesk.Browser(chromium, server, 1280, HeadquartersDesk.WangsPhone);
        var desk = await wang.NewPageAsync();
        await desk.GotoAsync("/leader/shared");
        await Expect(desk.GetByText("现在没有总部的团")).ToBeVisibleAsync();
        await Chromium.Photograph(desk, "headquarters-shared-empty");
        await desk.GotoAsync("/leader/open");
        await desk.Locator("input[name=p]").First.CheckAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "用选好的开团" }).ClickAsync();
        await desk.WaitForURLAsync("**/open/new**");
        await desk.GetByRole(AriaRole.Button, new() { Name = "看看样子" }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "发给团长帮卖" }).ClickAsync(new() { Timeout = 30_000 });
        await desk.WaitForURLAsync("**/leader/shared");
        await Expect(desk.GetByText("0 个团长在卖")).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await using var zhang = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.ZhangsPhone);
        var page = await zhang.NewPageAsync();
        await page.GotoAsync("/leader");
        await page.GetByRole(AriaRole.Link, new() { Name = "总部的团，一点就开" }).TapAsync();
        await Expect(page.GetByText("每份您挣")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "leader-shared");
        await LeaderPagesShop.Taps(page, "一点就开");
        await page.WaitForURLAsync("**/share?new=1", new() { Timeout = 30_000 });
        await page.GotoAsync("/leader/shared");
        await page.GetByText("已经在您的小区开了，去看看").TapAsync();
        await Expect(page.GetByText("这是总部的团：价格和时间跟着总部走。")).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await desk.ReloadAsync();
        await Expect(desk.GetByText("1 个团长在卖")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await desk.GetByText("降价，各小区一起降").ClickAsync();
        await desk.Locator("input[name=price]").First.FillAsync("999");
        await desk.GetByRole(AriaRole.Button, new() { Name = "降价" }).First.ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Alert)).ToContainTextAsync("价格只能往下调", new() { Timeout = 30_000 });
        await desk.Locator("input[name=price]").First.FillAsync("1.5");
        await desk.GetByRole(AriaRole.Button, new() { Name = "降价" }).First.ClickAsync();
        await Expect(desk.GetByText("¥1.50").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await HeadquartersDesk.FaultsOf(desk));
        await Chromium.Photograph(desk, "headquarters-shared");
        await desk.GetByRole(AriaRole.Link, new() { Name = "改时间" }).First.ClickAsync();
        await Expect(desk.GetByLabel("为什么改")).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }
}
