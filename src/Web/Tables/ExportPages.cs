// The tables of a deal and headquarters' list of orders, to take away: a page that says which there are, and the files.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Leader;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Tables;

public static class ExportPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var counter = app.MapGroup("/leader/deals/{id:guid}/tables").AddEndpointFilter(Keeper.Admit).ExcludeFromDescription();
        counter.MapGet("", Choose);
        counter.MapGet("totals.xlsx", async (Guid id, HttpContext http, Store store) => await TableSent.To(http, await ExportTotals.Handle(store, new(Keeper.Of(http).Visitor, new(id)))));
        counter.MapGet("sorting.xlsx", async (Guid id, HttpContext http, Store store) => await TableSent.To(http, await ExportSorting.Handle(store, new(Keeper.Of(http).Visitor, new(id)))));
        counter.MapGet("people.xlsx", async (Guid id, HttpContext http, Store store, Sealing sealing) => await TableSent.To(http, await ExportPeople.Handle(store, sealing, new(Keeper.Of(http).Visitor, new(id)))));
        app.MapGet("/headquarters/orders.xlsx", Orders).ExcludeFromDescription();
        app.MapGet("/headquarters/bills.xlsx", Bill).ExcludeFromDescription();
    }

    static async Task<IResult> Choose(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var deal = await store.Read(db => WatchDeal.Handle(db, sealing, new(Keeper.Of(http).Visitor, new(id))));
        return deal.Refused ? Screens.Refuse(http, deal.Refusal!, "/leader/deals") : Screens.Mine<ExportsPage>(http, new { Watched = deal.Value, IsLeader = deal.Value.Deal.LeaderId == Keeper.Of(http).Visitor.Person.Value });
    }

    static async Task Bill(string? day, HttpContext http, Store store)
    {
        var by = await store.Read(db => SignedIn.Visitor(http, db));
        await TableSent.To(http, by is null ? Visitor.SignInFirst : await ExportBill.Handle(store, new(by, When.Day(day))));
    }

    static async Task Orders(string? words, bool? refunding, HttpContext http, Store store, Sealing sealing)
    {
        // The guard before all of headquarters' pages has let them in; the use case looks once more.
        var by = await store.Read(db => SignedIn.Visitor(http, db));
        await TableSent.To(http, by is null ? Visitor.SignInFirst : ExportOrders.Handle(store, sealing, new(by, words, refunding is true), store.Clock.GetUtcNow()));
    }
}
