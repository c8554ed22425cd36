// After the pickup behind the counter: reminding who did not come, deciding about their goods, settling what is disputed.
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class CollectingPages
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapPost("/deals/{id:guid}/remind", RemindAll);
        counter.MapPost("/orders/{id:guid}/remind", RemindOne);
        counter.MapPost("/orders/{id:guid}/uncollected", (Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings) => Do(id, http, store, sealing, "decided",
            (work, form) => DecideUncollected.Handle(work, sealing, new(Keeper.Of(http).Visitor, new(id), form["kind"], form["neighbour"]), settings)));
        counter.MapPost("/orders/{id:guid}/uncollected/undo", (Guid id, HttpContext http, Store store, Sealing sealing) => Do(id, http, store, sealing, "undone",
            (work, _) => UndoUncollected.Handle(work, new(Keeper.Of(http).Visitor, new(id)))));
        counter.MapPost("/orders/{id:guid}/settle-dispute", (Guid id, HttpContext http, Store store, Sealing sealing) => Do(id, http, store, sealing, "settled",
            (work, form) => SettleDispute.Handle(work, sealing, new(Keeper.Of(http).Visitor, new(id), form["back"] == "1", form["answer"]))));
    }

    static async Task<IResult> RemindAll(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var reminded = await store.Write(work => RemindUncollected.Handle(work, new(Keeper.Of(http).Visitor, new(id))));
        if (reminded.Refused && reminded.Refusal!.Code == Deal.Missing.Code) return Screens.Refuse(http, reminded.Refusal, "/leader/deals");
        return reminded.Refused ? await WatchPages.Board(new(id), null, http, store, sealing, reminded.Refusal) : Screens.Next($"/leader/deals/{id}?did=reminded#not-come");
    }

    static async Task<IResult> RemindOne(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        if (await store.Read(db => Order.DealOf(db, new(id))) is not { } deal) return Screens.Refuse(http, Order.Missing, "/leader/deals");
        var reminded = await store.Write(work => RemindUncollected.Handle(work, new(Keeper.Of(http).Visitor, deal, new(id))));
        if (reminded.Refused && reminded.Refusal!.Code == Deal.Missing.Code) return Screens.Refuse(http, Order.Missing, "/leader/deals");
        return reminded.Refused ? await WatchPages.Board(deal, null, http, store, sealing, reminded.Refusal) : Screens.Next($"/leader/deals/{deal.Value}?did=reminded#not-come");
    }

    /// <summary>Done or refused on the order's own page, which then says so.</summary>
    static async Task<IResult> Do(Guid id, HttpContext http, Store store, Sealing sealing, string did, Func<Work, FormSent, Task<Outcome<Done>>> deed)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/orders/{id}");
        var done = await store.Write(work => deed(work, form.Value));
        return done.Refused ? await RefundPages.OneOrder(new(id), http, store, sealing, done.Refusal, "", null) : Screens.Next($"/leader/orders/{id}?did={did}");
    }
}
