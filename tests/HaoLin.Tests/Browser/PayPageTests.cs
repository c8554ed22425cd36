// The simulated wallet as 小林 sees it on her phone: paying, pressing twice, leaving, coming too late.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Web.Simulated.Gateway;
using Microsoft.Playwright;

namespace HaoLin.Tests.Browser;

public class PayPageTests(Chromium chromium)
{
    const string What = "福建枇杷 1 箱 + 山东桑葚 1 盒";

    [Fact]
    public async Task Xiao_lin_pays_with_one_press_and_cannot_pay_twice()
    {
        await using var stage = await Stage.Set();
        await using var phone = await chromium.Phone();
        var page = await phone.NewPageAsync();
        var pay = await stage.Place("HL20260320000001", what: What) + "?back=" + Uri.EscapeDataString(stage.Shop.Address + "orders/1");
        await page.GotoAsync(pay);
        await Chromium.Photograph(page, "wallet-ask");
        await EverythingFits(page);
        var other = await phone.NewPageAsync();
        await other.GotoAsync(pay);

        await page.GetByRole(AriaRole.Button, new() { Name = "立即支付" }).TapAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "支付成功" })).ToBeVisibleAsync();
        await Chromium.Photograph(page, "wallet-paid");
        await EverythingFits(page);
        Assert.Equal(stage.Shop.Address + "orders/1", await page.GetByRole(AriaRole.Link, new() { Name = "返回商家" }).GetAttributeAsync("href"));

        await other.GetByRole(AriaRole.Button, new() { Name = "立即支付" }).TapAsync();
        await Assertions.Expect(other.GetByText("没有重复付款")).ToBeVisibleAsync();
        await Chromium.Photograph(other, "wallet-paid-already");
    }

    [Fact]
    public async Task Li_a_yi_may_leave_and_come_back_but_not_too_late()
    {
        await using var stage = await Stage.Set();
        await using var phone = await chromium.Phone(options => options.ColorScheme = ColorScheme.Dark);
        var page = await phone.NewPageAsync();
        await page.GotoAsync((await stage.Place("HL20260320000001", 123_456_78, what: What)).AbsoluteUri);
        await Chromium.Photograph(page, "wallet-ask-dark");
        await EverythingFits(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "放弃" }).TapAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "已放弃付款" })).ToBeVisibleAsync();
        await Chromium.Photograph(page, "wallet-left-dark");
        await page.GetByRole(AriaRole.Link, new() { Name = "重新付款" }).TapAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "立即支付" })).ToBeVisibleAsync();
        stage.Clock.Advance(TimeSpan.FromMinutes(20));
        await page.GetByRole(AriaRole.Button, new() { Name = "立即支付" }).TapAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "已过付款时间" })).ToBeVisibleAsync();
        await Chromium.Photograph(page, "wallet-late-dark");
    }

    /// <summary>Nothing is cut off sideways, everything is on one screen, and what is pressed is large enough for a thumb.</summary>
    static async Task EverythingFits(IPage page)
    {
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollHeight - document.documentElement.clientHeight"));
        Assert.True(await page.EvaluateAsync<int>("Math.min(...[...document.querySelectorAll('.button')].map(b => b.getBoundingClientRect().height))") >= 44);
    }
}
