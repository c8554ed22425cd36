// Every way into the product, read from the table by which requests are routed: a new one cannot be forgotten.
using System.Reflection;
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using HaoLin.Supply.Webhooks;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web;
using HaoLin.Web.Api;
using HaoLin.Web.Command;
using HaoLin.Web.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HaoLin.Tests.Web.Doors;

public static class RouteTable
{
    /// <summary>What endpoints ask for besides the request; a parameter of a type that is not named here would be taken for a body.</summary>
    static readonly Type[] Parts =
    [
        typeof(Store), typeof(Sealing), typeof(Settings), typeof(Outside), typeof(TradeSettings), typeof(Revocations), typeof(Tokens), typeof(PasskeyCeremony), typeof(Brand),
        typeof(ISmsSender), typeof(SmsSettings), typeof(WeChatPayClient), typeof(WeChatPaySettings), typeof(DealBoard), typeof(Intake), typeof(ImportKinds), typeof(WebhookSettings),
    ];

    /// <summary>"METHOD /path/{id}", without constraints, in alphabetical order; files and the framework's own socket are left out.</summary>
    public static IReadOnlyList<string> Read(string published, string dataFolder) =>
        [.. Ours(published, dataFolder).SelectMany(Doors).Where(d => !d.EndsWith(" /{**path}", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>With each door, what a machine's token needs there; null where nobody said.</summary>
    public static IReadOnlyList<(string Door, ScopeMark? Mark)> Marks(string published, string dataFolder) =>
        [.. Ours(published, dataFolder).SelectMany(e => Doors(e).Select(d => (d, e.Metadata.GetMetadata<ScopeMark>()))).Distinct().OrderBy(d => d.d, StringComparer.Ordinal)];

    /// <summary>The API's doors, each with the methods that answer it.</summary>
    public static IReadOnlyList<(string Door, IReadOnlyList<MethodInfo> Answers, ScopeMark? Mark)> Api(string published, string dataFolder) =>
        [.. Ours(published, dataFolder).SelectMany(e => Doors(e).Select(d => (d, (IReadOnlyList<MethodInfo>)[.. e.Metadata.OfType<MethodInfo>(), .. e.Metadata.OfType<AnsweredBy>().Select(a => a.Method)], e.Metadata.GetMetadata<ScopeMark>())))
            .Where(d => d.d.Contains(" /api/", StringComparison.Ordinal)).OrderBy(d => d.d, StringComparer.Ordinal)];

    static IEnumerable<RouteEndpoint> Ours(string published, string dataFolder) =>
        ((IEndpointRouteBuilder)App(published, dataFolder)).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Where(IsOurs);

    /// <summary>The app as it maps its routes, without anything behind them.</summary>
    public static WebApplication App(string published, string dataFolder)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = published, ApplicationName = "haolin", EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        foreach (var part in Parts) builder.Services.AddSingleton(part, _ => throw new InvalidOperationException($"{part.Name} is not needed to read a table"));
        builder.Services.AddSingleton(new Outside(null!, null!, new("http://localhost"), Demo: true, null, null));
        WebModule.Add(builder.Services, dataFolder);
        var app = builder.Build();
        WebModule.Map(app);
        return app;
    }

    /// <summary>Neither a file that lies beside the program nor what belongs to the framework; that the rest is not found is no door either.</summary>
    static bool IsOurs(RouteEndpoint endpoint) =>
        !endpoint.Metadata.Any(m => m.GetType().Name == "StaticAssetDescriptor") && endpoint.RoutePattern.RawText?.TrimStart('/') is { } path
        && !path.StartsWith("_framework", StringComparison.Ordinal) && !path.StartsWith("_blazor", StringComparison.Ordinal);

    static IEnumerable<string> Doors(RouteEndpoint endpoint)
    {
        var path = string.Concat(endpoint.RoutePattern.PathSegments.Select(s => "/" + string.Concat(s.Parts.Select(p => p switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { IsCatchAll: true } all => $"{{**{all.Name}}}",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart named => $"{{{named.Name}}}",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            _ => "?",
        }))));
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"];
        return methods.Select(m => $"{m} {(path.Length == 0 ? "/" : path)}");
    }
}
