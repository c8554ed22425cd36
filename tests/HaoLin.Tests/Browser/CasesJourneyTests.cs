// 老张 sells by the case on his phone, 李阿姨 takes more to fill one and says how many would do, 小林 pays when the goods are there.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class CasesJourneyTests(Chromium chromium)
{
    [Fact]
    public async Task A_case_is_filled_together_and_whoever_pays_at_the_pickup_pays_before_the_bag_goes_out()
    {
        await using var server = await PublishedServer.Start(new() { Environment = { ["HAOLIN__TRADE__PAYATPICKUP"] = "200" } });
        var shop = new LeaderPagesShop(server);
        var zhang = (await PublishedServer.Run("token", "--phone", HeadquartersDesk.ZhangsPhone, "--data", server.Data)).Trim();
        var tokens = await shop.Newcomers(2);
        var deal = (await shop.Post(zhang, $"deals/{server.One("deal")}/copy", new { })).GetProperty("id").GetString()!;
        await using var leader = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.ZhangsPhone);
        var desk = await leader.NewPageAsync();
        await LaoZhangSellsByTheCase(desk, deal);
        await shop.Post(zhang, $"deals/{deal}/open-answering", new { });

        await using var hers = await Phone(server, tokens[0]);
        await SheSaysHowManyWouldDo(shop, await hers.NewPageAsync(), tokens[0], deal);
        await using var his = await Phone(server, tokens[1]);
        var page = await his.NewPageAsync();
        var order = await HeWillPayThere(shop, page, tokens[1], deal);
        await desk.GotoAsync($"/leader/deals/{deal}");
        await Expect(desk.GetByText("6 份一箱").First).ToBeVisibleAsync();
        await Looks(desk, "leader-board-cases");

        await shop.Post(zhang, $"deals/{deal}/cut-off", new { });
        await shop.IsTold(tokens[0], "没凑满一箱");
        await desk.GotoAsync($"/leader/desk?deal={deal}&q=2");
        await Expect(desk.GetByText("付好再交货")).ToBeVisibleAsync();
        await Looks(desk, "leader-desk-pays-at-pickup");
        await desk.GotoAsync($"/leader/deals/{deal}/lists?by=person");
        await Expect(desk.GetByText("收 ¥").First).ToBeVisibleAsync();
        // The table scrolls within itself on a phone; it is made for paper.
        await Chromium.Photograph(desk, "leader-lists-due");
        await shop.Pays(tokens[1], order);
        await page.GotoAsync($"/orders/{order}");
        await Expect(page.GetByText("报号码或扫码都能取")).ToBeVisibleAsync();
        await desk.GotoAsync($"/leader/desk?deal={deal}&q=2");
        await desk.GetByRole(AriaRole.Button, new() { NameRegex = new("^交货：2 号") }).First.TapAsync();
        await Expect(desk.GetByText("2 号").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    async Task<IBrowserContext> Phone(PublishedServer server, string token)
    {
        var phone = await HeadquartersDesk.Browser(chromium, server, 360, null);
        await phone.AddCookiesAsync([new() { Name = "haolin", Value = token, Url = server.Address.AbsoluteUri, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        return phone;
    }

    static async Task Looks(IPage page, string name)
    {
        await Chromium.Photograph(page, name);
        Assert.Empty(await HeadquartersDesk.FaultsOf(page));
    }

    static async Task LaoZhangSellsByTheCase(IPage page, string deal)
    {
        await page.GotoAsync($"/leader/deals/{deal}/edit");
        await page.GetByText("整箱进货？让邻居凑箱").First.TapAsync();
        await page.GetByLabel("一箱几份").First.FillAsync("1");
        await LeaderPagesShop.Taps(page, "看看样子");
        await Expect(page.GetByText("一箱至少 2 份").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByLabel("一箱几份").First.FillAsync("6");
        await Chromium.Photograph(page, "leader-write-cases");
        await LeaderPagesShop.Taps(page, "看看样子");
        await page.WaitForURLAsync("**/preview", new() { Timeout = 30_000 });
    }

    static async Task SheSaysHowManyWouldDo(LeaderPagesShop shop, IPage page, string token, string deal)
    {
        await page.GotoAsync($"/deals/{deal}");
        await Expect(page.GetByText("6 份一箱，可以凑箱").First).ToBeVisibleAsync();
        await Looks(page, "deal-cases");
        var order = await shop.Joins(token, deal, 3);
        await shop.Pays(token, order);
        await page.GotoAsync($"/orders/{order}");
        await page.GetByLabel("几份就够").SelectOptionAsync("2");
        await LeaderPagesShop.Taps(page, "记下");
        await Expect(page.GetByText("您订了 3 份，2 份就够")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Looks(page, "order-enough");
        await page.GotoAsync($"/look?print=2&back=/orders/{order}");
        await Looks(page, "order-enough-elder");
    }

    static async Task<string> HeWillPayThere(LeaderPagesShop shop, IPage page, string token, string deal)
    {
        var offer = (await shop.Get(token, $"deals/{deal}")).GetProperty("offers")[0].GetProperty("id").GetString();
        await page.GotoAsync($"/deals/{deal}/confirm?o-{offer}=1");
        await Looks(page, "confirm-pay-at-pickup");
        await LeaderPagesShop.Taps(page, "先接上，取货时再付");
        await page.WaitForURLAsync("**/orders/*", new() { Timeout = 30_000 });
        await Expect(page.GetByText("取货时付").First).ToBeVisibleAsync();
        await Looks(page, "order-pays-at-pickup");
        await page.GotoAsync("/orders");
        await Looks(page, "orders-pay-at-pickup");
        return (await shop.Get(token, "me/orders")).GetProperty("items")[0].GetProperty("orderId").GetString()!;
    }
}
