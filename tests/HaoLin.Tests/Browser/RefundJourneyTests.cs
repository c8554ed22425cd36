// A crushed box: 老张 gives its money back on his phone, the neighbour sees where it is, and headquarters gives some more at its desk.
using System.Text.RegularExpressions;
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class RefundJourneyTests(Chromium chromium)
{
    [Fact]
    public async Task A_crushed_box_is_paid_back_and_everybody_sees_it()
    {
        await using var server = await PublishedServer.Start();
        var shop = new LeaderPagesShop(server);
        var token = (await shop.Newcomers(1))[0];
        var order = await shop.Joins(token, server.One("deal"), quantity: 3);
        await shop.Pays(token, order);
        await LaoZhangGivesOneBack(server, order);
        await TheNeighbourSeesIt(server, token, order);
        await HeadquartersGivesSomeMore(server, order);
        var shown = await shop.Order(token, order);
        Assert.Equal(("paid", 2), (shown.GetProperty("state").GetString(), shown.GetProperty("refunds").GetArrayLength()));
        using var kept = await server.Http.GetAsync("/health/invariants");
        Assert.True(kept.IsSuccessStatusCode, await kept.Content.ReadAsStringAsync());
    }

    async Task LaoZhangGivesOneBack(PublishedServer server, string order)
    {
        await using var phone = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.ZhangsPhone);
        var page = await phone.NewPageAsync();
        await page.GotoAsync($"/leader/orders/{order}");
        await page.GetByText("退一部分", new() { Exact = true }).TapAsync();
        await page.GetByLabel("为什么退").First.FillAsync("压坏了一盒");
        await LeaderPagesShop.Taps(page, "退这一部分");
        // Nothing was chosen yet, and what was typed is still there.
        await Expect(page.GetByText("请写要退几件，或者退多少钱")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("为什么退").First).ToHaveValueAsync("压坏了一盒");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^多一份") }).First.TapAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "leader-refund-some");
        await LeaderPagesShop.Taps(page, "退这一部分");
        await page.WaitForURLAsync("**/orders/*?refunded=*");
        await Expect(page.Locator(".money-back li")).ToHaveCountAsync(1);
        await Expect(page.Locator("header .chip", new() { HasText = "已退 ¥" })).ToBeVisibleAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "leader-refunded-some");
        await page.GotoAsync("/look?print=2&back=/leader/orders/" + order);
        await page.GetByText("退一部分", new() { Exact = true }).TapAsync();
        await Chromium.Photograph(page, "leader-refund-some-elder");
    }

    async Task TheNeighbourSeesIt(PublishedServer server, string token, string order)
    {
        await using var phone = await HeadquartersDesk.Browser(chromium, server, 360, null);
        await phone.AddCookiesAsync([new() { Name = "haolin", Value = token, Url = server.Address.AbsoluteUri, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        var page = await phone.NewPageAsync();
        await page.GotoAsync($"/orders/{order}");
        await Expect(page.Locator(".money-back")).ToContainTextAsync("原因：压坏了一盒");
        await Expect(page.Locator(".money-back")).ToContainTextAsync("原路退回");
        await Expect(page.GetByText("已退 1 件")).ToBeVisibleAsync();
        await Expect(page.GetByText("一共 2 件，别漏拿")).ToBeVisibleAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "resident-refunded-some");
        await page.GotoAsync("/look?print=2&back=/orders/" + order);
        await Chromium.Photograph(page, "resident-refunded-some-elder");
        await page.GotoAsync("/orders");
        await Expect(page.Locator(".chip", new() { HasText = "已退 ¥" })).ToBeVisibleAsync();
    }

    async Task HeadquartersGivesSomeMore(PublishedServer server, string order)
    {
        await using var desk = await HeadquartersDesk.Browser(chromium, server, 1280, HeadquartersDesk.WangsPhone);
        var page = await desk.NewPageAsync();
        await page.GotoAsync("/headquarters/orders");
        await page.GetByLabel("找订单").FillAsync(order);
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        var row = page.GetByRole(AriaRole.Row).Nth(1);
        await Expect(row).ToContainTextAsync("已退 ¥");
        await row.GetByRole(AriaRole.Button, new() { NameRegex = new("^退款，") }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("只退一部分").ClickAsync();
        await dialog.GetByLabel("或退多少钱 ¥").FillAsync("3.5");
        await dialog.GetByLabel("原因").FillAsync("不够甜，补一点");
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "headquarters-refund-some");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "退款", Exact = true }).ClickAsync();
        await Expect(page.GetByText("已交给支付渠道退款")).ToBeVisibleAsync();
        await Expect(row).ToContainTextAsync(new Regex("已付款"));
        await Chromium.Photograph(page, "headquarters-refunded-some");
    }
}
