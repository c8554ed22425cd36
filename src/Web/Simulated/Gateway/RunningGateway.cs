// The simulated gateway put together and listening on this computer, in this process or a child.
using System.Net;
using System.Net.Sockets;
using HaoLin.Kernel;

namespace HaoLin.Web.Simulated.Gateway;

/// <summary>`Port` 0 takes the port it had last time when that is free, so that pay addresses outlive a restart, else any free one. `Lan` is where phones on the network reach its pay pages.</summary>
public sealed record GatewayOptions(string DataFolder, int Port, GatewaySwitches Switches, IPAddress? Lan = null);

public sealed class RunningGateway : IAsyncDisposable
{
    readonly WebApplication app;
    readonly GatewayTruth truth;
    readonly NodeGuard guard;
    readonly CancellationTokenSource stopping;
    readonly Task courier;

    RunningGateway(WebApplication app, GatewayTruth truth, NodeGuard guard, CancellationTokenSource stopping, Task courier, Uri address, GatewayKeys keys) =>
        (this.app, this.truth, this.guard, this.stopping, this.courier, Address, Keys) = (app, truth, guard, stopping, courier, address, keys);

    public Uri Address { get; }
    public GatewayKeys Keys { get; }

    /// <exception cref="StartRefused">Another gateway holds the folder, or the port is taken.</exception>
    public static async Task<RunningGateway> Start(GatewayOptions options, TimeProvider clock)
    {
        var folder = Path.Combine(Path.GetFullPath(options.DataFolder), "gateway");
        var keys = GatewayKeys.Ensure(options.DataFolder);
        var guard = await TakeFolder(folder);
        GatewayTruth? truth = null;
        try
        {
            truth = new GatewayTruth(folder);
            var address = ChooseAddress(options, Path.Combine(folder, "port"));
            var stopping = new CancellationTokenSource();
            var newsBell = new Bell();
            var books = new GatewayBooks(truth, keys, newsBell) { Switches = options.Switches };
            var owed = new OwedNotices(truth);
            var seal = new PlatformSeal(keys, folder);
            var courier = new Courier(books, owed, keys, seal, newsBell, clock, stopping.Token);
            var app = Build(address, options.Lan);
            var pages = options.Lan is null ? address : new Uri($"http://{options.Lan}:{address.Port}/");
            new GatewayApi(books, keys, seal, clock).Map(app, pages);
            new PayPage(books, keys, clock).Map(app);
            new WeChatInside(books, keys, clock).Map(app, pages);
            new ControlDesk(books, owed, courier, seal).Map(app, pages);
            await app.StartAsync();
            return new(app, truth, guard, stopping, Task.Run(courier.Run), address, keys);
        }
        catch (Exception e)
        {
            truth?.Dispose();
            guard.Dispose();
            if (e is IOException) throw new StartRefused($"the simulated gateway cannot listen: {e.Message}");
            throw;
        }
    }

    public Task WaitForEnd(CancellationToken stop) => app.WaitForShutdownAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await app.DisposeAsync();
        await courier;
        truth.Dispose();
        guard.Dispose();
        stopping.Dispose();
    }

    static WebApplication Build(Uri address, IPAddress? lan)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        // Its standard output belongs to whoever started it.
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, address.Port);
            if (lan is not null) kestrel.Listen(lan, address.Port);
        });
        return builder.Build();
    }

    static Uri ChooseAddress(GatewayOptions options, string remembered)
    {
        var port = options.Port;
        if (port == 0 && File.Exists(remembered) && int.TryParse(File.ReadAllText(remembered), out var last) && IsFree(last)) port = last;
        if (port == 0)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        SmallFile.Replace(remembered, port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new Uri($"http://127.0.0.1:{port}/");
    }

    static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (Exception e) when (e is SocketException or ArgumentOutOfRangeException) { return false; }
    }

    /// <summary>The gateway of a killed parent needs a moment to notice; it is waited for, not fought.</summary>
    static async Task<NodeGuard> TakeFolder(string folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            try { return NodeGuard.Take(folder); }
            catch (StartRefused) when (attempt < 25) { await Task.Delay(200); }
            catch (StartRefused) { throw new StartRefused($"another simulated gateway already holds {folder}"); }
        }
    }
}
