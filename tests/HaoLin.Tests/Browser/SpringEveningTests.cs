// The first evening of the spring season, played whole: 老张 copies and opens, neighbours join, pay, wait, are promoted, and collect.
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;
using Microsoft.Playwright;

namespace HaoLin.Tests.Browser;

public class SpringEveningTests(Chromium chromium)
{
    const int Boxes = 50, Neighbours = 60, Gifts = 30;

    /// <summary>On the database that the seed picks; the guarantees play the same evening on both, a hundred times as fast.</summary>
    [Fact]
    public async Task Lao_zhang_sells_fifty_boxes_to_sixty_neighbours_and_the_books_balance()
    {
        await using var server = await PublishedServer.Start(new()
        {
            Database = Seed.Chosen == Cast.Database.PostgreSql ? await PostgresCluster.Shared.Fresh("spring") : null,
            // Long enough for everybody here to pay, short enough for two who never will.
            Environment = { ["HAOLIN__TRADE__HOLD"] = "40s" },
        });
        await using var phone = await chromium.Phone();
        var zhang = await phone.NewPageAsync();
        await TakeTheKeys(zhang, server);
        var deal = await OpenTheDeal(zhang, server);

        await using var other = await chromium.Phone();
        var mine = await JoinInThreeTaps(await other.NewPageAsync(), server, deal);
        var neighbours = await Tokens(server, Neighbours - 1);
        var (orders, waiting) = await EverybodyJoins(server, deal, neighbours);
        Assert.Equal(Boxes - 1, orders.Count);
        Assert.Equal(Neighbours - Boxes, waiting.Count);
        // Everybody pays but two; their boxes go to the first two who wait.
        foreach (var (token, order) in orders.Skip(2)) await Pay(server, token, order);
        var promoted = await Promoted(server, waiting.Take(2).ToList());
        foreach (var (token, order) in promoted) await Pay(server, token, order);
        await Eventually(async () => (await Deal(server, deal)).GetProperty("offers")[0].GetProperty("remaining").GetInt32() == 0);
        Assert.Equal(Gifts, (await Deal(server, deal)).GetProperty("gifts")[0].GetProperty("given").GetInt32());

        await CutOffAndHandOver(zhang, server, deal, mine);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        using var kept = await server.Http.GetAsync("/health/invariants");
        Assert.True(kept.IsSuccessStatusCode, await kept.Content.ReadAsStringAsync());
    }

    readonly List<string> faults = [];

    /// <summary>The page on the phone it is on, then in 长辈版 on the same phone and at a desk, each looked over by machine too.</summary>
    async Task Photograph(IPage page, string name)
    {
        await Chromium.Photograph(page, name);
        var state = await page.Context.StorageStateAsync();
        foreach (var (look, print, width, target) in new[] { ("", "", 1280, 44), ("-large2", "2", 360, 60), ("-large1", "1", 1280, 60) })
        {
            await using var other = width < 600 ? await chromium.Phone(options => options.StorageState = state) : await chromium.Desk(options => options.StorageState = state);
            if (print.Length > 0) await other.AddCookiesAsync([new() { Name = "print", Value = print, Url = page.Url }]);
            var there = await other.NewPageAsync();
            await there.GotoAsync(page.Url);
            await Chromium.Photograph(there, name + look);
            faults.AddRange((await ResidentShop.FaultsOf(there, target)).Select(fault => $"{name}{look} at {width}: {fault}"));
        }
    }

    async Task TakeTheKeys(IPage page, PublishedServer server)
    {
        await page.GotoAsync(server.One("leader-link"));
        await page.Locator("input[name=password]").FillAsync("枇杷熟了就开团吧2026");
        await page.GetByRole(AriaRole.Button, new() { Name = "定好，开始带团" }).TapAsync();
        await page.WaitForURLAsync("**/leader*");
        await Photograph(page, "spring-leader-today");
    }

