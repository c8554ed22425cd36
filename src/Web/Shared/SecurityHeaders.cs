// Headers that every answer carries: no foreign scripts, no framing, no guessing of types.
namespace HaoLin.Web.Shared;

public static class SecurityHeaders
{
    const string Strict = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'; form-action 'self' ";
    /// <summary>Headquarters' component library writes styles at run time; scripts stay strict.</summary>
    const string Headquarters = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    /// <param name="paying">Where a form that pays may lead on to; nowhere else may a form lead.</param>
    public static Func<HttpContext, RequestDelegate, Task> With(IEnumerable<Uri> paying)
    {
        var strict = Strict + string.Join(' ', paying.Select(at => at.GetLeftPart(UriPartial.Authority)).Distinct());
        return (http, next) =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            if (http.Request.Path.StartsWithSegments("/api")) return next(http);
            headers.ContentSecurityPolicy = http.Request.Path.StartsWithSegments("/headquarters") || http.Request.Path.StartsWithSegments("/docs") ? Headquarters : strict;
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()";
            return next(http);
        };
    }
}
