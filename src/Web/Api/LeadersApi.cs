// What leaders and headquarters do, over HTTP: from a draft to the last box handed over.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Web.Api;

public static class LeadersApi
{
    /// <param name="CutOffDue">When orders stop, UTC.</param>
    /// <param name="ArrivesOn">A day in Asia/Shanghai, YYYY-MM-DD.</param>
    /// <param name="MinimumOrders">Paid orders it needs to happen; with fewer, the clock calls it off after the cut-off and every payment goes back. Null is any number.</param>
    /// <param name="Delivery">The leader brings it to the door, if a neighbour wants that; null is not offered.</param>
    /// <param name="Caps">By pickup point, how many pieces go there at most; to one that is not named go any number.</param>
    /// <param name="Presale">The goods are still to come, and their day of arrival is promised: put off, everybody who paid may take the money back.</param>
    public sealed record DraftRequest(string Title, DateTimeOffset CutOffDue, DateOnly ArrivesOn, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil,
        IReadOnlyList<OfferRequest> Offers, IReadOnlyList<Guid> PickupPointIds, string? Story = null, int? MinimumOrders = null, bool Presale = false, DeliveryRequest? Delivery = null, IReadOnlyDictionary<Guid, int>? Caps = null);

    /// <param name="FeeFen">What an order pays to have it brought to the door; the leader's whole.</param>
    /// <param name="Area">How far the leader goes, shown to the neighbours; up to 40 characters.</param>
    /// <param name="Limit">For so many orders at most; null is without limit.</param>
    public sealed record DeliveryRequest(long FeeFen, string Area, int? Limit = null);

    /// <param name="Limit">How many there are; null is without limit.</param>
    /// <param name="GiftForFirst">Makes it a gift for the first so many orders.</param>
    /// <param name="PerHousehold">How many one household may have, whoever of it orders: 1 to 999; each is asked for their door then. Null asks nobody.</param>
    public sealed record OfferRequest(Guid ProductId, long PriceFen, int? Limit = null, int? PerPerson = null, int? GiftForFirst = null, int? CaseSize = null, int? PerHousehold = null);

    /// <param name="CutOffDue">When orders stop, UTC; null leaves it, as it must be once the deal is cut off.</param>
    /// <param name="Reason">Told to everyone who ordered, word for word; up to 200 characters.</param>
    public sealed record TimesRequest(DateOnly ArrivesOn, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil, string Reason, DateTimeOffset? CutOffDue = null);

    /// <param name="CutOffDue">The new cut-off, UTC, at least two hours before the pickup; null takes the old one where it still lies ahead.</param>
    public sealed record ReopenRequest(string Reason, DateTimeOffset? CutOffDue = null);

    /// <param name="Pinned">Null leaves it as it is.</param>
    /// <param name="Hidden">Null leaves it as it is.</param>
    public sealed record ArrangeRequest(bool? Pinned = null, bool? Hidden = null);

    /// <param name="OpensDue">When it opens by itself, UTC; ahead of now and before the cut-off.</param>
    /// <param name="Sure">Answers for words that need something behind them.</param>
    public sealed record ScheduleRequest(DateTimeOffset OpensDue, bool Sure = false);

    /// <param name="Why">What headquarters should know; up to 200 characters.</param>
    public sealed record ReviewRequest(string? Why = null);

    /// <param name="Text">The 接龙 as it stands in the group: at most 20,000 characters and 500 lines, and 64 KB as sent.</param>
    public sealed record PastedText(string Text);

    /// <param name="Line">The line in the text, from 1; blank lines are left out.</param>
    /// <param name="Kind">order, more (goods of the order above), header, chat or unclear.</param>
    /// <param name="Called">Name and door together, as the neighbour would be written down.</param>
    /// <param name="Keep">Whether it is sure enough to become an order as it is.</param>
    /// <param name="WrongCode">Why it could not become an order just now; null when it could or is not kept.</param>
    public sealed record PastedRow(int Line, string Text, string Kind, int? Number, string Called, string Name, string Place, IReadOnlyList<PastedItem> Items, string Note, IReadOnlyList<ReadPastedList.Mark> Marks, bool Keep,
        IReadOnlyList<PastedMember> Members, string? WrongCode, string? Wrong);

    public sealed record PastedItem(Guid OfferId, int Quantity);
    public sealed record PastedMember(Guid Id, string Name, string PhoneTail);
    public sealed record PastedRows(IReadOnlyList<PastedRow> Rows);

