// A PostgreSQL of the bench's own: durable, otherwise as it comes out of the box, on a private socket, gone when the bench ends.
using System.Diagnostics;

namespace HaoLin.Bench;

public sealed class OwnPostgres : IAsyncDisposable
{
    readonly string folder;
    readonly Process server;

    OwnPostgres(string folder, Process server) => (this.folder, this.server) = (folder, server);

    public string Connection => $"Host={folder};Username=haolin;Database=haolin";

    /// <summary>The postmaster; its children are the family whose processor time is counted.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).First());

    static string? Binaries => !Directory.Exists("/usr/lib/postgresql") ? null
        : Directory.GetDirectories("/usr/lib/postgresql").Select(v => Path.Combine(v, "bin")).Where(b => File.Exists(Path.Combine(b, "postgres"))).Max();

    public static bool Installed => Binaries is not null;

    public static async Task<OwnPostgres> Start(string folder)
    {
        Directory.CreateDirectory(folder);
        // PostgreSQL refuses to run as root, so root lends the folder to the user the Debian package made.
        if (Environment.IsPrivilegedProcess) await Run("chown", "postgres:", folder);
        await Run(AsItsUser("initdb", "-D", Path.Combine(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"));
        await File.AppendAllTextAsync(Path.Combine(folder, "data", "postgresql.conf"), $"""

            listen_addresses = ''
            unix_socket_directories = '{folder}'
            fsync = on
            synchronous_commit = on
            full_page_writes = on
            """);
        var line = AsItsUser("postgres", "-D", Path.Combine(folder, "data"));
        var server = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$@\" >>'{folder}/log' 2>&1", "sh", .. line]) { WorkingDirectory = "/" })!;
        var own = new OwnPostgres(folder, server);
        await own.UntilReady();
        await Run(AsItsUser("psql", "-h", folder, "-U", "postgres", "-q", "-c", "CREATE ROLE haolin LOGIN", "-c", "CREATE DATABASE haolin OWNER haolin"));
        return own;
    }

    /// <summary>An empty database in the old one's place.</summary>
    public Task Renew()
    {
        Npgsql.NpgsqlConnection.ClearAllPools();
        return Run(AsItsUser("psql", "-h", folder, "-U", "postgres", "-q", "-c", "DROP DATABASE haolin WITH (FORCE)", "-c", "CREATE DATABASE haolin OWNER haolin"));
    }

    /// <summary>Writes out what is in memory, as it does by itself within minutes after a load.</summary>
    public Task Settle() => Run(AsItsUser("psql", "-h", folder, "-U", "postgres", "-q", "-c", "CHECKPOINT"));

    async Task UntilReady()
    {
        var pid = Path.Combine(folder, "data", "postmaster.pid");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await beat.WaitForNextTickAsync(limit.Token))
        {
            if (server.HasExited) throw new InvalidOperationException("PostgreSQL did not start: " + await File.ReadAllTextAsync(Path.Combine(folder, "log"), limit.Token));
            if (File.Exists(pid) && (await File.ReadAllLinesAsync(pid, limit.Token)) is [_, _, _, _, _, _, _, var state, ..] && state.Trim() == "ready") return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Run(AsItsUser("pg_ctl", "stop", "-s", "-w", "-m", "fast", "-D", Path.Combine(folder, "data")));
        await server.WaitForExitAsync();
        server.Dispose();
    }

    static string[] AsItsUser(string program, params string[] arguments)
    {
        var line = Path.Combine(Binaries!, program);
        return Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", line, .. arguments] : [line, .. arguments];
    }

    static async Task Run(params string[] line)
    {
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', line)} ended with {process.ExitCode}: {string.Concat(said)}");
    }
}
