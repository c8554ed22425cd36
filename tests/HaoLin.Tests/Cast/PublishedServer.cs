// Runs the published program as a user would: a process with arguments, a data folder and a port.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace HaoLin.Tests.Cast;

/// <summary>
/// The program under test is artifacts/haolin/haolin, or the one HAOLIN_BIN names; <see cref="Breakable"/> is the
/// build whose guarantees can be switched off by HAOLIN_BREAK, for the negative controls.
/// </summary>
public sealed partial class PublishedServer : IAsyncDisposable
{
    public static readonly string Binary = Environment.GetEnvironmentVariable("HAOLIN_BIN") ?? Scratch.Artifacts("haolin", "haolin");
    public static readonly string Breakable = Scratch.Artifacts("breakable", "haolin");

    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    readonly string[] arguments;
    readonly Options options;
    readonly string papers = Scratch.Folder("said");
    readonly List<Process> started = [];
    Process? process;

    /// <summary>What a start can vary. The data folder is the server's own unless one is given.</summary>
    public sealed record Options
    {
        public string Binary { get; init; } = PublishedServer.Binary;
        public string Verb { get; init; } = "demo";
        public string? Data { get; init; }
        /// <summary>A PostgreSQL connection string; SQLite in the data folder when there is none.</summary>
        public string? Database { get; init; }
        public string[] Arguments { get; init; } = [];
        public Dictionary<string, string> Environment { get; init; } = [];
    }

    PublishedServer(Options options)
    {
        this.options = options;
        Data = options.Data ?? Scratch.Folder("data");
        Port = FreePort();
        Address = new Uri($"http://localhost:{Port}");
        string[] database = options.Database is { } connection ? ["--database", connection] : [];
        arguments = [options.Verb, "--port", $"{Port}", "--data", Data, .. database, .. options.Arguments];
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
    }

    public string Data { get; }
    public int Port { get; }
    public Uri Address { get; }

    /// <summary>A client without memory: it follows no redirect and keeps no cookie.</summary>
    public HttpClient Http { get; }

    /// <summary>The process's id while it runs.</summary>
    public int ProcessId => process?.Id ?? throw new InvalidOperationException("the server is not running");

    /// <summary>What the program said since its last start: errors first, results after, for a failing test's message.</summary>
    public string Said => File.ReadAllText(Paper("errors")) + File.ReadAllText(Paper("results"));

    /// <summary>The values of the <c>name value</c> lines it printed, in order: <c>Named("deal")</c> may be several.</summary>
    public string[] Named(string name) =>
        [.. File.ReadLines(Paper("results")).Select(line => NameAndValue().Match(line)).Where(m => m.Groups[1].Value == name).Select(m => m.Groups[2].Value)];

    public string One(string name) => Named(name) switch
    {
        [var first, ..] => first,
        [] => throw new InvalidOperationException($"the program printed no line \"{name} …\":\n{Said}"),
    };

    public static async Task<PublishedServer> Start(Options? options = null)
    {
        var server = new PublishedServer(options ?? new Options());
        try
        {
            await server.StartAgain();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A verb that ends by itself, such as token or verify: its standard output when it succeeds.</summary>
    public static Task<string> Run(params string[] arguments) => Run([], arguments);

    public static async Task<string> Run((string Name, string Value)[] environment, string[] arguments)
    {
        var (code, output, errors) = await Try("/usr/bin/env", [.. environment.Select(v => $"{v.Name}={v.Value}"), Binary, .. arguments]);
        return code == 0 ? output : throw new InvalidOperationException($"haolin {string.Join(' ', arguments)} ended with {code}:\n{output}\n{errors}");
    }

    public static async Task<(int Code, string Output, string Errors)> Try(string binary, params string[] arguments)
    {
        var line = Line(binary, arguments);
        line.RedirectStandardOutput = line.RedirectStandardError = true;
        using var verb = Process.Start(line)!;
        var output = verb.StandardOutput.ReadToEndAsync();
        var errors = verb.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await verb.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            KillAll(verb);
            throw new TimeoutException($"haolin {string.Join(' ', arguments)} did not end within {patience.TotalSeconds} s");
        }
        return (verb.ExitCode, await output, await errors);
    }

    /// <summary>kill -9 of the server alone: what it started has to notice by itself.</summary>
    public async Task Kill()
    {
        if (process is null) return;
        process.Kill();
        await process.WaitForExitAsync();
        process = null;
    }

    /// <summary>kill -9 of the server and of everybody it started, at once; returns when none of them lives.</summary>
    public async Task KillEverybody()
    {
        var leader = process ?? throw new InvalidOperationException("the server is not running");
        KillAll(leader);
        await leader.WaitForExitAsync();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (Directory.EnumerateDirectories("/proc").Any(member => LivesIn(member, leader.Id))) await beat.WaitForNextTickAsync();
        process = null;
    }

    static bool LivesIn(string member, int group)
    {
        if (!char.IsAsciiDigit(Path.GetFileName(member)[0])) return false;
        try
        {
            // After the name in brackets: state, parent, group (proc(5)).
            var words = File.ReadAllText(Path.Combine(member, "stat")).Split(") ")[^1].Split(' ');
            return words[0] != "Z" && int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture) == group;
        }
        catch (IOException) { return false; }
    }

