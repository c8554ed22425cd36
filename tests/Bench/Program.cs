// The bench: publishes the program, plays the evening rush on both databases, prints one table and writes artifacts/bench.json.
using HaoLin.Bench;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

switch (args)
{
    case ["generate"]: return Generator.Run();
    case ["nothing", var keys, var port]: return await Nothing.Run(keys, int.Parse(port));
}

// quick: a fifth of the size and one round; sqlite, postgresql: that one only; published: what lies in artifacts is taken as it is.
string[] known = ["quick", "sqlite", "postgresql", "published"];
if (args.Except(known).Any())
{
    Console.Error.WriteLine($"bench [{string.Join("] [", known)}]");
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
if (!args.Contains("postgresql")) found.Add(await Evening(null));
if (!args.Contains("sqlite"))
{
    if (OwnPostgres.Installed) found.Add(await Evening("pg"));
    else Tell("PostgreSQL is not installed (scripts/install-test-needs installs it), so only SQLite was measured");
}
var (machine, commit) = (Machine.Describe(), Machine.Commit(root));
Directory.CreateDirectory(Path.Combine(root, "artifacts"));
await File.WriteAllTextAsync(Path.Combine(root, "artifacts", "bench.json"), Report.ToJson(found, machine, commit, at));
Console.Write(Report.Markdown(found, machine, commit, at));
return 0;

async Task<Figures> Evening(string? postgresFolder)
{
    var folder = Directory.CreateTempSubdirectory("haolin-bench.");
    // PostgreSQL's own user has to get through to its folder.
    File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    try
    {
        var server = postgresFolder is null ? null : await OwnPostgres.Start(Path.Combine(folder.FullName, postgresFolder));
        try { return await new Evening(Environment.ProcessPath!, Product.Binary(root), folder.FullName, server, size, text => Tell($"{(server is null ? "SQLite" : "PostgreSQL")}: {text}")).Run(); }
        finally { if (server is not null) await server.DisposeAsync(); }
    }
    finally { folder.Delete(recursive: true); }
}

static void Tell(string text) => Console.Error.WriteLine(text);
