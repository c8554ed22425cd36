// Coupons and credit over HTTP: a resident's own, claiming one, what fits an order; headquarters' campaigns, and credit given for an order.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class CouponsApi
{
    /// <param name="Who">"handed" to named persons, "claimed" from a link by whoever is first, or "newcomer": given by itself with the first payment.</param>
    /// <param name="AmountFen">What one takes off; with a percentage, the most it takes off. So much of the budget each one uses.</param>
    /// <param name="Percent">Per cent off, 1 to 90; null is a fixed amount.</param>
    public sealed record CampaignRequest(string Name, string Who, long AmountFen, DateTimeOffset ValidFrom, DateTimeOffset ValidUntil, long BudgetFen, int Number,
        int? Percent = null, long LeastSpendFen = 0, int PerPerson = 1, IReadOnlyList<Guid>? ProductIds = null, IReadOnlyList<Guid>? CommunityIds = null);
    public sealed record PhonesRequest(IReadOnlyList<string> Phones);
    /// <param name="AmountFen">Above nothing; all that is given for an order stays within its price.</param>
    /// <param name="Reason">Shown to the neighbour; up to 100 characters.</param>
    public sealed record CreditRequest(long AmountFen, string Reason);
    /// <param name="Kind">As the list of signals names it.</param>
    /// <param name="Decision">harmless, spoken-to or watched.</param>
    /// <param name="Reason">Read by headquarters alone; up to 200 characters.</param>
    public sealed record SignalAnswerRequest(string Kind, string Decision, string Reason);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("coupons").Scoped("orders");
        api.Ask("me/coupons", "My coupons: to use, kept for a payment, used, over; and what the first payment takes off by itself.",
            async (db, by, http) => (Outcome<ListMyCoupons.Answer>)await ListMyCoupons.Handle(db, new(by.Person), await PeopleApi.Of<Store>(http).Now(db)));
        api.Ask("me/credit", "My credit: what there is to pay with, and its last hundred movements.", async (db, by, _) => (Outcome<ReadMyCredit.Answer>)await ReadMyCredit.Handle(db, new(by.Person)));
        api.Ask("orders/{id:guid}/coupons", "Which coupons fit an order, the best first, and why it is the best.", async (db, by, http) =>
            await ChooseCoupon.Handle(db, new(by.Person, new(Guid.Parse((string)http.Request.RouteValues["id"]!))), await PeopleApi.Of<Store>(http).Now(db)));
        api.MapGet("campaigns/{id:guid}", Show).Produces<ShowCampaign.Answer>().ProducesProblem(404).WithSummary("A coupon that can be claimed: what it takes off and how many are left.").Scoped(ScopeMark.Anyone);
        api.Do<NoBody, MadeAnswer>("campaigns/{id:guid}/claim", 201, "Claim a coupon: first come, first served, until the budget is used.", async (work, by, id, _, _) =>
            (await ClaimCoupon.Handle(work, new(by.Person, new(id)))).Match<Outcome<MadeAnswer>>(made => new MadeAnswer(made.Value), refusal => refusal));
        var headquarters = app.MapGroup("/api/v1/headquarters").WithTags("headquarters").Scoped("money");
        headquarters.Ask("campaigns", "Campaigns with their budget, what was given and used, and what it cost.", (db, by, _) => ListCampaigns.Handle(db, new(by)));
        headquarters.Do<CampaignRequest, MadeAnswer>("campaigns", 201, "Start a campaign.", async (work, by, _, body, _) => (await StartCampaign.Handle(work, Ask(by, body)))
            .Match<Outcome<MadeAnswer>>(made => new MadeAnswer(made.Value), refusal => refusal));
        headquarters.Do<NoBody, DoneAnswer>("campaigns/{id:guid}/end", 200, "Switch a campaign off; coupons given stay good.", async (work, by, id, _, _) => PeopleApi.Said(await EndCampaign.Handle(work, new(by, new(id)))));
        headquarters.Do<PhonesRequest, HandOutCoupons.Answer>("campaigns/{id:guid}/coupons", 200, "Hand coupons to named persons, by phone.", (work, by, id, body, services) =>
            HandOutCoupons.Handle(work, services.GetRequiredService<Sealing>(), new(by, new(id), body.Phones)));
        headquarters.Ask("credit", "How much credit was given, and how much of it residents may still pay with.", (db, by, _) => SumCredit.Handle(db, new(by)));
        headquarters.Ask("orders/{id:guid}/credit", "What credit was given for an order, and how much more may be.", (db, by, http) => ReadOrderCredit.Handle(db, new(by, new(Guid.Parse((string)http.Request.RouteValues["id"]!)))));
        headquarters.Do<CreditRequest, MadeAnswer>("orders/{id:guid}/credit", 201, "Give the neighbour credit to make something of a paid order good; the brand bears it.", async (work, by, id, body, _) =>
            (await GiveCredit.Handle(work, new(by, new(id), new(body.AmountFen), body.Reason))).Match<Outcome<MadeAnswer>>(made => new MadeAnswer(made.Value), refusal => refusal));
        headquarters.Do<LeadersApi.ReasonRequest, DoneAnswer>("credit/{id:guid}/take-back", 200, "Take back credit that was given by mistake, while the neighbour still has all of it.", async (work, by, id, body, _) =>
            PeopleApi.Said(await TakeBackCredit.Handle(work, new(by, new(id), body.Reason))));
        headquarters.Ask("signals", "What may be abuse of coupons or rewards, each with its reason and the orders it was computed from; it stops nobody, people decide. Of the last sixty days, a hundred at most.", async (db, by, http) =>
            await ListSignals.Handle(db, PeopleApi.Of<Sealing>(http), await PeopleApi.Of<Store>(http).Now(db), new(by))).Scoped("people");
        // Not for a machine: what a signal means is decided by a person.
        headquarters.Do<SignalAnswerRequest, DoneAnswer>("signals/{id:guid}/answers", 201, "Write down what you made of a signal (named by its kind and id) and why; it leaves the list until its facts have grown by half.", async (work, by, id, body, services) =>
            PeopleApi.Said(await AnswerSignal.Handle(work, services.GetRequiredService<Sealing>(), new(by, body.Kind, id, body.Decision, body.Reason)))).Scoped(ScopeMark.Session);
    }

    static StartCampaign.Ask Ask(Visitor by, CampaignRequest body) => new(by, body.Name, body.Who, body.Percent, new(body.AmountFen), new(body.LeastSpendFen), body.ValidFrom, body.ValidUntil,
        new(body.BudgetFen), body.Number, body.PerPerson, [.. (body.ProductIds ?? []).Select(p => new ProductId(p))], [.. (body.CommunityIds ?? []).Select(c => new CommunityId(c))]);

    static async Task Show(HttpContext http, Guid id, Store store)
    {
        var shown = await store.Read(async db => await ShowCampaign.Handle(db, new(SignedIn.Person(http), new(id)), await store.Now(db)));
        if (shown.Refused) await Respond.Refuse(http, shown.Refusal!);
        else await Respond.Text(http, 200, Json.Text(shown.Value), "application/json");
    }
}
