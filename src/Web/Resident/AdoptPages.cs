// Behind the link by which a neighbour takes over the orders their leader wrote down: what they are, and one button.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class AdoptPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/adopt/{id}/{mark}", (string id, string mark, HttpContext http, Store store, Sealing sealing) => Draw($"/adopt/{id}/{mark}", http, store, sealing, null, null));
        pages.MapPost("/adopt/{id}/{mark}", Take);
    }

    static async Task<IResult> Draw(string link, HttpContext http, Store store, Sealing sealing, Refusal? refusal, AdoptOrders.Answer? done)
    {
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        var read = await store.Read(db => ReadAdoption.Handle(db, sealing, new(link), store.Clock.GetUtcNow()));
        if (read.Refused) return Screens.Refuse(http, read.Refusal!);
        return Screens.Mine<AdoptPage>(http, new { Adoption = read.Value, Link = link, Refusal = refusal, Taken = done, IsSignedIn = SignedIn.Person(http) is not null }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Take(string id, string mark, HttpContext http, Store store, Sealing sealing)
    {
        var link = $"/adopt/{id}/{mark}";
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=" + Uri.EscapeDataString(link));
        var taken = await store.Write(work => AdoptOrders.Handle(work, sealing, new(new(me, [], false), link)));
        return taken.Refusal is { Status: 410 } gone ? Screens.Refuse(http, gone) : await Draw(link, http, store, sealing, taken.Refusal, taken.Refused ? null : taken.Value);
    }
}
