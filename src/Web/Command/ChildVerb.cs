// A simulator as a child process of the demo: same program, another verb; it ends when its standard input does, so even a kill takes it along.
using System.Diagnostics;
using HaoLin.Kernel;

namespace HaoLin.Web.Command;

public sealed class ChildVerb : IAsyncDisposable
{
    readonly Process process;

    ChildVerb(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Starts the verb and waits for its first line, `name ADDRESS`.</summary>
    /// <exception cref="StartRefused">It did not start; its own words are on standard error.</exception>
    public static async Task<ChildVerb> Start(params string[] args)
    {
        var self = Environment.ProcessPath ?? throw new StartRefused("the program's own path is unknown");
        var start = new ProcessStartInfo(self) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // Started as `dotnet haolin.dll`, the first argument is the assembly.
        if (Path.GetFileNameWithoutExtension(self) == "dotnet") start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "haolin.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        start.ArgumentList.Add("--child");
        var process = Process.Start(start) ?? throw new StartRefused($"haolin {args[0]} could not be started");
        var line = await process.StandardOutput.ReadLineAsync();
        if (line?.Split(' ') is not [_, var address, ..]) throw new StartRefused($"haolin {args[0]} did not start");
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return new(process, new(address));
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        try { await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(3)).Token); }
        catch (OperationCanceledException) { process.Kill(); }
        process.Dispose();
    }
}
