// A coupon from headquarters to the wallet, played by a real browser: started, claimed from its link, used by itself, taken off again, seen on the order.
using System.Globalization;
using System.Text.Json;
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class CouponJourneyTests(Chromium chromium, ResidentShop shop) : IClassFixture<ResidentShop>
{
    const string WangsPhone = "13800000001";

    async Task<string> Starts(string name, string who, string more)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/headquarters/campaigns");
        request.Headers.Authorization = new("Bearer", await shop.Token(WangsPhone));
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString("N"));
        var from = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        request.Content = new StringContent(string.Create(CultureInfo.InvariantCulture,
            $$"""{"name":"{{name}}","who":"{{who}}",{{more}},"validFrom":"{{from:O}}","validUntil":"{{from.AddDays(7):O}}","budgetFen":500000,"number":500}"""), System.Text.Encoding.UTF8, "application/json");
        using var answer = await shop.Server.Http.SendAsync(request);
        using var made = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return made.RootElement.GetProperty("id").GetString()!;
    }

    static async Task NothingIsWrong(IPage page, int target)
    {
        var faults = await ResidentShop.FaultsOf(page, target);
        Assert.True(faults.Length == 0, $"{page.Url}: {string.Join("; ", faults)}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Li_a_yi_claims_a_coupon_pays_with_it_and_sees_why(bool elder)
    {
        var (small, big) = (await Starts("枇杷季优惠券", "claimed", "\"amountFen\":500"), await Starts("邻居节八折券", "claimed", "\"amountFen\":3000,\"percent\":20"));
        var high = await Starts("大户人家券", "claimed", "\"amountFen\":5000,\"leastSpendFen\":90000");
        var (target, print) = elder ? (60, "-elder") : (44, "");
        await using var phone = await chromium.Phone(options => options.BaseURL = shop.Address.AbsoluteUri);
        await shop.SignIn(phone, (await shop.Newcomers(1))[0]);
        var page = await phone.NewPageAsync();
        if (elder) await page.GotoAsync("/look?print=2&back=%2F");
        await page.GotoAsync("/coupons");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "还没有券" })).ToBeVisibleAsync();
        await Chromium.Photograph(page, $"coupons-empty{print}");
        await NothingIsWrong(page, target);
        foreach (var campaign in new[] { small, big, high })
        {
            await page.GotoAsync($"/c/{campaign}");
            if (campaign == small) { await Chromium.Photograph(page, $"coupon-claim{print}"); await NothingIsWrong(page, target); }
            await page.GetByRole(AriaRole.Button, new() { Name = "领券" }).TapAsync();
            await Expect(page.GetByText("领到了，付款时自动用上。")).ToBeVisibleAsync();
        }
        await page.GotoAsync("/coupons");
        await Chromium.Photograph(page, $"coupons-mine{print}");
        await NothingIsWrong(page, target);
        // From the deal straight to the page that says what the coupon makes of the price.
        await page.GotoAsync($"/deals/{shop.HotDeal}");
        await page.GetByRole(AriaRole.Button, new() { Name = "我要接龙" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "提交，去付款" }).TapAsync();
        await Expect(page.GetByText("替您选了最省的一张。")).ToBeVisibleAsync();
        await Chromium.Photograph(page, $"coupon-paying{print}");
        await NothingIsWrong(page, target);
        await page.GetByText("换一张，或者不用").TapAsync();
        await Chromium.Photograph(page, $"coupon-choices{print}");
        await NothingIsWrong(page, target);
        await page.GetByRole(AriaRole.Link, new() { Name = "枇杷季优惠券" }).TapAsync();
        await Expect(page.GetByText("按您选的这张算。")).ToBeVisibleAsync();
        var button = page.GetByRole(AriaRole.Button, new() { Name = "付款 ¥" });
        var price = (await button.TextContentAsync())!.Split('¥')[1].Trim();
        await button.TapAsync();
        await Expect(page.GetByText(price).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "立即支付" }).TapAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "返回商家" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "付好了，等着吃吧" })).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "看取货码" }).TapAsync();
        await Expect(page.GetByText("实付")).ToBeVisibleAsync();
        await Chromium.Photograph(page, $"coupon-order{print}");
        await NothingIsWrong(page, target);
    }

    [Fact]
    public async Task Wang_starts_a_campaign_and_switches_it_off()
    {
        await using var desk = await chromium.Desk(options => options.BaseURL = shop.Address.AbsoluteUri);
        await shop.SignIn(desk, await shop.Token(WangsPhone));
        var page = await desk.NewPageAsync();
        await page.GotoAsync("/headquarters/coupons");
        await page.GetByRole(AriaRole.Button, new() { Name = "发一批券" }).ClickAsync();
        await page.GetByLabel("叫什么，居民看得到").FillAsync("雨天券");
        await Chromium.Photograph(page, "headquarters-coupon-new");
        await page.GetByRole(AriaRole.Button, new() { Name = "开始发" }).ClickAsync();
        await Expect(page.GetByText("雨天券").First).ToBeVisibleAsync();
        await Chromium.Photograph(page, "headquarters-coupons");
        await page.GetByRole(AriaRole.Button, new() { Name = "停发「雨天券」" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "停发" }).ClickAsync();
        await Expect(page.GetByText("已停发")).ToBeVisibleAsync();
    }
}
