// What residents do in the shop, played by a real browser: look, join, pay, wait, collect without a line.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class ResidentJourneyTests(Chromium chromium, ResidentShop shop) : IClassFixture<ResidentShop>, IAsyncDisposable
{
    readonly List<IBrowserContext> phones = [];

    public async ValueTask DisposeAsync()
    {
        // A page left open keeps listening and drawing beside the next journey.
        foreach (var phone in phones) await phone.DisposeAsync();
    }

    async Task<IPage> Phone(string? token, Action<BrowserNewContextOptions>? change = null)
    {
        var phone = await chromium.Phone(options => { options.BaseURL = shop.Address.AbsoluteUri; change?.Invoke(options); });
        phones.Add(phone);
        if (token is not null) await shop.SignIn(phone, token);
        return await phone.NewPageAsync();
    }

    static Task Tap(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button }).TapAsync();

    static ILocator Heading(IPage page, string text) => page.GetByRole(AriaRole.Heading, new() { Name = text });

    [Fact]
    public async Task Xiao_lin_joins_in_three_taps_and_pays()
    {
        var page = await Phone(await shop.Token(ResidentShop.LinsPhone));
        await page.GotoAsync($"/deals/{shop.HotDeal}");
        await Chromium.Photograph(page, "resident-deal");
        await Tap(page, "我要接龙");
        await Chromium.Photograph(page, "resident-confirm");
        await Tap(page, "提交，去付款");
        await Tap(page, "立即支付");
        await page.GetByRole(AriaRole.Link, new() { Name = "返回商家" }).TapAsync();
        // The notice may be slower than her thumb; the page finds out by itself and never says "failed".
        await Expect(Heading(page, "付好了，等着吃吧")).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await Chromium.Photograph(page, "resident-paid");
        await page.GetByRole(AriaRole.Link, new() { Name = "看取货码" }).TapAsync();
        await Expect(page.Locator(".ticket .code")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^\d{4} \d{4}$"));
        await Chromium.Photograph(page, "resident-order");
    }

    [Fact]
    public async Task Li_a_yi_joins_and_pays_with_scripts_off_and_in_large_print()
    {
        var page = await Phone(await shop.Token(ResidentShop.LisPhone), options => options.JavaScriptEnabled = false);
        await page.GotoAsync("/");
        await page.GetByText("大字版").TapAsync();
        await Expect(page.GetByText("标准字")).ToBeVisibleAsync();
        await page.GotoAsync($"/deals/{shop.HotDeal}");
        await Tap(page, "我要接龙");
        await page.GetByLabel("想对团长说的").FillAsync("<b>请挑软的</b> & 谢谢");
        await Tap(page, "提交，去付款");
        await Tap(page, "放弃");
        await page.GetByRole(AriaRole.Link, new() { Name = "返回商家" }).TapAsync();
        await Expect(Heading(page, "正在确认付款")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "resident-unknown-large");
        // The same payment again, not a second one.
        await Tap(page, "还没付");
        await Tap(page, "立即支付");
        await page.GetByRole(AriaRole.Link, new() { Name = "返回商家" }).TapAsync();
        // No script asks for her; the page itself does, every few seconds.
        await Expect(Heading(page, "付好了，等着吃吧")).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "看取货码" }).TapAsync();
        await Expect(page.GetByText("<b>请挑软的</b> & 谢谢")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "resident-order-large");
    }

    [Fact]
    public async Task A_neighbour_who_joins_elsewhere_appears_in_the_open_list_by_herself()
    {
        var tokens = await shop.Newcomers(2);
        var page = await Phone(null);
        await page.GotoAsync($"/deals/{shop.HotDeal}");
        var entries = page.Locator(".chain > li");
        var before = await entries.CountAsync();
        foreach (var (token, i) in tokens.Select((token, i) => (token, i)))
        {
            Assert.Equal(201, (int)(await shop.JoinByApi(token, shop.HotDeal)).StatusCode);
            await Expect(entries).ToHaveCountAsync(before + i + 1, new() { Timeout = 15_000 });
        }
    }

    [Fact]
    public async Task Her_own_number_is_marked_for_her_alone()
    {
        var token = (await shop.Newcomers(1))[0];
        Assert.Equal(201, (int)(await shop.JoinByApi(token, shop.HotDeal)).StatusCode);
        var hers = await Phone(token);
        await hers.GotoAsync($"/deals/{shop.HotDeal}");
        await Expect(hers.Locator(".chain .mine")).ToHaveCountAsync(1);
        var stranger = await Phone(null);
        await stranger.GotoAsync($"/deals/{shop.HotDeal}");
        await stranger.WaitForLoadStateAsync(LoadState.Load);
        await Expect(stranger.Locator(".chain .mine")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_newcomer_signs_in_by_her_phone_and_is_asked_her_name_once()
    {
        var page = await Phone(null);
        await page.GotoAsync("/orders");
        await page.GetByLabel("手机号").FillAsync("137 0000 1234");
        await Chromium.Photograph(page, "resident-sign-in");
        await Tap(page, "发验证码给我");
        var inbox = await page.Context.NewPageAsync();
        await inbox.GotoAsync(await page.GetByRole(AriaRole.Link, new() { Name = "打开模拟手机收件箱" }).GetAttributeAsync("href") ?? "");
        var code = await inbox.FrameLocator("iframe").Locator(".code").First.InnerTextAsync();
        await page.GetByLabel("验证码").FillAsync(code);
        await Tap(page, "登录");
        await Expect(page.GetByLabel("怎么称呼您")).ToBeVisibleAsync();
        await page.GetByLabel("怎么称呼您").FillAsync("周阿姨");
        // Nothing is ticked for her, and without the tick she does not get in.
        await Expect(page.GetByLabel("我看过并同意")).Not.ToBeCheckedAsync();
        await Chromium.Photograph(page, "resident-consent");
        await page.GetByLabel("我看过并同意").CheckAsync();
        await Tap(page, "登录");
        await Expect(Heading(page, "还没有订单")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "resident-orders-empty");
        await page.GotoAsync("/me");
        await Expect(Heading(page, "周阿姨")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Pickup_codes_are_there_without_a_line()
    {
        // 郑阿婆 collected last week's order and has paid for this week's: her page is worth keeping.
        var page = await Phone(await shop.Token("13700000003"));
        await page.GotoAsync("/orders");
        await page.EvaluateAsync("navigator.serviceWorker.ready");
        await page.ReloadAsync();
        var code = await page.Locator(".stub strong").First.InnerTextAsync();
        await Expect(page.Locator("html")).Not.ToHaveAttributeAsync("data-saved", "");
        // The ticket behind the list is fetched for keeping as soon as the list is looked at.
        await page.WaitForFunctionAsync("() => caches.open('mine').then(c => c.keys()).then(k => k.length >= 2)");

        await page.Context.SetOfflineAsync(true);
        await page.ReloadAsync();
        await Expect(page.GetByText("现在没有网络")).ToBeVisibleAsync();
        await Expect(page.Locator(".stub strong").First).ToHaveTextAsync(code);
        await Chromium.Photograph(page, "resident-orders-offline");
        await page.Locator(".stub").First.TapAsync();
        await Expect(page.Locator(".ticket .code")).ToHaveTextAsync(code);
        await Expect(page.Locator(".ticket svg.qr")).ToBeVisibleAsync();
        await page.GotoAsync("/me");
        await Expect(Heading(page, "网络好像断了")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "resident-offline");
    }

    [Fact]
    public async Task Signing_out_takes_the_saved_codes_along()
    {
        var page = await Phone(await shop.Token("13700000004"));
        await page.GotoAsync("/orders");
        await page.EvaluateAsync("navigator.serviceWorker.ready");
        await page.ReloadAsync();
        await page.WaitForFunctionAsync("() => caches.open('mine').then(c => c.keys()).then(k => k.length >= 1)");
        await page.GotoAsync("/me");
        await page.GetByRole(AriaRole.Button, new() { Name = "退出登录", Exact = true }).TapAsync();
        await Expect(Heading(page, "已经退出")).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => caches.has('mine').then(has => !has)");
    }
}
