// The published program under load: started as anyone would start it, read by the lines it prints.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HaoLin.Bench;

public sealed class Product : IAsyncDisposable
{
    readonly Process process;
    readonly Dictionary<string, string> said;

    Product(Process process, int port, Dictionary<string, string> said) => (this.process, Port, this.said) = (process, port, said);

    public int Port { get; }
    public int ProcessId => process.Id;

    /// <summary>What a line `name value` said.</summary>
    public string this[string name] => said.TryGetValue(name, out var value) ? value : throw new InvalidOperationException($"the program did not print a line `{name}`");

    public static string Binary(string tree) => Path.Combine(tree, "artifacts", "haolin", "haolin");

    public static async Task Publish(string tree)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["publish", "src", "-c", "Release", "-o", "artifacts/haolin", "-v", "q", "--nologo"]) { WorkingDirectory = tree, RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException("the program could not be published: " + text);
    }

    /// <summary>Starts `haolin VERB` and waits for the line that says all is ready.</summary>
    public static async Task<Product> Start(string binary, string folder, string? database, string verb, params string[] more)
    {
        var port = FreePort();
        string[] where = database is null ? ["--data", folder] : ["--data", folder, "--database", database];
        var start = new ProcessStartInfo(binary, [verb, "--port", $"{port}", .. where, .. more]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        // No hold may end while the figures are taken: what lapses is another measurement.
        start.Environment["HAOLIN__TRADE__HOLD"] = "6h";
        start.Environment["HAOLIN__PAYMENT__FOLDER"] = Path.Combine(folder, "gateway", "keys");
        var process = Process.Start(start)!;
        var errors = new List<string>();
        process.ErrorDataReceived += (_, line) => { if (line.Data is { } text) lock (errors) errors.Add(text); };
        process.BeginErrorReadLine();
        var said = new Dictionary<string, string>();
        var last = verb == "demo" ? "deal" : "address";
        while (!said.ContainsKey(last))
        {
            var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the program ended: " + string.Join('\n', errors));
            if (line.Split(' ', 2) is [var name, var value]) said[name] = value;
        }
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return new(process, port, said);
    }

    /// <summary>From starting the process to its first answer to the question residents ask first.</summary>
    public static async Task<double> ColdStart(string binary, string folder, string? database, string verb)
    {
        var since = Stopwatch.GetTimestamp();
        var starting = Start(binary, folder, database, verb);
        var product = await starting;
        await using (product)
        {
            using var http = new HttpClient();
            using var answer = await http.GetAsync($"http://127.0.0.1:{product.Port}/api/v1/deals");
            answer.EnsureSuccessStatusCode();
            return Stopwatch.GetElapsedTime(since).TotalSeconds;
        }
    }

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) _ = Kill(process.Id, 15);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try { await process.WaitForExitAsync(limit.Token); }
        catch (OperationCanceledException) { process.Kill(entireProcessTree: true); }
        process.Dispose();
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    static extern int Kill(int process, int signal);
}
