// What an endpoint needs of a machine's token, said next to its route, and the one check of it; a person's own session may do all that the person may.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Web.Shared;

/// <param name="Area">An area of <see cref="Scope"/>, read by GET and written by everything else; or one of the two below.</param>
public sealed record ScopeMark(string Area)
{
    /// <summary>Whoever comes may, with any token or none.</summary>
    public const string Anyone = "anyone";
    /// <summary>No machine may: it would give itself more than it has.</summary>
    public const string Session = "session";

    public string Needs(string method) => Area is Anyone or Session ? Area : (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? "read:" : "write:") + Area;
}

public static class ScopeGuard
{
    public static readonly Refusal Missing = new("token.scope-missing", 403, "这个令牌没有这项权限", "This token does not have the scope that this needs.");

    /// <summary>Said of a group it holds for each endpoint in it; an endpoint may say otherwise.</summary>
    public static TBuilder Scoped<TBuilder>(this TBuilder endpoints, string area) where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new ScopeMark(area));

    public static Task Check(HttpContext http, RequestDelegate next)
    {
        if (SignedIn.Machine(http) is not { } token || Break.Is("scopes")) return next(http);
        var needed = http.GetEndpoint() is { } endpoint ? endpoint.Metadata.GetMetadata<ScopeMark>()?.Needs(http.Request.Method) ?? ScopeMark.Session : ScopeMark.Anyone;
        return needed == ScopeMark.Anyone || Scope.Has(token.Scopes, needed) ? next(http) : Respond.Refuse(http, Missing.With(needed));
    }
}
