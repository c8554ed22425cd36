// The bench: publishes the program, plays the evening rush on both databases, prints one table and writes artifacts/bench.json.
using HaoLin.Bench;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

switch (args)
{
    case ["generate"]: return Generator.Run();
    case ["nothing", var keys, var port]: return await Nothing.Run(keys, int.Parse(port));
}

// rush: the evening rush; growth: rates, pages, search and exports while the orders grow to rows=N; neither is both.
// quick: a fifth of the size and one round; sqlite, postgresql: that one only; published: what lies in artifacts is taken as it is.
var rows = args.FirstOrDefault(a => a.StartsWith("rows=", StringComparison.Ordinal)) is { } given ? int.Parse(given[5..]) : (int?)null;
args = [.. args.Where(a => !a.StartsWith("rows=", StringComparison.Ordinal))];
string[] known = ["rush", "growth", "quick", "sqlite", "postgresql", "published"];
if (args.Except(known).Any())
{
    Console.Error.WriteLine($"bench [{string.Join("] [", known)}] [rows=N]");
    return 2;
}

var tree = new DirectoryInfo(AppContext.BaseDirectory);
while (tree is not null && !File.Exists(Path.Combine(tree.FullName, "HaoLin.slnx"))) tree = tree.Parent;
var root = tree?.FullName ?? throw new InvalidOperationException("HaoLin.slnx lies in no folder above the bench");
var size = args.Contains("quick") ? Size.Quick : Size.Usual;

// A rate tells nothing of a build that optimises nothing.
if (!args.Contains("published"))
{
    Tell("publishing");
    await Product.Publish(root);
}
var at = TimeProvider.System.GetUtcNow();
var found = new List<Figures>();
if (!args.Contains("postgresql")) found.Add(await Measure(null));
if (!args.Contains("sqlite"))
{
    if (OwnPostgres.Installed) found.Add(await Measure("pg"));
    else Tell("PostgreSQL is not installed (scripts/install-test-needs installs it), so only SQLite was measured");
}
var (machine, commit) = (Machine.Describe(), Machine.Commit(root));
Directory.CreateDirectory(Path.Combine(root, "artifacts"));
await File.WriteAllTextAsync(Path.Combine(root, "artifacts", "bench.json"), Report.ToJson(found, machine, commit, at));
Console.Write(Report.Markdown(found, machine, commit, at));
return 0;

async Task<Figures> Measure(string? postgresFolder)
{
    var folder = Directory.CreateTempSubdirectory("haolin-bench.");
    // PostgreSQL's own user has to get through to its folder.
    File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    try
    {
        var server = postgresFolder is null ? null : await OwnPostgres.Start(Path.Combine(folder.FullName, postgresFolder));
        var name = server is null ? "SQLite" : "PostgreSQL";
        // Each part has a database of its own.
        Stage Stage(string part) => new(Environment.ProcessPath!, Product.Binary(root), Directory.CreateDirectory(Path.Combine(folder.FullName, part)).FullName, server, text => Tell($"{name}: {text}"));
        try
        {
            var figures = new Dictionary<string, double>();
            if (!args.Contains("growth")) foreach (var (key, value) in await new Evening(Stage("rush"), size).Run()) figures[key] = value;
            if (server is not null) await server.Renew();
            if (!args.Contains("rush")) foreach (var (key, value) in await new Growth(Stage("growth"), rows ?? (server is null ? 1_000_000 : 5_000_000), size).Run()) figures[key] = value;
            return new(name, figures);
        }
        finally { if (server is not null) await server.DisposeAsync(); }
    }
    finally { folder.Delete(recursive: true); }
}

static void Tell(string text) => Console.Error.WriteLine(text);
