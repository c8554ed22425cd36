// A shop as the gateway sees it: an address that receives notices, remembers them byte for byte, and answers as it is told.
using System.Collections.Concurrent;
using System.Net;
using HaoLin.Trade.WeChatPay;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HaoLin.Tests.Web.Simulated.Gateway;

/// <summary>One notice as it arrived.</summary>
sealed record Arrival(string Path, WeChatPaySeal Seal, byte[] Body);

sealed class Shop : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentQueue<Arrival> arrivals = new();

    Shop(WebApplication app) => this.app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>What the shop answers; 204 unless a test says otherwise.</summary>
    public Func<Arrival, Task<int>> Answer { get; set; } = _ => Task.FromResult(204);

    public Arrival[] Arrivals => [.. arrivals];

    public static async Task<Shop> Open()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var shop = new Shop(builder.Build());
        shop.app.MapPost("/{**path}", shop.Receive);
        await shop.app.StartAsync();
        shop.Address = new(shop.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return shop;
    }

    async Task Receive(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var arrival = new Arrival(http.Request.Path, WeChatPaySeal.From(name => http.Request.Headers[name]), body.ToArray());
        arrivals.Enqueue(arrival);
        http.Response.StatusCode = await Answer(arrival);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
