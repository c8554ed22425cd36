// Headers that every answer carries: no foreign scripts, no framing, no guessing of types.
namespace HaoLin.Web.Shared;

public static class SecurityHeaders
{
    const string Strict = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'self'; form-action 'self' http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'; object-src 'none'";
    /// <summary>Headquarters' component library writes styles at run time; scripts stay strict.</summary>
    const string Headquarters = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    public static Task Set(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (http.Request.Path.StartsWithSegments("/api")) return next(http);
        headers.ContentSecurityPolicy = http.Request.Path.StartsWithSegments("/headquarters") || http.Request.Path.StartsWithSegments("/docs") ? Headquarters : Strict;
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()";
        return next(http);
    }
}
