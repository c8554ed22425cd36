// 李阿姨 joins two deals, looks round in between and pays once, played by a real browser.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class PayTogetherJourneyTests(Chromium chromium, ResidentShop shop) : IClassFixture<ResidentShop>
{
    static LocatorAssertionsToBeVisibleOptions Soon => new() { Timeout = 30_000 };

    static async Task Joins(IPage page, string deal, string button)
    {
        await page.GotoAsync($"/deals/{deal}");
        await page.GetByRole(AriaRole.Button, new() { Name = "我要接龙" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = button }).TapAsync();
    }

    static async Task NothingIsWrong(IPage page, int target)
    {
        var faults = await ResidentShop.FaultsOf(page, target);
        Assert.True(faults.Length == 0, $"{page.Url}: {string.Join("; ", faults)}");
    }

    [Fact]
    public async Task Two_deals_are_joined_and_paid_in_one_go()
    {
        var second = await shop.AnotherDeal();
        await using var phone = await chromium.Phone(options => options.BaseURL = shop.Address.AbsoluteUri);
        await shop.SignIn(phone, (await shop.Newcomers(1))[0]);
        var page = await phone.NewPageAsync();
        await Joins(page, shop.HotDeal, "先接上，逛完别的一起付");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "还有一单要付" })).ToBeVisibleAsync(Soon);
        await NothingIsWrong(page, 44);
        // With another order unpaid, paying leads to both of them.
        await Joins(page, second, "提交，去付款");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "2 单一起付" })).ToBeVisibleAsync(Soon);
        await Chromium.Photograph(page, "pay-together");
        await NothingIsWrong(page, 44);
        await page.GotoAsync("/orders");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "2 单一起付" })).ToBeVisibleAsync();
        await Chromium.Photograph(page, "pay-together-orders");
        await page.GotoAsync("/look?print=2&back=%2Forders%2Fpay");
        await Chromium.Photograph(page, "pay-together-elder");
        await NothingIsWrong(page, 60);
        await page.GetByRole(AriaRole.Button, new() { Name = "一起付 ¥" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "立即支付" }).TapAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "返回商家" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "2 单都付好了" })).ToBeVisibleAsync(Soon);
        await Chromium.Photograph(page, "pay-together-paid");
        await page.GotoAsync("/orders");
        await Expect(page.Locator("a.stub")).ToHaveCountAsync(2);
        await page.GotoAsync("/orders/pay");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "没有要付的订单" })).ToBeVisibleAsync();
    }
}
