// How a screen is answered: drawn for one reader and kept nowhere, drawn for everybody for a second, refused in a page, or led elsewhere.
using System.Text.Encodings.Web;
using System.Text.Unicode;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OutputCaching;

namespace HaoLin.Web.Shared;

public static class Screens
{
    /// <summary>The name of the output cache's rule for public pages; a public page carries nothing personal and no form that writes.</summary>
    public const string PublicForASecond = "public-for-a-second";
    /// <summary>The rule for a page that is public for whoever is not signed in and personal for the others.</summary>
    public const string StrangersForASecond = "strangers-for-a-second";

    public static readonly Refusal NoSuchPage = new("page.missing", 404, "这个页面不在了，可能是链接旧了", "There is no such page; the link may be an old one.");

    public static void Add(IServiceCollection services)
    {
        services.AddRazorComponents();
        // Chinese goes out as Chinese: spelled in numbers every page would be three times as long.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddOutputCache(cache =>
        {
            cache.AddPolicy(PublicForASecond, ForASecond);
            cache.AddPolicy(StrangersForASecond, rule => { ForASecond(rule); rule.With(context => !context.HttpContext.Request.Cookies.ContainsKey(SignedIn.Cookie)); });
        });
    }

    static void ForASecond(OutputCachePolicyBuilder rule) => rule.Expire(TimeSpan.FromSeconds(1)).SetVaryByQuery("before", "at")
        .VaryByValue(http => new("look", Look.PrintOf(http) + Tongue.IsEnglish));

    /// <summary>A page for this reader alone.</summary>
    public static IResult Mine<TPage>(HttpContext http, object parameters, int status = 200) where TPage : IComponent
    {
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<TPage>(parameters) { StatusCode = status };
    }

    /// <summary>A page that is the same for everybody; its endpoint also names <see cref="PublicForASecond"/>.</summary>
    public static IResult Everyones<TPage>(HttpContext http, object parameters) where TPage : IComponent
    {
        http.Response.Headers.CacheControl = "public, max-age=1";
        http.Response.Headers.Vary = "Cookie";
        return new RazorComponentResult<TPage>(parameters);
    }

    /// <summary>Says why not; who is not signed in is led there first and comes back.</summary>
    public static IResult Refuse(HttpContext http, Refusal refusal, string back = "/") => refusal.Status == 401 && HttpMethods.IsGet(http.Request.Method)
        ? SignInFirst(http)
        : Mine<RefusalPage>(http, new { Refusal = refusal, Back = back }, refusal.Status);

    public static IResult SignInFirst(HttpContext http) =>
        Next("/sign-in?back=" + Uri.EscapeDataString(HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : "/"));

    /// <summary>After a form was taken: the browser fetches the next page, so that reloading it sends nothing twice.</summary>
    public static IResult Next(string path) => new SeeOther(path);

    /// <summary>A path of ours to come back to; anything else could lead a trusting reader to a stranger's page. Our own are escaped, and only visible ASCII may stand in a Location header.</summary>
    public static string OwnPath(string? path) =>
        OwnLink.Is(path) && !path.Contains('\\') && (path.All(c => c is > ' ' and <= '~') || Break.Is("own-path")) ? path : "/";

    /// <summary>Whether a person is looking, and not a program.</summary>
    public static bool IsWanted(HttpContext http) =>
        !http.Request.Path.StartsWithSegments("/api") && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    /// <summary>For what nothing else answers.</summary>
    public static void MapMissing(IEndpointRouteBuilder app) => app.MapFallback(http =>
        IsWanted(http) ? Refuse(http, NoSuchPage).ExecuteAsync(http) : Respond.Refuse(http, NoSuchPage));

    sealed class SeeOther(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
            http.Response.Headers.Location = path;
            http.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }
    }
}
