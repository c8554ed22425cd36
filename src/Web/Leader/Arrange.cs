// A leader keeps order: deals on top of the lists or out of them, drafts into the recycle bin and out of it, a deal opened again.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class Arrange
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapPost("/deals/{id:guid}/arrange", Place);
        counter.MapPost("/deals/{id:guid}/restore", Restore);
        counter.MapGet("/bin", Bin);
    }

    static async Task<IResult> Place(Guid id, HttpContext http, Store store)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/deals/{id}");
        var done = await store.Write(work => ArrangeDeal.Handle(work, new(Keeper.Of(http).Visitor, new(id), Wish(form.Value["pinned"]), Wish(form.Value["hidden"]))));
        return done.Refused ? Screens.Refuse(http, done.Refusal!, $"/leader/deals/{id}") : Screens.Next($"/leader/deals/{id}");
    }

    static bool? Wish(string sent) => sent switch { "1" => true, "0" => false, _ => null };

    static async Task<IResult> Restore(Guid id, HttpContext http, Store store)
    {
        var done = await store.Write(work => BinDraft.Handle(work, new(Keeper.Of(http).Visitor, new(id), In: false)));
        return done.Refused ? Screens.Refuse(http, done.Refusal!, "/leader/bin") : Screens.Next($"/leader/deals/{id}/edit");
    }

    static async Task<IResult> Bin(HttpContext http, Store store)
    {
        var keeper = Keeper.Of(http);
        return Screens.Mine<BinPage>(http, new { Drafts = await store.Read(db => ListLedDeals.Handle(db, new(keeper.Visitor, Binned: true))), keeper.Now });
    }

    /// <summary>The new cut-off as two fields; left blank, the old one where it still lies ahead.</summary>
    internal static Task<Outcome<Done>> Reopen(Work work, Visitor by, DealId id, FormSent form)
    {
        DateTimeOffset? cutOff = null;
        if (DateOnly.TryParseExact(form["cutOffDay"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 2200
            && TimeOnly.TryParseExact(form["cutOffTime"], ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) cutOff = BusinessDay.At(day, time);
        return ReopenDeal.Handle(work, new(by, id, cutOff, form["reason"]));
    }
}
