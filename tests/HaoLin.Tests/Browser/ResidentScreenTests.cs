// What every resident's screen owes every reader: it fits 320 pixels, 长辈版 and the dark, and is reachable by thumb and keyboard.
using System.Text.RegularExpressions;
using HaoLin.Tests.Cast;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaoLin.Tests.Browser;

public sealed class ResidentScreenTests(Chromium chromium, ResidentShop shop) : IClassFixture<ResidentShop>
{
    public static TheoryData<string, int, int, bool> Readers => new()
    {
        { "", 360, 780, false }, { "", 360, 780, true }, { "", 320, 640, false }, { "1", 360, 780, false }, { "3", 320, 640, false }, { "2", 412, 900, true }, { "", 1280, 900, false },
    };

    [Theory, MemberData(nameof(Readers))]
    public async Task Every_screen_fits_its_reader(string print, int width, int height, bool dark)
    {
        await using var context = await chromium.Desk(options =>
        {
            options.BaseURL = shop.Address.AbsoluteUri;
            options.ViewportSize = new() { Width = width, Height = height };
            options.ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light;
        });
        await shop.SignIn(context, await shop.Token(ResidentShop.ZhengsPhone));
        if (print.Length > 0) await context.AddCookiesAsync([new() { Name = "print", Value = print, Url = shop.Address.AbsoluteUri }]);
        var page = await context.NewPageAsync();
        page.Console += (_, said) => Assert.True(said.Type != "error" || said.Text.Contains("404"), said.Text);
        var offer = await OfferOf(page);
        var deal = $"/deals/{shop.HotDeal}";
        (string Name, string Path)[] screens =
        [
            ("today", "/"), ("deal", deal), ("confirm", $"{deal}/confirm?o-{offer}=1"), ("sequence", $"{deal}/sequence"), ("orders", "/orders"), ("me", "/me"),
            ("sign-in", "/sign-in"), ("missing", "/nothing-here"), ("terms", "/terms"), ("privacy", "/privacy"), ("consents", "/me/consents"), ("lead", "/me/lead"), ("invitation", new Uri(shop.Server.One("invitation")).AbsolutePath),
        ];
        var faults = new List<string>();
        foreach (var (name, path) in screens)
        {
            await page.GotoAsync(path);
            await Chromium.Photograph(page, $"resident-{name}{(print.Length > 0 ? "-large" + print : "")}{(dark ? "-dark" : "")}");
            faults.AddRange((await ResidentShop.FaultsOf(page, print.Length > 0 ? 60 : 44)).Select(fault => $"{name}: {fault}"));
        }
        Assert.Equal([], faults);
    }

