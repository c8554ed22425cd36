// A deal's pickup slots as its leader sets them.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class DealSlots
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/deals/{id:guid}/slots", (Guid id, HttpContext http, Store store, Sealing sealing) => Show(id, http, store, sealing, null, "60", "40"));
        counter.MapPost("/deals/{id:guid}/slots", Set);
    }

    static async Task<IResult> Show(Guid id, HttpContext http, Store store, Sealing sealing, Refusal? refusal, string minutes, string capacity)
    {
        var deal = await store.Read(db => WatchDeal.Handle(db, sealing, new(Keeper.Of(http).Visitor, new(id))));
        return deal.Refused ? Screens.Refuse(http, deal.Refusal!, "/leader/deals")
            : Screens.Mine<SlotsPage>(http, new { deal.Value.Deal, Keeper.Of(http).Now, Refusal = refusal, Minutes = minutes, Capacity = capacity }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Set(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/deals/{id}/slots");
        var visitor = Keeper.Of(http).Visitor;
        var watched = await store.Read(db => WatchDeal.Handle(db, sealing, new(visitor, new(id))));
        if (watched.Refused) return Screens.Refuse(http, watched.Refusal!, "/leader/deals");
        var (deal, minutes, capacity) = (watched.Value.Deal, form.Value.Number("minutes") ?? 0, form.Value.Number("capacity") ?? 0);
        IReadOnlyList<SetPickupSlots.Slot> wanted = [];
        if (form.Value["none"].Length == 0)
        {
            if (minutes is < 10 or > 1440) return await Show(id, http, store, sealing, SetPickupSlots.Wrong, form.Value["minutes"], form.Value["capacity"]);
            wanted = SetPickupSlots.Even(deal.PickupFrom, deal.PickupUntil, deal.PickupPoints.Select(p => new PickupPointId(p.Id)), TimeSpan.FromMinutes(minutes), capacity);
        }
        var done = await store.Write(work => SetPickupSlots.Handle(work, new(visitor, new(id), wanted)));
        return done.Refused ? await Show(id, http, store, sealing, done.Refusal, form.Value["minutes"], form.Value["capacity"]) : Screens.Next($"/leader/deals/{id}/slots");
    }
}
