// Passkeys over HTTP: adding one and taking one away on the page of sign-in safety, and signing in with one at the door.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class Passkeys
{
    public const string Path = SecondStep.Path + "/passkeys", Door = "/sign-in/passkey";
    const string Cookie = "passkey";

    /// <summary>How far somebody has come with adding one.</summary>
    /// <param name="Begun">What their device is to be asked; null before they proved who they are.</param>
    public sealed record Step(string Name, PasskeyCeremony.Begun? Begun, Refusal? Refusal);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(Path + "/begin", Begin);
        app.MapPost(Path, Add);
        app.MapPost(Path + "/{id:guid}/remove", Remove);
        app.MapPost(Door + "/options", Ask);
        app.MapPost(Door, Enter);
    }

    static async Task<IResult> Begin(HttpContext http, Store store, Sealing sealing, PasskeyCeremony ceremony)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, SecondStep.Path);
        if (await SecondStep.Staff(http, store) is not { } by) return StaffSignIn.First(http);
        var name = form.Value["name"];
        var begun = await BeginPasskey.Handle(store, sealing, ceremony, new(by, name, form.Value["password"], form.Value["digits"], StaffSignIn.AddressOf(http)));
        if (!begun.Refused) Hold(http, begun.Value);
        return await SecondStep.Draw(http, store, sealing, passkey: new(name, begun.Refused ? null : begun.Value, begun.Refusal));
    }

    static async Task<IResult> Add(HttpContext http, Store store, Sealing sealing, PasskeyCeremony ceremony)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, SecondStep.Path);
        if (await SecondStep.Staff(http, store) is not { } by) return StaffSignIn.First(http);
        var name = form.Value["name"];
        var added = await AddPasskey.Handle(store, sealing, ceremony, new(by, name, Held(http), form.Value["credential"]));
        return added.Refused ? await SecondStep.Draw(http, store, sealing, passkey: new(name, null, added.Refusal)) : Screens.Next(SecondStep.Path);
    }

    static async Task<IResult> Remove(Guid id, HttpContext http, Store store, Revocations revocations)
    {
        if (await SecondStep.Staff(http, store) is not { } by) return StaffSignIn.First(http);
        if (!by.IsLeader && !by.AtHeadquarters) return Screens.Refuse(http, BeginPasskey.StaffOnly);
        var removed = await store.Write(work => RemovePasskey.Handle(work, revocations, new(by, by.Person, new PasskeyId(id))));
        return removed.Refused ? Screens.Refuse(http, removed.Refusal!, SecondStep.Path) : Screens.Next(SecondStep.Path);
    }

    /// <summary>What a browser asks the device for at the door, whoever stands there.</summary>
    static async Task Ask(HttpContext http, PasskeyCeremony ceremony)
    {
        var begun = await ceremony.BeginEntering();
        if (begun.Refused) { await Respond.Refuse(http, begun.Refusal!); return; }
        Hold(http, begun.Value);
        await Respond.Text(http, 200, begun.Value.Options, "application/json");
    }

    static async Task<IResult> Enter(HttpContext http, Store store, Sealing sealing, PasskeyCeremony ceremony, Tokens tokens)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, StaffSignIn.Path);
        var back = StaffSignIn.Own(form.Value["back"]);
        var ticket = await SignInWithPasskey.Handle(store, sealing, ceremony, tokens, new(Held(http), form.Value["credential"], StaffSignIn.AddressOf(http)));
        return ticket.Refusal is { } refusal ? Screens.Mine<StaffSignInPage>(http, new { Back = back, Refusal = refusal }, refusal.Status) : await StaffSignIn.Enter(http, store, ticket.Value, back);
    }

    /// <summary>The browser that was asked is the one that answers: no script and no other site gets at what it holds.</summary>
    static void Hold(HttpContext http, PasskeyCeremony.Begun begun) => http.Response.Cookies.Append(Cookie, begun.Held, Options(http, PasskeyCeremony.Lasts));

    static string? Held(HttpContext http)
    {
        http.Response.Cookies.Delete(Cookie, Options(http, null));
        return http.Request.Cookies[Cookie];
    }

    static CookieOptions Options(HttpContext http, TimeSpan? lasts) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, Path = "/", MaxAge = lasts, IsEssential = true,
    };
}
