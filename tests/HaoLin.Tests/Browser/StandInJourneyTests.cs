// 老张 asks 小周 to take tonight's deal over, 小周 says yes and finds it on her shelf; 王总 gives it back.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class StandInJourneyTests(Chromium chromium)
{
    [Fact]
    public async Task A_leader_asks_another_says_yes_and_headquarters_gives_it_back()
    {
        await using var server = await PublishedServer.Start();
        var deal = server.One("deal");
        await using var zhang = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.ZhangsPhone);
        var page = await zhang.NewPageAsync();
        await page.GotoAsync($"/leader/deals/{deal}");
        await page.GetByRole(AriaRole.Link, new() { Name = "请人接手" }).TapAsync();
        await page.GetByText("小周").TapAsync();
        await page.GetByLabel("为什么，邻居会看到").FillAsync("老张病了，这几天小周来交货");
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "leader-stand-in");
        await LeaderPagesShop.Taps(page, "请他接手");
        await Expect(page.GetByText("已经请了小周，等他回话。")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "leader-stand-in-asked");

        await using var zhou = await HeadquartersDesk.Browser(chromium, server, 360, "13900000003");
        var hers = await zhou.NewPageAsync();
        await hers.GotoAsync("/leader");
        await hers.GetByText("想请您接手这个团").First.TapAsync();
        await Expect(hers.GetByText("老张想请您接手")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await HeadquartersDesk.FaultsOf(hers));
        await Chromium.Photograph(hers, "leader-take-over");
        await LeaderPagesShop.Taps(hers, "好，我来带");
        await hers.WaitForURLAsync("**/leader/deals");
        await hers.GotoAsync($"/leader/deals/{deal}");
        await Expect(hers.GetByText("换团长").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GotoAsync($"/leader/deals/{deal}");
        await Expect(page.GetByText("没有找到这个团")).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await using var wang = await HeadquartersDesk.Browser(chromium, server, 1280, HeadquartersDesk.WangsPhone);
        var desk = await wang.NewPageAsync();
        await desk.GotoAsync($"/leader/deals/{deal}/stand-in");
        await desk.GetByText("老张", new() { Exact = true }).First.ClickAsync();
        await desk.GetByLabel("为什么，邻居会看到").FillAsync("老张好了");
        await desk.GetByRole(AriaRole.Button, new() { Name = "马上换" }).ClickAsync();
        await Expect(desk.GetByText("现在由老张带")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await HeadquartersDesk.FaultsOf(desk));
        await Chromium.Photograph(desk, "headquarters-stand-in");
    }
}
