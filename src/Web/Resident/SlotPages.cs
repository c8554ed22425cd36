// The resident chooses when to collect, and where, if the pickup point rests.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class SlotPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/orders/{id:guid}/slot", (HttpContext http, Guid id, string? why, Store store, Sealing sealing) => Show(http, id, store, sealing, Whys.FirstOrDefault(w => w.Code == why)));
        pages.MapPost("/orders/{id:guid}/slot", Choose);
        pages.MapPost("/orders/{id:guid}/pickup-point", Elsewhere);
    }

    /// <summary>Why a slot could not be taken with the order itself, which stands all the same.</summary>
    static readonly Refusal[] Whys = [ChooseSlot.Full, ChooseSlot.Missing, ChooseSlot.Past];

    static async Task<IResult> Show(HttpContext http, Guid id, Store store, Sealing sealing, Refusal? refusal)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var order = await store.Read(db => ShowOrder.Handle(db, sealing, new(new(me, [], false), new(id))));
        if (order.Refused) return Screens.Refuse(http, order.Refusal!, "/orders");
        var slots = await store.Read(db => SlotView.Of(db, new(order.Value.DealId)));
        return Screens.Mine<SlotPage>(http, new { Order = order.Value, Slots = slots, Refusal = refusal, Now = store.Clock.GetUtcNow() }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Choose(HttpContext http, Guid id, Store store, Sealing sealing)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Forders");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/orders/{id}");
        var chosen = await Take(store, me, new(id), form.Value.Id("slot"));
        return chosen.Refused ? await Show(http, id, store, sealing, chosen.Refusal) : Screens.Next($"/orders/{id}");
    }

    static async Task<IResult> Elsewhere(HttpContext http, Guid id, Store store)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Forders");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/orders/{id}");
        var moved = await store.Write(work => CollectElsewhere.Handle(work, new(me, new(id), new(form.Value.Id("pickup") ?? Guid.Empty))));
        return moved.Refused ? Screens.Refuse(http, moved.Refusal!, moved.Refusal == Order.Missing ? "/orders" : $"/orders/{id}") : Screens.Next($"/orders/{id}");
    }

    internal static Task<Outcome<Done>> Take(Store store, PersonId me, OrderId order, Guid? slot) =>
        store.Write(work => ChooseSlot.Handle(work, new(me, order, slot is { } id ? new PickupSlotId(id) : null)));
}
