// How many pieces each pickup point of a deal takes, as its leader sets it.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class PlaceCaps
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/deals/{id:guid}/caps", (Guid id, HttpContext http, Store store, Sealing sealing) => Show(id, http, store, sealing, null, []));
        counter.MapPost("/deals/{id:guid}/caps", Set);
    }

    static async Task<IResult> Show(Guid id, HttpContext http, Store store, Sealing sealing, Refusal? refusal, Dictionary<Guid, string> typed)
    {
        var deal = await store.Read(db => WatchDeal.Handle(db, sealing, new(Keeper.Of(http).Visitor, new(id))));
        return deal.Refused ? Screens.Refuse(http, deal.Refusal!, "/leader/deals")
            : Screens.Mine<PlaceCapsPage>(http, new { deal.Value.Deal, Refusal = refusal, Typed = typed, Done = refusal is null && http.Request.Query["did"] == "caps" }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Set(Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/deals/{id}/caps");
        var typed = DealForm.CapsIn(form.Value);
        // What is no number is a number that is refused.
        var caps = typed.Where(c => c.Value.Trim().Length > 0).ToDictionary(c => new PickupPointId(c.Key), c => int.TryParse(Phone.AsciiDigits(c.Value.Trim()), NumberStyles.None, CultureInfo.InvariantCulture, out var cap) ? cap : 0);
        var done = await store.Write(work => SetPlaceCaps.Handle(work, new(Keeper.Of(http).Visitor, new(id), caps), settings));
        return done.Refused ? await Show(id, http, store, sealing, done.Refusal, typed) : Screens.Next($"/leader/deals/{id}/caps?did=caps");
    }
}