    /// <summary>SIGTERM, as a service manager sends it; answers how the program ended.</summary>
    public async Task<int> Stop()
    {
        var stopping = process ?? throw new InvalidOperationException("the server is not running");
        _ = Signal(stopping.Id, Sigterm);
        using var limit = new CancellationTokenSource(patience);
        await stopping.WaitForExitAsync(limit.Token);
        process = null;
        return stopping.ExitCode;
    }

    /// <summary>The same program on the same folder and port, after a kill or a stop.</summary>
    public async Task StartAgain()
    {
        Launch();
        await UntilReady();
    }

    /// <summary>Starts and waits for nothing, for whoever means to kill it before it is ready.</summary>
    public void Launch()
    {
        if (process is not null) throw new InvalidOperationException("the server is running");
        if (!File.Exists(options.Binary)) throw new InvalidOperationException($"{options.Binary} is not there; run make test, or set HAOLIN_BIN");
        // To files and not to pipes: a child that outlives the program would hold a pipe open, and nobody need read along.
        var line = Line("/bin/sh", ["-c", "results=$1 errors=$2; shift 2; exec \"$@\" >\"$results\" 2>\"$errors\"",
            "sh", Paper("results", started.Count + 1), Paper("errors", started.Count + 1), options.Binary, .. arguments]);
        foreach (var (name, value) in options.Environment) line.Environment[name] = value;
        process = Process.Start(line)!;
        started.Add(process);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var start in started)
        {
            // Also what an earlier start left behind: the group outlives its leader.
            KillAll(start);
            await start.WaitForExitAsync();
            start.Dispose();
        }
    }

    /// <summary>Returns when the program takes orders; throws with its own words when it ends or does not get there.</summary>
    public async Task UntilReady()
    {
        using var limit = new CancellationTokenSource(patience);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        try
        {
            while (await beat.WaitForNextTickAsync(limit.Token))
            {
                if (process!.HasExited) throw new InvalidOperationException($"the program ended with {process.ExitCode}:\n{Said}");
                try
                {
                    using var answer = await Http.GetAsync("/health/ready", limit.Token);
                    if (answer.StatusCode == HttpStatusCode.OK && HasSaidAll) return;
                }
                catch (HttpRequestException)
                {
                    // Not listening yet.
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"not ready within {patience.TotalSeconds} s:\n{Said}");
        }
    }

    // The demo is ready before it has printed everything a caller needs; the deal's line is its last.
    bool HasSaidAll => options.Verb != "demo" || Named("deal").Length > 0;

    string Paper(string kind, int? start = null) => Path.Combine(papers, $"{kind}-{start ?? started.Count}");

    // setsid gives the program a process group of its own, which can be ended whole even after the program is gone.
    static ProcessStartInfo Line(string binary, string[] arguments) => new("setsid", [binary, .. arguments]) { WorkingDirectory = "/" };

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static void KillAll(Process leader) => _ = Signal(-leader.Id, Sigkill);

    const int Sigkill = 9, Sigterm = 15;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    static extern int Signal(int process, int signal);

    [GeneratedRegex(@"^([a-z][a-z-]*) (\S.*)$")]
    private static partial Regex NameAndValue();
}
