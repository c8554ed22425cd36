// A running brand for the guarantees: the published product on one database, with as many residents and deals as a test asks for.
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Faults.Rig;

/// <summary>A deal that the test opened, as its neighbours know it.</summary>
public sealed record Deal(Guid Id, Guid Place, IReadOnlyList<Guid> Offers);

public sealed class Brand : IAsyncDisposable
{
    /// <summary>What a brand can vary: the fault its build has, how long goods are held, how many residents, nodes (on PostgreSQL) and so on.</summary>
    public sealed record Options
    {
        public string? Break { get; init; }
        public string Hold { get; init; } = "15m";
        public int Residents { get; init; } = 200;
        public int Nodes { get; init; } = 1;
        /// <summary>Given to the nodes after the first alone.</summary>
        public (string Name, string Value)[] OtherNodes { get; init; } = [];
        /// <summary>How the simulated gateway behaves, as `demo --gateway` takes it.</summary>
        public string Gateway { get; init; } = "";
        /// <summary>A PostgreSQL that the test may crash; the shared one otherwise.</summary>
        public PostgresCluster? Cluster { get; init; }
        /// <summary>Put after the connection string that the product is given.</summary>
        public string Database { get; init; } = "";
        public Dictionary<string, string> Environment { get; init; } = [];
        /// <summary>The data folder; one of its own when none is given.</summary>
        public string? Data { get; init; }
        /// <summary>Given to every process of the product, the verbs that end by themselves included.</summary>
        public (string Name, string Value)[] Preloaded { get; init; } = [];
    }

    readonly List<PublishedServer> others = [];
    readonly Options options;
    Guid template;

    Brand(Options options, PublishedServer server, Sql sql) => (this.options, Server, Sql) = (options, server, sql);

    public PublishedServer Server { get; }
    public Sql Sql { get; }
    /// <summary>Where the product can be reached: one address, or one per node.</summary>
    public IReadOnlyList<Uri> Nodes => [Server.Address, .. others.Select(o => o.Address)];
    public Uri Gateway => new(Server.One("gateway"));
    /// <summary>One bearer token per resident.</summary>
    public IReadOnlyList<string> Tokens { get; private set; } = [];
    public string LeaderToken { get; private set; } = "";
    public Guid Place { get; private set; }
    /// <summary>From the start of the first node to its readiness, an empty database filled with the demo's season on the way.</summary>
    public TimeSpan FirstStart { get; private init; }

