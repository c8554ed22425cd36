// One real browser for the journeys, seen through a resident's phone or headquarters' desk.
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(HaoLin.Tests.Cast.Chromium))]

namespace HaoLin.Tests.Cast;

/// <summary>Debian's Chromium, driven by Playwright; it starts when the first test asks for a page.</summary>
public sealed class Chromium : IAsyncDisposable
{
    const int DrawnWithin = 12_000;

    readonly SemaphoreSlim door = new(1);
    IPlaywright? playwright;
    IBrowser? browser;

    /// <summary>A phone of 360 x 780 points in Chinese, at Shanghai's time.</summary>
    public Task<IBrowserContext> Phone(Action<BrowserNewContextOptions>? change = null) =>
        Context(360, 780, options => { options.IsMobile = options.HasTouch = true; options.DeviceScaleFactor = 2; change?.Invoke(options); });

    /// <summary>A desk of 1280 x 900 points.</summary>
    public Task<IBrowserContext> Desk(Action<BrowserNewContextOptions>? change = null) => Context(1280, 900, change);

    /// <summary>Keeps what the visitor sees in artifacts/screenshots, named after the page and its width.</summary>
    public static async Task<string> Photograph(IPage page, string name)
    {
        var path = Scratch.Artifacts("screenshots", $"{name}-{page.ViewportSize!.Width}.png");
        for (var tries = 1; ; tries++)
        {
            try
            {
                await page.ScreenshotAsync(new() { Path = path, FullPage = true, Animations = ScreenshotAnimations.Disabled, Timeout = DrawnWithin });
                return path;
            }
            // The browser cannot always draw at once on a busy machine, or now and then not at all; that says nothing about the page.
            catch (Exception e) when (tries < 3 && (e is TimeoutException || e.Message.Contains("Unable to capture screenshot", StringComparison.Ordinal))) { }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        door.Dispose();
    }

    async Task<IBrowserContext> Context(int width, int height, Action<BrowserNewContextOptions>? change)
    {
        var options = new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = width, Height = height },
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
        };
        change?.Invoke(options);
        return await (await Browser()).NewContextAsync(options);
    }

    async Task<IBrowser> Browser()
    {
        await door.WaitAsync();
        try
        {
            // The driver and its Node lie beside the tests, in .playwright, where the package's build step puts them.
            playwright ??= await Playwright.CreateAsync();
            return browser ??= await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = "/usr/bin/chromium",
                Args =
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                ],
            });
        }
        finally
        {
            door.Release();
        }
    }
}
