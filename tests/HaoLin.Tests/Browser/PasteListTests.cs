// 老张 pastes his group's list on his phone, scripts off: he sees what was read, corrects a line and has the orders.
using System.Text.RegularExpressions;
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static HaoLin.Tests.Browser.LeaderPagesShop;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed partial class PasteListTests(Chromium chromium)
{
    [Fact]
    public async Task Lao_zhang_pastes_the_groups_list_and_has_the_orders_without_scripts()
    {
        await using var shop = await Open();
        var page = await shop.Page(chromium, options => options.JavaScriptEnabled = false);
        await shop.TakesTheKeys(page);
        var deal = await OpensADeal(page);
        await page.GotoAsync($"/leader/deals/{deal}");
        await page.GetByRole(AriaRole.Link, new() { Name = "粘贴接龙" }).TapAsync();
        await Chromium.Photograph(page, "leader-paste");
        await page.GetByLabel("把群里的接龙整段粘进来").FillAsync("#接龙 周末枇杷\n截止周五 20:00\n1. 5栋李 枇杷2份\n2. 3-502王 枇杷两盒(不要冰袋)\n3、老陈 7号楼1单元 批杷×１\n4. 取消\n<b>甜吗</b>？\n5. 梅姐 枇杷1份");
        await Taps(page, "读一遍看看");
        await Expect(page.GetByText("读了 8 行：勾上要记的 3 行，没勾的 2 行，不是订单的 3 行。还没有下单。")).ToBeVisibleAsync();
        await Expect(page.Locator(".others li", new() { HasText = "<b>甜吗</b>？" })).ToBeVisibleAsync();
        await Expect(page.Locator(".guesses", new() { HasText = "像是取消了" })).ToBeVisibleAsync();
        await NothingSticksOut(page);
        await Chromium.Photograph(page, "leader-pasted");

        // The third line is taken after all, and the last is to have more than there is.
        await page.Locator("input[name='keep.5']").CheckAsync();
        await page.Locator(".pasted > li").Last.Locator("summary").TapAsync();
        await page.Locator("input[name='many.8.0']").FillAsync("998");
        await Taps(page, "全部记下");
        await Expect(page.GetByText("有几行记不下，所以一行都没有记")).ToBeVisibleAsync();
        await Expect(page.Locator(".pasted .wrong")).ToHaveCountAsync(1);
        await Expect(page.Locator("input[name='keep.5']")).ToBeCheckedAsync();
        await Chromium.Photograph(page, "leader-pasted-wrong");
        await page.Locator("input[name='many.8.0']").FillAsync("1");
        await Taps(page, "再看一遍");
        await Expect(page.Locator(".pasted .wrong")).ToHaveCountAsync(0);
        await Taps(page, "全部记下");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "记下了 4 单" })).ToBeVisibleAsync();
        await NothingSticksOut(page);
        await Chromium.Photograph(page, "leader-written-down");

        await page.GetByRole(AriaRole.Link, new() { Name = "李 5栋" }).TapAsync();
        await Expect(page.GetByText("这一单是您代记的")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "leader-written-order");
        await page.GetByRole(AriaRole.Link, new() { Name = "付款" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^付款 ¥") })).ToBeVisibleAsync();

        // Pasted again, everybody is known.
        await page.GotoAsync($"/leader/deals/{deal}/paste");
        await page.GetByLabel("把群里的接龙整段粘进来").FillAsync("1. 5栋李 枇杷2份");
        await Taps(page, "读一遍看看");
        await Expect(page.GetByText("接龙里已经有这位邻居（1 号）")).ToBeVisibleAsync();
        await Taps(page, "全部记下");
        await Expect(page.GetByText("一行都没有勾")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_was_written_down_takes_the_order_over_by_the_forwarded_link()
    {
        await using var shop = await Open();
        var page = await shop.Page(chromium);
        await shop.TakesTheKeys(page);
        var deal = await OpensADeal(page);
        await page.GotoAsync($"/leader/deals/{deal}/paste");
        await page.GetByLabel("把群里的接龙整段粘进来").FillAsync("1. 5栋李 枇杷2份");
        await Taps(page, "读一遍看看");
        await Taps(page, "全部记下");
        await page.GetByRole(AriaRole.Link, new() { Name = "李 5栋" }).TapAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "给这位邻居记手机号，或请他认领" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "李 5栋的手机号" })).ToBeVisibleAsync();
        await NothingSticksOut(page);
        await Chromium.Photograph(page, "leader-neighbour");
        await page.GetByLabel("他的手机号").FillAsync("123");
        await Taps(page, "记下号码");
        await Expect(page.GetByText("请填写 11 位手机号码")).ToBeVisibleAsync();
        await Taps(page, "做一个认领链接");
        await Expect(page.Locator("#adopt-text")).ToContainTextAsync("/adopt/");
        await NothingSticksOut(page);
        await Chromium.Photograph(page, "leader-neighbour-link");
        var link = AdoptLink().Match((await page.Locator("#adopt-text").TextContentAsync())!).Value;

        // A stranger is led to sign in and back; a resident of long standing takes it over in large print.
        var stranger = await (await chromium.Phone(options => options.BaseURL = shop.Server.Address.AbsoluteUri)).NewPageAsync();
        await stranger.GotoAsync(link);
        await Expect(stranger.GetByText("替「李 5栋」记了下面这些单")).ToBeVisibleAsync();
        await NothingSticksOut(stranger);
        await Chromium.Photograph(stranger, "adopt");
        await Taps(stranger, "是我的，用手机号登录认领");
        await stranger.WaitForURLAsync("**/sign-in?back=*");
        var token = (await shop.Newcomers(1))[0];
        await stranger.Context.AddCookiesAsync([new() { Name = "haolin", Value = token, Url = shop.Server.Address.AbsoluteUri }]);
        await stranger.GotoAsync("/look?print=3&back=" + Uri.EscapeDataString(link));
        await Chromium.Photograph(stranger, "adopt-large");
        await NothingSticksOut(stranger);
        await Taps(stranger, "是我的，认领");
        await Expect(stranger.GetByText("1 单归到您名下了。")).ToBeVisibleAsync();
        await Chromium.Photograph(stranger, "adopted-large");
        await page.ReloadAsync();
        await Expect(page.GetByText("这位邻居有自己的账号了")).ToBeVisibleAsync();
        Assert.Equal(1, (await shop.Get(token, "me/orders")).GetProperty("items").GetArrayLength());
    }

    [GeneratedRegex("/adopt/[0-9a-f]{32}/[0-9a-f]{32}")]
    private static partial Regex AdoptLink();

    /// <summary>A deal with loquats alone.</summary>
    static async Task<string> OpensADeal(IPage page)
    {
        await page.GotoAsync("/leader/open");
        await page.GetByLabel("商品名").FillAsync("枇杷");
        await Taps(page, "找");
        await page.Locator("label.choice").First.TapAsync();
        await Taps(page, "用选好的开团");
        await Taps(page, "看看样子");
        await Taps(page, "开团");
        await page.WaitForURLAsync("**/share*");
        return DealInAddress().Match(page.Url).Groups[1].Value;
    }

    static async Task NothingSticksOut(IPage page)
    {
        var box = await page.Locator("main").BoundingBoxAsync();
        Assert.True(box!.Width <= 360, $"the page is {box.Width} wide");
        foreach (var field in await page.Locator("main input:not([type=hidden]):not([hidden]), main select, main button:not(.unseen), main li").AllAsync())
            if (await field.BoundingBoxAsync() is { Width: > 0 } at) Assert.True(at.X >= 0 && at.X + at.Width <= 360.5, $"something ends at {at.X + at.Width}");
    }

    [GeneratedRegex("/leader/deals/([0-9a-f-]{36})")]
    private static partial Regex DealInAddress();
}
