// All deals of a leader, drafts and past ones among them, and the copying of one.
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class DealShelf
{
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);
    const int Tries = 20;

    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/deals", Show);
        counter.MapPost("/deals/{id:guid}/copy", Copy);
    }

    static async Task<IResult> Show(string? kept, HttpContext http, Store store)
    {
        var keeper = Keeper.Of(http);
        var deals = await store.Read(db => ListLedDeals.Handle(db, new(keeper.Visitor)));
        return Screens.Mine<DealShelfPage>(http, new { Deals = deals, keeper.Now, JustKept = kept is not null });
    }

    static async Task<IResult> Copy(Guid id, HttpContext http, Store store)
    {
        var visitor = Keeper.Of(http).Visitor;
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/leader/deals");
        var key = form.Value.Key(visitor.Person);
        if (key.Refused) return Screens.Refuse(http, key.Refusal!, "/leader/deals");
        for (var attempt = 1; ; attempt++)
        {
            var copied = await Idempotency.Once(store, key.Value,
                async work => (await CopyDeal.Handle(work, new(visitor, new(id)), http.RequestServices.GetRequiredService<TradeSettings>())).Match<Outcome<(int, string)>>(copy => (201, copy.Value.ToString()), refusal => refusal),
                refusal => (refusal.Status, Problem.Json(refusal)));
            // The other tap of a double tap is still writing; its answer is this one's too.
            if (copied.Refusal == Idempotency.InFlight && attempt < Tries) await Task.Delay(Patience, http.RequestAborted);
            else if (copied.Refused) return Screens.Refuse(http, copied.Refusal!, "/leader/deals");
            else return copied.Value.Status == 201 ? Screens.Next($"/leader/deals/{copied.Value.Body}/edit") : Screens.Refuse(http, Deal.Missing, "/leader/deals");
        }
    }
}