    public static async Task<Brand> Open(Database on, Options? asked = null)
    {
        var options = asked ?? new();
        var database = on == Database.Sqlite ? null : await (options.Cluster ?? PostgresCluster.Shared).Fresh("brand");
        var environment = new Dictionary<string, string>(options.Environment) { ["HAOLIN__TRADE__HOLD"] = options.Hold };
        foreach (var (name, value) in options.Preloaded) environment[name] = value;
        if (options.Break is { } fault) environment["HAOLIN_BREAK"] = fault;
        var began = TimeProvider.System.GetTimestamp();
        var server = await PublishedServer.Start(new()
        {
            Binary = options.Break is null ? PublishedServer.Binary : PublishedServer.Breakable,
            Database = database is null ? null : database + options.Database, Data = options.Data, Environment = environment, Arguments = ["--deal", "200", "--gateway", options.Gateway],
        });
        var brand = new Brand(options, server, Sql.Of(server.Data, database)) { FirstStart = TimeProvider.System.GetElapsedTime(began) };
        try
        {
            for (var node = 1; node < options.Nodes; node++) brand.others.Add(await brand.StartNode(database!, environment));
            (brand.template, brand.Place) = (Guid.Parse(server.One("deal")), Guid.Parse(server.One("pickup-point")));
            var leader = brand.Verb("token", "--data", server.Data, "--phone", server.One("leader"));
            if (options.Residents > 0) await brand.Invite(options.Residents);
            brand.LeaderToken = (await leader).Trim();
            return brand;
        }
        catch
        {
            await brand.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ten seconds, as promised; on a machine so busy that even the first start took longer than that, twice the first start.</summary>
    public TimeSpan ReadyAgainMax => TimeSpan.FromSeconds(Math.Max(10, 2 * FirstStart.TotalSeconds));

    Task<string> Verb(params string[] arguments) => PublishedServer.Run(options.Preloaded, arguments);

    /// <summary>Another node on the same database: `serve` with the first one's keys and gateway.</summary>
    Task<PublishedServer> StartNode(string database, Dictionary<string, string> environment) => PublishedServer.Start(new()
    {
        Verb = "serve", Data = Server.Data, Database = database, Binary = options.Break is null ? PublishedServer.Binary : PublishedServer.Breakable,
        Environment = new(environment.Concat(options.OtherNodes.Select(v => KeyValuePair.Create(v.Name, v.Value))))
        {
            ["HAOLIN__PAYMENT__FOLDER"] = Path.Combine(Server.Data, "gateway", "keys"),
            ["HAOLIN__PAYMENT__GATEWAY"] = Gateway.GetLeftPart(UriPartial.Authority),
            ["HAOLIN__ADDRESS"] = Server.Address.GetLeftPart(UriPartial.Authority),
        },
    });

    /// <summary>Makes that many more residents.</summary>
    public async Task Invite(int residents)
    {
        var printed = await Verb("token", "--data", Server.Data, "--new", $"{residents}", "--community", Server.One("community"));
        Tokens = [.. Tokens, .. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Opens a deal by writing the demo's own once more with these offers; its cut-off is two days away.</summary>
    public async Task<Deal> OpenDeal(params (int Limit, int? PerPerson)[] offers)
    {
        var deal = Guid.CreateVersion7();
        await Sql.Copy("deal", "id", template, ("id", deal), ("last_sequence", 0));
        await Sql.Copy("deal_step", "deal_id", template, ("deal_id", deal));
        await Sql.Copy("deal_place", "deal_id", template, ("deal_id", deal));
        var made = new List<Guid>();
        foreach (var (limit, perPerson) in offers)
        {
            made.Add(Guid.CreateVersion7());
            await Sql.Copy("offer", "deal_id", template, ("id", made[^1]), ("deal_id", deal), ("position", made.Count), ("stock_limit", limit), ("per_person", perPerson), ("taken", 0));
        }
        return new(deal, Place, made);
    }

    /// <summary>Brings a deal's cut-off to now; the product's own sweep then cuts it off.</summary>
    public async Task CutOff(Deal deal)
    {
        await Sql.Run("UPDATE deal SET cut_off_due = @now WHERE id = @id", ("now", History.Now.UtcTicks), ("id", deal.Id));
        await Until(async () => await Sql.Number("SELECT COUNT(*) FROM deal WHERE id = @id AND cut_off_at IS NOT NULL", ("id", deal.Id)) == 1, "the deal is cut off", TimeSpan.FromSeconds(20));
    }

    /// <summary>Looks again and again until it is so; throws with the question when that does not happen in time.</summary>
    public static async Task Until(Func<Task<bool>> question, string what, TimeSpan patience)
    {
        if (!await Comes(question, patience)) throw new TimeoutException($"not within {patience.TotalSeconds} s: {what}");
    }

    public static async Task<bool> Comes(Func<Task<bool>> question, TimeSpan patience)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await question())
        {
            if (TimeProvider.System.GetElapsedTime(began) > patience) return false;
            await beat.WaitForNextTickAsync();
        }
        return true;
    }

    /// <summary>All news heard, nothing on its way: only now can effects be counted.</summary>
    public Task Quiet() => Until(async () => await Sql.Number("SELECT COUNT(*) FROM outbox WHERE done_at IS NULL AND due_at <= @now", ("now", History.Now.UtcTicks)) == 0, "the outbox is empty", TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        foreach (var other in others) await other.DisposeAsync();
        await Server.DisposeAsync();
    }
}
