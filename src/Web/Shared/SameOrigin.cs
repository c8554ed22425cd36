// One check for every unsafe method: a browser must say that the request comes from our own pages; no tokens in pages are needed.
using HaoLin.Kernel;

namespace HaoLin.Web.Shared;

public static class SameOrigin
{
    public static readonly Refusal Foreign = new("request.foreign-origin", 403, "这个请求不是从我们的页面发出的，已拒绝", "This request does not come from our own pages.");

    /// <summary>Bearer tokens are never sent by a browser on its own, so only cookie sessions need the check.</summary>
    public static Task Check(HttpContext http, RequestDelegate next) =>
        HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || http.Request.Headers.Authorization.Count > 0 || IsOurs(http.Request)
            ? next(http)
            : Respond.Refuse(http, Foreign);

    static bool IsOurs(HttpRequest request)
    {
        if (Break.Is("origin")) return true;
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site != "same-origin" && site != "none") return false;
        // Browsers say where a form or a script's request comes from. A request with a session that says neither is not taken on trust.
        if (!request.Headers.TryGetValue("Origin", out var origin) || origin.Count == 0) return site.Count > 0 || !request.Cookies.ContainsKey(SignedIn.Cookie);
        return Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
