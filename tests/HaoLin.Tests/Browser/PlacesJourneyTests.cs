// 老张 says how many pieces each pickup point takes and lets one rest; a neighbour reads it, is told, and moves her order with one tap.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class PlacesJourneyTests(Chromium chromium)
{
    [Fact]
    public async Task A_point_has_so_many_pieces_and_rests_and_a_neighbour_moves_with_one_tap()
    {
        await using var server = await PublishedServer.Start();
        var shop = new LeaderPagesShop(server);
        var (token, deal) = ((await shop.Newcomers(1))[0], server.One("deal"));
        var shown = await shop.Get(token, $"deals/{deal}");
        var offer = shown.GetProperty("offers")[0].GetProperty("id").GetString();
        await using var zhang = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.ZhangsPhone);
        var desk = await zhang.NewPageAsync();
        await Caps(desk, deal);

        await using var phone = await HeadquartersDesk.Browser(chromium, server, 360, null);
        await phone.AddCookiesAsync([new() { Name = "haolin", Value = token, Url = server.Address.AbsoluteUri, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        var page = await phone.NewPageAsync();
        await page.GotoAsync($"/deals/{deal}");
        await Expect(page.GetByText("本点还剩 3000 份")).ToBeVisibleAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "resident-deal-caps");
        await page.GotoAsync($"/deals/{deal}/confirm?o-{offer}=2");
        await page.Locator("input[name=pickup]").First.CheckAsync();
        var place = await page.Locator("label.choice:has(input[name=pickup]:checked) b").InnerTextAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "resident-confirm-caps");
        await LeaderPagesShop.Taps(page, "提交，去付款");
        await page.WaitForURLAsync(url => !url.Contains("/confirm"));
        var id = (await shop.Get(token, "me/orders")).GetProperty("items")[0].GetProperty("orderId").GetString()!;
        await shop.Pays(token, id);

        await Rests(desk, place);
        await page.GotoAsync($"/orders/{id}");
        await Expect(page.GetByText($"{place}歇业了，请换个自提点")).ToBeVisibleAsync();
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "resident-order-rests");
        await page.GotoAsync($"/look?print=2&back=/orders/{id}");
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
        await Chromium.Photograph(page, "resident-order-rests-elder");
        await page.GotoAsync($"/look?print=1&back=/deals/{deal}/confirm?o-{offer}=1");
        await page.GotoAsync($"/deals/{deal}/confirm?o-{offer}=1");
        await Expect(page.GetByText("店主回老家")).ToBeVisibleAsync();
        await Chromium.Photograph(page, "resident-confirm-rests");
        await page.GotoAsync($"/orders/{id}");
        await page.Locator("section:has(#rests) button").First.TapAsync();
        await Expect(page.GetByText("请换个自提点")).Not.ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.NotEqual(place, (await shop.Get(token, $"orders/{id}")).GetProperty("pickupPoint").GetString());
        await LeaderPagesShop.Taps(desk, "不歇了，照常取货");
        await Expect(desk.GetByText("不歇了，照常取货")).Not.ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    static async Task Caps(IPage desk, string deal)
    {
        await desk.GotoAsync($"/leader/deals/{deal}/caps");
        await desk.Locator("input[name^=cap-]").First.FillAsync("0");
        await LeaderPagesShop.Taps(desk, "就按这个份数");
        await Expect(desk.GetByRole(AriaRole.Alert)).ToContainTextAsync("每个自提点最多", new() { Timeout = 30_000 });
        await desk.Locator("input[name^=cap-]").First.FillAsync("3000");
        await LeaderPagesShop.Taps(desk, "就按这个份数");
        await Expect(desk.GetByText("保存好了，邻居马上看到。")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await HeadquartersDesk.FaultsOf(desk));
        await Chromium.Photograph(desk, "leader-caps");
        // What is ordered there already counts, so that the page says exactly 3000 left only after as much more.
        var taken = await desk.Locator("#f-says, .hint").First.InnerTextAsync();
        var there = int.Parse(System.Text.RegularExpressions.Regex.Match(taken, @"订出去 (\d+) 份").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        await desk.Locator("input[name^=cap-]").First.FillAsync($"{3000 + there}");
        await LeaderPagesShop.Taps(desk, "就按这个份数");
        await Expect(desk.GetByText($"订出去 {there} 份，还剩 3000 份")).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    static async Task Rests(IPage desk, string place)
    {
        await desk.GotoAsync("/leader/points");
        var card = desk.Locator("section.card", new() { HasText = place }).First;
        await card.GetByText("这个点要歇几天").TapAsync();
        var today = HaoLin.Kernel.BusinessDay.Of(TimeProvider.System.GetUtcNow());
        await card.Locator("input[name=from]").FillAsync($"{today.AddDays(9):yyyy-MM-dd}");
        await card.Locator("input[name=until]").FillAsync($"{today:yyyy-MM-dd}");
        await card.Locator("input[name=reason]").FillAsync("店主回老家");
        await card.GetByRole(AriaRole.Button, new() { Name = "定好，告诉邻居" }).TapAsync();
        await Expect(desk.GetByRole(AriaRole.Alert)).ToContainTextAsync("日子不对", new() { Timeout = 30_000 });
        Assert.Empty(await HeadquartersDesk.FaultsOf(desk));
        await Chromium.Photograph(desk, "leader-points-wrong");
        await card.Locator("input[name=from]").FillAsync($"{today:yyyy-MM-dd}");
        await card.Locator("input[name=until]").FillAsync($"{today.AddDays(9):yyyy-MM-dd}");
        await card.GetByRole(AriaRole.Button, new() { Name = "定好，告诉邻居" }).TapAsync();
        await Expect(desk.GetByText("不歇了，照常取货")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await HeadquartersDesk.FaultsOf(desk));
        await Chromium.Photograph(desk, "leader-points");
    }
}
