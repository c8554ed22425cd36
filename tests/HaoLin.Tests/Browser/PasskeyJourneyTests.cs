// 老张 adds a passkey, comes in by it without a password, and comes in no more once headquarters took it away: in a real browser with a made-up fingerprint reader.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static HaoLin.Tests.Browser.LeaderPagesShop;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class PasskeyJourneyTests(Chromium chromium)
{
    static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 30_000 };

    [Fact]
    public async Task Lao_zhang_comes_in_by_his_finger_until_headquarters_takes_the_passkey_away()
    {
        await using var shop = await Open();
        var page = await shop.Page(chromium);
        var reader = await Reader.At(page);
        await shop.TakesTheKeys(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "登录安全" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "加一个通行密钥" })).ToBeVisibleAsync(Patiently);
        await Shows(page, "leader-sign-in-safety");
        await page.GetByLabel("给这台设备起个名字").FillAsync("老张的华为");
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync("不是这个密码");
        await Taps(page, "下一步");
        await Expect(page.GetByText("密码不对")).ToBeVisibleAsync(Patiently);
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync(Password);
        await Taps(page, "下一步");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "在这台设备上确认" })).ToBeVisibleAsync(Patiently);
        await Shows(page, "leader-passkey-confirm");
        // He puts the wrong finger on it first.
        await reader.Knows(false);
        await Taps(page, "确认，加上通行密钥");
        await Expect(page.GetByText("没有确认，什么都没变")).ToBeVisibleAsync(Patiently);
        await Shows(page, "leader-passkey-not-confirmed");
        await reader.Knows(true);
        await Taps(page, "确认，加上通行密钥");
        await Expect(page.GetByText("老张的华为")).ToBeVisibleAsync(Patiently);
        await Expect(page.GetByText("还没用过")).ToBeVisibleAsync();
        await Shows(page, "leader-passkey-added");
        Assert.Empty(await Axe.FindingsOn(page));

        await ComesInByFinger(page);
        await page.GotoAsync("/authenticator");
        await Expect(page.GetByText("用过", new() { Exact = false }).First).ToBeVisibleAsync(Patiently);
        await Expect(page.GetByText("还没用过")).ToHaveCountAsync(0);

        await using var wang = await HeadquartersDesk.Browser(chromium, shop.Server, 1280, HeadquartersDesk.WangsPhone);
        var desk = await wang.NewPageAsync();
        await desk.GotoAsync("/authenticator");
        await Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "登录安全" })).ToBeVisibleAsync(Patiently);
        await Shows(desk, "headquarters-sign-in-safety");
        await desk.GotoAsync("/headquarters/communities");
        await desk.GetByRole(AriaRole.Button, new() { Name = "移除通行密钥：老张" }).ClickAsync(new() { Timeout = 30_000 });
        await Expect(desk.GetByText("移除老张的 1 个通行密钥？")).ToBeVisibleAsync(Patiently);
        await Chromium.Photograph(desk, "headquarters-takes-passkeys");
        await desk.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "移除", Exact = true }).ClickAsync();
        await Expect(desk.GetByText("老张 的通行密钥移除了")).ToBeVisibleAsync(Patiently);

        // His phone is signed out with it, and his finger opens nothing any more.
        await page.GotoAsync("/leader");
        await page.WaitForURLAsync("**/sign-in/staff**");
        await Taps(page, "用通行密钥登录");
        await Expect(page.GetByText("这个通行密钥打不开门")).ToBeVisibleAsync(Patiently);
        await Shows(page, "leader-passkey-refused");
        await page.GetByLabel("手机号").FillAsync(LeaderPagesShop.Phone);
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync(Password);
        await Taps(page, "登录");
        await page.WaitForURLAsync("**/leader");

        await desk.GotoAsync("/headquarters/audit");
        foreach (var said in new[] { "added", "removed" }) await Expect(desk.GetByText(said).First).ToBeVisibleAsync(Patiently);
        await Chromium.Photograph(desk, "headquarters-audit-passkeys");
    }

    [Fact]
    public async Task A_browser_without_passkeys_shows_no_such_way_and_one_in_English_speaks_it()
    {
        await using var shop = await Open();
        var page = await shop.Page(chromium);
        await page.AddInitScriptAsync("delete window.PublicKeyCredential");
        await page.GotoAsync("/sign-in/staff");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true })).ToBeVisibleAsync(Patiently);
        await Expect(page.GetByText("用通行密钥登录")).ToBeHiddenAsync();
        await shop.TakesTheKeys(page);
        await page.GotoAsync("/authenticator");
        await Expect(page.GetByText("这个浏览器没有通行密钥")).ToBeVisibleAsync(Patiently);
        await Expect(page.GetByText("加一个通行密钥")).ToBeHiddenAsync();
        await page.GotoAsync("/look?tongue=en&back=/authenticator");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Passkeys" })).ToBeVisibleAsync(Patiently);
        Assert.Empty(await EnglishReader.ChineseOn(page, await EnglishReader.OfLeader(page)));
        await Shows(page, "leader-english-sign-in-safety");
    }

    static async Task ComesInByFinger(IPage page)
    {
        await page.GotoAsync("/leader");
        await Taps(page, "退出登录");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "用通行密钥登录" })).ToBeVisibleAsync(Patiently);
        await Shows(page, "leader-sign-in-passkey");
        await Taps(page, "用通行密钥登录");
        await page.WaitForURLAsync("**/leader");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "登录安全" })).ToBeVisibleAsync(Patiently);
    }

    static async Task Shows(IPage page, string name)
    {
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, name);
    }

    /// <summary>A fingerprint reader inside the phone, as the browser's own tools make one up (Chrome DevTools Protocol, WebAuthn).</summary>
    sealed class Reader(ICDPSession tools, string id)
    {
        public static async Task<Reader> At(IPage page)
        {
            var tools = await page.Context.NewCDPSessionAsync(page);
            await tools.SendAsync("WebAuthn.enable");
            var made = await tools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
                },
            });
            return new(tools, made!.Value.GetProperty("authenticatorId").GetString()!);
        }

        /// <summary>Whether the finger on it is its owner's.</summary>
        public Task Knows(bool owner) => tools.SendAsync("WebAuthn.setUserVerified", new Dictionary<string, object> { ["authenticatorId"] = id, ["isUserVerified"] = owner });
    }
}
