// One database's evening: deals opened, residents made, the rush at three sizes with its yardsticks beside it, and what is left to do afterwards.
namespace HaoLin.Bench;

/// <param name="Residents">How many there are, and so how many join at 256 clients.</param>
/// <param name="Rounds">How often the rush at 256 clients and its yardsticks take turns; the middle one counts.</param>
public sealed record Size(int Residents, int Rounds)
{
    public static readonly Size Usual = new(60_000, 3);
    public static readonly Size Quick = new(12_000, 1);
}

public sealed class Evening(Stage stage, Size size)
{
    const int WarmUpClients = 64, YardstickClients = 64, AskingClients = 64, CrowdClients = 600, CrowdBoxes = 200;
    static readonly TimeSpan OneByOneTime = TimeSpan.FromSeconds(5);

    readonly Dictionary<string, double> figures = [];
    readonly List<Guid> deals = stage.Deals;
    readonly OwnPostgres? postgres = stage.Postgres;
    readonly Action<string> tell = stage.Tell;
    string Data => stage.Data;
    Tables Tables => stage.Tables;

    public async Task<IReadOnlyDictionary<string, double>> Run()
    {
        // One deal for the crowd, for the warm-up, 8 and 64 clients, for yardsticks a and c, and one for each round.
        await stage.OpenDeals(6 + size.Rounds, CrowdBoxes);
        await using (var product = await stage.Start("demo"))
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            figures["rss.idle"] = Machine.ResidentMegabytes(product.ProcessId);
            await stage.MakeResidents(size.Residents, product["community"]);
            var load = new Load(stage.Self, product, stage.TokensFile, postgres, Tables);
            var guests = await stage.Guests(product);
            await Rush(load, product, guests);
            await Crowd(load, product);
            await Questions(load);
            figures["rss.busy"] = Machine.ResidentMegabytes(product.ProcessId);
        }
        await ColdStarts();
        return figures;
    }

    async Task Rush(Load load, Product product, Func<Guid, Guests> guests)
    {
        tell("warming up");
        await load.Join(guests(deals[1]), WarmUpClients, Math.Min(15_000, size.Residents), 0);
        await load.Drain();
        await Level(load, guests(deals[2]), 8, size.Residents / 10, "8");
        await Level(load, guests(deals[3]), 64, size.Residents / 3, "64");
        var straight = NewStraight(guests(deals[4]));
        var rounds = new List<Dictionary<string, double>>();
        for (var round = 0; round < size.Rounds; round++)
        {
            tell($"round {round + 1} of {size.Rounds}: 256 clients and the yardsticks");
            var own = await Level(load, guests(deals[6 + round]), 256, size.Residents, "256");
            own["a"] = await straight.InBatches(size.Residents / size.Rounds / 2);
            var nothing = await load.Nothing(Data, guests(deals[1]), 256, size.Residents);
            (own["b"], own["b.generator"], own["b.cpu"]) = (nothing.Result.PerSecond, nothing.Result.CpuMicrosPerRequest, nothing.ServerMicros);
            own["bound"] = 1 / (1 / own["a"] + 1 / own["b"]);
            own["ratio"] = own["joins.256"] / own["bound"];
            rounds.Add(own);
        }
        // Whole rounds are compared, so that joins, yardsticks and ratio belong to the same minutes.
        foreach (var (key, value) in rounds.OrderBy(r => r["ratio"]).ElementAt(rounds.Count / 2)) figures[key] = value;
        figures["ratio.least"] = rounds.Min(r => r["ratio"]);
        figures["ratio.most"] = rounds.Max(r => r["ratio"]);
        tell("yardstick c: one transaction per order");
        figures["c"] = await NewStraight(guests(deals[5])).OneByOne(OneByOneTime, YardstickClients);
    }

    Straight NewStraight(Guests guests) => postgres is { } server ? new StraightPostgreSql(server.Connection, guests) : new StraightSqlite(stage.SqliteFile, guests);

    async Task<Dictionary<string, double>> Level(Load load, Guests guests, int clients, int joins, string name)
    {
        var measured = await load.Join(guests, clients, joins, joins / 10);
        if (measured.Result.Of(201) != measured.Result.Sent) throw new InvalidOperationException($"{clients} clients: not everybody was let in: {Say(measured.Result)}");
        if (await Tables.FaultsOf(guests.Deal, measured.Result.Sent) is { } fault) throw new InvalidOperationException($"{clients} clients: {fault}");
        var found = new Dictionary<string, double>
        {
            [$"joins.{name}"] = measured.Result.PerSecond, [$"p50.{name}"] = measured.Result.P50, [$"p99.{name}"] = measured.Result.P99,
            [$"commits.{name}"] = measured.CommitsPerSecond, [$"flushes.{name}"] = measured.FlushesPerSecond,
            [$"cpu.server.{name}"] = measured.ServerMicros, [$"cpu.database.{name}"] = measured.DatabaseMicros, [$"cpu.generator.{name}"] = measured.Result.CpuMicrosPerRequest,
            [$"cpu.others.{name}"] = measured.OthersShare, [$"waiting.{name}"] = measured.NewsWaiting, [$"drain.{name}"] = await load.Drain(),
        };
        foreach (var (key, value) in found) figures[key] = value;
        tell($"{clients} clients: {measured.Result.PerSecond:N0} joins/s, p99 {measured.Result.P99:N1} ms");
        return found;
    }

    async Task Crowd(Load load, Product product)
    {
        tell($"{CrowdClients} clients for {CrowdBoxes} boxes");
        var guests = (await stage.Guests(product))(deals[0]);
        var result = await load.Crowd(guests, CrowdClients);
        var fault = await Tables.FaultsOf(guests.Deal, CrowdBoxes);
        if (fault is not null || result.Of(201) != CrowdBoxes || result.Of(409) != CrowdClients - CrowdBoxes) throw new InvalidOperationException($"the crowd: {Say(result)} {fault}");
        (figures["crowd.yes"], figures["crowd.soldout"], figures["crowd.ms"]) = (result.Of(201), result.Of(409), result.Slowest);
        await load.Drain();
    }

    async Task Questions(Load load)
    {
        tell("pages and lists");
        foreach (var (name, path) in new[] { ("deal", $"/api/v1/deals/{deals[0]}"), ("list", "/api/v1/deals"), ("home", "/") })
        {
            var result = await load.Ask(path, AskingClients);
            // A page that is not there yet has no rate.
            if (result.Of(200) == result.Sent) (figures[$"ask.{name}"], figures[$"ask.{name}.p99"]) = (result.PerSecond, result.P99);
        }
    }

    async Task ColdStarts()
    {
        tell("cold starts");
        foreach (var verb in new[] { "serve", "demo" })
        {
            var times = new List<double>();
            for (var i = 0; i < 5; i++) times.Add(await stage.ColdStart(verb));
            figures[$"start.{verb}"] = times.Order().ElementAt(times.Count / 2);
        }
    }

    static string Say(LoadResult result) => string.Join(", ", result.Statuses.Select(s => $"{s.Value} times {s.Key}"));
}
