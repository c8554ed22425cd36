// Tables over HTTP: what the screens let one download, for machines.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;
using HaoLin.Web.Tables;

namespace HaoLin.Web.Api;

public static class TablesApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("tables").Scoped("orders");
        Table(api, "deals/{id:guid}/tables/totals.xlsx", "For the supplier: pieces of each product, in all and at each pickup point.", (store, _, by, http) => ExportTotals.Handle(store, new(by, Deal(http))));
        Table(api, "deals/{id:guid}/tables/sorting.xlsx", "To sort by: for each pickup point what is to be put there.", (store, _, by, http) => ExportSorting.Handle(store, new(by, Deal(http))));
        Table(api, "deals/{id:guid}/tables/people.xlsx", "By person: the deal's leader sees names and phone tails, headquarters sees both masked.", (store, sealing, by, http) => ExportPeople.Handle(store, sealing, new(by, Deal(http))));
        Table(api, "headquarters/orders.xlsx", "Orders as headquarters searches them (?words=, ?refunding=true), all of them.", (store, sealing, by, http) =>
            Task.FromResult(ExportOrders.Handle(store, sealing, new(by, http.Request.Query["words"], http.Request.Query["refunding"] == "true"), store.Clock.GetUtcNow())));
        Table(api, "headquarters/bills.xlsx", "One day of reconciliation with the gateway's bill (?day=2026-04-18), every line.", (store, _, by, http) => ExportBill.Handle(store, new(by, When.Day(http.Request.Query["day"])))).Scoped("money");
    }

    static DealId Deal(HttpContext http) => new(Guid.Parse((string)http.Request.RouteValues["id"]!));

    static RouteHandlerBuilder Table(IEndpointRouteBuilder api, string path, string summary, Func<Store, Sealing, Visitor, HttpContext, Task<Outcome<SheetFile>>> table) =>
        api.MapGet(path, async (HttpContext http, Store store, Sealing sealing) =>
        {
            if (SignedIn.Person(http) is not { } person) { await Respond.Refuse(http, Visitor.SignInFirst); return; }
            await TableSent.To(http, await table(store, sealing, await store.Read(db => Visitor.Of(db, person)), http));
        }).Produces<byte[]>(200, SheetFile.ContentType).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).WithMetadata(new AnsweredBy(table.Method)).WithSummary(summary);
}
