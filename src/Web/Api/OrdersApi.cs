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

    /// <param name="Coupon">One of the order's coupons by its id, "none", or "best", which is also what is taken when nothing is said.</param>
    public sealed record PaymentRequest(string? Coupon = null);

    public sealed record HandOverLine(string Name, int Quantity);

    public sealed record HandOverAnswer(Guid OrderId, IReadOnlyList<HandOverLine> Lines, DateTimeOffset HandedOverAt);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("orders").Scoped("orders");
        api.MapGet("orders/{id:guid}", Show).Produces<ShowOrder.Answer>().ProducesProblem(401).ProducesProblem(404).WithSummary("One order of your own, or of a deal you lead.");
        api.MapPost("orders/{id:guid}/cancel", Cancel).Produces<ShowOrder.Answer>().ProducesProblem(401).ProducesProblem(404).ProducesProblem(409)
            .WithMetadata(ApiDocument.TakesKey).WithSummary("Cancel before the cut-off; what was paid goes back whole.");
        api.MapPost("orders/{id:guid}/payments", Pay).Accepts<PaymentRequest>(isOptional: true, "application/json", "*/*").Produces<StartPayment.Answer>().ProducesProblem(401).ProducesProblem(404).ProducesProblem(409).ProducesProblem(502).ProducesProblem(503)
            .WithMetadata(ApiDocument.TakesKey).WithSummary("Begin paying: answers where, and how much with the coupon. One open payment per order, however often it is asked.");
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

    static async Task Pay(HttpContext http, Guid id, Store store, WeChatPayClient gateway)
    {
        var request = await CostlyRequest.Read(http);
        if (request.Refused) { await Respond.Refuse(http, request.Refusal!); return; }
        var body = request.Value.Body.Length == 0 ? new PaymentRequest() : Endpoints.Body<PaymentRequest>(request.Value.Body);
        if (body.Refused) { await Respond.Refuse(http, body.Refusal!); return; }
        var coupon = body.Value.Coupon switch { null or "best" => (Guid?)null, "none" => StartPayment.NoCoupon, var named => Guid.TryParse(named, out var one) && one != StartPayment.NoCoupon ? one : Guid.AllBitsSet };
        await CostlyRequest.Around(http, request.Value, 200, async () => (await StartPayment.Handle(store, gateway, new(request.Value.Person, new(id), coupon)))
            .Match<Outcome<string>>(a => Json.Text(a), refusal => refusal));
    }

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
