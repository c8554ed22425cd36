// The demo as headquarters' journeys find it: a running shop, 王总 already signed in, and what every page owes a phone and a desk.
using HaoLin.Tests.Cast;
using Microsoft.Playwright;

namespace HaoLin.Tests.Browser;

/// <summary>One server for the journeys of a class.</summary>
public sealed class HeadquartersDesk : IAsyncLifetime
{
    public const string WangsPhone = "13800000001", ZhangsPhone = "13900000001", LisPhone = "13700000001";

    public PublishedServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PublishedServer.Start();

    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Somebody's own browser, as wide as asked, signed in without the door.</summary>
    public static async Task<IBrowserContext> Browser(Chromium chromium, PublishedServer server, int width, string? phone)
    {
        void Here(BrowserNewContextOptions options) => options.BaseURL = server.Address.AbsoluteUri;
        var context = width < 600 ? await chromium.Phone(Here) : await chromium.Desk(Here);
        if (phone is null) return context;
        var token = (await PublishedServer.Run("token", "--phone", phone, "--data", server.Data)).Trim();
        await context.AddCookiesAsync([new() { Name = "haolin", Value = token, Url = server.Address.AbsoluteUri, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        return context;
    }

    /// <summary>Nothing is wider than the screen or scrolls sideways inside it, nothing to press is too small or nameless, no print is tiny.</summary>
    public static Task<string[]> FaultsOf(IPage page) => page.EvaluateAsync<string[]>("""
        () => {
          const faults = [], wide = document.documentElement.clientWidth, phone = wide < 600;
          const inside = document.querySelector('.mud-dialog') || document.querySelector('.headquarters-main') || document.body;
          const says = e => `<${e.localName} class="${e.className.baseVal ?? e.className}"> ${(e.textContent || '').trim().slice(0, 16)}`;
          const seen = e => { const box = e.getBoundingClientRect(), style = getComputedStyle(e); return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && style.opacity !== '0'; };
          if (document.documentElement.scrollWidth > wide) faults.push(`the page is ${document.documentElement.scrollWidth - wide} px wider than the screen`);
          for (const e of inside.querySelectorAll('*')) {
            if (!seen(e) || e.matches('[class*=mud-ripple-]')) continue;
            const box = e.getBoundingClientRect();
            if (box.right > wide + 1 || box.left < -1) faults.push(`${says(e)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)}`);
            if (/auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1) faults.push(`${says(e)} scrolls sideways by ${e.scrollWidth - e.clientWidth}`);
            if (e.matches('button, a[href]') && getComputedStyle(e).display !== 'inline' && !e.closest('.mud-input-adornment')) {
              if (!(e.getAttribute('aria-label') || e.textContent).trim()) faults.push(`${says(e)} has no name`);
              if (phone && box.height < 39.5) faults.push(`${says(e)} is ${Math.round(box.width)} × ${Math.round(box.height)}`);
            }
            if ([...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && !e.closest('details:not([open]) > :not(summary)')) {
              const drawn = e.ownerSVGElement ? e.ownerSVGElement.getScreenCTM().a : 1;
              if (parseFloat(getComputedStyle(e).fontSize) * drawn < 9.5) faults.push(`${says(e)} is printed too small`);
            }
          }
          for (const img of document.querySelectorAll('img')) if (img.loading !== 'lazy' && img.complete && img.naturalWidth === 0) faults.push(`${img.src} does not show`);
          return [...new Set(faults)].slice(0, 12);
        }
        """);
}
