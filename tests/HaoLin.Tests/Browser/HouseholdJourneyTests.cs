// 老张 limits what one household may have, on his phone; a neighbour is asked for her door once, writes it wrong and then right, and the other phone of the flat is told what it has.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class HouseholdJourneyTests(Chromium chromium)
{
    [Fact]
    public async Task A_flat_with_two_phones_gets_what_one_household_may()
    {
        await using var server = await PublishedServer.Start();
        var shop = new LeaderPagesShop(server);
        var zhang = (await PublishedServer.Run("token", "--phone", HeadquartersDesk.ZhangsPhone, "--data", server.Data)).Trim();
        var tokens = await shop.Newcomers(2);
        var deal = (await shop.Post(zhang, $"deals/{server.One("deal")}/copy", new { })).GetProperty("id").GetString()!;
        await using var leader = await HeadquartersDesk.Browser(chromium, server, 360, HeadquartersDesk.ZhangsPhone);
        await Limits(await leader.NewPageAsync(), deal);
        await shop.Post(zhang, $"deals/{deal}/open-answering", new { });
        var offer = (await shop.Get(tokens[0], $"deals/{deal}")).GetProperty("offers")[0].GetProperty("id").GetString();

        await using var hers = await Phone(server, tokens[0]);
        var page = await hers.NewPageAsync();
        await page.GotoAsync($"/deals/{deal}");
        await Expect(page.GetByText("每户限 2 份").First).ToBeVisibleAsync();
        await page.GotoAsync($"/deals/{deal}/confirm?o-{offer}=2");
        await page.Locator("input[name=pickup]").First.CheckAsync();
        await page.GetByLabel("您家是几栋几室").FillAsync("我家");
        await page.GetByLabel("想对团长说的").FillAsync("挑软的");
        await Looks(page, "resident-confirm-household");
        await LeaderPagesShop.Taps(page, "提交，去付款");
        await Expect(page.GetByText("没看懂门牌")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        // Nothing that was typed is lost.
        await Expect(page.GetByLabel("您家是几栋几室")).ToHaveValueAsync("我家");
        await Expect(page.GetByLabel("想对团长说的")).ToHaveValueAsync("挑软的");
        await page.GetByLabel("您家是几栋几室").FillAsync("5 号楼 302 室");
        await LeaderPagesShop.Taps(page, "提交，去付款");
        await page.WaitForURLAsync(url => !url.Contains("/orders", StringComparison.Ordinal) || !url.Contains("/deals/", StringComparison.Ordinal));
        Assert.Single((await shop.Get(tokens[0], "me/orders")).GetProperty("items").EnumerateArray());
        await page.GotoAsync("/me/home");
        await Expect(page.GetByLabel("您家是几栋几室").First).ToHaveValueAsync("5 号楼 302 室");
        await Looks(page, "resident-home");

        await using var his = await Phone(server, tokens[1]);
        var other = await his.NewPageAsync();
        await other.GotoAsync($"/deals/{deal}/confirm?o-{offer}=1");
        await other.Locator("input[name=pickup]").First.CheckAsync();
        await other.GetByLabel("您家是几栋几室").FillAsync("五栋302");
        await LeaderPagesShop.Taps(other, "提交，去付款");
        await Expect(other.GetByText("您家已经有 2 份了，这样东西每户限 2 份")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty((await shop.Get(tokens[1], "me/orders")).GetProperty("items").EnumerateArray());
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

    static async Task Limits(IPage page, string deal)
    {
        await page.GotoAsync($"/leader/deals/{deal}/edit");
        await page.GetByText("货少？每户只让买几份").First.TapAsync();
        await page.GetByLabel("每户限").First.FillAsync("0");
        await LeaderPagesShop.Taps(page, "看看样子");
        await Expect(page.GetByText("价格、数量和限购都要是正数").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByLabel("每户限").First.FillAsync("2");
        await Chromium.Photograph(page, "leader-write-household");
        await LeaderPagesShop.Taps(page, "看看样子");
        await Expect(page.GetByText("每户限 2 份").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }
}
