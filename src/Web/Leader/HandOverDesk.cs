// The hand-over desk: find the neighbour, hand the goods over with one tap, undo a mistake; and the page behind a pickup code's QR.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class HandOverDesk
{
    const int CodeLength = 8;

    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/desk", Show);
        counter.MapPost("/desk/{id:guid}/hand", Hand);
        counter.MapPost("/desk/{id:guid}/undo", Undo);
    }

    /// <summary>Stands outside the counter, because anybody's camera may open a code.</summary>
    public static void MapCode(IEndpointRouteBuilder app) => app.MapGet("/h/{code}", Scanned).ExcludeFromDescription();

    static Task<IResult> Show(string? q, Guid? deal, Guid? done, Guid? undone, HttpContext http, Store store, Sealing sealing) =>
        Draw(http, store, sealing, q ?? "", deal, done, undone, null);

    static async Task<IResult> Draw(HttpContext http, Store store, Sealing sealing, string words, Guid? only, Guid? done, Guid? undone, Refusal? refusal)
    {
        var keeper = Keeper.Of(http);
        // A code has its own page, which also says why a bag must not go out yet.
        if (CodeIn(words) is { } code) return Screens.Next("/h/" + code);
        var deals = (await store.Read(db => ListLedDeals.Handle(db, new(keeper.Visitor)))).Where(d => d.State == DealState.CutOff).OrderBy(d => d.PickupFrom).ToList();
        DealId? deal = only is { } id && deals.Any(d => d.Id.Value == id) ? new(id) : null;
        var waiting = await store.Read(db => FindAtDesk.Handle(db, sealing, new(keeper.Visitor, deal, "")));
        if (waiting.Refused) return Screens.Refuse(http, waiting.Refusal!, "/leader");
        var found = words.Trim().Length == 0 ? waiting : await store.Read(db => FindAtDesk.Handle(db, sealing, new(keeper.Visitor, deal, words)));
        return Screens.Mine<DeskPage>(http, new
        {
            Deals = deals, Deal = deal?.Value, Words = words.Trim(), Waiting = waiting.Value.Where(o => o.HandedOverAt is null).ToList(), Found = found.Value,
            Done = await One(store, sealing, keeper.Visitor, done), Undone = await One(store, sealing, keeper.Visitor, undone), keeper.Now, Refusal = refusal,
        }, refusal?.Status ?? 200);
    }

    /// <summary>Pressed twice, the second press finds it handed over and leads to the same page.</summary>
    static async Task<IResult> Hand(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/leader/desk");
        var handed = await store.Write(work => HandOver.Handle(work, new(Keeper.Of(http).Visitor, null, new(id))));
        return !handed.Refused || handed.Refusal!.Code == HandOver.Already.Code
            ? Screens.Next($"/leader/desk?done={id}{And(form.Value)}")
            : await Draw(http, store, sealing, "", form.Value.Id("deal"), null, null, handed.Refusal);
    }

    static async Task<IResult> Undo(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/leader/desk");
        var undone = await store.Write(work => UndoHandOver.Handle(work, new(Keeper.Of(http).Visitor, new(id))));
        return !undone.Refused || undone.Refusal == UndoHandOver.NotHandedOver
            ? Screens.Next($"/leader/desk?undone={id}{And(form.Value)}")
            : await Draw(http, store, sealing, "", form.Value.Id("deal"), null, null, undone.Refusal);
    }

    static async Task<IResult> Scanned(string code, HttpContext http, Store store, Sealing sealing)
    {
        var visitor = await store.Read(db => SignedIn.Visitor(http, db));
        // Nothing of the code is looked up for anybody else, so the page says the same of every code.
        if (visitor is not { } known || (!known.IsLeader && !known.AtHeadquarters))
            return Screens.Mine<KindCodePage>(http, new { Back = "/h/" + Uri.EscapeDataString(code) });
        var shown = await store.Read(db => ShowAtDesk.Handle(db, sealing, new(known, code)));
        return shown.Refused
            ? Screens.Mine<NoSuchCodePage>(http, new { Refusal = shown.Refusal!, Code = code }, shown.Refusal!.Status)
            : Screens.Mine<CodePage>(http, new { Order = shown.Value.Order, shown.Value.WhyNot, Now = store.Clock.GetUtcNow() });
    }

    static async Task<ShowOrder.Answer?> One(Store store, Sealing sealing, Visitor visitor, Guid? id)
    {
        if (id is not { } known) return null;
        var order = await store.Read(db => ShowOrder.Handle(db, sealing, new(visitor, new(known))));
        return order.Refused ? null : order.Value;
    }

    static string And(FormSent form) => form.Id("deal") is { } deal ? $"&deal={deal}" : "";

    static string? CodeIn(string words) => Phone.AsciiDigits(words) is { Length: CodeLength } code && code.All(char.IsAsciiDigit) ? code : null;
}
