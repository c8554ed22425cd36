// Orders over HTTP: look, cancel, pay, hand over.
using System.Text.Json;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class OrdersApi
{
    public sealed record HandOverRequest(string Code);

    /// <param name="Coupon">One of the order's coupons by its id, "none", or "best", which is also what is taken when nothing is said. An open payment is replaced when another coupon or "none" is named, and else stays as it was begun.</param>
    /// <param name="CreditFen">Exactly so much of your credit; nothing said is as begun, and where nothing is, as much as helps. Credit that bears all of it pays at once, and "kind" says "credit".</param>
    /// <param name="Kind">"native", a code that WeChat scans; "h5", an address that the phone's own browser opens, with &amp;redirect_url= for the way back, where the merchant has it; or "jsapi", inside WeChat. Nothing said leaves an open payment where it was begun.</param>
    /// <param name="OpenId">For "jsapi": who pays, as WeChat names them to this merchant's app. It goes to WeChat Pay and is not kept.</param>
    public sealed record PaymentRequest(string? Coupon = null, string? Kind = null, string? OpenId = null, long? CreditFen = null);

    /// <param name="Orders">Between 2 and 20, each once.</param>
    /// <param name="Kind">As for one order.</param>
    /// <param name="OpenId">As for one order.</param>
    /// <param name="CreditFen">Exactly so much of your credit for all of them; nothing said is as much as helps. While anything is left to pay, a fen of each order is.</param>
    public sealed record PaymentOfSeveralRequest(IReadOnlyList<PartRequest> Orders, string? Kind = null, string? OpenId = null, long? CreditFen = null);

    /// <param name="Coupon">One of the order's coupons by its id, "none", or "best" of what the orders before it have left, which is also what is taken when nothing is said.</param>
    public sealed record PartRequest(Guid OrderId, string? Coupon = null);

    /// <param name="Door">Building and room; up to 60 characters.</param>
    public sealed record DoorRequest(string Door);

    /// <param name="OfferId">What is sold by the case.</param>
    /// <param name="Enough">Fewer than were ordered; null takes it back.</param>
    public sealed record EnoughRequest(Guid OfferId, int? Enough = null);

    public sealed record HandOverLine(string Name, int Quantity);

    public sealed record HandOverAnswer(Guid OrderId, IReadOnlyList<HandOverLine> Lines, DateTimeOffset HandedOverAt);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("orders").Scoped("orders");
        api.MapGet("orders/{id:guid}", Show).Produces<ShowOrder.Answer>().ProducesProblem(401).ProducesProblem(404).WithSummary("One order of your own, or of a deal you lead.");
        api.MapPost("orders/{id:guid}/cancel", Cancel).Produces<ShowOrder.Answer>().ProducesProblem(401).ProducesProblem(404).ProducesProblem(409)
            .WithMetadata(ApiDocument.TakesKey).WithSummary("Cancel before the cut-off; what was paid goes back whole.");
        api.Do<NoBody, DoneAnswer>("orders/{id:guid}/withdraw", 200, "Take all of the money back, because the day promised for a pre-sale was put off since it was ordered.", async (work, by, id, _, s) =>
            (await WithdrawForDelay.Handle(work, new(by.Person, new(id)), s.GetRequiredService<TradeSettings>())).Match<Outcome<DoneAnswer>>(_ => new DoneAnswer(), refusal => refusal));
        api.Do<DoorRequest, DoneAnswer>("orders/{id:guid}/door", 200, "Say to which door it is brought, where the order has the leader's way to the door in it (an offer of the deal, as its delivery says).", async (work, by, id, body, s) =>
            PeopleApi.Said(await SayDoor.Handle(work, s.GetRequiredService<Sealing>(), new(by.Person, new(id), body.Door))));
        api.Do<NoBody, DoneAnswer>("orders/{id:guid}/pay-at-pickup", 200, "Pay when the goods are there, where the brand allows it: the order stands unpaid until a day after the pickup, and is handed over once it is paid.", async (work, by, id, _, s) =>
            PeopleApi.Said(await PayAtPickup.Handle(work, s.GetRequiredService<TradeSettings>(), new(by.Person, new(id)))));
        api.Do<EnoughRequest, DoneAnswer>("orders/{id:guid}/enough", 200, "Say how many would do of what is sold by the case: pieces beyond that are kept only where they fill one, and go back by themselves after the cut-off.", async (work, by, id, body, s) =>
            PeopleApi.Said(await SayEnough.Handle(work, new(by.Person, new(id), new(body.OfferId), body.Enough))));
        api.MapPost("orders/{id:guid}/payments", Pay).Accepts<PaymentRequest>(isOptional: true, "application/json", "*/*").Produces<StartPayment.Answer>().ProducesProblem(401).ProducesProblem(404).ProducesProblem(409).ProducesProblem(502).ProducesProblem(503)
            .WithMetadata(ApiDocument.TakesKey).WithSummary("Begin paying: answers where, and how much with the coupon. One open payment per order, however often it is asked.");
        api.MapGet("orders/to-pay", ToPay).Produces<ReadTogether.Answer>().ProducesProblem(401).ProducesProblem(404).WithSummary("Your unpaid orders with the coupon that serves each best; or, with together=, what became of a payment of several orders.");
        api.MapPost("orders/payments", PayAll).Accepts<PaymentOfSeveralRequest>("application/json", "*/*").Produces<PayTogether.Answer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(404).ProducesProblem(409).ProducesProblem(502).ProducesProblem(503)
            .WithMetadata(ApiDocument.TakesKey).WithSummary("Begin paying several orders in one go; each is refunded and settled alone. What was begun for one of them otherwise is closed first.");
        api.MapPost("handovers", HandOverByCode).Accepts<HandOverRequest>("application/json", "*/*").Produces<HandOverAnswer>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(429)
            .WithMetadata(ApiDocument.TakesKey).WithSummary("A leader hands an order over by its pickup code.").Scoped("desk");
    }

    static async Task Show(HttpContext http, Guid id, Store store, Sealing sealing)
    {
        if (SignedIn.Person(http) is not { } person) { await Respond.Refuse(http, Visitor.SignInFirst); return; }
        var outcome = await store.Read(async db => await ShowOrder.Handle(db, sealing, new(await Visitor.Of(db, person), new(id))));
        if (outcome.Refused) await Respond.Refuse(http, outcome.Refusal!);
        else await Respond.Text(http, 200, Json.Text(outcome.Value), "application/json");
    }

    static async Task Cancel(HttpContext http, Guid id, Sealing sealing, TradeSettings settings)
    {
        var request = await CostlyRequest.Read(http);
        if (request.Refused) { await Respond.Refuse(http, request.Refusal!); return; }
        await CostlyRequest.Once(http, request.Value, 200, async work =>
        {
            var cancelled = await CancelOrder.Handle(work, new(request.Value.Person, new(id)), settings);
            if (cancelled.Refused) return cancelled.Refusal!;
            await work.Db.SaveChangesAsync();
            var shown = await ShowOrder.Handle(work.Db, sealing, new(new(request.Value.Person, [], false), new(id)));
            return shown.Match<Outcome<string>>(a => Json.Text(a), refusal => refusal);
        });
    }

    static async Task Pay(HttpContext http, Guid id, Store store, WeChatPayClient gateway, Outside outside)
    {
        var request = await CostlyRequest.Read(http);
        if (request.Refused) { await Respond.Refuse(http, request.Refusal!); return; }
        var body = request.Value.Body.Length == 0 ? new PaymentRequest() : Endpoints.Body<PaymentRequest>(request.Value.Body);
        if (body.Refused) { await Respond.Refuse(http, body.Refusal!); return; }
        var from = From(http, body.Value.Kind, body.Value.OpenId, outside);
        if (from.Refused) { await Respond.Refuse(http, from.Refusal!); return; }
        await CostlyRequest.Around(http, request.Value, 200, async () => (await StartPayment.Handle(store, gateway, new(request.Value.Person, new(id), Coupon(body.Value.Coupon), from.Value, Exactly(body.Value.CreditFen))))
            .Match<Outcome<string>>(a => Json.Text(a), refusal => refusal));
    }

    static async Task PayAll(HttpContext http, Store store, WeChatPayClient gateway, Outside outside)
    {
        var request = await CostlyRequest.Read(http);
        if (request.Refused) { await Respond.Refuse(http, request.Refusal!); return; }
        var body = Endpoints.Body<PaymentOfSeveralRequest>(request.Value.Body);
        if (body.Refused) { await Respond.Refuse(http, body.Refusal!); return; }
        var from = From(http, body.Value.Kind, body.Value.OpenId, outside);
        if (from.Refused) { await Respond.Refuse(http, from.Refusal!); return; }
        PayTogether.Part[] parts = [.. body.Value.Orders.Select(o => new PayTogether.Part(new(o.OrderId), Coupon(o.Coupon)))];
        await CostlyRequest.Around(http, request.Value, 200, async () => (await PayTogether.Handle(store, gateway, new(request.Value.Person, parts, from.Value, Exactly(body.Value.CreditFen))))
            .Match<Outcome<string>>(a => Json.Text(a), refusal => refusal));
    }

    static async Task ToPay(HttpContext http, Guid? together, Store store)
    {
        if (SignedIn.Person(http) is not { } person) { await Respond.Refuse(http, Visitor.SignInFirst); return; }
        var told = await store.Read(async db => await ReadTogether.Handle(db, new(person, together), await store.Now(db)));
        if (told.Refused) await Respond.Refuse(http, told.Refusal!);
        else await Respond.Text(http, 200, Json.Text(told.Value), "application/json");
    }

    static Money? Exactly(long? fen) => fen is { } said ? new Money(said) : null;

    /// <summary>A coupon that is no coupon's id is told that it does not fit.</summary>
    static Guid? Coupon(string? said) => said switch { null or "best" => (Guid?)null, "none" => StartPayment.NoCoupon, var named => Guid.TryParse(named, out var one) && one != StartPayment.NoCoupon ? one : Guid.AllBitsSet };

    static Outcome<PayFrom?> From(HttpContext http, string? kind, string? openId, Outside outside) => (kind, openId) switch
    {
        (null, null) => (PayFrom?)null,
        (PayFrom.Native, null) => PayFrom.Code,
        (PayFrom.H5, null) when outside.H5 => PayFrom.Browser(Resident.PayingPlace.Address(http)),
        (PayFrom.Jsapi, { Length: > 0 and <= 128 } who) when who.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') => PayFrom.WeChat(who),
        (PayFrom.Jsapi, _) => OrderBody.Invalid.With("openId"),
        _ => OrderBody.Invalid.With("kind"),
    };

    static async Task HandOverByCode(HttpContext http, Store store)
    {
        var request = await CostlyRequest.Read(http);
        if (request.Refused) { await Respond.Refuse(http, request.Refusal!); return; }
        HandOverRequest? body;
        try { body = JsonSerializer.Deserialize<HandOverRequest>(request.Value.Body, Json.Options); }
        catch (JsonException) { await Respond.Refuse(http, CostlyRequest.Malformed); return; }
        if (string.IsNullOrWhiteSpace(body?.Code)) { await Respond.Refuse(http, OrderBody.Invalid.With("code")); return; }
        var visitor = await store.Read(db => Visitor.Of(db, request.Value.Person));
        await CostlyRequest.Once(http, request.Value, 200, async work =>
            (await HandOver.Handle(work, new(visitor, body.Code, null))).Match<Outcome<string>>(
                a => Json.Text(new HandOverAnswer(a.OrderId.Value, [.. a.Lines.Select(l => new HandOverLine(l.Name, l.Quantity))], a.HandedOverAt)), refusal => refusal));
    }
}
