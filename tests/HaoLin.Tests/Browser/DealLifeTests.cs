// What befalls a deal before it opens and after it is cut off, on 老张's and 王总's screens: words that may not stand, headquarters' answer, a set time, too few orders, opened again, thrown away, closing hours.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static HaoLin.Tests.Browser.LeaderPagesShop;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class DealLifeTests(Chromium chromium)
{
    [Fact]
    public async Task A_word_is_stopped_let_through_and_the_deal_opens_at_its_time_or_falls_short()
    {
        await using var shop = await Open();
        var page = await shop.Page(chromium);
        await shop.TakesTheKeys(page);
        var deal = await WritesWhatMayNotBeSaid(page);
        await HeadquartersLetsItThrough(shop);
        await SetsItsTime(shop, page, deal);
        await OpensItEarlyAndItFallsShort(page, deal);
    }

    static async Task<string> WritesWhatMayNotBeSaid(IPage page)
    {
        await Taps(page, "照上次的再来一团");
        await page.WaitForURLAsync("**/edit");
        await page.GetByLabel("跟邻居说两句").FillAsync("老方子都说枇杷止咳。超市价 99，今天便宜。");
        await page.GetByLabel("付了款的满几单才成团").FillAsync("2");
        await Chromium.Photograph(page, "deal-write-minimum");
        await Taps(page, "看看样子");
        await page.WaitForURLAsync("**/preview");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "这些话不能说" })).ToBeVisibleAsync();
        await Expect(page.Locator("mark")).ToHaveTextAsync(["止咳", "超市价 99"]);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "开团", Exact = true })).ToHaveCountAsync(0);
        await Chromium.Photograph(page, "deal-words");
        await Fits(page);
        await page.GetByLabel("跟总部说一句（可以不写）").FillAsync("是老话");
        await Taps(page, "请总部看看能不能用");
        await Expect(page.GetByText("已经交给总部审核")).ToBeVisibleAsync();
        return page.Url.Split('/')[^2];
    }

    async Task HeadquartersLetsItThrough(LeaderPagesShop shop)
    {
        await using var context = await HeadquartersDesk.Browser(chromium, shop.Server, 1280, HeadquartersDesk.WangsPhone);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/headquarters/reviews");
        await Expect(page.GetByText("团长说：是老话")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "headquarters-reviews");
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await page.GetByLabel("原因，团长会看到，也会留档").FillAsync("说的是老话，不是疗效");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^可以开团：") }).ClickAsync();
        await Expect(page.GetByText("没有等着审核的团")).ToBeVisibleAsync();
        await page.GotoAsync("/headquarters/closings");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "定一次休市" })).ToBeVisibleAsync();
        await Chromium.Photograph(page, "headquarters-closings");
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
    }

    static async Task SetsItsTime(LeaderPagesShop shop, IPage page, string deal)
    {
        await page.GotoAsync($"/leader/deals/{deal}/preview");
        await Expect(page.GetByText("总部看过，可以开团")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "定时开" }).TapAsync();
        await Chromium.Photograph(page, "deal-schedule");
        await Fits(page);
        await Taps(page, "定好，到点自己开");
        await Expect(page.GetByText("定好了，到点自己开团。")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "deal-scheduled");
        await Fits(page);
        var answer = await shop.Server.Http.GetStringAsync($"/deals/{deal}");
        Assert.Contains("离开团", answer);
        Assert.DoesNotContain("我要接龙", answer);
        await page.GotoAsync($"/deals/{deal}");
        await Chromium.Photograph(page, "deal-coming");
        await Fits(page);
        await page.GotoAsync("/look?print=3&back=%2F");
        await Chromium.Photograph(page, "today-coming-large");
        await page.GotoAsync("/look?print=0&back=%2F");
        await page.SetViewportSizeAsync(1280, 900);
        await page.GotoAsync("/");
        await Chromium.Photograph(page, "today-coming");
        await page.SetViewportSizeAsync(360, 780);
    }

    static async Task OpensItEarlyAndItFallsShort(IPage page, string deal)
    {
        await page.GotoAsync($"/leader/deals/{deal}");
        await Taps(page, "现在就开团");
        await page.WaitForURLAsync("**/share*");
        Assert.Contains("付款满 2 单成团，不成团全额退款", await page.Locator("#group-text").InnerTextAsync());
        await page.GotoAsync($"/deals/{deal}");
        await Expect(page.GetByText("2 单成团，还差 2 单")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "deal-to-go");
        await Fits(page);
        await page.GotoAsync($"/leader/deals/{deal}");
        await page.Locator("details.end summary", new() { HasText = "提前截单" }).TapAsync();
        await Expect(page.GetByText("还差 2 单成团。现在截单，这个团就不成")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "deal-board-to-go");
        await Taps(page, "现在就截单");
        await Expect(page.GetByText("没有成团：截单时付了款的不到 2 单")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "deal-failed");
    }

    [Fact]
    public async Task Lao_zhang_opens_a_deal_again_puts_it_on_top_and_throws_a_draft_away()
    {
        await using var shop = await Open();
        var page = await shop.Page(chromium);
        await shop.TakesTheKeys(page);
        await Taps(page, "照上次的再来一团");
        await page.WaitForURLAsync("**/edit");
        var draft = page.Url.Split('/')[^2];
        await page.GotoAsync("/leader/deals");
        await Chromium.Photograph(page, "deals-shelf");
        await Fits(page);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^删掉「") }).First.TapAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "回收站" }).TapAsync();
        await Chromium.Photograph(page, "deals-bin");
        await Fits(page);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^拿回来：") }).TapAsync();
        await page.WaitForURLAsync($"**/{draft}/edit");
        await Taps(page, "看看样子");
        await page.WaitForURLAsync("**/preview");
        await Taps(page, "开团");
        await page.WaitForURLAsync("**/share*");

        await page.GotoAsync($"/leader/deals/{draft}");
        await Taps(page, "置顶");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "取消置顶" })).ToBeVisibleAsync();
        await page.Locator("details.end summary", new() { HasText = "提前截单" }).TapAsync();
        await Taps(page, "现在就截单");
        await Expect(page.GetByLabel("为什么再开")).ToHaveValueAsync("刚才截早了");
        await Chromium.Photograph(page, "deal-reopen");
        await Fits(page);
        await Taps(page, "再开，并告诉邻居");
        await Expect(page.GetByText("又开了，邻居可以接着跟")).ToBeVisibleAsync();
        Assert.Contains("\"state\":\"open\"", await shop.Server.Http.GetStringAsync($"/api/v1/deals/{draft}"));
    }

    static async Task Fits(IPage page) => Assert.Empty(await ResidentShop.FaultsOf(page, 44));
}
