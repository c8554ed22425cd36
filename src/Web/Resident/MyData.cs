// A resident's own data: to take away whole, and to have erased.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class MyData
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/me/data", (HttpContext http, Store store) => Draw(http, store, null));
        pages.MapGet("/me/data.zip", (HttpContext http, Store store, Sealing sealing) => Send(http, store, sealing));
        pages.MapPost("/me/erase", Erase);
    }

    static async Task<IResult> Draw(HttpContext http, Store store, Refusal? refusal)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var erasure = await store.Read(db => ReadErasure.Handle(db, new(new(me, [], false))));
        return Screens.Mine<MyDataPage>(http, new { Erasure = erasure, Refusal = refusal }, refusal?.Status ?? 200);
    }

    internal static async Task<IResult> Send(HttpContext http, Store store, Sealing sealing)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var mine = await ExportMyself.Handle(store, sealing, new(new(me, [], false)));
        if (mine.Refused) return Screens.Refuse(http, mine.Refusal!);
        http.Response.Headers.CacheControl = "no-store";
        return Results.File(MyDataPacked.Of(mine.Value), MyDataPacked.ContentType, MyDataPacked.FileName);
    }

    static async Task<IResult> Erase(HttpContext http, Store store, Sealing sealing, Revocations revocations)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Fme%2Fdata");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/me/data");
        var erased = await store.Write(work => EraseMyself.Handle(work, sealing, revocations, new(new(me, [], false), form.Value["sure"] == "1")));
        if (erased.Refused) return await Draw(http, store, erased.Refusal);
        SignedIn.Forget(http);
        return Screens.Mine<ErasedPage>(http, new { erased.Value.KeptUntil });
    }
}
