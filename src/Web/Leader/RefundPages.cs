// One order behind the counter, and its money going back: some pieces or an amount of some lines, or all that is left.
using System.Text.Json;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class RefundPages
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/orders/{id:guid}", (Guid id, string? refunded, HttpContext http, Store store, Sealing sealing) => OneOrder(new(id), http, store, sealing, null, "", null, refunded is not null));
        counter.MapPost("/orders/{id:guid}/phone", ShowPhone);
        counter.MapPost("/orders/{id:guid}/household", TellApart);
        counter.MapPost("/orders/{id:guid}/refund", RefundLeft);
        counter.MapPost("/orders/{id:guid}/refund-some", RefundSome);
    }

    /// <param name="sent">The form for a part, when it could not be done.</param>
    internal static async Task<IResult> OneOrder(OrderId id, HttpContext http, Store store, Sealing sealing, Refusal? refusal, string reason, FormSent? sent, bool justRefunded = false, string? phone = null, Refusal? phoneRefusal = null)
    {
        var keeper = Keeper.Of(http);
        var order = await store.Read(db => ShowOrder.Handle(db, sealing, new(keeper.Visitor, id)));
        // A leader's own order is shown to the neighbour they are; behind the counter only what their deals hold.
        if (order.Refused) return Screens.Refuse(http, order.Refusal!, "/leader/deals");
        var deal = await store.Read(db => WatchDeal.Handle(db, sealing, new(keeper.Visitor, new(order.Value.DealId))));
        if (deal.Refused) return Screens.Refuse(http, Order.Missing, "/leader/deals");
        var household = (await store.Read(db => ShowHousehold.Handle(db, new(keeper.Visitor, id)))).Match<ShowHousehold.Answer?>(shown => shown, _ => null);
        return Screens.Mine<LeaderOrderPage>(http, new { Order = order.Value, Household = household, keeper.Now, Refusal = refusal, Reason = reason, Sent = sent, JustRefunded = justRefunded, Phone = phone, PhoneRefusal = phoneRefusal }, (refusal ?? phoneRefusal)?.Status ?? 200);
    }

    /// <summary>Shown on the page that answers and nowhere after it: reloading asks again.</summary>
    static async Task<IResult> ShowPhone(Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/orders/{id}");
        var shown = await store.Write(work => RevealPhone.Handle(work, sealing, new(Keeper.Of(http).Visitor, new(id), form.Value["reason"]), settings));
        return await OneOrder(new(id), http, store, sealing, null, "", null, phone: shown.Match(s => s.Phone, _ => null!), phoneRefusal: shown.Refusal);
    }

    /// <summary>Two families behind one door, or one again.</summary>
    static async Task<IResult> TellApart(Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/orders/{id}");
        var told = await store.Write(work => CountSeparately.Handle(work, sealing, new(Keeper.Of(http).Visitor, new(id), form.Value["separate"] == "1"), settings));
        return told.Refused ? await OneOrder(new(id), http, store, sealing, told.Refusal, "", null) : Screens.Next($"/leader/orders/{id}");
    }

    static async Task<IResult> RefundLeft(Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/orders/{id}");
        var done = await store.Write(work => RefundOrder.Handle(work, new(Keeper.Of(http).Visitor, new(id), form.Value["reason"]), settings));
        return !done.Refused || done.Refusal == RefundOrder.Already
            ? Screens.Next($"/leader/orders/{id}")
            : await OneOrder(new(id), http, store, sealing, done.Refusal, form.Value["reason"], null);
    }

    /// <summary>The same part may go back twice, so only the form's key tells a second press from a second wish.</summary>
    static async Task<IResult> RefundSome(Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/orders/{id}");
        var visitor = Keeper.Of(http).Visitor;
        var key = form.Value.Key(visitor.Person);
        if (key.Refused) return Screens.Refuse(http, key.Refusal!, $"/leader/orders/{id}");
        var lines = Lines(form.Value);
        if (lines.Refused) return await OneOrder(new(id), http, store, sealing, lines.Refusal, "", form.Value);
        var done = await Idempotency.Once(store, key.Value,
            async work => (await RefundOrder.Handle(work, new(visitor, new(id), form.Value["reason"], lines.Value), settings)).Match<Outcome<(int, string)>>(made => (200, made.RefundId.Value.ToString()), refusal => refusal),
            refused => (refused.Status, Problem.Json(refused)));
        // The other tap of a double tap is still writing, and its page tells of it.
        if (done.Refusal == Idempotency.InFlight) return Screens.Next($"/leader/orders/{id}");
        return (done.Refusal ?? Remembered(done.Value)) is { } refusal
            ? await OneOrder(new(id), http, store, sealing, refusal, "", form.Value)
            : Screens.Next($"/leader/orders/{id}?refunded={done.Value.Body}");
    }

    /// <summary>What was asked for of each line: q-… are pieces, a-… is money.</summary>
    static Outcome<IReadOnlyList<RefundOrder.Line>> Lines(FormSent form)
    {
        var lines = new List<RefundOrder.Line>();
        foreach (var name in form.Names.Where(n => n.StartsWith("q-", StringComparison.Ordinal)))
        {
            if (!Guid.TryParse(name[2..], out var offer)) continue;
            var typed = form["a-" + name[2..]].Trim();
            var amount = typed.Length == 0 ? null : Money.Read(typed);
            if (typed.Length > 0 && amount is null) return RefundOrder.BadAmount;
            if (form[name].Trim() is { Length: > 0 } many && form.Number(name) is null) return RefundOrder.TooManyPieces.With(many);
            if (form.Number(name) is > 0 || amount is not null) lines.Add(new(new(offer), form.Number(name) ?? 0, amount));
        }
        return Outcome<IReadOnlyList<RefundOrder.Line>>.Yes(lines);
    }

    static readonly Refusal[] Refusals =
        [RefundOrder.NotPaid, RefundOrder.Already, RefundOrder.Nothing, RefundOrder.NotInOrder, RefundOrder.TooManyPieces, RefundOrder.BadAmount, RefundOrder.TooMuch, RefundOrder.TooOften, Texts.Missing, Texts.TooLong, Texts.Unreadable];

    static Refusal? Remembered(RememberedAnswer answer)
    {
        if (answer.Status < 400) return null;
        using var problem = JsonDocument.Parse(answer.Body);
        var code = problem.RootElement.GetProperty("code").GetString();
        return Refusals.FirstOrDefault(refusal => refusal.Code == code) ?? Order.Missing;
    }
}
