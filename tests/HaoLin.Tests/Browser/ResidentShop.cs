// The demo as residents' journeys find it: a running shop, neighbours who are signed in, and what every screen owes its reader.
using System.Text.Json;
using HaoLin.Tests.Cast;
using Microsoft.Playwright;

namespace HaoLin.Tests.Browser;

/// <summary>One server for all journeys of a class; each journey brings its own neighbour, deal or both.</summary>
public sealed class ResidentShop : IAsyncLifetime
{
    public const string LisPhone = "13700000001", LinsPhone = "13700000002", ZhengsPhone = "13700000009";

    public PublishedServer Server { get; private set; } = null!;
    public Uri Address => Server.Address;

    /// <summary>A deal with one offer, of which each neighbour may have one.</summary>
    public string HotDeal { get; private set; } = "";
    public string PickupPoint { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Server = await PublishedServer.Start(new() { Arguments = ["--deal", "12"] });
        (HotDeal, PickupPoint) = (Server.One("deal"), Server.One("pickup-point"));
    }

    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? ValueTask.CompletedTask;

    public async Task<string> Token(string phone) => (await PublishedServer.Run("token", "--phone", phone, "--data", Server.Data)).Trim();

    /// <summary>Neighbours nobody has met before, signed in.</summary>
    public async Task<string[]> Newcomers(int count) =>
        (await PublishedServer.Run("token", "--new", $"{count}", "--community", Server.One("community"), "--data", Server.Data)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async Task SignIn(IBrowserContext phone, string token) =>
        await phone.AddCookiesAsync([new() { Name = "haolin", Value = token, Url = Address.AbsoluteUri, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);

    /// <summary>A neighbour joins from elsewhere.</summary>
    public async Task<HttpResponseMessage> JoinByApi(string token, string deal)
    {
        using var shown = JsonDocument.Parse(await Server.Http.GetStringAsync($"/api/v1/deals/{deal}"));
        var offer = shown.RootElement.GetProperty("offers")[0].GetProperty("id").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/deals/{deal}/orders");
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString("N"));
        request.Content = new StringContent($$"""{"lines":[{"offerId":"{{offer}}","quantity":1}],"pickupPointId":"{{PickupPoint}}"}""", System.Text.Encoding.UTF8, "application/json");
        return await Server.Http.SendAsync(request);
    }

    /// <summary>老张 opens the same again, so that there are two.</summary>
    public async Task<string> AnotherDeal()
    {
        async Task<JsonElement> Post(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new("Bearer", await Token("13900000001"));
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString("N"));
            using var answer = await Server.Http.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, body);
            return JsonDocument.Parse(body).RootElement;
        }
        var draft = (await Post($"/api/v1/deals/{HotDeal}/copy")).GetProperty("id").GetString()!;
        await Post($"/api/v1/deals/{draft}/open");
        return draft;
    }

    /// <summary>What every screen owes: nothing cut off sideways, every target as large as a thumb, every control and picture named, focus never under the bar.</summary>
    public static Task<string[]> FaultsOf(IPage page, int target) => page.EvaluateAsync<string[]>(Faults, target);

    const string Faults = """
        target => {
          const faults = [];
          const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
          if (wide > 0) faults.push(`${wide} px wider than the screen`);
          // What lies in a closed fold has boxes but is not there yet.
          const shown = e => e.getClientRects().length > 0 && e.checkVisibility({ visibilityProperty: true }) && !e.closest('.unseen') && !e.disabled;
          const name = e => (e.getAttribute('aria-label') || e.labels && e.labels[0] && e.labels[0].textContent || e.textContent || '').trim();
          for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
            if (!shown(e)) continue;
            if (!name(e)) faults.push(`<${e.localName} class="${e.className}"> has no name`);
            const inText = e.localName === 'a' && getComputedStyle(e).display === 'inline';
            let box = (e.closest('label.choice') || e).getBoundingClientRect();
            if (e.localName === 'a' && getComputedStyle(e, '::after').position === 'absolute') box = e.closest('article').getBoundingClientRect();
            if (!inText && Math.min(box.width, box.height) < target - .5) faults.push(`"${name(e).slice(0, 12)}" is ${Math.round(box.width)} × ${Math.round(box.height)}`);
            e.focus();
            const bar = document.querySelector('.bar') || document.querySelector('.tabs');
            const place = e.getBoundingClientRect();
            // Of a tall field the line one writes in is enough.
            const seen = bar ? bar.getBoundingClientRect().top - place.top : Infinity;
            if (bar && !bar.contains(e) && getComputedStyle(bar).position !== 'static' && place.top < bar.getBoundingClientRect().bottom && seen < Math.min(place.height - 2, 60))
              faults.push(`"${name(e).slice(0, 12)}" is focused under the bar`);
          }
          for (const img of document.querySelectorAll('img:not([alt])')) faults.push(`${img.src} has no alt`);
          for (const img of document.querySelectorAll('img')) if (img.loading !== 'lazy' && img.complete && img.naturalWidth === 0) faults.push(`${img.src} does not show`);
          const smallest = Math.min(...[...document.querySelectorAll('main *')].filter(e => shown(e) && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())).map(e => parseFloat(getComputedStyle(e).fontSize)));
          if (smallest < (target > 44 ? 15.5 : 11.9)) faults.push(`print of ${smallest} px`);
          return faults;
        }
        """;
}
