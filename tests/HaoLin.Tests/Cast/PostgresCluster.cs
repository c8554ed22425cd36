// Starts one real PostgreSQL for the tests, durable as in production, and hands out fresh databases.
using System.Diagnostics;
using Npgsql;

[assembly: AssemblyFixture(typeof(HaoLin.Tests.Cast.PostgresCluster))]

namespace HaoLin.Tests.Cast;

/// <summary>
/// The tests share one cluster, which starts when the first of them asks for a database. A test that kills
/// its database, or moves its clock, makes one of its own with <see cref="OwnedBy"/>.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);
    static readonly Lazy<string> binaries = new(FindBinaries);

    readonly SemaphoreSlim door = new(1);
    readonly string folder = Scratch.Folder("pg");
    IReadOnlyDictionary<string, string> environment = new Dictionary<string, string>();
    Process? server;
    bool made;
    int databases;

    /// <summary>The one all tests share.</summary>
    public static PostgresCluster Shared { get; private set; } = null!;

    /// <summary>For the test framework, which makes the shared one when the run begins and disposes of it at the end.</summary>
    public PostgresCluster() => Shared ??= this;

    /// <summary>A cluster that one test has to itself, started with these variables.</summary>
    public static PostgresCluster OwnedBy(string test, params (string Name, string Value)[] environment) =>
        new() { environment = environment.Append(("PGAPPNAME", test)).ToDictionary(v => v.Item1, v => v.Item2) };

    /// <summary>Under whom it runs where the tests run as root.</summary>
    public const string Owner = "postgres";

    public string Data => Path.Combine(folder, "data");

    /// <summary>From its next start on it runs with these variables too.</summary>
    public void Under(params (string Name, string Value)[] more) => environment = environment.Select(v => (v.Key, v.Value)).Concat(more).ToDictionary(v => v.Item1, v => v.Item2);

    string Said => Path.Combine(folder, "said");

    /// <summary>An empty database owned by a plain role, as the product would be given one; the answer is its connection string.</summary>
    public async Task<string> Fresh(string name)
    {
        await Start();
        var database = $"{name}_{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection($"Host={folder};Username=postgres;Database=postgres;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE \"{database}\" OWNER haolin", connection);
        await command.ExecuteNonQueryAsync();
        return $"Host={folder};Username=haolin;Database={database};Maximum Pool Size=20";
    }

    public async Task Start()
    {
        await door.WaitAsync();
        try
        {
            if (server is not null) return;
            if (!made) await Make();
            // A child of the tests and no daemon, so that its end is seen even where nobody collects the dead.
            server = Process.Start(Line("postgres", "-D", Data))!;
            await UntilReady();
            if (!made) await Run(Line("psql", "-h", folder, "-U", "postgres", "-q", "-c", "CREATE ROLE haolin LOGIN"));
            made = true;
        }
        finally
        {
            door.Release();
        }
    }

    /// <summary>Stops as an operator would: "fast" ends sessions, "immediate" leaves the work to recovery.</summary>
    public async Task Stop(string mode = "fast")
    {
        if (server is null) return;
        await Run(Line("pg_ctl", "stop", "-w", "-s", "-t", $"{patience.TotalSeconds}", "-D", Data, "-m", mode));
        await Ended();
    }

    /// <summary>kill -9 of the server and everyone who works for it, so that the next start has to recover.</summary>
    public async Task Crash()
    {
        var main = int.Parse(PidLines()[0]);
        int[] family = [main, .. Children(main)];
        foreach (var member in family)
            if (Alive(member)) Process.GetProcessById(member).Kill();
        // The next start refuses while one of them still holds the shared memory.
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (family.Any(Alive)) await beat.WaitForNextTickAsync();
        await Ended();
    }

    async Task Ended()
    {
        using var ended = server!;
        await ended.WaitForExitAsync();
        server = null;
    }

    // The eighth line of the pid file is how the server itself says that it takes connections.
    async Task UntilReady()
    {
        using var limit = new CancellationTokenSource(patience);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!server!.HasExited && await beat.WaitForNextTickAsync(limit.Token))
            if (PidLines() is [var main, _, _, _, _, _, _, var state, ..] && state.Trim() == "ready" && Alive(int.Parse(main)))
                return;
        throw new InvalidOperationException($"PostgreSQL did not start:\n{await File.ReadAllTextAsync(Said)}");
    }

    // Empty while there is none: it comes and goes, and the last start's may still lie there.
    string[] PidLines()
    {
        try
        {
            return File.ReadAllLines(Path.Combine(Data, "postmaster.pid"));
        }
        catch (IOException)
        {
            return [];
        }
    }

    static IEnumerable<int> Children(int parent) =>
        Directory.GetDirectories($"/proc/{parent}/task")
            .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(int.Parse);

    static bool Alive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ");
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The data go too, so nobody waits for the last checkpoint of a hundred databases.
        await Stop("immediate");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        door.Dispose();
    }

    async Task Make()
    {
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // PostgreSQL refuses to run as root, so root lends the folder to the user the Debian package made.
        if (Environment.IsPrivilegedProcess) await Run(Quiet("chown", "-R", Owner + ":", folder));
        await Run(Line("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"));
        await File.AppendAllTextAsync(Path.Combine(Data, "postgresql.conf"), $"""

            listen_addresses = ''
            unix_socket_directories = '{folder}'
            max_connections = 300
            fsync = on
            synchronous_commit = on
            full_page_writes = on
            log_min_messages = warning
            """);
    }

    ProcessStartInfo Line(string program, params string[] arguments)
    {
        string[] line = [Path.Combine(binaries.Value, program), .. arguments];
        if (Environment.IsPrivilegedProcess) line = ["runuser", "-u", Owner, "--", .. line];
        var start = Quiet(line);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    // What a program says goes to a file: a pipe would have to be read for as long as the server lives.
    ProcessStartInfo Quiet(params string[] line)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "said=$1; shift; exec \"$@\" >>\"$said\" 2>&1", "sh", Said, .. line]) { WorkingDirectory = "/" };
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }

    async Task Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', start.ArgumentList.Skip(4))} failed:\n{await File.ReadAllTextAsync(Said)}");
    }

    static string FindBinaries() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "postgres")))
                .MaxBy(bin => bin, StringComparer.Ordinal)
                ?? throw new InvalidOperationException("no PostgreSQL under /usr/lib/postgresql; run scripts/install-test-needs")
            : throw new InvalidOperationException("PostgreSQL is not installed; run scripts/install-test-needs");
}