    /// <param name="AllOrNothing">One line that cannot be written stops all of them.</param>
    public sealed record NeighboursRequest(Guid PickupPointId, IReadOnlyList<NeighbourLine> Lines, bool AllOrNothing = true);

    /// <param name="At">The line's number, by which it is answered.</param>
    /// <param name="MemberId">A member of your own; otherwise the neighbour is written down by name.</param>
    /// <param name="Door">Building and room (5栋302), where the goods are limited per household and the neighbour has not said their own; it is sealed, and only compared.</param>
    public sealed record NeighbourLine(int At, IReadOnlyList<PastedItem> Goods, string? Name = null, Guid? MemberId = null, string? Note = null, string? Door = null);

    /// <param name="Separate">Two families live behind the neighbour's door, and this one counts for itself; false takes it back for what is ordered from now on.</param>
    public sealed record HouseholdRequest(bool Separate);

    public sealed record ReasonRequest(string Reason);
    /// <param name="BackOn">The first day on which deals may open again, within a year; only headquarters may leave it open.</param>
    /// <param name="Reason">Between the leader and headquarters, up to 200 characters; the neighbours are not told it.</param>
    public sealed record RestRequest(DateOnly? BackOn = null, string? Reason = null);
    public sealed record PhoneRequest(string Phone);

    /// <param name="Reason">Shown to the neighbour word for word; up to 200 characters.</param>
    /// <param name="Lines">What goes back; without it all that is left of the order.</param>
    public sealed record RefundRequest(string Reason, IReadOnlyList<RefundLineRequest>? Lines = null);

    /// <param name="Quantity">Pieces that go back; 0 when only money does.</param>
    /// <param name="AmountFen">Null is the price of those pieces, as far as it has not gone back already.</param>
    public sealed record RefundLineRequest(Guid OfferId, int Quantity = 0, long? AmountFen = null);

