// The same deeds and pages while the orders grow from ten thousand to millions: what may not become slower with them, and what may not need more memory.
using System.Diagnostics;
using System.Globalization;

namespace HaoLin.Bench;

/// <param name="rows">How many earlier orders there are at the end.</param>
public sealed class Growth(Stage stage, int rows, Size size)
{
    const int Rounds = 5, Clients = 256, JoinsMax = 20_000, PagesPerSecond = 100, SearchesPerSecond = 5;
    const string WangsPhone = "13800000001", LisPhone = "13700000001";
    static readonly TimeSpan PageTime = TimeSpan.FromSeconds(10), SearchTime = TimeSpan.FromSeconds(4);

    readonly Dictionary<string, double> figures = [];
    readonly int few = Math.Min(10_000, rows / 10), many = Math.Min(100_000, rows), pages = Math.Min(1_000_000, rows);

    public async Task<IReadOnlyDictionary<string, double>> Run()
    {
        // One deal to write earlier ones after, and at the start and at the end one to warm up with and one for each round.
        await stage.OpenDeals(1 + 2 * (1 + Rounds), 1_000_000);
        Func<Guid, Guests> guests;
        await using (var product = await stage.Start("demo"))
        {
            await stage.MakeResidents(Math.Min(size.Residents, JoinsMax), product["community"]);
            guests = await stage.Guests(product);
        }
        var history = new History(stage.Postgres?.Connection, stage.SqliteFile, guests(stage.Deals[0]), stage.Tell);
        await history.UpTo(few);
        figures["export.few"] = await Export(few);
        figures["growth.early"] = await Joins(guests, 1, few);
        await history.UpTo(many);
        figures["export.many"] = await Export(many);
        figures["export.ratio"] = figures["export.many"] / figures["export.few"];
        await history.UpTo(pages);
        await Pages(history);
        await history.UpTo(rows);
        figures["growth.rows"] = rows;
        figures["growth.late"] = await Joins(guests, 2 + Rounds, rows);
        figures["growth.ratio"] = figures["growth.late"] / figures["growth.early"];
        return figures;
    }

    /// <summary>The middle one of the rounds, each into a deal of its own.</summary>
    async Task<double> Joins(Func<Guid, Guests> guests, int first, int there)
    {
        if (stage.Postgres is { } postgres) await postgres.Settle();
        await using var product = await stage.Start("demo");
        var load = new Load(stage.Self, product, stage.TokensFile, stage.Postgres, stage.Tables);
        var joins = Math.Min(size.Residents, JoinsMax);
        var rates = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var result = (await load.Join(guests(stage.Deals[first + round]), Clients, joins, joins / 10)).Result;
            if (result.Of(201) != result.Sent) throw new InvalidOperationException($"{result.Sent - result.Of(201)} of {result.Sent} were not let in");
            // The first is not counted: in it everything is compiled.
            if (round > 0) rates.Add(result.PerSecond);
            await load.Drain();
        }
        stage.Tell($"{there:N0} orders: {string.Join(", ", rates.Select(r => r.ToString("N0", CultureInfo.InvariantCulture)))} joins/s");
        return rates.Order().ElementAt(rates.Count / 2);
    }

    /// <summary>The most memory the program used while it wrote all orders into one table, MB.</summary>
    async Task<double> Export(int there)
    {
        await using var product = await stage.Start("demo");
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{product.Port}"), Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", stage.Token(WangsPhone));
        Machine.ForgetPeak(product.ProcessId);
        var since = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync("/api/v1/headquarters/orders.xlsx", HttpCompletionOption.ResponseHeadersRead);
        await answer.EnsureSuccessStatusCode().Content.CopyToAsync(Stream.Null);
        var peak = Machine.PeakMegabytes(product.ProcessId);
        stage.Tell($"{there:N0} orders exported in {Stopwatch.GetElapsedTime(since).TotalSeconds:N1} s, {peak:N0} MB at most");
        return peak;
    }

    async Task Pages(History history)
    {
        await using var product = await stage.Start("demo");
        var tokens = await File.ReadAllLinesAsync(stage.TokensFile);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new($"http://127.0.0.1:{product.Port}") };
        HttpRequestMessage Theirs(string path, string token) => new(HttpMethod.Get, path) { Headers = { { "Cookie", "haolin=" + token } } };
        var (wang, li) = (stage.Token(WangsPhone), stage.Token(LisPhone));
        (string Key, Func<int, HttpRequestMessage> Ask)[] asked =
        [
            ("page.list", i => Theirs("/", tokens[i % tokens.Length])),
            ("page.deal", i => Theirs($"/deals/{stage.Deals[2 + i % Rounds]}", tokens[i % tokens.Length])),
            ("page.order", i => history.Known[i * 7919 % history.Known.Count] is var known ? Theirs($"/orders/{known.Order}", tokens[known.Person]) : throw new UnreachableException()),
            ("page.orders", i => Theirs("/orders", tokens[i % tokens.Length])),
        ];
        // At half the pace first, so that everything is compiled.
        foreach (var (key, ask) in asked) await P95(http, ask, PagesPerSecond / 2, TimeSpan.FromSeconds(3));
        foreach (var (key, ask) in asked) figures[key] = await P95(http, ask, PagesPerSecond, PageTime);
        foreach (var (key, words) in new (string, Func<int, string>)[]
        {
            ("search.newest", _ => ""), ("search.code", i => history.Known[i * 104_729 % history.Known.Count].Code), ("search.id", i => history.Known[i * 104_729 % history.Known.Count].Order.ToString()),
            ("search.phone", _ => LisPhone), ("search.tail", i => (i * 37 % 10_000).ToString("D4", CultureInfo.InvariantCulture)),
        })
        {
            HttpRequestMessage Search(int i) => Theirs($"/api/v1/headquarters/orders?words={words(i)}", wang);
            await P95(http, Search, SearchesPerSecond, TimeSpan.FromSeconds(1));
            figures[key] = await P95(http, Search, SearchesPerSecond, SearchTime);
        }
        figures["search"] = figures.Where(f => f.Key.StartsWith("search.", StringComparison.Ordinal)).Max(f => f.Value);
        stage.Tell($"{pages:N0} orders, p95 in ms: {string.Join(", ", figures.Where(f => f.Key.StartsWith("page.", StringComparison.Ordinal) || f.Key.StartsWith("search.", StringComparison.Ordinal)).Select(f => $"{f.Key} {f.Value:N1}"))}");
    }

    /// <summary>An open loop: a request is sent when it is due, whoever is late, and its time counts from then.</summary>
    static async Task<double> P95(HttpClient http, Func<int, HttpRequestMessage> ask, int perSecond, TimeSpan time)
    {
        var (start, count) = (Stopwatch.GetTimestamp(), (int)(perSecond * time.TotalSeconds));
        var under = new Task<double>[count];
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            if (due - Stopwatch.GetElapsedTime(start) is { TotalMilliseconds: > 1 } early) await Task.Delay(early);
            under[i] = Once(http, ask(i), start, due);
        }
        var times = await Task.WhenAll(under);
        Array.Sort(times);
        return times[(int)(0.95 * (count - 1))];
    }

    static async Task<double> Once(HttpClient http, HttpRequestMessage request, long start, TimeSpan due)
    {
        using (request)
        using (var answer = await http.SendAsync(request))
        {
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{request.RequestUri}: {answer.StatusCode}");
            await answer.Content.CopyToAsync(Stream.Null);
        }
        return (Stopwatch.GetElapsedTime(start) - due).TotalMilliseconds;
    }
}