    /// <summary>王姐's phone in her own look, held out to a scanner that knows nothing of us: half the dots are enough, as from an arm's length.</summary>
    [Theory, InlineData("", 360, false, 1), InlineData("", 360, true, 1), InlineData("3", 320, false, 1), InlineData("2", 412, true, 1), InlineData("", 1280, false, 1), InlineData("", 360, false, 0.5f)]
    public async Task The_pickup_code_of_her_order_scans_and_is_her_own_address(string print, int width, bool dark, float sharpness)
    {
        var token = await shop.Token("13700000003");
        await using var context = await chromium.Desk(options =>
        {
            (options.BaseURL, options.ViewportSize, options.DeviceScaleFactor) = (shop.Address.AbsoluteUri, new() { Width = width, Height = 780 }, sharpness);
            options.ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light;
        });
        await shop.SignIn(context, token);
        if (print.Length > 0) await context.AddCookiesAsync([new() { Name = "print", Value = print, Url = shop.Address.AbsoluteUri }]);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/orders");
        await page.Locator(".stub").First.ClickAsync();
        var code = (await page.Locator(".ticket .code").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        Assert.Matches("^[0-9]{8}$", code);
        await Chromium.Photograph(page, $"resident-ticket{(print.Length > 0 ? "-large" + print : "")}{(dark ? "-dark" : "")}");
        var picture = Path.Combine(Scratch.Folder("ticket"), "ticket.png");
        await page.Locator(".ticket svg.qr").ScreenshotAsync(new() { Path = picture });
        Assert.Equal(new Uri(shop.Address, "/h/" + code).AbsoluteUri, await CodeScanner.Read(picture));
    }

    async Task<string> OfferOf(IPage page)
    {
        await page.GotoAsync($"/deals/{shop.HotDeal}");
        return (await page.Locator("input[name^=o-]").First.GetAttributeAsync("name"))![2..];
    }

    [Fact]
    public async Task A_double_tap_makes_one_order()
    {
        await using var phone = await chromium.Phone(options => options.BaseURL = shop.Address.AbsoluteUri);
        await shop.SignIn(phone, (await shop.Newcomers(1))[0]);
        var page = await phone.NewPageAsync();
        var sent = 0;
        page.Request += (_, request) => { if (request.Method == "POST" && request.Url.EndsWith("/orders", StringComparison.Ordinal)) sent++; };
        await page.GotoAsync($"/deals/{shop.HotDeal}");
        await page.GetByRole(AriaRole.Button, new() { Name = "我要接龙" }).TapAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "请您核对一下" })).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { const b = document.querySelector('form[data-once] .bar button'); b.click(); b.click(); b.click(); }");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "立即支付" })).ToBeVisibleAsync();
        Assert.Equal(1, sent);
        await page.GotoAsync("/orders");
        await Expect(page.Locator("article", new() { HasText = "先到先得" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_form_sent_twice_is_one_order_with_scripts_off_too()
    {
        var token = (await shop.Newcomers(1))[0];
        async Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? body = null)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            request.Headers.Add("Cookie", $"haolin={token}");
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            return await shop.Server.Http.SendAsync(request);
        }
        var deal = await (await Send(HttpMethod.Get, $"/deals/{shop.HotDeal}")).Content.ReadAsStringAsync();
        var offer = Regex.Match(deal, "name=\"(o-[^\"]+)\"").Groups[1].Value;
        var confirm = await (await Send(HttpMethod.Get, $"/deals/{shop.HotDeal}/confirm?{offer}=1")).Content.ReadAsStringAsync();
        var key = Regex.Match(confirm, "name=\"key\" value=\"([^\"]+)\"").Groups[1].Value;
        Task<HttpResponseMessage> Submit(string note) => Send(HttpMethod.Post, $"/deals/{shop.HotDeal}/orders",
            new FormUrlEncodedContent([new(offer, "1"), new("pickup", shop.PickupPoint), new("note", note), new("key", key)]));
        var (first, again, other) = (await Submit(""), await Submit(""), await Submit("另一句话"));
        Assert.Equal(303, (int)first.StatusCode);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(422, (int)other.StatusCode);
    }

    [Fact]
    public async Task A_public_page_is_the_same_for_everybody_and_a_second_old_at_most()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/deals/{shop.HotDeal}");
        request.Headers.Add("Cookie", $"haolin={await shop.Token(ResidentShop.LisPhone)}");
        var hers = await shop.Server.Http.SendAsync(request);
        Assert.Equal("public, max-age=1", hers.Headers.CacheControl!.ToString());
        Assert.False(hers.Headers.Contains("Set-Cookie"));
        var page = await hers.Content.ReadAsStringAsync();
        Assert.DoesNotContain("李阿姨", page);
        Assert.DoesNotContain("method=\"post\"", page);
    }

    [Theory, InlineData("/orders"), InlineData("/me"), InlineData("/")]
    public async Task A_page_of_ones_own_is_kept_nowhere_on_the_way(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", $"haolin={await shop.Token(ResidentShop.LisPhone)}");
        Assert.Equal("no-store", (await shop.Server.Http.SendAsync(request)).Headers.CacheControl!.ToString());
    }

    [Theory, InlineData("//evil.example/"), InlineData("https://evil.example/"), InlineData("/\\evil.example"), InlineData("/\tx")]
    public async Task Coming_back_never_leads_to_a_strangers_page(string back)
    {
        var answer = await shop.Server.Http.GetAsync($"/look?print=1&back={Uri.EscapeDataString(back)}");
        Assert.Equal("/", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Too_late_for_the_last_box_a_neighbour_waits_her_turn()
    {
        await using var small = await PublishedServer.Start(new() { Arguments = ["--deal", "1"] });
        var deal = small.One("deal");
        var tokens = (await PublishedServer.Run("token", "--new", "2", "--community", small.One("community"), "--data", small.Data)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await using var phone = await chromium.Phone(options => options.BaseURL = small.Address.AbsoluteUri);
        await phone.AddCookiesAsync([new() { Name = "haolin", Value = tokens[0], Url = small.Address.AbsoluteUri }]);
        await using var other = await chromium.Phone(options => options.BaseURL = small.Address.AbsoluteUri);
        await other.AddCookiesAsync([new() { Name = "haolin", Value = tokens[1], Url = small.Address.AbsoluteUri }]);
        var (hers, his) = (await phone.NewPageAsync(), await other.NewPageAsync());
        foreach (var page in new[] { hers, his })
        {
            await page.GotoAsync($"/deals/{deal}");
            await page.GetByRole(AriaRole.Button, new() { Name = "我要接龙" }).TapAsync();
        }
        await hers.GetByRole(AriaRole.Button, new() { Name = "提交，去付款" }).TapAsync();
        await Expect(hers.GetByRole(AriaRole.Button, new() { Name = "立即支付" })).ToBeVisibleAsync();
        await his.GetByRole(AriaRole.Button, new() { Name = "提交，去付款" }).TapAsync();
        await Expect(his.GetByRole(AriaRole.Alert)).ToContainTextAsync("抢完了");
        await Chromium.Photograph(his, "resident-sold-out");
        await his.GetByRole(AriaRole.Button, new() { Name = "登记候补" }).TapAsync();
        await Expect(his.GetByRole(AriaRole.Heading, new() { Name = "登记好了，您排第一位" })).ToBeVisibleAsync();
        await Chromium.Photograph(his, "resident-waiting");
        await his.GotoAsync("/orders");
        await Expect(his.GetByText("候补第一位")).ToBeVisibleAsync();
        await his.GetByRole(AriaRole.Button, new() { Name = "不等了" }).TapAsync();
        await Expect(his.GetByText("候补第一位")).ToHaveCountAsync(0);
    }
}
