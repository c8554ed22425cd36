// A neighbour the leader wrote down gets a phone: by a link they take their orders over with, or by the leader who knows the number.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class WrittenDownNeighbour
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/orders/{id:guid}/neighbour", (Guid id, HttpContext http, Store store, Sealing sealing) => Draw(id, http, store, sealing, null, "", null));
        counter.MapPost("/orders/{id:guid}/neighbour/link", Link);
        counter.MapPost("/orders/{id:guid}/neighbour/phone", GiveAPhone);
    }

    static async Task<IResult> Draw(Guid id, HttpContext http, Store store, Sealing sealing, Uri? link, string phone, Refusal? refusal, GivePhone.Answer? given = null)
    {
        var keeper = Keeper.Of(http);
        var (neighbour, order) = await store.Read(async db => (await ShowWrittenDown.Handle(db, sealing, new(keeper.Visitor, new(id))), await ShowOrder.Handle(db, sealing, new(keeper.Visitor, new(id)))));
        if (neighbour.Refused || order.Refused) return Screens.Refuse(http, Order.Missing, "/leader/deals");
        return Screens.Mine<WrittenDownNeighbourPage>(http, new { Order = order.Value, Neighbour = neighbour.Value, Link = link, Phone = phone, Refusal = refusal, Given = given }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Link(Guid id, HttpContext http, Store store, Sealing sealing, Outside outside)
    {
        var made = await store.Write(work => InviteToAdopt.Handle(work, sealing, new(Keeper.Of(http).Visitor, new(id))));
        return made.Refused ? await Draw(id, http, store, sealing, null, "", made.Refusal) : await Draw(id, http, store, sealing, new(outside.PublicAddress, made.Value.Path), "", null);
    }

    static async Task<IResult> GiveAPhone(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/orders/{id}/neighbour");
        var phone = form.Value["phone"];
        var given = await store.Write(work => GivePhone.Handle(work, sealing, new(Keeper.Of(http).Visitor, new(id), phone)));
        return await Draw(id, http, store, sealing, null, phone, given.Refusal, given.Refused ? null : given.Value);
    }
}
