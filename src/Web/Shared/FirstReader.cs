// Reads the first page once the house is open, so that the first neighbour does not wait for its parts to be made ready.
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace HaoLin.Web.Shared;

public sealed class FirstReader(IServer server, IHostApplicationLifetime life, ILogger<FirstReader> log) : BackgroundService
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (life.ApplicationStarted.Register(open.SetResult)) await open.Task.WaitAsync(stoppingToken);
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(a => a.StartsWith("http://", StringComparison.Ordinal));
        if (address is null) return;
        var bound = BindingAddress.Parse(address);
        var host = bound.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : bound.Host;
        using var http = new HttpClient { Timeout = Patience };
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        http.DefaultRequestHeaders.Add("Accept-Encoding", "br");
        try { using var page = await http.GetAsync(new Uri($"http://{host}:{bound.Port}/"), stoppingToken); }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested) { log.LogDebug(fault, "the first page could not be read"); }
    }
}
