// 王总 lets a partner's system in, by screen: an address that is told what happened, its log, and a token that may only read orders.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class PartnersTests(Chromium chromium)
{
    static Task Press(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    static Task Opens(IPage page, string head) => Expect(page.GetByRole(AriaRole.Heading, new() { Name = head, Exact = true })).ToBeVisibleAsync();

    [Theory, InlineData(360), InlineData(1280)]
    public async Task Wang_zong_adds_a_webhook_tries_it_and_reads_what_was_answered_and_makes_a_token(int width)
    {
        await using var desk = await PartnersDesk.Open();
        await using var server = await PublishedServer.Start(new() { Environment = new() { ["HAOLIN__WEBHOOKS__LOOPBACK"] = "true" } });
        await using var context = await HeadquartersDesk.Browser(chromium, server, width, HeadquartersDesk.WangsPhone);
        var page = await context.NewPageAsync();
        var faults = new List<string>();
        async Task Looks(string name)
        {
            await Chromium.Photograph(page, "headquarters-" + name);
            faults.AddRange((await HeadquartersDesk.FaultsOf(page)).Select(fault => $"{name}: {fault}"));
        }

        await page.GotoAsync("/headquarters/partners");
        await Opens(page, "还没有订阅");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Looks("partners-none");
        await Press(page, "加一个订阅");
        var form = page.GetByRole(AriaRole.Dialog);
        await form.GetByLabel("给谁用，比如「仓库系统」").FillAsync("仓库系统");
        await form.GetByLabel("对方的地址，https:// 开头").FillAsync("http://192.168.1.1/");
        await form.GetByLabel("付款了", new() { Exact = true }).CheckAsync();
        await Press(page, "保存");
        await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("公网");
        await Looks("partners-refused");
        await form.GetByLabel("对方的地址，https:// 开头").FillAsync(desk.Address);
        await Press(page, "保存");
        await Opens(page, "仓库系统");
        await Expect(page.GetByText("只显示这一次")).ToBeVisibleAsync();
        var secret = await page.Locator("code", new() { HasText = "whsec_" }).InnerTextAsync();
        await Press(page, "给「仓库系统」发一条试试");
        await Brand(desk);
        Assert.True(desk.All[0].IsOurs(secret, TimeProvider.System.GetUtcNow()));
        await Press(page, "刷新");
        await Expect(page.GetByText("送到了")).ToBeVisibleAsync();
        await page.Locator("summary").First.ClickAsync();
        await Looks("partners");

        await page.GotoAsync("/headquarters/tokens");
        await Opens(page, "还没有令牌");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Press(page, "做一个令牌");
        await form.GetByLabel("给谁用，比如「仓库系统」").FillAsync("记账");
        await form.GetByLabel("看订单", new() { Exact = true }).CheckAsync();
        await Looks("token-form");
        await Press(page, "做好");
        await Expect(page.GetByText("「记账」的令牌")).ToBeVisibleAsync();
        var token = await page.Locator("code", new() { HasText = "hlm_" }).InnerTextAsync();
        await Looks("tokens");
        async Task<int> Asks()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/headquarters/orders") { Headers = { { "Authorization", "Bearer " + token } } };
            using var answer = await server.Http.SendAsync(request);
            return (int)answer.StatusCode;
        }
        Assert.Equal(200, await Asks());
        await Press(page, "收回「记账」的令牌");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "收回", Exact = true }).ClickAsync();
        await Expect(page.GetByText("「记账」的令牌收回了")).ToBeVisibleAsync();
        Assert.Equal(401, await Asks());
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    static Task Brand(PartnersDesk desk) => Faults.Rig.Brand.Until(() => Task.FromResult(desk.All.Count > 0), "the test event arrives", TimeSpan.FromSeconds(20));
}
