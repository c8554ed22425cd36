// Yardstick b: the product's own gate, token check and reading of the same request, answered with the same bytes, and nothing written.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Api;
using HaoLin.Web.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HaoLin.Bench;

public static class Nothing
{
    /// <summary>Serves until standard input ends; the folder is the one whose keys made the tokens.</summary>
    public static async Task<int> Run(string folder, int port)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://localhost:{port}");
        var tokens = new Tokens(Sealing.FromFolder(folder), new Revocations(), TimeProvider.System);
        builder.Services.AddSingleton(tokens);
        await using var app = builder.Build();
        app.Use(Faults.Answer);
        app.Use(SecurityHeaders.With([]));
        app.Use(SameOrigin.Check);
        app.UseRouting();
        app.MapPost("/api/v1/deals/{id:guid}/orders", Join);
        await app.StartAsync();
        Console.Out.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is not null) { }
        await app.StopAsync();
        return 0;
    }

    static async Task Join(HttpContext http, Guid id)
    {
        var request = await CostlyRequest.Read(http);
        if (request.Refused) { await Respond.Refuse(http, request.Refusal!); return; }
        var ask = OrderBody.Read(request.Value.Body, new(id), request.Value.Person, out _);
        if (ask.Refused) { await Respond.Refuse(http, ask.Refusal!); return; }
        var body = JoinDeal.ToJson(new(id, 1, 3990, TimeProvider.System.GetUtcNow(), []));
        await Respond.Answer(http, new RememberedAnswer(201, body, Replayed: false));
    }
}
