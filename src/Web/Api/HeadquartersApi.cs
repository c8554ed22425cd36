// What headquarters does, over HTTP: communities, pickup points, leaders, products, the evening.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class HeadquartersApi
{
    public sealed record BillRequest(DateOnly Day);
    public sealed record CommunityRequest(string Name, string Address);
    /// <param name="OpensAtMinute">Minutes after midnight, Asia/Shanghai.</param>
    /// <param name="MapPlace">Latitude and longitude in degrees of GCJ-02, "30.2741,120.1551"; may be left out.</param>
    public sealed record PickupPointRequest(string Name, string Directions, int OpensAtMinute, int ClosesAtMinute, string? MapPlace = null);
    public sealed record LeaderRequest(string Phone, string Name);
    /// <param name="SetUpPath">What follows the brand's address in the one-time link, or null when a password is there already.</param>
    public sealed record LeaderAnswer(Guid PersonId, Guid RoleId, string? SetUpPath);
    /// <param name="NetGrams">Net weight of one piece.</param>
    /// <param name="CommissionPoints">What a leader earns, in 1/10,000 of the price, at most 5,000; null is the brand's usual rate. Deals drafted before keep theirs.</param>
    public sealed record ProductRequest(string Name, string Origin, string Storage, string Unit, long NetGrams, long PriceFen, int ShelfLifeDays,
        string? EnglishName = null, string? Picture = null, string? GpcBrick = null, Nutrition? Nutrition = null, int? CommissionPoints = null);
    /// <param name="Reason">Read by the leader and kept; needed to send back, and to let through what the rules refuse.</param>
    public sealed record VerdictRequest(bool MayOpen, string? Reason = null);
    /// <param name="From">From when nobody can join, UTC.</param>
    /// <param name="Reason">Shown to the neighbours; up to 60 characters.</param>
    public sealed record ClosingRequest(DateTimeOffset From, DateTimeOffset Until, string Reason);

    /// <param name="From">The minute of the day at which it shuts, in Asia/Shanghai: 1350 is 22:30.</param>
    /// <param name="Until">The minute at which it opens again, of the next day where that is not later.</param>
    public sealed record DailyHoursRequest(int From, int Until, string Reason);
    public sealed record KeeperRequest(string Phone);
    public sealed record RetainedRequest(Guid PersonId, string Reason);

    /// <param name="Reason">Told word for word; needed when they may not. Up to 200 characters.</param>
    public sealed record ApplicationVerdict(bool Accepted, string? Reason = null);
    /// <param name="To">The person who leads them from now on.</param>
    public sealed record PassOnRequest(Guid To);
    /// <param name="Kind">agreement, identity or health.</param>
    /// <param name="ValidUntil">The last day on which it counts; without it, without end.</param>
    public sealed record PaperRequest(string Kind, DateOnly? ValidUntil = null);
    /// <param name="Grade">probation, regular or senior.</param>
    /// <param name="Reason">Told to the leader word for word; up to 200 characters.</param>
    public sealed record GradeRequest(string Grade, string Reason);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/headquarters").WithTags("headquarters").Scoped("deals");
        api.Ask("evening", "Tonight in figures, and what a person must look at.", (db, by, http) => WatchEvening.Handle(PeopleApi.Of<Store>(http), db, new(by)));
        api.Ask("deals", "All deals, those cut off last first, a hundred a page; ?words= part of a title; ?after= the next page.", (db, by, http) =>
            OverviewDeals.Handle(db, PeopleApi.Of<Sealing>(http), new(by, null, http.Request.Query["words"], Cursor.Read(http.Request.Query["after"]), Rows: 100)));
        api.Ask<ListClosings.Answer>("closings", "Closing hours that are not over, the next first, fifty a page; ?after= the next page.", async (db, _, http) => await ListClosings.Handle(db, new(await PeopleApi.Of<Store>(http).Now(db), Cursor.Read(http.Request.Query["after"]))));
        api.Do<ClosingRequest, MadeAnswer>("closings", 201, "Set closing hours: nobody can join any deal meanwhile.", async (work, by, _, body, _) =>
            (await SetClosing.Handle(work, new(by, body.From, body.Until, body.Reason))).Match<Outcome<MadeAnswer>>(id => new MadeAnswer(id.Value), refusal => refusal));
        api.Do<DailyHoursRequest, MadeAnswer>("closings/daily", 201, "Set closing hours of every day; closings/{id}/lift takes them back.", async (work, by, _, body, _) =>
            (await SetDailyHours.Handle(work, new(by, body.From, body.Until, body.Reason))).Match<Outcome<MadeAnswer>>(id => new MadeAnswer(id.Value), refusal => refusal));
        api.Do<NoBody, DoneAnswer>("closings/{id:guid}/lift", 200, "Take closing hours back.", async (work, by, id, _, _) => PeopleApi.Said(await LiftClosing.Handle(work, new(by, new(id)))));
        api.Ask("reviews", "Drafts whose leaders ask whether they may open, with what the rules find in them.", (db, by, http) => ListReviews.Handle(db, PeopleApi.Of<Sealing>(http), new(by)));
        api.Do<VerdictRequest, DoneAnswer>("deals/{id:guid}/verdict", 200, "Let a draft open as it is, or send it back with a reason.", async (work, by, id, body, _) => PeopleApi.Said(await ReviewDeal.Handle(work, new(by, new(id), body.MayOpen, body.Reason))));
        api.Ask("orders", "Orders by phone, phone tail, pickup code or id (?words=); ?refunding=true only those on their way back; newest first, a hundred a page; ?after= the next page.", (db, by, http) =>
            SearchOrders.Handle(db, PeopleApi.Of<Sealing>(http), new(by, http.Request.Query["words"], http.Request.Query["refunding"] == "true", Cursor.Read(http.Request.Query["after"])))).Scoped("orders");
        api.Ask("audit", "Who changed what of money, prices, stock and rights, the newest first: ?who= a phone or a person's id, ?what= the id of an order or a deal, ?kind=, ?from= and ?until= instants, ?after= the cursor of the page before.",
            (db, by, http) => SearchAudit.Handle(db, PeopleApi.Of<Sealing>(http), new(by, http.Request.Query["who"], http.Request.Query["what"], http.Request.Query["kind"], Instant(http, "from"), Instant(http, "until"), http.Request.Query["after"]))).Scoped(ScopeMark.Session);
        api.Ask("colleagues", "Who works at headquarters, how they sign in, and who keeps what the law keeps; roles/{id}/end lets somebody go.", (db, by, http) => ListColleagues.Handle(db, PeopleApi.Of<Sealing>(http), new(by))).Scoped(ScopeMark.Session);
        api.Do<LeaderRequest, LeaderAnswer>("colleagues", 201, "Give somebody a place at headquarters; the answer holds a one-time link, good for a quarter of an hour, to set a password.", async (work, by, _, body, s) =>
            (await AppointHeadquarters.Handle(work, s.GetRequiredService<Sealing>(), new(by, body.Phone, body.Name))).Match<Outcome<LeaderAnswer>>(a => new LeaderAnswer(a.PersonId.Value, a.RoleId.Value, a.SetUpPath), refusal => refusal)).Scoped(ScopeMark.Session);
        api.Do<KeeperRequest, MadeAnswer>("keepers", 201, "Name somebody at headquarters as keeper of what the law keeps; roles/{id}/end ends it.", async (work, by, _, body, s) =>
            (await AppointKeeper.Handle(work, s.GetRequiredService<Sealing>(), new(by, body.Phone))).Match<Outcome<MadeAnswer>>(id => new MadeAnswer(id.Value), refusal => refusal)).Scoped(ScopeMark.Session);
        api.Do<RetainedRequest, OpenRetained.Answer>("retained", 200, "Open what the law keeps of somebody who has left, by the id their orders bear: authority, court or dispute is the reason, and it is recorded. For the keeper alone.", (work, by, _, body, s) =>
            OpenRetained.Handle(work, s.GetRequiredService<Sealing>(), new(by, new(body.PersonId), body.Reason))).Scoped(ScopeMark.Session);
        api.Ask("bills", "Day by day, the latest first: the gateway's bill beside the books, how many lines of each colour; two weeks a page; ?after= the next page.", (db, by, http) =>
            ListBills.Handle(db, new(by, Cursor.Read(http.Request.Query["after"])))).Scoped("money");
        api.Ask("bills/{day}", "One day's lines on which the gateway's bill and the books differ, and why; ?all=true also those that agree; a hundred a page; ?after= the next page.", (db, by, http) =>
            ShowBill.Handle(db, new(by, When.Day(http.Request.RouteValues["day"] as string), http.Request.Query["all"] == "true", Cursor.Read(http.Request.Query["after"])))).Scoped("money");
        api.Do<BillRequest, DoneAnswer>("bills", 202, "Ask the gateway for a missing bill now and not at the next time.", async (work, by, _, body, _) => PeopleApi.Said(await FetchBillAgain.Handle(work, new(by, body.Day)))).Scoped("money");
        api.Ask("leaders", "Who leads which community, a hundred a page in the order they were appointed; ?after= the next page.", async (db, by, http) =>
            await ListLeaders.Handle(db, PeopleApi.Of<Sealing>(http), new(by, await PeopleApi.Of<Store>(http).Now(db), Cursor.Read(http.Request.Query["after"]), Rows: 100))).Scoped("people");
        api.Do<CommunityRequest, MadeAnswer>("communities", 201, "Open a community.", async (work, by, _, body, _) =>
            (await OpenCommunity.Handle(work, new(by, body.Name, body.Address))).Match<Outcome<MadeAnswer>>(id => new MadeAnswer(id.Value), refusal => refusal)).Scoped("people");
        api.Do<PickupPointRequest, DoneAnswer>("pickup-points/{id:guid}", 200, "Correct a pickup point: its name, directions, place on the map and hours.", async (work, by, id, body, _) =>
            PeopleApi.Said(await ChangePickupPoint.Handle(work, new(by, new(id), body.Name, body.Directions, body.OpensAtMinute, body.ClosesAtMinute, body.MapPlace)))).Scoped("people");
        api.Do<PickupPointRequest, MadeAnswer>("communities/{id:guid}/pickup-points", 201, "Add a pickup point.", async (work, by, id, body, _) =>
            (await AddPickupPoint.Handle(work, new(by, new(id), body.Name, body.Directions, body.OpensAtMinute, body.ClosesAtMinute, body.MapPlace))).Match<Outcome<MadeAnswer>>(made => new MadeAnswer(made.Value), refusal => refusal)).Scoped("people");
        api.Ask("leader-applications", "Who wants to lead, the longest waiting first.", (db, by, http) => ListApplications.Handle(db, PeopleApi.Of<Sealing>(http), new(by))).Scoped("people");
        api.Do<ApplicationVerdict, ReviewApplication.Answer>("leader-applications/{id:guid}/verdict", 200, "Let a resident lead (the answer holds a one-time link to set a password), or tell them why not.",
            async (work, by, id, body, _) => await ReviewApplication.Handle(work, new(by, new(id), body.Accepted, body.Reason))).Scoped("people");
        api.Do<PassOnRequest, PassNeighboursOn.Answer>("leaders/{id:guid}/neighbours", 200, "Give the neighbours of a leader (named by the role) to another leader of the community; every one of them is told.",
            async (work, by, id, body, _) => await PassNeighboursOn.Handle(work, new(by, new(id), new(body.To)))).Scoped("people");
        api.Do<LeaderRequest, LeaderAnswer>("communities/{id:guid}/leaders", 201, "Appoint a leader; the answer holds a one-time link to set a password.", async (work, by, id, body, s) =>
            (await AppointLeader.Handle(work, s.GetRequiredService<Sealing>(), new(by, body.Phone, body.Name, new(id)))).Match<Outcome<LeaderAnswer>>(a => new LeaderAnswer(a.PersonId.Value, a.RoleId.Value, a.SetUpPath), refusal => refusal)).Scoped("people");
        api.Do<GradeRequest, DoneAnswer>("leaders/{id:guid}/grade", 200, "Trust a leader (named by the person) more or less than before; they are told why.", async (work, by, id, body, _) =>
            PeopleApi.Said(await SetLeaderGrade.Handle(work, new(by, new(id), body.Grade, body.Reason)))).Scoped("people");
        api.Ask("leaders/{id:guid}/papers", "Which papers of a leader (named by the person) were seen, and which the brand still wants.", async (db, by, http) =>
            await ListPapers.Handle(db, await PeopleApi.Of<Store>(http).Now(db), new(by, new(Guid.Parse((string)http.Request.RouteValues["id"]!)), PeopleApi.Of<TradeSettings>(http).LeaderPapers))).Scoped("people");
        api.Do<PaperRequest, DoneAnswer>("leaders/{id:guid}/papers", 200, "Write down that a paper of a leader was seen in the original; no copy and no number is kept.", async (work, by, id, body, _) =>
            PeopleApi.Said(await RecordPaper.Handle(work, new(by, new(id), body.Kind, body.ValidUntil)))).Scoped("people");
        api.Do<LeadersApi.RestRequest, DoneAnswer>("leaders/{id:guid}/rest", 200, "Ask a leader (named by the person) to open nothing new for a while; without a day until further notice. They and their neighbours are told.", async (work, by, id, body, _) =>
            PeopleApi.Said(await RestFromLeading.Handle(work, new(by, new(id), body.BackOn, body.Reason)))).Scoped("people");
        api.Do<NoBody, DoneAnswer>("leaders/{id:guid}/rest/end", 200, "Let a leader open deals again.", async (work, by, id, _, _) => PeopleApi.Said(await EndRest.Handle(work, new(by, new(id))))).Scoped("people");
        api.Do<NoBody, DoneAnswer>("people/{id:guid}/authenticator/off", 200, "Turn the authenticator of a leader or colleague off whose phone is lost; it is recorded.", async (work, by, id, _, s) =>
            PeopleApi.Said(await TurnOffAuthenticator.Handle(work, s.GetRequiredService<Sealing>(), new(by, new(id), null)))).Scoped(ScopeMark.Session);
        api.Do<NoBody, DoneAnswer>("people/{id:guid}/passkeys/remove", 200, "Take all passkeys of a leader or colleague away whose phone is lost, and sign them out everywhere; it is recorded.", async (work, by, id, _, s) =>
            PeopleApi.Said(await RemovePasskey.Handle(work, s.GetRequiredService<Revocations>(), new(by, new(id), null)))).Scoped(ScopeMark.Session);
        api.Do<NoBody, DoneAnswer>("roles/{id:guid}/end", 200, "End a role; it takes effect at once.", async (work, by, id, _, s) => PeopleApi.Said(await EndRole.Handle(work, s.GetRequiredService<Revocations>(), new(by, new(id))))).Scoped("people");
        api.Do<ProductRequest, MadeAnswer>("products", 201, "Add a product.", async (work, by, _, body, _) =>
            (await AddProduct.Handle(work, new(by, Text(body), new(body.NetGrams), new(body.PriceFen), body.ShelfLifeDays, body.Nutrition, body.CommissionPoints))).Match<Outcome<MadeAnswer>>(made => new MadeAnswer(made.Value), refusal => refusal)).Scoped("goods");
        api.Do<ProductRequest, DoneAnswer>("products/{id:guid}", 200, "Change a product.", async (work, by, id, body, _) =>
            PeopleApi.Said(await ChangeProduct.Handle(work, new(by, new(id), Text(body), new(body.NetGrams), new(body.PriceFen), body.ShelfLifeDays, body.Nutrition, body.CommissionPoints)))).Scoped("goods");
        api.Do<NoBody, DoneAnswer>("products/{id:guid}/retire", 200, "Take a product off the shelf.", async (work, by, id, _, _) => PeopleApi.Said(await RetireProduct.Handle(work, new(by, new(id))))).Scoped("goods");
    }

    static DateTimeOffset? Instant(HttpContext http, string name) => DateTimeOffset.TryParse(http.Request.Query[name], System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    static ProductText Text(ProductRequest body) => new(body.Name, body.EnglishName, body.Picture, body.GpcBrick, body.Origin, body.Storage, body.Unit);
}
