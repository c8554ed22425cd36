// Deals and joining over HTTP: the endpoints that everybody calls at once.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class DealsApi
{
    /// <param name="Items">Open deals first, by the time they end; then those that are to open, then those cut off and not completed.</param>
    public sealed record DealList(IReadOnlyList<ShowDeal.Answer> Items);

    /// <param name="Door">Building and room (5栋302), where something in it is limited per household and you have not said your door yet, or it is another now. It is sealed, only compared, and read by nobody.</param>
    public sealed record OrderRequest(IReadOnlyList<OrderLineRequest> Lines, Guid PickupPointId, string? Note, string? Door = null);

    public sealed record OrderLineRequest(Guid OfferId, int Quantity);

    public sealed record WaitAnswer(Guid WaitlistId, int Position);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/deals").WithTags("deals").Scoped("deals");
        api.MapGet("", List).Produces<DealList>().WithSummary("Deals that can be joined or are under way; ?community= narrows to one community.").Scoped(ScopeMark.Anyone);
        api.MapGet("{id:guid}", Show).Produces<ShowDeal.Answer>().ProducesProblem(404).WithSummary("One deal: what is left of each offer, and how many people have joined.").Scoped(ScopeMark.Anyone);
        api.MapPost("{id:guid}/orders", Join).Accepts<OrderRequest>("application/json", "*/*").Produces<JoinDeal.Answer>(201)
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(503)
            .WithMetadata(ApiDocument.TakesKey).WithSummary("Join the deal. 409 trade.sold-out, trade.limit-reached or trade.deal-closed; the same key and body get the same answer for 7 days.").Scoped("orders");
        api.MapPost("{id:guid}/waitlist", Wait).Accepts<OrderRequest>("application/json", "*/*").Produces<WaitAnswer>(201)
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422)
            .WithMetadata(ApiDocument.TakesKey).WithSummary("Wait for what is sold out; whoever waits is served first when goods come back.").Scoped("orders");
    }

    static async Task List(HttpContext http, Guid? community, DealBoard board) =>
        await Respond.Text(http, 200, Json.Text(new DealList(await board.List(community is { } c ? new CommunityId(c) : null))), "application/json");

    static async Task Show(HttpContext http, Guid id, DealBoard board)
    {
        var deal = await board.Show(new(id));
        // A draft is nobody's business but its leader's.
        if (deal.Refused || deal.Value.State == Deal.NameOf(DealState.Draft)) await Respond.Refuse(http, deal.Refusal ?? Deal.Missing);
        else await Respond.Text(http, 200, Json.Text(deal.Value), "application/json");
    }

    static async Task Join(HttpContext http, Guid id, Store store, Sealing sealing, DealBoard board, Intake intake)
    {
        var request = await CostlyRequest.Read(http);
        if (request.Refused) { await Respond.Refuse(http, request.Refusal!); return; }
        var ask = OrderBody.Read(request.Value.Body, new(id), request.Value.Person, out var door);
        if (ask.Refused) { await Respond.Refuse(http, ask.Refusal!); return; }
        if (door is not null && await SayDoor(ask.Value, door, store, sealing, board) is { } unread) { await Respond.Refuse(http, unread); return; }
        await Respond.Answer(http, await JoinDeal.Handle(intake, ask.Value, request.Value.Key));
    }

    static async Task Wait(HttpContext http, Guid id, Store store, Sealing sealing, DealBoard board)
    {
        var request = await CostlyRequest.Read(http);
        if (request.Refused) { await Respond.Refuse(http, request.Refusal!); return; }
        var ask = OrderBody.Read(request.Value.Body, new(id), request.Value.Person, out var door);
        if (ask.Refused) { await Respond.Refuse(http, ask.Refusal!); return; }
        if (door is not null && await SayDoor(ask.Value, door, store, sealing, board) is { } unread) { await Respond.Refuse(http, unread); return; }
        using var turn = await store.Turnstile.Enter(id, http.RequestAborted);
        await CostlyRequest.Once(http, request.Value, 201, async work => (await JoinWaitlist.Handle(work, sealing, ask.Value))
            .Match<Outcome<string>>(a => Json.Text(new WaitAnswer(a.WaitlistId.Value, a.Position)), refusal => refusal));
    }

    /// <summary>A door that comes with an order is the person's from now on, where something ordered is limited per household; elsewhere it is not kept.</summary>
    internal static async Task<Refusal?> SayDoor(JoinDeal.Ask ask, string door, Store store, Sealing sealing, DealBoard board)
    {
        var deal = await board.Show(ask.DealId);
        if (deal.Refused || !deal.Value.Offers.Any(o => o.PerHousehold is not null && ask.Lines.Any(l => l.OfferId.Value == o.Id))) return null;
        return deal.Value.PickupPoints.FirstOrDefault(p => p.Id == ask.PickupPointId.Value) is not { } point ? null
            : (await store.Write(work => SayHome.Handle(work, sealing, new(ask.PersonId, new(point.CommunityId), door)))).Refusal;
    }
}
