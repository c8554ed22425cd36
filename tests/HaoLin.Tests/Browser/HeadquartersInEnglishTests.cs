// 王总's pages as somebody reads them who chose English: the line to the server speaks it too, and every page still fits a phone and a desk.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static HaoLin.Tests.Browser.EnglishReader;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class HeadquartersInEnglishTests(Chromium chromium, HeadquartersDesk desk) : IClassFixture<HeadquartersDesk>
{
    static Task Press(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    static Task Opens(IPage page, string head) => Expect(page.GetByRole(AriaRole.Heading, new() { Name = head, Exact = true })).ToBeVisibleAsync();

    [Theory, InlineData(360), InlineData(1280)]
    public async Task Every_page_of_headquarters_speaks_English_and_fits(int width)
    {
        await using var context = await HeadquartersDesk.Browser(chromium, desk.Server, width, HeadquartersDesk.WangsPhone);
        var page = await context.NewPageAsync();
        var faults = new List<string>();
        async Task Looks(string name)
        {
            await Chromium.Photograph(page, "headquarters-english-" + name);
            faults.AddRange((await ChineseOn(page, await OfHeadquarters(page))).Concat(await HeadquartersDesk.FaultsOf(page)).Select(fault => $"{name}: {fault}"));
        }
        async Task Visits(string name, string path, string head)
        {
            await page.GotoAsync(path);
            await Opens(page, head);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await Looks(name);
        }

        await ChoosesEnglish(page, width);
        await Visits("evening", "/headquarters", "Tonight");
        await Visits("deals", "/headquarters/deals", "Deals");
        await Visits("deals-none", "/headquarters/deals?state=cancelled", "No such deals");
        await Visits("deal", $"/headquarters/deals/{desk.Server.One("deal")}", "周末鲜蔬：春笋、菠菜、草莓");
        await Visits("orders-refunding", "/headquarters/orders?refunding=true", "No refunds under way");
        await Visits("orders", "/headquarters/orders", "Orders and refunds");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Refund no. ") }).First.ClickAsync();
        await Press(page, "Refund");
        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Alert)).ToContainTextAsync("This field must be filled in.");
        await Looks("refund");
        await Visits("signals", "/headquarters/signals", "Signals");
        await Visits("colleagues", "/headquarters/colleagues", "Colleagues");
        await Visits("communities", "/headquarters/communities", "Communities and leaders");
        await Press(page, "Add a pickup point to 桂花园");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Looks("pickup-point");
        await Visits("products", "/headquarters/products", "Products");
        await Press(page, "Add a product");
        await Press(page, "Save");
        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Alert)).ToContainTextAsync("Name: ");
        await Looks("product");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>In the navigation, which a phone opens first; the page one stood on comes back.</summary>
    static async Task ChoosesEnglish(IPage page, int width)
    {
        await page.GotoAsync("/headquarters/deals");
        await Opens(page, "团");
        Assert.Contains("按标题找", await ChineseOn(page, await OfHeadquarters(page)));
        if (width < 600) await Press(page, "打开或收起导航");
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Opens(page, "Deals");
    }
}
