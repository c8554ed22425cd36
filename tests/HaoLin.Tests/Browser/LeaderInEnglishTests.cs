// 老张's evening as somebody reads it who chose English: no Chinese on the screen but what people wrote, and nothing wider than the phone.
using HaoLin.Tests.Cast;
using HaoLin.Web.Command;
using Microsoft.Playwright;
using static HaoLin.Tests.Browser.EnglishReader;
using static HaoLin.Tests.Browser.LeaderPagesShop;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class LeaderInEnglishTests(Chromium chromium)
{
    readonly List<string> faults = [];

    [Fact]
    public async Task Every_page_of_a_leader_speaks_English_and_fits_the_phone()
    {
        await using var shop = await Open();
        var page = await shop.Page(chromium);
        await ComesIn(shop, page);
        var deal = shop.Server.One("deal");
        var token = (await shop.Newcomers(1))[0];
        var order = await shop.Joins(token, deal);
        await shop.Pays(token, order);
        foreach (var (name, path) in new[]
        {
            ("today", "/leader"), ("invite", "/leader/invite"), ("open", "/leader/open"), ("open-none", "/leader/open?q=xyz"), ("deals", "/leader/deals"), ("desk-none", "/leader/desk?q=xyz"), ("password", "/password"),
            ("board", $"/leader/deals/{deal}"), ("share", $"/leader/deals/{deal}/share?new=1"), ("poster", $"/leader/deals/{deal}/poster"), ("orders", $"/leader/deals/{deal}/orders"), ("order", $"/leader/orders/{order}"),
            ("times", $"/leader/deals/{deal}/times"), ("code-missing", "/h/00000000"), ("deal-missing", $"/leader/deals/{Guid.Empty}"),
        }) await Visits(page, name, path);
        await WritesADeal(page);
        await CutsOffAndHandsOver(page, deal);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>Chooses the language at the door, before anything else is read.</summary>
    async Task ComesIn(LeaderPagesShop shop, IPage page)
    {
        await page.GotoAsync("/sign-in/staff");
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Leaders' sign-in" })).ToBeVisibleAsync();
        await Looks(page, "sign-in", ["好邻生活"]);
        await page.GotoAsync(shop.Server.One("leader-link"));
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("short");
        await Taps(page, "Set it and start");
        await Expect(page.GetByText("A password has at least 8 characters.")).ToBeVisibleAsync();
        await Looks(page, "set-up", ["好邻生活", "老张"]);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await Taps(page, "Set it and start");
        await page.WaitForURLAsync("**/leader");
    }

    async Task WritesADeal(IPage page)
    {
        await page.GotoAsync("/leader/open");
        await Taps(page, "Copy this deal");
        await page.WaitForURLAsync("**/edit");
        await page.GetByLabel("Price ¥").First.FillAsync("cheap");
        await Taps(page, "Preview");
        await Expect(page.GetByText("Write it like 39.8")).ToBeVisibleAsync();
        await Looks(page, "write", await OfLeader(page));
        await page.GetByLabel("Price ¥").First.FillAsync("36.8");
        await Taps(page, "Preview");
        await page.WaitForURLAsync("**/preview");
        // The brand's own promise stands there, and the leader's name by its first character.
        await Looks(page, "preview", [.. await OfLeader(page), DemoSeason.Promise, "张"]);
    }

    async Task CutsOffAndHandsOver(IPage page, string deal)
    {
        await page.GotoAsync($"/leader/deals/{deal}");
        await page.Locator("details.end summary", new() { HasText = "Cut off early" }).TapAsync();
        await Taps(page, "Cut off now");
        await Expect(page.GetByText("Cut off. Neighbours who paid were told when to collect")).ToBeVisibleAsync();
        await Looks(page, "board-cut-off", await OfLeader(page));
        await Visits(page, "lists", $"/leader/deals/{deal}/lists");
        await Visits(page, "lists-by-product", $"/leader/deals/{deal}/lists?by=product");
        await Visits(page, "desk", "/leader/desk");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Hand over: no. ") }).First.TapAsync();
        await Expect(page.GetByText("Handed over: no.")).ToBeVisibleAsync();
        await Looks(page, "handed-over", await OfLeader(page));
        await Visits(page, "today-with-tasks", "/leader");
        // The same look finds a page's Chinese when there is some.
        await page.GetByRole(AriaRole.Link, new() { Name = "中文" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "正在进行的团" })).ToBeVisibleAsync();
        Assert.Contains("换密码", await ChineseOn(page, await OfLeader(page)));
    }

    async Task Visits(IPage page, string name, string path)
    {
        await page.GotoAsync(path);
        await Looks(page, name, await OfLeader(page));
    }

    async Task Looks(IPage page, string name, IEnumerable<string> written)
    {
        await Chromium.Photograph(page, "leader-english-" + name);
        // Where the bar stands is no matter of language, and a page with tabs and a bar of its own has both at the foot.
        var unfit = (await ResidentShop.FaultsOf(page, 44)).Where(fault => !fault.EndsWith("under the bar", StringComparison.Ordinal));
        faults.AddRange((await ChineseOn(page, written)).Concat(unfit).Select(fault => $"{name}: {fault}"));
    }
}
