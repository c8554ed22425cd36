// Paying from where 李阿姨 is, played by a real browser: inside her WeChat, whose bridge the test stands in for, and in the phone's own browser.
using System.Text.Json;
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class PayingPlacesJourneyTests(Chromium chromium, ResidentShop shop) : IClassFixture<ResidentShop>
{
    const string Phone = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36";
    const string WeChat = Phone + " MicroMessenger/8.0.50";

    /// <summary>As WeChat does it: the bridge comes a moment after the page, and what it is handed goes to the platform. She changes her mind the first time.</summary>
    const string Bridge = """
        let asked = 0;
        setTimeout(() => {
          window.WeixinJSBridge = { invoke: async (name, call, done) => {
            if (name !== 'getBrandWCPayRequest') return;
            if (++asked === 1) { done({ err_msg: 'get_brand_wcpay_request:cancel' }); return; }
            done({ err_msg: await window.platformTakes(JSON.stringify(call)) });
          } };
          document.dispatchEvent(new Event('WeixinJSBridgeReady'));
        }, 300);
        """;

    async Task<IPage> LiJoins(IBrowserContext phone, bool elder = false, bool bridge = true)
    {
        await shop.SignIn(phone, (await shop.Newcomers(1))[0]);
        var page = await phone.NewPageAsync();
        if (bridge)
        {
            await page.ExposeFunctionAsync("platformTakes", async (string call) =>
            {
                using var http = new HttpClient();
                using var answer = await http.PostAsync(new Uri(new Uri(shop.Server.One("gateway")), "/wechat/getBrandWCPayRequest"), new StringContent(call));
                using var told = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                return told.RootElement.GetProperty("err_msg").GetString();
            });
            await page.AddInitScriptAsync(Bridge);
        }
        if (elder) await page.GotoAsync("/look?print=2&back=%2F");
        await page.GotoAsync($"/deals/{shop.HotDeal}");
        await page.GetByRole(AriaRole.Button, new() { Name = "我要接龙" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "提交，去付款" }).TapAsync();
        return page;
    }

    static async Task NothingIsWrong(IPage page, int target)
    {
        var faults = await ResidentShop.FaultsOf(page, target);
        Assert.True(faults.Length == 0, $"{page.Url}: {string.Join("; ", faults)}");
    }

    static LocatorAssertionsToBeVisibleOptions Soon => new() { Timeout = 40_000 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Inside_wechat_the_payment_opens_by_itself_and_may_be_pressed_again(bool elder)
    {
        await using var phone = await chromium.Phone(options => { options.BaseURL = shop.Address.AbsoluteUri; options.UserAgent = WeChat; });
        var page = await LiJoins(phone, elder);
        await Expect(page.GetByText("没有付款。货还给您留着，可以再点一次。")).ToBeVisibleAsync(Soon);
        Assert.DoesNotContain("code=", page.Url);
        await Chromium.Photograph(page, "paying-in-wechat" + (elder ? "-elder" : ""));
        await NothingIsWrong(page, elder ? 60 : 44);
        await page.GetByRole(AriaRole.Button, new() { Name = "付款 ¥" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "付好了，等着吃吧" })).ToBeVisibleAsync(Soon);
    }

    [Fact]
    public async Task Where_wechats_bridge_does_not_come_a_code_is_scanned_instead()
    {
        await using var phone = await chromium.Phone(options => { options.BaseURL = shop.Address.AbsoluteUri; options.UserAgent = WeChat; });
        var page = await LiJoins(phone, bridge: false);
        await Expect(page.GetByText("这里打不开微信付款，请换成扫码付。")).ToBeVisibleAsync(Soon);
        await Chromium.Photograph(page, "paying-in-wechat-without-bridge");
        await page.GetByRole(AriaRole.Button, new() { Name = "换成扫码付" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "立即支付" }).TapAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "返回商家" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "付好了，等着吃吧" })).ToBeVisibleAsync(Soon);
    }

    [Fact]
    public async Task The_phones_own_browser_opens_wechat_and_comes_back()
    {
        await using var phone = await chromium.Phone(options => { options.BaseURL = shop.Address.AbsoluteUri; options.UserAgent = Phone; });
        var page = await LiJoins(phone, bridge: false);
        // The platform lets in only who comes from the shop's page: without the browser's word for it there is no button.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "放弃" })).ToBeVisibleAsync(Soon);
        await page.GetByRole(AriaRole.Button, new() { Name = "放弃" }).TapAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "返回商家" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "还没付？回到刚才那笔付款" }).TapAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "立即支付" }).TapAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "返回商家" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "付好了，等着吃吧" })).ToBeVisibleAsync(Soon);
    }
}
