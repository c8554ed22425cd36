// Somebody else collects: naming them on the order, and the page behind the link that is forwarded to them.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class CollectorPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost("/orders/{id:guid}/collector", Name);
        pages.MapGet("/collect/{id:guid}/{mark}", Show);
    }

    static async Task<IResult> Name(HttpContext http, Guid id, Store store, Sealing sealing, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Forders");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/orders/{id}");
        var nobody = form.Value["nobody"].Length > 0;
        var (name, tail) = (form.Value["name"], form.Value["tail"]);
        var named = await store.Write(work => NameCollector.Handle(work, sealing, new(me, new(id), nobody ? null : name, tail)));
        if (!named.Refused) return Screens.Next($"/orders/{id}#collector");
        var order = await store.Read(db => ShowOrder.Handle(db, sealing, new(new(me, [], false), new(id))));
        if (order.Refused) return Screens.Refuse(http, order.Refusal!, "/orders");
        return Screens.Mine<OrderPage>(http, new { Order = order.Value, HandOverAddress = new Uri(outside.PublicAddress, "/h/" + order.Value.PickupCode).ToString(), CollectorAddress = AddressOf(order.Value, outside),
            CollectorRefusal = named.Refusal, CollectorName = name, CollectorTail = tail, Now = store.Clock.GetUtcNow() }, named.Refusal!.Status);
    }

    internal static string AddressOf(ShowOrder.Answer order, Outside outside) => order.Collector?.Path is { } path ? new Uri(outside.PublicAddress, path).ToString() : "";

    static async Task<IResult> Show(HttpContext http, Guid id, string mark, Store store, Sealing sealing, Outside outside)
    {
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        var seen = await store.Read(db => ShowToCollector.Handle(db, sealing, new(new(id), $"/collect/{id:N}/{mark}")));
        return seen.Match(
            shown => Screens.Mine<CollectorPage>(http, new { Seen = shown, Address = new Uri(outside.PublicAddress, "/h/" + shown.PickupCode).ToString(), Now = store.Clock.GetUtcNow() }),
            refusal => Screens.Refuse(http, refusal));
    }
}
