// 老张 turns on the digits beside his password, takes some days off, and 王总 trusts him more: in a real browser.
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static HaoLin.Tests.Browser.LeaderPagesShop;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class LeaderStandingTests(Chromium chromium)
{
    static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 30_000 };

    [Fact]
    public async Task Lao_zhangs_door_asks_for_digits_too_and_he_takes_some_days_off()
    {
        await using var shop = await Open();
        var page = await shop.Page(chromium);
        await shop.TakesTheKeys(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "登录安全" }).TapAsync();
        await Expect(page.GetByText("现在没有开")).ToBeVisibleAsync(Patiently);
        await Shows(page, "leader-authenticator-off");
        await Taps(page, "开动态码");
        await page.GetByText("扫不了？").TapAsync(new() { Timeout = 30_000 });
        var secret = (await page.Locator(".secret").InnerTextAsync()).Replace(" ", "");
        await page.GetByLabel("动态码", new() { Exact = true }).FillAsync("12");
        await Taps(page, "开好了");
        await Expect(page.GetByText("动态码不对")).ToBeVisibleAsync(Patiently);
        await Shows(page, "leader-authenticator-scan");
        await page.GetByLabel("动态码", new() { Exact = true }).FillAsync(Digits(secret, 0));
        await Taps(page, "开好了");
        await Expect(page.GetByText("已经开着")).ToBeVisibleAsync(Patiently);
        await Shows(page, "leader-authenticator-on");

        await page.GotoAsync("/leader");
        await Taps(page, "退出登录");
        await page.GetByLabel("手机号").FillAsync(LeaderPagesShop.Phone);
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync(Password);
        await Taps(page, "登录");
        await Expect(page.GetByText("这个账号开了动态码")).ToBeVisibleAsync(Patiently);
        await Shows(page, "leader-sign-in-digits");
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync(Password);
        // The digits of half a minute ahead: those of now were taken when he turned it on.
        await page.GetByLabel("动态码", new() { Exact = true }).FillAsync(Digits(secret, 30));
        await Taps(page, "登录");
        await page.WaitForURLAsync("**/leader");

        await page.GetByRole(AriaRole.Link, new() { Name = "正式团长" }).TapAsync();
        await Expect(page.GetByText("想歇几天？")).ToBeVisibleAsync(Patiently);
        await Shows(page, "leader-standing");
        await page.GetByLabel("哪天回来").FillAsync(TimeProvider.System.GetUtcNow().AddDays(4).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await Taps(page, "歇几天");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "正在休息" })).ToBeVisibleAsync(Patiently);
        await page.GotoAsync("/look?print=2&back=/leader/standing");
        await Shows(page, "leader-standing-rests-elder");
        await page.GotoAsync("/leader");
        await Expect(page.GetByText("您在休息")).ToBeVisibleAsync(Patiently);
        await page.GotoAsync("/leader/standing");
        await Taps(page, "我回来了，接着开团");
        await Expect(page.GetByText("想歇几天？")).ToBeVisibleAsync(Patiently);
    }

    [Fact]
    public async Task Wang_zong_makes_him_a_senior_leader_and_looks_at_his_agreement()
    {
        await using var server = await PublishedServer.Start();
        await using var desk = await HeadquartersDesk.Browser(chromium, server, 1280, HeadquartersDesk.WangsPhone);
        var page = await desk.NewPageAsync();
        await page.GotoAsync("/headquarters/communities");
        await page.GetByRole(AriaRole.Button, new() { Name = "级别和休息" }).First.ClickAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Dialog).GetByText("资深团长").ClickAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "改级别" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Alert)).ToBeVisibleAsync(Patiently);
        await page.GetByRole(AriaRole.Dialog).GetByLabel("为什么").FillAsync("一年没有一起投诉");
        await Chromium.Photograph(page, "headquarters-leader-standing");
        await page.GetByRole(AriaRole.Button, new() { Name = "改级别" }).ClickAsync();
        await Expect(page.GetByText("级别改好了")).ToBeVisibleAsync(Patiently);
        await Expect(page.Locator(".headquarters-main").GetByText("资深团长")).ToBeVisibleAsync(Patiently);
        await Shows(page, "headquarters-communities-standing");
        await page.GetByRole(AriaRole.Button, new() { Name = "的材料" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("到哪天为止").FillAsync("2020-01-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "看过原件了" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Alert)).ToContainTextAsync("已经过期", new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Dialog).GetByLabel("到哪天为止").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "看过原件了" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByText("看过了", new() { Exact = true })).ToBeVisibleAsync(Patiently);
        await Shows(page, "headquarters-leader-papers");
    }

    static string Digits(string secret, int ahead) => Authenticator.At(secret, TimeProvider.System.GetUtcNow().AddSeconds(ahead));

    static async Task Shows(IPage page, string name)
    {
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, name);
    }
}
