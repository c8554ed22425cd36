// The leader's page on how they stand: their grade, a rest of their own accord, and the way back.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class Standing
{
    const string Path = "/leader/standing";

    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/standing", (HttpContext http, Store store) => Draw(http, store, null, null));
        counter.MapPost("/standing/rest", Rest);
        counter.MapPost("/standing/back", Back);
    }

    static async Task<IResult> Draw(HttpContext http, Store store, FormSent? sent, Refusal? refusal)
    {
        var keeper = Keeper.Of(http);
        var file = await store.Read(db => ReadLeaderFile.Handle(db, keeper.Now, new(keeper.Visitor, keeper.Visitor.Person)));
        var papers = await store.Read(db => ListPapers.Handle(db, keeper.Now, new(keeper.Visitor, keeper.Visitor.Person, http.RequestServices.GetRequiredService<TradeSettings>().LeaderPapers)));
        return file.Refused ? Screens.Refuse(http, file.Refusal!, "/leader")
            : Screens.Mine<StandingPage>(http, new { File = file.Value, Papers = papers.Value.Items, BackOn = sent?["backOn"], Reason = sent?["reason"], keeper.Now, Refusal = refusal }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Rest(HttpContext http, Store store)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, Path);
        var by = Keeper.Of(http).Visitor;
        var day = When.Day(form.Value["backOn"]);
        var rested = await store.Write(work => RestFromLeading.Handle(work, new(by, by.Person, day == default ? null : day, form.Value["reason"])));
        return rested.Refused ? await Draw(http, store, form.Value, rested.Refusal) : Screens.Next(Path);
    }

    static async Task<IResult> Back(HttpContext http, Store store)
    {
        var by = Keeper.Of(http).Visitor;
        var back = await store.Write(work => EndRest.Handle(work, new(by, by.Person)));
        return back.Refused ? await Draw(http, store, null, back.Refusal) : Screens.Next(Path);
    }
}
