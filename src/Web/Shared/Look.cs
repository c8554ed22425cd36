// Remembers on the reader's own device how large the print is (长辈版) and which language the screens speak.
using System.Globalization;

namespace HaoLin.Web.Shared;

public static class Look
{
    const string PrintCookie = "print";
    const string TongueCookie = "tongue";

    /// <summary>"" is the ordinary print; 1, 2 and 3 are the three steps of the large one.</summary>
    public static string PrintOf(HttpContext? http) =>
        http?.Request.Cookies[PrintCookie] is "1" or "2" or "3" ? http.Request.Cookies[PrintCookie]! : "";

    /// <summary>Chinese unless the reader asked for English here; a browser's own language says nothing about a neighbour.</summary>
    public static void Use(IApplicationBuilder app) => app.Use((http, next) =>
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(http.Request.Cookies[TongueCookie] == "en" ? "en" : "zh-CN");
        return next(http);
    });

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/look", (string? print, string? tongue, string? back, HttpContext http) =>
        {
            if (print is "0" or "1" or "2" or "3") Remember(http, PrintCookie, print);
            if (tongue is "zh" or "en") Remember(http, TongueCookie, tongue);
            return Screens.Next(Screens.OwnPath(back));
        }).ExcludeFromDescription();

    static void Remember(HttpContext http, string name, string value) =>
        http.Response.Cookies.Append(name, value, new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            HttpOnly = true,
            Secure = http.Request.IsHttps,
            IsEssential = true,
        });
}
