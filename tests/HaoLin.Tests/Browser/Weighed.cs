// What a page costs whoever opens it: the bytes that came over the line by kind, how often it asked, and when it was there to be read.
using System.Text.Json;
using Microsoft.Playwright;

namespace HaoLin.Tests.Browser;

/// <summary>One loading of one page, weighed by the browser's own account of its network.</summary>
public sealed class Weighed
{
    /// <summary>A mid-range phone on 4G as the budget has it: 9 Mbit/s down, 3 up, 100 ms there and back; a quarter of this processor.</summary>
    const int Down = 9_000_000 / 8, Up = 3_000_000 / 8, RoundTrip = 100, Slower = 4;

    readonly Dictionary<string, (string Kind, Uri Address)> asked = [];
    readonly Dictionary<string, long> bytes = [];

    public int Requests => asked.Count;
    public long Total => bytes.Values.Sum();
    public long Of(string kind) => bytes.Where(b => asked.TryGetValue(b.Key, out var a) && a.Kind == kind).Sum(b => b.Value);
    public IEnumerable<string> Hosts => asked.Values.Select(a => a.Address.Authority).Distinct();
    public string Heaviest => bytes.Count == 0 ? "nothing" : bytes.MaxBy(b => b.Value) is var (id, most) && asked.TryGetValue(id, out var what) ? $"{what.Address.PathAndQuery} {most} B" : "?";

    /// <summary>First print, largest print, how far things jumped, and how long the page did not listen, in milliseconds.</summary>
    public sealed record Seen(double Fcp, double Lcp, double Cls, double Tbt);

    /// <summary>Loads the page as somebody does who was never here: nothing kept from before.</summary>
    public static async Task<Weighed> Load(IPage page, string path)
    {
        await using var line = await Line.Open(page, slow: false);
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        return line.Weighed;
    }

    /// <summary>The same on the phone of the budget, timed by the page's own clock.</summary>
    public static async Task<Seen> Time(IPage page, string path)
    {
        await using var line = await Line.Open(page, slow: true);
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        return JsonSerializer.Deserialize<Seen>(await page.EvaluateAsync<string>(Clock), JsonSerializerOptions.Web)!;
    }

    // The observers hand over what was noted before they were there; a moment after the first print shows what still moves.
    // Nobody touches the page meanwhile: the browser takes the phone's own size for an input and would forgive what jumps after it.
    const string Clock = """
        () => new Promise(told => {
          const seen = { fcp: 0, lcp: 0, cls: 0, tbt: 0 };
          const watch = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note)).observe({ type, buffered: true });
          watch('paint', e => { if (e.name === 'first-contentful-paint') seen.fcp = e.startTime; });
          watch('largest-contentful-paint', e => { seen.lcp = e.startTime; });
          watch('layout-shift', e => { seen.cls += e.value; });
          watch('longtask', e => { seen.tbt += Math.max(0, e.duration - 50); });
          const enough = () => performance.now() > 10000 || seen.fcp > 0 && performance.now() > seen.fcp + 500;
          const look = () => setTimeout(() => enough() ? told(JSON.stringify(seen)) : look(), 300);
          look();
        })
        """;

    sealed class Line(ICDPSession session) : IAsyncDisposable
    {
        public Weighed Weighed { get; } = new();

        public static async Task<Line> Open(IPage page, bool slow)
        {
            var line = new Line(await page.Context.NewCDPSessionAsync(page));
            line.Hear("Network.requestWillBeSent", told =>
            {
                var address = new Uri(told.GetProperty("request").GetProperty("url").GetString()!);
                if (address.Scheme is "http" or "https") line.Weighed.asked[Id(told)] = (told.GetProperty("type").GetString()!, address);
            });
            // A stream never ends, so what comes is counted as it comes; at the end the browser knows the whole with its headers.
            line.Hear("Network.dataReceived", told => line.Weighed.bytes[Id(told)] = line.Weighed.bytes.GetValueOrDefault(Id(told)) + told.GetProperty("encodedDataLength").GetInt64());
            line.Hear("Network.loadingFinished", told => line.Weighed.bytes[Id(told)] = (long)told.GetProperty("encodedDataLength").GetDouble());
            await line.Say("Network.enable");
            await line.Say("Network.clearBrowserCache");
            if (!slow) return line;
            await line.Say("Network.emulateNetworkConditions", new() { ["offline"] = false, ["latency"] = RoundTrip, ["downloadThroughput"] = Down, ["uploadThroughput"] = Up });
            await line.Say("Emulation.setCPUThrottlingRate", new() { ["rate"] = Slower });
            return line;
        }

        Task Say(string word, Dictionary<string, object>? with = null) => session.SendAsync(word, with);

        void Hear(string what, Action<JsonElement> note) => session.Event(what).OnEvent += (_, told) => { if (told is { } heard) lock (Weighed) note(heard); };

        static string Id(JsonElement told) => told.GetProperty("requestId").GetString()!;

        // What was slowed down for this page is as fast as before for the next.
        public async ValueTask DisposeAsync() => await session.DetachAsync();
    }
}
