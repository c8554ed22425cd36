// Credit from what went wrong to the next box, played by a real browser: headquarters gives it, 李阿姨 reads why, pays with it or without, and all of a small order with it alone.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class CreditJourneyTests(Chromium chromium, ResidentShop shop) : IClassFixture<ResidentShop>
{
    static async Task NothingIsWrong(IPage page, int target)
    {
        var faults = await ResidentShop.FaultsOf(page, target);
        Assert.True(faults.Length == 0, $"{page.Url}: {string.Join("; ", faults)}");
    }

    static async Task Joins(IPage page, string deal)
    {
        await page.GotoAsync($"/deals/{deal}");
        await page.GetByRole(AriaRole.Button, new() { Name = "我要接龙" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "提交，去付款" }).TapAsync();
    }

    static async Task<string> Pays(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "立即支付" }).TapAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "返回商家" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "付好了，等着吃吧" })).ToBeVisibleAsync(new() { Timeout = 40_000 });
        return new Uri(page.Url).AbsolutePath.Split('/')[2];
    }

    async Task Gives(string order, string yuan, string? photograph)
    {
        await using var desk = await chromium.Desk(options => options.BaseURL = shop.Address.AbsoluteUri);
        await shop.SignIn(desk, await shop.Token("13800000001"));
        var page = await desk.NewPageAsync();
        await page.GotoAsync($"/headquarters/orders?words={order}");
        await page.GetByRole(AriaRole.Button, new() { Name = "补余额" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("补多少 ¥").FillAsync("99999");
        await dialog.GetByLabel("原因").FillAsync("枇杷压坏了两颗，给您赔不是");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "补给邻居" }).ClickAsync();
        await Expect(dialog.GetByText("补的余额加起来不能超过这一单的价钱")).ToBeVisibleAsync();
        await dialog.GetByLabel("补多少 ¥").FillAsync(yuan);
        if (photograph is not null) await Chromium.Photograph(page, photograph);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "补给邻居" }).ClickAsync();
        await Expect(page.GetByText("余额补好了，已经告诉邻居")).ToBeVisibleAsync();
        if (photograph is null) return;
        // Given by mistake, and taken back on the same spot; then given again.
        await page.GetByRole(AriaRole.Button, new() { Name = "补余额" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "收回" }).ClickAsync();
        await Expect(dialog.GetByText("已收回")).ToBeVisibleAsync();
        await Chromium.Photograph(page, photograph + "-taken-back");
        await dialog.GetByLabel("补多少 ¥").FillAsync(yuan);
        await dialog.GetByLabel("原因").FillAsync("枇杷压坏了两颗，给您赔不是");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "补给邻居" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Li_a_yi_is_made_good_and_pays_the_next_box_with_it(bool elder)
    {
        var (target, print) = elder ? (60, "-elder") : (44, "");
        await using var phone = await chromium.Phone(options => options.BaseURL = shop.Address.AbsoluteUri);
        await shop.SignIn(phone, (await shop.Newcomers(1))[0]);
        var page = await phone.NewPageAsync();
        if (elder) await page.GotoAsync("/look?print=2&back=%2F");
        await page.GotoAsync("/credit");
        await Expect(page.GetByText("现在没有余额。")).ToBeVisibleAsync();
        await Chromium.Photograph(page, $"credit-empty{print}");
        await NothingIsWrong(page, target);
        await Joins(page, shop.HotDeal);
        var first = await Pays(page);
        await Gives(first, "12.5", elder ? null : "headquarters-credit");
        await page.GotoAsync("/me");
        await page.GetByRole(AriaRole.Link, new() { Name = "我的余额" }).TapAsync();
        await Expect(page.GetByText("枇杷压坏了两颗，给您赔不是").First).ToBeVisibleAsync();
        await Chromium.Photograph(page, $"credit-mine{print}");
        await NothingIsWrong(page, target);
        // It changes the price, so the page that says so comes first.
        await Joins(page, await shop.AnotherDeal());
        await Expect(page.GetByText("商品 ¥39.80，余额抵 ¥12.50")).ToBeVisibleAsync();
        await Chromium.Photograph(page, $"credit-paying{print}");
        await NothingIsWrong(page, target);
        await page.GetByRole(AriaRole.Link, new() { Name = "这次不用余额" }).TapAsync();
        await Expect(page.GetByText("能用的有 ¥12.50，这次没有用。")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "用余额抵" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "付款 ¥" }).TapAsync();
        var second = await Pays(page);
        await page.GotoAsync($"/orders/{second}");
        await Expect(page.GetByText("余额抵", new() { Exact = true })).ToBeVisibleAsync();
        await Chromium.Photograph(page, $"credit-order{print}");
        await NothingIsWrong(page, target);
        // More than a whole box costs, for the two that were not right.
        await Gives(second, "30", null);
        await Gives(first, "27.3", null);
        await Joins(page, await shop.AnotherDeal());
        await Chromium.Photograph(page, $"credit-paying-all{print}");
        await page.GetByRole(AriaRole.Button, new() { Name = "全部用余额付，不用再付钱" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "付好了，等着吃吧" })).ToBeVisibleAsync();
        await page.GotoAsync("/credit");
        await Chromium.Photograph(page, $"credit-moves{print}");
        await NothingIsWrong(page, target);
    }
}
