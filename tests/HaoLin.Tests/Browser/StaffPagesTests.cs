// Leaders and headquarters read with weak eyes and without a mouse too: axe-core finds nothing serious on their pages.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;

namespace HaoLin.Tests.Browser;

public sealed class StaffPagesTests(Chromium chromium, HeadquartersDesk desk) : IClassFixture<HeadquartersDesk>
{
    [Theory, InlineData("2"), InlineData("dark")]
    public async Task A_leaders_pages_shut_nobody_out(string look)
    {
        var deal = "/leader/deals/" + desk.Server.One("deal");
        await using var context = await HeadquartersDesk.Browser(chromium, desk.Server, 360, HeadquartersDesk.ZhangsPhone);
        if (look == "2") await context.AddCookiesAsync([new() { Name = "print", Value = look, Url = desk.Server.Address.AbsoluteUri }]);
        var page = await context.NewPageAsync();
        if (look == "dark") await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await NothingIsFoundOn(page, ["/leader", "/leader/deals", "/leader/open", "/leader/open/new", "/leader/bin", "/leader/desk", "/leader/income", "/leader/invite", "/leader/assistants",
            deal, deal + "/orders", deal + "/lists", deal + "/share", deal + "/times", deal + "/paste", deal + "/tables"]);
    }

    [Fact]
    public async Task Headquarters_pages_shut_nobody_out()
    {
        await using var context = await HeadquartersDesk.Browser(chromium, desk.Server, 1280, HeadquartersDesk.WangsPhone);
        await NothingIsFoundOn(await context.NewPageAsync(), ["/headquarters", "/headquarters/deals", "/headquarters/deals/" + desk.Server.One("deal"), "/headquarters/orders", "/headquarters/products",
            "/headquarters/communities", "/headquarters/coupons", "/headquarters/signals", "/headquarters/reviews", "/headquarters/closings", "/headquarters/audit", "/headquarters/partners", "/headquarters/colleagues", "/headquarters/tokens", "/imports/products"]);
    }

    static async Task NothingIsFoundOn(IPage page, string[] paths)
    {
        var found = new List<string>();
        foreach (var path in paths)
        {
            // Headquarters' pages are drawn once more when their line to the server stands.
            var answer = await page.GotoAsync(path, new() { WaitUntil = path.StartsWith("/headquarters", StringComparison.Ordinal) ? WaitUntilState.NetworkIdle : WaitUntilState.Load });
            Assert.True(answer!.Ok, $"{path}: {answer.Status}");
            found.AddRange((await Axe.FindingsOn(page)).Select(finding => $"{path}: {finding}"));
        }
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
