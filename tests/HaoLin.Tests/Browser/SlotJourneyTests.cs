// 老张 divides the pickup, a neighbour takes an hour with her order, changes it, and orders the same again.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class SlotJourneyTests(Chromium chromium)
{
    [Fact]
    public async Task A_neighbour_takes_an_hour_changes_it_and_orders_again()
    {
        await using var server = await PublishedServer.Start();
        var shop = new LeaderPagesShop(server);
        var (token, deal) = ((await shop.Newcomers(1))[0], server.One("deal"));
        await LaoZhangDivides(server, deal);
        await using var phone = await HeadquartersDesk.Browser(chromium, server, 360, null);
        await phone.AddCookiesAsync([new() { Name = "haolin", Value = token, Url = server.Address.AbsoluteUri, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        var page = await phone.NewPageAsync();
        var offer = (await shop.Get(token, $"deals/{deal}")).GetProperty("offers")[0].GetProperty("id").GetString();
        await page.GotoAsync($"/deals/{deal}/confirm?o-{offer}=2");
        // Two points have slots; those of the point she collects at are meant.
        var place = await page.Locator("label.choice:has(input[name=pickup]:checked) b").InnerTextAsync();
        await page.Locator("label.choice:has(input[name=slot])", new() { HasText = place }).Nth(1).Locator("input").CheckAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "resident-confirm-slot");
        await LeaderPagesShop.Taps(page, "提交，去付款");
        await page.WaitForURLAsync(url => !url.Contains("/confirm"));
        var order = (await shop.Get(token, "me/orders")).GetProperty("items")[0];
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, order.GetProperty("slot").ValueKind);
        var id = order.GetProperty("orderId").GetString()!;
        await shop.Pays(token, id);
        await page.GotoAsync($"/orders/{id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "换一个" }).TapAsync();
        await page.Locator("input[name=slot]").Nth(1).CheckAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "resident-slot");
        await LeaderPagesShop.Taps(page, "就这个时段");
        await page.WaitForURLAsync($"**/orders/{id}");
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "resident-order-slot");
        await page.GetByRole(AriaRole.Link, new() { Name = "再来一单" }).TapAsync();
        await Expect(page.GetByText("照这个买")).ToBeVisibleAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "resident-again");
        await page.GotoAsync($"/look?print=2&back=/orders/{id}/again");
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "resident-again-elder");
        await page.GetByText("照这个买").TapAsync();
        await Expect(page.GetByText("请您核对一下")).ToBeVisibleAsync();
    }

    async Task LaoZhangDivides(PublishedServer server, string deal)
    {
        await using var phone = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.ZhangsPhone);
        var page = await phone.NewPageAsync();
        await page.GotoAsync($"/leader/deals/{deal}/slots");
        await page.GetByLabel("每段最多几户").FillAsync("0");
        await LeaderPagesShop.Taps(page, "分时段");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("时段要在取货时间里");
        await page.GetByLabel("每段最多几户").FillAsync("40");
        await LeaderPagesShop.Taps(page, "分时段");
        await Expect(page.GetByText("现在分 8 段")).ToBeVisibleAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "leader-slots");
    }
}
