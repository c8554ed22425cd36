// Who stands behind the counter: a leader, or headquarters looking over a shoulder; everybody else is told kindly.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

/// <param name="Now">The instant of the request, by the server.</param>
public sealed record Keeper(Visitor Visitor, DateTimeOffset Now)
{
    /// <summary>The keeper whom <see cref="Admit"/> let in.</summary>
    public static Keeper Of(HttpContext http) => http.Features.Get<Keeper>() ?? throw new InvalidOperationException($"{http.Request.Path} is not behind the counter");

    /// <summary>Reads the roles as they are at this moment: whoever was a leader until a second ago is one no more.</summary>
    public static async ValueTask<object?> Admit(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        var store = http.RequestServices.GetRequiredService<Store>();
        if (await store.Read(db => SignedIn.Visitor(http, db)) is not { } visitor) return StaffSignIn.First(http);
        // An assistant comes as far as the desk.
        var desk = http.Request.Path.StartsWithSegments("/leader/desk");
        if (!visitor.IsLeader && !visitor.AtHeadquarters && !(desk && visitor.HasDesk)) return Screens.Mine<NotALeaderPage>(http, new { }, Visitor.NotAllowed.Status);
        http.Features.Set(new Keeper(visitor, store.Clock.GetUtcNow()));
        return await next(call);
    }
}