    /// <param name="Whole">Nothing of the order is left.</param>
    public sealed record RefundAnswer(Guid RefundId, long AmountFen, bool Whole);
    public sealed record DealRows(IReadOnlyList<ShowDeal.Answer> Items, string? Next) : IPaged;
    public sealed record DeskRows(IReadOnlyList<ShowOrder.Answer> Items);
    public sealed record SequenceRows(IReadOnlyList<ShowSequence.Row> Items);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("leaders").Scoped("deals");
        api.Do<DraftRequest, MadeAnswer>("deals", 201, "Write a deal down.", (work, by, _, body, s) => Draft(work, by, null, body, s));
        api.Do<DraftRequest, MadeAnswer>("deals/{id:guid}/draft", 200, "Change a deal that nobody has seen yet.", (work, by, id, body, s) => Draft(work, by, new(id), body, s));
        api.Do<NoBody, MadeAnswer>("deals/{id:guid}/copy", 201, "Copy a past deal into a new draft, its times moved on by whole weeks.", async (work, by, id, _, s) => Made(await CopyDeal.Handle(work, new(by, new(id)), s.GetRequiredService<TradeSettings>())));
        api.Do<NoBody, MadeAnswer>("deals/{id:guid}/open", 200, "Open it: from now on neighbours can join.", async (work, by, id, _, s) => Made(await OpenDeal.Handle(work, new(by, new(id)), s.GetRequiredService<TradeSettings>())));
        api.Do<NoBody, MadeAnswer>("deals/{id:guid}/open-answering", 200, "Open it, answering for words that need something behind them; what may not be said at all still refuses.", async (work, by, id, _, s) => Made(await OpenDeal.Handle(work, new(by, new(id), Sure: true), s.GetRequiredService<TradeSettings>())));
        api.Do<ReviewRequest, MadeAnswer>("deals/{id:guid}/review", 200, "Ask headquarters to look at the draft.", async (work, by, id, body, _) => Made(await AskForReview.Handle(work, new(by, new(id), body.Why))));
        api.Ask("deals/{id:guid}/claims", "What the rules find in the draft's text, each with its law and what to do; and how far its review is.", (db, by, http) => ReadClaims.Handle(db, PeopleApi.Of<TradeSettings>(http), new(by, Deal(http))));
        api.Do<ScheduleRequest, MadeAnswer>("deals/{id:guid}/schedule", 200, "Set when it opens by itself; until then everybody sees it coming and nobody can join.", async (work, by, id, body, s) => Made(await ScheduleDeal.Handle(work, new(by, new(id), body.OpensDue, body.Sure), s.GetRequiredService<TradeSettings>())));
        api.Do<NoBody, MadeAnswer>("deals/{id:guid}/unschedule", 200, "Take the scheduled opening back: a draft again.", async (work, by, id, _, _) => Made(await UnscheduleDeal.Handle(work, new(by, new(id)))));
        api.Do<NoBody, DoneAnswer>("deals/{id:guid}/cut-off", 200, "Cut it off before its time.", async (work, by, id, _, s) => PeopleApi.Said(await CutOffDeal.Handle(work, new(by, new(id)), s.GetRequiredService<TradeSettings>())));
        api.Do<TimesRequest, DoneAnswer>("deals/{id:guid}/times", 200, "Move the times of a deal that is open or cut off; everyone who ordered is told why.", async (work, by, id, body, _) =>
            PeopleApi.Said(await MoveTimes.Handle(work, new(by, new(id), body.CutOffDue, body.ArrivesOn, body.PickupFrom, body.PickupUntil, body.Reason))));
        api.Do<ReopenRequest, DoneAnswer>("deals/{id:guid}/reopen", 200, "Take orders again after the cut-off; everyone who ordered is told why.", async (work, by, id, body, _) => PeopleApi.Said(await ReopenDeal.Handle(work, new(by, new(id), body.CutOffDue, body.Reason))));
        api.Do<ArrangeRequest, DoneAnswer>("deals/{id:guid}/arrange", 200, "Put it on top of the lists, or take it out of them.", async (work, by, id, body, _) => PeopleApi.Said(await ArrangeDeal.Handle(work, new(by, new(id), body.Pinned, body.Hidden))));
        api.Do<NoBody, DoneAnswer>("deals/{id:guid}/bin", 200, "Put a draft into the recycle bin; after 30 days it is gone.", async (work, by, id, _, _) => PeopleApi.Said(await BinDraft.Handle(work, new(by, new(id), In: true))));
        api.Do<NoBody, DoneAnswer>("deals/{id:guid}/restore", 200, "Take a draft out of the recycle bin.", async (work, by, id, _, _) => PeopleApi.Said(await BinDraft.Handle(work, new(by, new(id), In: false))));
        api.Do<NoBody, DoneAnswer>("deals/{id:guid}/complete", 200, "Everything was handed over or refunded.", async (work, by, id, _, _) => PeopleApi.Said(await CompleteDeal.Handle(work, new(by, new(id)))));
        api.Do<ReasonRequest, DoneAnswer>("deals/{id:guid}/cancel", 200, "Call it off: whoever paid is refunded, everyone is told.", async (work, by, id, body, s) => PeopleApi.Said(await CancelDeal.Handle(work, new(by, new(id), body.Reason), s.GetRequiredService<TradeSettings>())));
        api.Ask("me/earnings", "What I earn as a leader: sales, refunds, commission expected and to be paid, per month and per deal.", (db, by, http) => ShowEarnings.Handle(db, PeopleApi.Of<TradeSettings>(http), new(by))).Scoped("money");
        api.Ask("deals/{id:guid}/earnings", "What a deal I lead earns, order by order; headquarters may ask of any deal.", (db, by, http) => ShowDealEarnings.Handle(db, PeopleApi.Of<Sealing>(http), PeopleApi.Of<TradeSettings>(http), new(by, Deal(http)))).Scoped("money");
        api.Ask("me/deals", "The deals I lead, drafts among them, the newest first, thirty a page; ?after= the next page.", MyDeals);
        api.MapPost("deals/{id:guid}/pasted-list", DryRun).Accepts<PastedText>("application/json", "*/*").Produces<PastedRows>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422)
            .WithSummary("Dry run of a pasted 接龙: every line with what was read, guesses marked with their reason. Writes nothing.");
        api.Do<NeighboursRequest, JoinForNeighbours.Answer>("deals/{id:guid}/neighbours-orders", 201, "Write orders down for neighbours, line by line; the goods are held until the cut-off.", Write).Scoped("orders");
        api.Ask("orders/{id:guid}/neighbour", "How far a neighbour whom I wrote down has come: name-only, awaited or resident.", (db, by, http) => ShowWrittenDown.Handle(db, PeopleApi.Of<Sealing>(http), new(by, new(Deal(http).Value))));
        api.Do<NoBody, InviteToAdopt.Answer>("orders/{id:guid}/neighbour/link", 200, "Make the link by which a neighbour I wrote down takes their orders over.", (work, by, id, _, s) => InviteToAdopt.Handle(work, s.GetRequiredService<Sealing>(), new(by, new(id))));
        api.Do<ReasonRequest, RevealPhone.Answer>("orders/{id:guid}/phone", 200, "See the whole phone of who ordered: arrival, not-collected, quality or check is the reason; it is recorded, and the neighbour reads it. A leader may from the cut-off until some days after the pickup.", (work, by, id, body, s) =>
            RevealPhone.Handle(work, s.GetRequiredService<Sealing>(), new(by, new(id), body.Reason), s.GetRequiredService<TradeSettings>())).Scoped(ScopeMark.Session);
        api.Ask("orders/{id:guid}/household", "Whether the neighbour of an order has said a door, and counts for a household by themselves; never which door it is.", (db, by, http) => ShowHousehold.Handle(db, new(by, new(Deal(http).Value))));
        api.Do<HouseholdRequest, DoneAnswer>("orders/{id:guid}/household", 200, "Say that two families live behind this neighbour's door and they count for themselves where something is limited per household, or take it back.", async (work, by, id, body, s) =>
            PeopleApi.Said(await CountSeparately.Handle(work, s.GetRequiredService<Sealing>(), new(by, new(id), body.Separate), s.GetRequiredService<TradeSettings>())));
        api.Do<PhoneRequest, GivePhone.Answer>("orders/{id:guid}/neighbour/phone", 200, "Write a phone to a neighbour I wrote down; if it is a neighbour's of mine already, the orders go to them.", (work, by, id, body, s) =>
            GivePhone.Handle(work, s.GetRequiredService<Sealing>(), new(by, new(id), body.Phone)));
        api.MapGet("deals/{id:guid}/sequence", Sequence).Produces<SequenceRows>().WithSummary("The numbered list with masked names, newest first; ?before= continues below a number.").Scoped(ScopeMark.Anyone);
        api.Ask("deals/{id:guid}/progress", "People, pieces, money and audit of a deal I lead.", (db, by, http) => WatchDeal.Handle(db, PeopleApi.Of<Sealing>(http), new(by, Deal(http))));
        api.Ask("deals/{id:guid}/lists", "What is to be handed over: by product and by person.", (db, by, http) => PrintLists.Handle(db, PeopleApi.Of<Sealing>(http), new(by, Deal(http))));
        api.Ask("desk", "Orders at the hand-over desk (an assistant sees 0 for money and no code); ?words= a name, phone tail, number or code; ?deal= one deal only.", async (db, by, http) =>
            (await FindAtDesk.Handle(db, PeopleApi.Of<Sealing>(http), new(by, Guid.TryParse(http.Request.Query["deal"], out var deal) ? new DealId(deal) : null, http.Request.Query["words"].ToString())))
            .Match<Outcome<DeskRows>>(rows => new DeskRows(rows), refusal => refusal)).Scoped("desk");
        api.Do<NoBody, DoneAnswer>("orders/{id:guid}/hand-over", 200, "Hand an order over that was found by name or phone tail.", async (work, by, id, _, _) =>
            (await HandOver.Handle(work, new(by, null, new(id)))).Match<Outcome<DoneAnswer>>(_ => new DoneAnswer(), refusal => refusal)).Scoped("desk");
        api.Do<NoBody, DoneAnswer>("orders/{id:guid}/undo-hand-over", 200, "Undo a hand-over of today.", async (work, by, id, _, _) => PeopleApi.Said(await UndoHandOver.Handle(work, new(by, new(id))))).Scoped("desk");
        api.Do<RefundRequest, RefundAnswer>("orders/{id:guid}/refund", 200, "Refund some pieces, or an amount, of some lines, or all that is left, to where the money came from; the order shows each refund's progress.", async (work, by, id, body, s) =>
            (await RefundOrder.Handle(work, new(by, new(id), body.Reason, body.Lines is null ? null : [.. body.Lines.Select(l => new RefundOrder.Line(new(l.OfferId), l.Quantity, l.AmountFen is { } fen ? new Money(fen) : null))]),
                s.GetRequiredService<TradeSettings>())).Match<Outcome<RefundAnswer>>(a => new RefundAnswer(a.RefundId.Value, a.Amount.Fen, a.Whole), refusal => refusal)).Scoped("money");
    }

    static async Task DryRun(HttpContext http, Guid id, Store store, Sealing sealing)
    {
        if (SignedIn.Person(http) is not { } person) { await Respond.Refuse(http, Visitor.SignInFirst); return; }
        if (await CostlyRequest.Whole(http) is not { } sent) { await Respond.Refuse(http, CostlyRequest.TooLarge); return; }
        var body = Endpoints.Body<PastedText>(sent);
        if (body.Refused) { await Respond.Refuse(http, body.Refusal!); return; }
        var tried = await store.Read(async db => await DryRunPastedList.Handle(db, sealing, new(await Visitor.Of(db, person), new(id), body.Value.Text), await store.Now(db)));
        if (tried.Refused) { await Respond.Refuse(http, tried.Refusal!); return; }
        await Respond.Text(http, 200, Json.Text(new PastedRows([.. tried.Value.Rows.Select(r => new PastedRow(r.Read.Line, r.Read.Text, r.Read.Kind, r.Read.Number, r.Read.Called, r.Read.Name, r.Read.Place,
            [.. r.Read.Items.Select(i => new PastedItem(i.OfferId.Value, i.Quantity))], r.Read.Note, r.Read.Marks, r.Read.Keep, [.. r.Members.Select(m => new PastedMember(m.Id.Value, m.Name, m.PhoneTail))],
            r.Wrong?.Code, r.Wrong?.Chinese))])), "application/json");
    }

    static async Task<Outcome<JoinForNeighbours.Answer>> Write(Work work, Visitor by, Guid id, NeighboursRequest body, IServiceProvider services) =>
        await JoinForNeighbours.Handle(work, services.GetRequiredService<Sealing>(), new(by, new(id), new(body.PickupPointId), [.. body.Lines.Select(l => new JoinForNeighbours.Line(l.At, l.Name ?? "",
            l.MemberId is { } member ? new PersonId(member) : null, [.. l.Goods.Select(g => new JoinDeal.Line(new(g.OfferId), g.Quantity))], l.Note ?? "", l.Door ?? ""))], body.AllOrNothing));

    static Outcome<MadeAnswer> Made(Outcome<DealId> outcome) => outcome.Match<Outcome<MadeAnswer>>(id => new MadeAnswer(id.Value), refusal => refusal);

    static DealId Deal(HttpContext http) => new(Guid.Parse((string)http.Request.RouteValues["id"]!));

    static async Task<Outcome<MadeAnswer>> Draft(Work work, Visitor by, DealId? id, DraftRequest body, IServiceProvider services) => Made(await DraftDeal.Handle(work, new(by, id, body.Title, body.Story ?? "", body.CutOffDue, body.ArrivesOn,
        body.PickupFrom, body.PickupUntil, [.. body.Offers.Select(o => new DraftDeal.OfferAsk(new(o.ProductId), new(o.PriceFen), o.Limit, o.PerPerson, o.GiftForFirst, o.CaseSize, o.PerHousehold))], [.. body.PickupPointIds.Select(p => new PickupPointId(p))], MinimumOrders: body.MinimumOrders, Presale: body.Presale, Delivery: body.Delivery is { } way ? new(new(way.FeeFen), way.Area, way.Limit) : null, Caps: body.Caps?.ToDictionary(c => new PickupPointId(c.Key), c => c.Value)), services.GetRequiredService<TradeSettings>()));

    const int DealsShown = 30;

    static async Task<Outcome<DealRows>> MyDeals(HaoLinDb db, Visitor by, HttpContext http)
    {
        if (!by.IsLeader) return Visitor.NotAllowed;
        var items = new List<ShowDeal.Answer>();
        var ids = await ListDeals.Handle(db, new(null, by.Person, Cursor.Read(http.Request.Query["after"]), DealsShown + 1));
        foreach (var id in ids.Take(DealsShown))
            if (await ShowDeal.Handle(db, PeopleApi.Of<Sealing>(http), id) is { Refused: false } deal) items.Add(deal.Value);
        if (ids.Count <= DealsShown) return new DealRows(items, null);
        var last = ids[DealsShown - 1];
        return new DealRows(items, new Cursor(await db.Set<Deal>().Where(d => d.Id == last).Select(d => d.CreatedAt).SingleAsync(), last.Value).ToString());
    }

    static async Task Sequence(HttpContext http, Guid id, Store store, Sealing sealing)
    {
        int? before = int.TryParse(http.Request.Query["before"], out var number) ? number : null;
        var rows = await store.Read(db => ShowSequence.Handle(db, sealing, new(new(id), before, 50)));
        await Respond.Text(http, 200, Json.Text(new SequenceRows(rows)), "application/json");
    }
}
