// Headquarters' deals for leaders to sell: adopt with one tap, and for headquarters the sum over the communities, the price and the way back.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class SharedDeals
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/shared", (HttpContext http, Store store, Sealing sealing) => Draw(http, store, sealing, null, null));
        counter.MapPost("/shared/{id:guid}/adopt", Adopt);
        counter.MapPost("/shared/{id:guid}/publish", Publish);
        counter.MapPost("/shared/{id:guid}/price", Lower);
    }

    static async Task<IResult> Draw(HttpContext http, Store store, Sealing sealing, Guid? at, Refusal? refusal)
    {
        var keeper = Keeper.Of(http);
        var shared = await store.Read(async db => await ListSharedDeals.Handle(db, sealing, new(keeper.Visitor), await store.Now(db)));
        return shared.Refused ? Screens.Refuse(http, shared.Refusal!, "/leader")
            : Screens.Mine<SharedDealsPage>(http, new { Deals = shared.Value.Items, keeper.Visitor.AtHeadquarters, keeper.Visitor.IsLeader, At = at, Refusal = refusal, keeper.Now }, refusal?.Status ?? 200);
    }

    /// <summary>Pressed twice, the second press finds it running and leads to the same page.</summary>
    static async Task<IResult> Adopt(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var visitor = Keeper.Of(http).Visitor;
        var adopted = await store.Write(work => AdoptDeal.Handle(work, new(visitor, new(id)), http.RequestServices.GetRequiredService<TradeSettings>()));
        if (!adopted.Refused) return Screens.Next($"/leader/deals/{adopted.Value.Value}/share?new=1");
        return adopted.Refusal!.Status is 404 or 403 ? Screens.Refuse(http, adopted.Refusal, "/leader/shared") : await Draw(http, store, sealing, id, adopted.Refusal);
    }

    static async Task<IResult> Publish(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/leader/shared");
        var isOn = form.Value["on"] == "1";
        var done = await store.Write(work => PublishDeal.Handle(work, new(Keeper.Of(http).Visitor, new(id), isOn)));
        if (!done.Refused) return Screens.Next(isOn ? "/leader/shared" : $"/leader/deals/{id}/preview");
        return isOn || done.Refusal!.Status is 404 or 403 ? Screens.Refuse(http, done.Refusal!, isOn ? $"/leader/deals/{id}/preview" : "/leader/shared") : await Draw(http, store, sealing, id, done.Refusal);
    }

    static async Task<IResult> Lower(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/leader/shared");
        var done = await store.Write(work => LowerPrice.Handle(work, new(Keeper.Of(http).Visitor, new(id), new(form.Value.Id("offer") ?? Guid.Empty), Money.Read(form.Value["price"]) ?? Money.Zero)));
        if (!done.Refused) return Screens.Next("/leader/shared");
        return done.Refusal!.Status is 404 or 403 ? Screens.Refuse(http, done.Refusal, "/leader/shared") : await Draw(http, store, sealing, id, done.Refusal);
    }
}
