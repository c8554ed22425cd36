// The demo as the leader's journeys find it: a running shop, 老张's one-time link, and neighbours who join and pay from elsewhere.
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HaoLin.Tests.Cast;
using Microsoft.Playwright;

namespace HaoLin.Tests.Browser;

public sealed class LeaderPagesShop(PublishedServer server) : IAsyncDisposable
{
    public const string Phone = "13900000001", Password = "枇杷熟了就来开团";

    public PublishedServer Server => server;

    public static async Task<LeaderPagesShop> Open() => new(await PublishedServer.Start());

    public ValueTask DisposeAsync() => server.DisposeAsync();

    /// <summary>A page of 老张's phone, before he has signed in.</summary>
    public async Task<IPage> Page(Chromium chromium, Action<BrowserNewContextOptions>? change = null)
    {
        var phone = await chromium.Phone(options => { options.BaseURL = server.Address.AbsoluteUri; change?.Invoke(options); });
        return await phone.NewPageAsync();
    }

    /// <summary>Opens the one-time link and chooses a password.</summary>
    public async Task TakesTheKeys(IPage page)
    {
        await page.GotoAsync(server.One("leader-link"));
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync(Password);
        await Taps(page, "定好，开始带团");
        await page.WaitForURLAsync("**/leader");
    }

    public static Task Taps(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.TapAsync();

    public async Task<string[]> Newcomers(int count) =>
        (await PublishedServer.Run("token", "--new", $"{count}", "--community", server.One("community"), "--data", server.Data)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async Task<string> Joins(string token, string deal, int quantity = 1)
    {
        var shown = await server.Http.GetFromJsonAsync<JsonElement>($"/api/v1/deals/{deal}");
        var joined = await Post(token, $"deals/{deal}/orders", new
        {
            lines = new[] { new { offerId = shown.GetProperty("offers")[0].GetProperty("id").GetString(), quantity } },
            pickupPointId = shown.GetProperty("pickupPoints")[0].GetProperty("id").GetString(), note = "<b>挑软的</b>",
        });
        return joined.GetProperty("orderId").GetString()!;
    }

    public async Task Pays(string token, string order)
    {
        var payUrl = (await Post(token, $"orders/{order}/payments", new { })).GetProperty("payUrl").GetString();
        using var wallet = new HttpClient();
        using var paid = await wallet.PostAsync(payUrl, null);
        paid.EnsureSuccessStatusCode();
        // The notice may be late; the product asks by itself within seconds.
        await Eventually(async () => (await Order(token, order)).GetProperty("state").GetString() == "paid");
    }

    /// <summary>A message with these words reaches them.</summary>
    public Task IsTold(string token, string words) => Eventually(async () => (await Get(token, "me/messages")).GetProperty("items").EnumerateArray().Any(m => m.GetProperty("text").GetString()!.Contains(words)));

    public Task<JsonElement> Order(string token, string order) => Get(token, $"orders/{order}");

    public async Task<JsonElement> Get(string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/" + path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await server.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<JsonElement> Post(string token, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path) { Content = JsonContent.Create(body), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.CreateVersion7().ToString("N"));
        using var answer = await server.Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    static async Task Eventually(Func<Task<bool>> so)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await so()) await beat.WaitForNextTickAsync(patience.Token);
    }
}
