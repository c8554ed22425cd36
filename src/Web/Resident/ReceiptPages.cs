// The resident's word on a hand-over: that the goods are there, or that they are not.
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class ReceiptPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost("/orders/{id:guid}/received", Received);
        pages.MapPost("/orders/{id:guid}/not-received", NotReceived);
    }

    static async Task<IResult> Received(HttpContext http, Guid id, Store store, Sealing sealing, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Forders");
        var said = await store.Write(work => ConfirmReceipt.Handle(work, new(me, new(id))));
        return said.Refused ? await ResidentOrders.ShowRefusal(http, id, me, store, sealing, outside, said.Refusal!) : Screens.Next($"/orders/{id}#receipt");
    }

    static async Task<IResult> NotReceived(HttpContext http, Guid id, Store store, Sealing sealing, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Forders");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/orders/{id}");
        var said = await store.Write(work => DisputeHandOver.Handle(work, sealing, new(me, new(id), form.Value["words"])));
        return said.Refused ? await ResidentOrders.ShowRefusal(http, id, me, store, sealing, outside, said.Refusal!) : Screens.Next($"/orders/{id}#receipt");
    }
}
