// The page of sign-in safety: leaders and headquarters turn their second step on and off, and see their passkeys.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class SecondStep
{
    public const string Path = "/authenticator";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext http, Store store, Sealing sealing) => Draw(http, store, sealing));
        app.MapPost(Path, SetUp);
        app.MapPost(Path + "/on", TurnOn);
        app.MapPost(Path + "/off", TurnOff);
    }

    internal static Task<Visitor?> Staff(HttpContext http, Store store) => store.Read(db => SignedIn.Visitor(http, db));

    internal static async Task<IResult> Draw(HttpContext http, Store store, Sealing sealing, SetUpAuthenticator.Answer? toScan = null, Refusal? refusal = null, Passkeys.Step? passkey = null)
    {
        if (await Staff(http, store) is not { } by) return StaffSignIn.First(http);
        if (!by.IsLeader && !by.AtHeadquarters) return Screens.Refuse(http, SetUpAuthenticator.StaffOnly);
        var kept = await store.Read(db => ReadAuthenticator.Handle(db, new(by)));
        var passkeys = await store.Read(db => ListPasskeys.Handle(db, sealing, new(by)));
        return Screens.Mine<SecondStepPage>(http, new { Kept = kept, Passkeys = passkeys.Items, ToScan = toScan, Refusal = refusal, Passkey = passkey, Back = by.IsLeader ? "/leader" : "/headquarters" },
            (refusal ?? passkey?.Refusal)?.Status ?? 200);
    }

    static async Task<IResult> SetUp(HttpContext http, Store store, Sealing sealing, Brand brand)
    {
        if (await Staff(http, store) is not { } by) return StaffSignIn.First(http);
        var made = await store.Write(work => SetUpAuthenticator.Handle(work, sealing, new(by, brand.Name)));
        return await Draw(http, store, sealing, made.Refused ? null : made.Value, made.Refusal);
    }

    static async Task<IResult> TurnOn(HttpContext http, Store store, Sealing sealing, Brand brand)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, Path);
        if (await Staff(http, store) is not { } by) return StaffSignIn.First(http);
        var on = await store.Write(work => TurnOnAuthenticator.Handle(work, sealing, new(by, form.Value["code"])));
        if (!on.Refused) return Screens.Next(Path);
        // What was mistyped is typed again beside the same picture.
        var again = await store.Write(work => SetUpAuthenticator.Handle(work, sealing, new(by, brand.Name)));
        return await Draw(http, store, sealing, again.Refused ? null : again.Value, on.Refusal);
    }

    static async Task<IResult> TurnOff(HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, Path);
        if (await Staff(http, store) is not { } by) return StaffSignIn.First(http);
        var off = await store.Write(work => TurnOffAuthenticator.Handle(work, sealing, new(by, by.Person, form.Value["code"])));
        return off.Refused ? await Draw(http, store, sealing, null, off.Refusal) : Screens.Next(Path);
    }
}
