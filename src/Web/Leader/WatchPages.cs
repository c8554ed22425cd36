// A deal under way as its leader watches and ends it: the live board, its orders, the lists to print.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class WatchPages
{
    const int LatestRows = 12;

    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/deals/{id:guid}", (Guid id, string? did, HttpContext http, Store store, Sealing sealing) => Board(new(id), did, http, store, sealing, null));
        counter.MapGet("/deals/{id:guid}/now", Now);
        counter.MapGet("/deals/{id:guid}/events", Listen);
        counter.MapPost("/deals/{id:guid}/cut-off", (Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings) =>
            End(new(id), DealState.CutOff, http, store, sealing, (work, form) => CutOffDeal.Handle(work, new(Keeper.Of(http).Visitor, new(id)), settings)));
        counter.MapPost("/deals/{id:guid}/cancel", (Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings) =>
            End(new(id), DealState.Cancelled, http, store, sealing, (work, form) => CancelDeal.Handle(work, new(Keeper.Of(http).Visitor, new(id), form["reason"]), settings)));
        counter.MapPost("/deals/{id:guid}/complete", (Guid id, HttpContext http, Store store, Sealing sealing) =>
            End(new(id), DealState.Completed, http, store, sealing, (work, form) => CompleteDeal.Handle(work, new(Keeper.Of(http).Visitor, new(id)))));
        counter.MapPost("/deals/{id:guid}/reopen", (Guid id, HttpContext http, Store store, Sealing sealing) =>
            End(new(id), DealState.Open, http, store, sealing, (work, form) => Arrange.Reopen(work, Keeper.Of(http).Visitor, new(id), form)));
        counter.MapGet("/deals/{id:guid}/times", async (Guid id, HttpContext http, Store store, Sealing sealing) =>
            (await Watch(new(id), http, store, sealing)).Match(watched => Times(http, watched, DealForm.Of(watched.Deal)), refusal => Screens.Refuse(http, refusal, "/leader/deals")));
        counter.MapPost("/deals/{id:guid}/times", Move);
        counter.MapGet("/deals/{id:guid}/lists", Lists);
        counter.MapGet("/deals/{id:guid}/orders", Orders);
        RefundPages.Map(counter);
    }

    internal static async Task<IResult> Board(DealId id, string? did, HttpContext http, Store store, Sealing sealing, Refusal? refusal)
    {
        var (keeper, deal) = (Keeper.Of(http), await Watch(id, http, store, sealing));
        if (deal.Refused) return Screens.Refuse(http, deal.Refusal!, "/leader/deals");
        if (deal.Value.Published) return Screens.Next("/leader/shared");
        var edit = $"/leader/deals/{id.Value}/edit";
        if (deal.Value.Deal.State == Deal.NameOf(DealState.Draft)) return refusal is null ? Screens.Next(edit) : Screens.Refuse(http, refusal, edit);
        var (rows, mark) = await store.Read(async db => (await ShowSequence.Handle(db, sealing, new(id, null, LatestRows)), await DealMark.Of(db, id)));
        var absent = deal.Value.Deal.State is "cut-off" or "completed" ? (await store.Read(async db => await ListUncollected.Handle(db, sealing, http.RequestServices.GetRequiredService<TradeSettings>(), new(keeper.Visitor, id), await store.Now(db)))).Value : null;
        return Screens.Mine<DealBoardPage>(http, new { Watched = deal.Value, Rows = rows, Mark = mark, keeper.Now, Did = did, Refusal = refusal, Absent = absent, keeper.Visitor.AtHeadquarters }, refusal?.Status ?? 200);
    }

    /// <summary>The board alone, for a page that is open already.</summary>
    static async Task<IResult> Now(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var deal = await Watch(new(id), http, store, sealing);
        if (deal.Refused) return Screens.Refuse(http, deal.Refusal!, "/leader/deals");
        var (rows, mark) = await store.Read(async db => (await ShowSequence.Handle(db, sealing, new(new(id), null, LatestRows)), await DealMark.Of(db, new(id))));
        return Screens.Mine<DealNow>(http, new { Watched = deal.Value, Rows = rows, Mark = mark, Keeper.Of(http).Now });
    }

    static async Task Listen(Guid id, string? seen, HttpContext http, Store store, Sealing sealing)
    {
        var deal = await Watch(new(id), http, store, sealing);
        if (deal.Refused) await Respond.Refuse(http, deal.Refusal!);
        else await ChangeEvents.Tell(http, store, id, seen ?? "", () => store.Read(db => DealMark.Of(db, new(id))));
    }

    /// <summary>Pressed twice, the second press finds the deal where it was to be, and that is a success.</summary>
    static async Task<IResult> End(DealId id, DealState wanted, HttpContext http, Store store, Sealing sealing, Func<Work, FormSent, Task<Outcome<Done>>> deed)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/deals/{id.Value}");
        var done = await store.Write(work => deed(work, form.Value));
        var next = Screens.Next($"/leader/deals/{id.Value}?did={Deal.NameOf(wanted)}");
        if (!done.Refused) return next;
        var deal = await Watch(id, http, store, sealing);
        return !deal.Refused && deal.Value.Deal.State == Deal.NameOf(wanted) ? next : await Board(id, null, http, store, sealing, done.Refusal);
    }

    static IResult Times(HttpContext http, WatchDeal.Answer watched, DealForm form, int status = 200) => watched.Deal.State is "open" or "cut-off" || watched.Published
        ? Screens.Mine<MoveTimesPage>(http, new { watched.Deal, Form = form, Keeper.Of(http).Now }, status)
        : Screens.Refuse(http, Deal.WrongState, $"/leader/deals/{watched.Deal.Id}");

    static async Task<IResult> Move(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var sent = await FormSent.Read(http);
        if (sent.Refused) return Screens.Refuse(http, sent.Refusal!, $"/leader/deals/{id}/times");
        var watched = await Watch(new(id), http, store, sealing);
        if (watched.Refused) return Screens.Refuse(http, watched.Refusal!, "/leader/deals");
        var form = DealForm.Read(new(id), sent.Value);
        var isCutOff = watched.Value.Deal.State == Deal.NameOf(DealState.CutOff);
        if (isCutOff && DealForm.Of(watched.Value.Deal) is var was) (form.CutOffDay, form.CutOffTime) = (was.CutOffDay, was.CutOffTime);
        var to = form.ToTimes();
        if (form.Wrong.Count > 0) return Times(http, watched.Value, form, 422);
        var moved = await store.Write(work => MoveTimes.Handle(work, new(Keeper.Of(http).Visitor, new(id), isCutOff ? null : to.CutOffDue, to.ArrivesOn, to.PickupFrom, to.PickupUntil, form.Reason)));
        if (!moved.Refused) return Screens.Next($"/leader/deals/{id}?did=moved");
        form.Put(moved.Refusal!);
        return Times(http, watched.Value, form, moved.Refusal!.Status);
    }

    static async Task<IResult> Lists(Guid id, string? by, string? paper, HttpContext http, Store store, Sealing sealing)
    {
        var lists = await store.Read(db => PrintLists.Handle(db, sealing, new(Keeper.Of(http).Visitor, new(id))));
        return lists.Refused ? Screens.Refuse(http, lists.Refusal!, "/leader/deals") : Screens.Mine<ListsPage>(http, new { Id = id, Lists = lists.Value, IsByProduct = by == "product", IsByPoint = by == "point", IsByDoor = by == "door", IsNarrow = paper == "80", Keeper.Of(http).Now });
    }

    static async Task<IResult> Orders(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var visitor = Keeper.Of(http).Visitor;
        var deal = await Watch(new(id), http, store, sealing);
        if (deal.Refused) return Screens.Refuse(http, deal.Refusal!, "/leader/deals");
        var orders = await store.Read(db => ListOrders.Handle(db, sealing, new(visitor, null, new(id), null, ListOrders.OrdersMax)));
        return orders.Refused ? Screens.Refuse(http, orders.Refusal!, "/leader/deals") : Screens.Mine<DealOrdersPage>(http, new { Deal = deal.Value.Deal, Orders = orders.Value, Keeper.Of(http).Now });
    }

    static Task<Outcome<WatchDeal.Answer>> Watch(DealId id, HttpContext http, Store store, Sealing sealing) =>
        store.Read(db => WatchDeal.Handle(db, sealing, new(Keeper.Of(http).Visitor, id)));
}
