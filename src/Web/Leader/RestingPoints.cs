// The pickup points of the communities one leads, and when they rest.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class RestingPoints
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/points", (HttpContext http, Store store) => Draw(http, store, null, null, null));
        counter.MapPost("/points/{id:guid}/rest", Rest);
    }

    static async Task<IResult> Draw(HttpContext http, Store store, Guid? at, FormSent? typed, Refusal? refusal)
    {
        var keeper = Keeper.Of(http);
        var communities = await store.Read(db => ListCommunities.Handle(db, new(keeper.Visitor.AtHeadquarters ? null : keeper.Visitor.Leads)));
        return Screens.Mine<RestingPointsPage>(http, new { Communities = communities.Items, At = at, From = typed?["from"] ?? "", Until = typed?["until"] ?? "", Reason = typed?["reason"] ?? "", Refusal = refusal, keeper.Now }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Rest(Guid id, HttpContext http, Store store)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/leader/points");
        var isOver = form.Value["over"] == "1";
        // What is no day is a day that is refused.
        DateOnly? Day(string name) => isOver ? null : DateOnly.TryParseExact(form.Value[name].Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 9000 ? day : DateOnly.MinValue;
        var done = await store.Write(work => RestPickupPoint.Handle(work, new(Keeper.Of(http).Visitor, new(id), Day("from"), Day("until"), form.Value["reason"])));
        return !done.Refused ? Screens.Next("/leader/points") : done.Refusal!.Status == 422 ? await Draw(http, store, id, form.Value, done.Refusal) : Screens.Refuse(http, done.Refusal, "/leader/points");
    }
}