    /// <summary>Copies last week's loquats, makes it fifty boxes with mulberries for the first thirty, looks, opens.</summary>
    async Task<string> OpenTheDeal(IPage page, PublishedServer server)
    {
        await page.GotoAsync(new Uri(server.Address, "/leader/open").ToString());
        await page.Locator("li.card", new() { HasText = "福建枇杷" }).GetByRole(AriaRole.Button).First.TapAsync();
        await page.WaitForURLAsync("**/edit");
        await page.Locator("input[name=title]").FillAsync("福建枇杷 + 山东桑葚");
        await page.Locator("input[name='item.0.stock']").FillAsync(Boxes.ToString());
        await page.Locator("input[name='item.0.perPerson']").FillAsync("1");
        if (!await page.Locator("input[name=find]").IsVisibleAsync()) await page.Locator("details.more summary").TapAsync();
        await page.Locator("input[name=find]").FillAsync("桑葚");
        await page.GetByRole(AriaRole.Button, new() { Name = "找", Exact = true }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^送：") }).First.TapAsync();
        await page.Locator("input[name='gift.0.first']").FillAsync(Gifts.ToString());
        await Photograph(page, "spring-write");
        await page.GetByRole(AriaRole.Button, new() { Name = "看看样子" }).TapAsync();
        await page.WaitForURLAsync("**/preview*");
        await Photograph(page, "spring-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "开团" }).TapAsync();
        await page.WaitForURLAsync("**/share*");
        await Photograph(page, "spring-share");
        return page.Url.Split("/deals/")[1].Split('/')[0];
    }

    /// <summary>李阿姨's niece, new to the shop: after signing in, joining and paying take three taps.</summary>
    async Task<string> JoinInThreeTaps(IPage page, PublishedServer server, string deal)
    {
        const string Number = "13611112222";
        await page.GotoAsync(new Uri(server.Address, "/sign-in").ToString());
        await page.Locator("input[name=phone]").FillAsync(Number);
        await page.GetByRole(AriaRole.Button, new() { Name = "发验证码给我" }).TapAsync();
        await page.Locator("input[name=code]").WaitForAsync();
        using var inbox = new HttpClient();
        var texts = await inbox.GetFromJsonAsync<JsonElement>($"{server.One("phones")}/api/messages?phone={Number}");
        var code = System.Text.RegularExpressions.Regex.Match(texts.GetProperty("items")[0].GetProperty("text").GetString()!, @"\d{6}").Value;
        await page.Locator("input[name=code]").FillAsync(code);
        await page.Locator("main form button.btn").First.TapAsync();
        await page.Locator("input[name=name]").FillAsync("钱小梅");
        await page.Locator("input[name=agreed]").CheckAsync();
        await page.Locator("main form button.btn").First.TapAsync();
        await page.WaitForURLAsync(url => !url.Contains("/sign-in"));

        await page.GotoAsync(new Uri(server.Address, $"/deals/{deal}").ToString());
        await Photograph(page, "spring-deal");
        await page.GetByRole(AriaRole.Button, new() { Name = "我要接龙" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "提交，去付款" }).WaitForAsync();
        await Photograph(page, "spring-confirm");
        await page.GetByRole(AriaRole.Button, new() { Name = "提交，去付款" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "立即支付" }).TapAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "支付成功" })).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(server.Address, "/orders").ToString());
        var order = (await page.Locator("a[href^='/orders/']").First.GetAttributeAsync("href"))!.Split('/')[2];
        // Until the gateway's word has arrived the page says that it is being asked.
        await Eventually(async () =>
        {
            await page.GotoAsync(new Uri(server.Address, $"/orders/{order}").ToString());
            return await page.GetByText("报号码或扫码都能取").IsVisibleAsync();
        });
        await Photograph(page, "spring-order");
        return order;
    }

    static async Task<(List<(string Token, string Order)> Orders, List<(string Token, string Order)> Waiting)> EverybodyJoins(PublishedServer server, string deal, IReadOnlyList<string> tokens)
    {
        var shown = await Deal(server, deal);
        var body = new { lines = new[] { new { offerId = shown.GetProperty("offers")[0].GetProperty("id").GetString(), quantity = 1 } }, pickupPointId = shown.GetProperty("pickupPoints")[0].GetProperty("id").GetString() };
        var answers = await Task.WhenAll(tokens.Select(async token => (Token: token, Answer: await Post(server, token, $"deals/{deal}/orders", body))));
        var orders = answers.Where(a => a.Answer.Status == 201).Select(a => (a.Token, a.Answer.Body.GetProperty("orderId").GetString()!)).ToList();
        var waiting = new List<(string, string)>();
        foreach (var (token, answer) in answers.Where(a => a.Answer.Status != 201))
        {
            Assert.Equal("trade.sold-out", answer.Body.GetProperty("code").GetString());
            var wait = await Post(server, token, $"deals/{deal}/waitlist", body);
            Assert.Equal((201, waiting.Count + 1), (wait.Status, wait.Body.GetProperty("position").GetInt32()));
            waiting.Add((token, ""));
        }
        return (orders, waiting);
    }

    static async Task<List<(string Token, string Order)>> Promoted(PublishedServer server, List<(string Token, string Order)> waiting)
    {
        var promoted = new List<(string, string)>();
        foreach (var (token, _) in waiting)
        {
            var order = "";
            await Eventually(async () =>
            {
                var mine = (await Get(server, token, "me/orders")).GetProperty("items");
                if (mine.GetArrayLength() == 0) return false;
                order = mine[0].GetProperty("orderId").GetString()!;
                return true;
            });
            promoted.Add((token, order));
        }
        return promoted;
    }

    async Task CutOffAndHandOver(IPage page, PublishedServer server, string deal, string mine)
    {
        await page.GotoAsync(new Uri(server.Address, $"/leader/deals/{deal}").ToString());
        await Photograph(page, "spring-board");
        await page.Locator("details.end summary", new() { HasText = "提前截单" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "现在就截单" }).TapAsync();
        await Assertions.Expect(page.GetByText("截单了。付了款的邻居都收到了取货时间")).ToBeVisibleAsync();
        var token = (await PublishedServer.Run("token", "--phone", "13611112222", "--data", server.Data)).Trim();
        var code = (await Get(server, token, $"orders/{mine}")).GetProperty("pickupCode").GetString()!;
        await page.GotoAsync(new Uri(server.Address, $"/leader/deals/{deal}/lists").ToString());
        await Photograph(page, "spring-lists");
        await page.GotoAsync(new Uri(server.Address, "/leader/desk").ToString());
        await Photograph(page, "spring-desk");
        await page.GotoAsync(new Uri(server.Address, $"/h/{code}").ToString());
        await Photograph(page, "spring-code");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("交货|货交给") }).First.TapAsync();
        await Assertions.Expect(page.GetByText("交好了")).ToBeVisibleAsync();
        Assert.Equal("handed-over", (await Get(server, token, $"orders/{mine}")).GetProperty("state").GetString());
        await Photograph(page, "spring-handed-over");
    }

    static async Task<IReadOnlyList<string>> Tokens(PublishedServer server, int count) =>
        (await PublishedServer.Run("token", "--new", $"{count}", "--community", server.One("community"), "--data", server.Data)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    static async Task Pay(PublishedServer server, string token, string order)
    {
        var begun = await Post(server, token, $"orders/{order}/payments", new { });
        Assert.Equal(200, begun.Status);
        using var wallet = new HttpClient();
        using var paid = await wallet.PostAsync(begun.Body.GetProperty("payUrl").GetString(), null);
        paid.EnsureSuccessStatusCode();
    }

    static async Task<JsonElement> Deal(PublishedServer server, string deal) => await server.Http.GetFromJsonAsync<JsonElement>($"/api/v1/deals/{deal}");

    static async Task<JsonElement> Get(PublishedServer server, string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/" + path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await server.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    static async Task<(int Status, JsonElement Body)> Post(PublishedServer server, string token, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path) { Content = JsonContent.Create(body), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.CreateVersion7().ToString("N"));
        using var answer = await server.Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>Asks until it is so; the product's own clock decides when, this only gives up after two minutes.</summary>
    static async Task Eventually(Func<Task<bool>> so)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await so()) await beat.WaitForNextTickAsync(patience.Token);
    }
}
