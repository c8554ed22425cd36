// 老张's evening on his phone, played by a real browser: the link, 开团, the group, the live board, cut-off, the desk; once more with scripts off.
using System.Text.RegularExpressions;
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using SkiaSharp;
using static HaoLin.Tests.Browser.LeaderPagesShop;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed partial class LeaderPagesTests(Chromium chromium)
{
    [Fact]
    public async Task Lao_zhang_opens_watches_cuts_off_and_hands_over_on_his_phone()
    {
        await using var shop = await Open();
        var page = await shop.Page(chromium);
        await shop.TakesTheKeys(page);
        await Chromium.Photograph(page, "leader-today");
        var deal = await OpensLastWeeksDealAgain(page);
        await SharesIt(page, deal);
        var (token, order) = await WatchesItGrow(shop, page, deal);
        var code = await CutsOff(shop, page, deal, token, order);
        await MovesTheArrival(shop, page, deal, token);
        await HandsOverAndTakesItBack(shop, page, code, token, order);
    }

    /// <summary>Three taps when nothing changes; here the title, the price and a gift do.</summary>
    static async Task<string> OpensLastWeeksDealAgain(IPage page)
    {
        await Taps(page, "照上次的再来一团");
        await page.WaitForURLAsync("**/edit");
        await page.GetByLabel("团的名字").FillAsync("福建枇杷 + 山东桑葚");
        await page.GetByLabel("团价 ¥").First.FillAsync("便宜点");
        await Taps(page, "看看样子");
        // What was wrong is said beside its field, and everything else is as it was typed.
        await Expect(page.GetByText("写成 39.8 这样")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("团的名字")).ToHaveValueAsync("福建枇杷 + 山东桑葚");
        await Chromium.Photograph(page, "leader-write-wrong");
        await page.GetByLabel("团价 ¥").First.FillAsync("36.8");
        await page.GetByText("再加一样，或者加赠品").TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "送：山东桑葚" }).TapAsync();
        await page.GetByLabel("送给前几位跟团的邻居").FillAsync("1");
        await Chromium.Photograph(page, "leader-write");
        await Taps(page, "看看样子");
        await page.WaitForURLAsync("**/preview");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "福建枇杷 + 山东桑葚" })).ToBeVisibleAsync();
        await Expect(page.GetByText("前 1 名，每人送一份")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "leader-preview");
        await Taps(page, "开团");
        await page.WaitForURLAsync("**/share*");
        return DealInAddress().Match(page.Url).Groups[1].Value;
    }

    static async Task SharesIt(IPage page, string deal)
    {
        var text = await page.Locator("#group-text").InnerTextAsync();
        Assert.Contains("1. 福建枇杷", text);
        Assert.Contains("¥36.80", text);
        Assert.EndsWith($"/deals/{deal}", text.Trim());
        await Chromium.Photograph(page, "leader-share");
        var poster = await page.Context.APIRequest.GetAsync(new Uri(new Uri(page.Url), $"/leader/deals/{deal}/poster.png").AbsoluteUri);
        Assert.Equal("image/png", poster.Headers["content-type"]);
        using var picture = SKBitmap.Decode(await poster.BodyAsync());
        Assert.Equal((750, 1334), (picture.Width, picture.Height));
    }

    /// <summary>The board is open on the phone while a neighbour joins and pays elsewhere; nobody reloads anything.</summary>
    static async Task<(string Token, string Order)> WatchesItGrow(LeaderPagesShop shop, IPage page, string deal)
    {
        await page.GotoAsync($"/leader/deals/{deal}");
        await Expect(page.GetByText("还没有人接龙")).ToBeVisibleAsync();
        await page.EvaluateAsync("document.body.dataset.sameAsBefore = 'yes'");
        var token = (await shop.Newcomers(1))[0];
        var order = await shop.Joins(token, deal);
        await Expect(page.Locator("#now .chain > li")).ToHaveCountAsync(1);
        await Expect(page.Locator("#now .chip", new() { HasText = "待付款" })).ToBeVisibleAsync();
        await shop.Pays(token, order);
        await Expect(page.Locator("#now .lead dd").Last).ToHaveTextAsync("¥36.80");
        await Expect(page.Locator("#now .chip", new() { HasText = "待付款" })).ToHaveCountAsync(0);
        Assert.Equal("yes", await page.EvaluateAsync<string>("document.body.dataset.sameAsBefore"));
        await Chromium.Photograph(page, "leader-board");
        return (token, order);
    }

    static async Task<string> CutsOff(LeaderPagesShop shop, IPage page, string deal, string token, string order)
    {
        await page.Locator("details.end summary", new() { HasText = "提前截单" }).TapAsync();
        await Taps(page, "现在就截单");
        await Expect(page.GetByText("截单了。付了款的邻居都收到了取货时间")).ToBeVisibleAsync();
        await page.GotoAsync($"/leader/deals/{deal}/lists");
        await Expect(page.Locator("table.sheet tbody tr")).ToHaveCountAsync(1);
        // What a neighbour wrote is shown as written and never as markup.
        await Expect(page.GetByText("备注：<b>挑软的</b>")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "leader-lists");
        return (await shop.Order(token, order)).GetProperty("pickupCode").GetString()!;
    }

    /// <summary>The truck is late: he says so once, and every neighbour who ordered reads it.</summary>
    static async Task MovesTheArrival(LeaderPagesShop shop, IPage page, string deal, string token)
    {
        await page.GotoAsync($"/leader/deals/{deal}");
        await page.GetByRole(AriaRole.Link, new() { Name = "改时间" }).TapAsync();
        await page.GetByLabel("取到几点").FillAsync("21:30");
        await Taps(page, "改好，并告诉邻居");
        // Nothing is told without a reason, and what was typed is still there.
        await Expect(page.GetByLabel("取到几点")).ToHaveValueAsync("21:30");
        await page.GetByLabel("为什么改").FillAsync("高速封路，货车晚一点");
        await Chromium.Photograph(page, "leader-times");
        await Taps(page, "改好，并告诉邻居");
        await Expect(page.GetByText("时间改好了")).ToBeVisibleAsync();
        await Expect(page.GetByText("改时间：高速封路，货车晚一点")).ToBeVisibleAsync();
        await shop.IsTold(token, "高速封路，货车晚一点");
    }

    static async Task HandsOverAndTakesItBack(LeaderPagesShop shop, IPage page, string code, string token, string order)
    {
        async Task Stands(string state) => Assert.Equal(state, (await shop.Order(token, order)).GetProperty("state").GetString());

        await page.GotoAsync("/leader/desk");
        await page.GetByLabel("报号码、姓名，或手机尾号").FillAsync($"{code[..4]} {code[4..]}");
        await Taps(page, "找");
        await page.WaitForURLAsync("**/h/" + code);
        await Chromium.Photograph(page, "leader-code");
        var handOver = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^交货：1 号") });
        await handOver.TapAsync();
        await Expect(page.GetByText("交好了")).ToBeVisibleAsync();
        await Stands("handed-over");
        await Chromium.Photograph(page, "leader-handed-over");

        // The scanner opens the same code again: it says when, and does not offer the button.
        await page.GotoAsync($"/h/{code}");
        await Expect(page.GetByText("已经取走了")).ToBeVisibleAsync();
        await Expect(handOver).ToHaveCountAsync(0);
        await Taps(page, "交错了，撤销");
        await Expect(page.GetByText("货回到待取")).ToBeVisibleAsync();
        await Stands("paid");
    }

    [Fact]
    public async Task Lao_zhangs_evening_needs_no_scripts()
    {
        await using var shop = await Open();
        var page = await shop.Page(chromium, options => options.JavaScriptEnabled = false);
        await shop.TakesTheKeys(page);
        await page.GotoAsync("/leader/open");
        await page.GetByLabel("商品名").FillAsync("枇杷");
        await Taps(page, "找");
        await page.Locator("label.choice").First.TapAsync();
        await Taps(page, "用选好的开团");
        // Rows come and go by the form itself, and what was typed stays.
        await page.GetByLabel("跟邻居说两句").FillAsync("自己尝过，甜。");
        await page.GetByText("再加一样，或者加赠品").TapAsync();
        await page.Locator(".add li").Nth(1).GetByRole(AriaRole.Button, new() { Name = "卖", Exact = true }).TapAsync();
        await Expect(page.Locator(".goods")).ToHaveCountAsync(2);
        await Expect(page.GetByLabel("跟邻居说两句")).ToHaveValueAsync("自己尝过，甜。");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^拿掉") }).Last.TapAsync();
        await Expect(page.Locator(".goods")).ToHaveCountAsync(1);
        await Taps(page, "看看样子");
        await Taps(page, "开团");
        await page.WaitForURLAsync("**/share*");
        var deal = DealInAddress().Match(page.Url).Groups[1].Value;
        var token = (await shop.Newcomers(1))[0];
        var order = await shop.Joins(token, deal);
        await shop.Pays(token, order);

        await page.GotoAsync($"/leader/deals/{deal}");
        await page.Locator("details.end summary", new() { HasText = "提前截单" }).TapAsync();
        await Taps(page, "现在就截单");
        await Expect(page.GetByText("截单了")).ToBeVisibleAsync();
        await page.GotoAsync("/leader/desk");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^交货：1 号") }).TapAsync();
        await Expect(page.GetByText("交好了")).ToBeVisibleAsync();
        await page.GotoAsync($"/leader/deals/{deal}");
        await Taps(page, "做完了");
        await Expect(page.GetByText("做完了，辛苦！")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "leader-done-without-scripts");
    }

    [Fact]
    public async Task Nobody_else_comes_behind_the_counter()
    {
        await using var shop = await Open();
        var page = await shop.Page(chromium);
        await page.GotoAsync("/leader/deals");
        // Whoever is not signed in is led to the door, and afterwards to where they wanted to go.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "团长登录" })).ToBeVisibleAsync();
        Assert.Contains("back=%2Fleader%2Fdeals", page.Url);
        await page.GotoAsync("/h/12345678");
        await Expect(page.GetByText("这是一个取货码")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "leader-code-for-others");
        await shop.TakesTheKeys(page);
        await Taps(page, "退出登录");
        await page.GetByLabel("手机号").FillAsync(LeaderPagesShop.Phone);
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync("不是这个密码");
        await Taps(page, "登录");
        await Expect(page.GetByText("手机号或密码不对")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "leader-sign-in-wrong");
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync(Password);
        await Taps(page, "登录");
        await page.WaitForURLAsync("**/leader");
        await page.GotoAsync(shop.Server.One("leader-link"));
        await Expect(page.GetByText("这个链接已经用过或过期了")).ToBeVisibleAsync();

        var neighbour = await shop.Page(chromium);
        await neighbour.Context.AddCookiesAsync([new() { Name = "haolin", Value = (await shop.Newcomers(1))[0], Url = shop.Server.Address.AbsoluteUri }]);
        await neighbour.GotoAsync("/leader");
        await Expect(neighbour.GetByRole(AriaRole.Heading, new() { Name = "这里是团长的柜台" })).ToBeVisibleAsync();
    }

    [GeneratedRegex("/leader/deals/([0-9a-f-]{36})")]
    private static partial Regex DealInAddress();
}
