// The texts a resident agrees to, and what she agreed to, refused and may take back.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class ConsentPages
{
    const string Path = "/me/consents";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/terms", (HttpContext http) => Screens.Mine<TermsPage>(http, new { }));
        pages.MapGet("/privacy", (HttpContext http, Brand brand) => Screens.Mine<PrivacyPage>(http, new { Brand = brand }));
        pages.MapGet(Path, (HttpContext http, Store store) => Draw(http, store, null));
        pages.MapPost(Path, Give);
    }

    static async Task<IResult> Draw(HttpContext http, Store store, Refusal? refusal)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var consents = await store.Read(db => ReadConsents.Handle(db, new(new(me, [], false))));
        return Screens.Mine<ConsentsPage>(http, new { Consents = consents, Refusal = refusal }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Give(HttpContext http, Store store)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Fme%2Fconsents");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, Path);
        var given = await store.Write(work => GiveConsent.Handle(work, new(new(me, [], false), form.Value["kind"], form.Value["given"] == "1", form.Value["text"])));
        return given.Refused ? await Draw(http, store, given.Refusal) : Screens.Next(Path);
    }
}
