// Who is asking: read from the bearer header first, then from the session cookie.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Web.Shared;

public static class SignedIn
{
    public const string Cookie = "haolin";
    const string Bearer = "Bearer ";

    /// <summary>The signed-in person, or null. No database is asked, so every request may call this.</summary>
    /// <remarks>A bearer header that does not hold is not made good by a cookie: its sender meant the header.</remarks>
    public static PersonId? Person(HttpContext http)
    {
        var tokens = http.RequestServices.GetRequiredService<Tokens>();
        if (http.Request.Headers.Authorization is [{ Length: > 0 } header, ..])
            return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? tokens.Holder(header.AsSpan(Bearer.Length).Trim()) ?? Machine(http)?.Person : null;
        return http.Request.Cookies.TryGetValue(Cookie, out var cookie) ? tokens.Holder(cookie) : null;
    }

    /// <summary>The machine's token that was sent with a request to the API, if it holds; screens take none.</summary>
    public static MachineToken.Held? Machine(HttpContext http) =>
        http.Request.Headers.Authorization is [{ Length: > 0 } header, ..] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && http.Request.Path.StartsWithSegments("/api")
            ? http.RequestServices.GetRequiredService<Tokens>().Machine(header.AsSpan(Bearer.Length).Trim()) : null;

    /// <summary>The signed-in person with the roles they have at this moment, or null.</summary>
    public static async Task<Visitor?> Visitor(HttpContext http, HaoLinDb db) =>
        Person(http) is { } person ? await Neighbourhood.Visitor.Of(db, person) : null;

    /// <summary>Gives the browser its session; scripts cannot read it and other sites cannot post with it.</summary>
    public static void Remember(HttpContext http, Ticket ticket) => http.Response.Cookies.Append(Cookie, ticket.Token, Options(http, Tokens.ValidFor));

    public static void Forget(HttpContext http) => http.Response.Cookies.Delete(Cookie, Options(http, null));

    static CookieOptions Options(HttpContext http, TimeSpan? lasts) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = "/", MaxAge = lasts, IsEssential = true,
    };
}
