// The resident's screens: which addresses there are, and the ones about deals.
using System.Globalization;
using System.Text.Json;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class ResidentPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").ExcludeFromDescription();
        pages.MapGet("/", Today).CacheOutput(Screens.StrangersForASecond);
        pages.MapGet("/deals/{id:guid}", ShowOne).CacheOutput(Screens.PublicForASecond);
        pages.MapGet("/deals/{id:guid}/sequence", Sequence).CacheOutput(Screens.PublicForASecond);
        pages.MapGet("/deals/{id:guid}/events", DealEvents.Listen);
        pages.MapGet("/deals/{id:guid}/mine", MyNumbers);
        pages.MapGet("/deals/{id:guid}/confirm", Confirm);
        pages.MapPost("/deals/{id:guid}/orders", Join);
        pages.MapPost("/deals/{id:guid}/wait", Wait);
        pages.MapGet("/deals/{id:guid}/waiting", Waiting);
        pages.MapPost("/deals/{id:guid}/stop-waiting", StopWaiting);
        ResidentOrders.Map(pages);
        TogetherPages.Map(pages);
        CollectorPages.Map(pages);
        AdoptPages.Map(pages);
        ReceiptPages.Map(pages);
        SlotPages.Map(pages);
        CouponPages.Map(pages);
        CreditPages.Map(pages);
        MyData.Map(pages);
        ConsentPages.Map(pages);
        LeadPages.Map(pages);
        ResidentSelf.Map(pages);
    }

    static async Task<IResult> Today(HttpContext http, Store store, Sealing sealing, DealBoard board)
    {
        var now = store.Clock.GetUtcNow();
        if (SignedIn.Person(http) is not { } me) return Screens.Everyones<TodayPage>(http, new { Deals = await board.List(null), Orders = Array.Empty<ShowOrder.Answer>(), Now = now });
        var by = new Visitor(me, [], false);
        var (myself, communities, orders) = await store.Read(async db =>
        {
            var known = (await ReadMyself.Handle(db, sealing, new(by))).Match<ReadMyself.Answer?>(a => a, _ => null);
            var mine = known is null ? [] : (await ListCommunities.Handle(db, new([.. known.Communities.Select(c => c.Id)]))).Items;
            return (known, mine, (await ListOrders.Handle(db, sealing, new(by, me, null, null, 20))).Value);
        });
        var shown = new List<ShowDeal.Answer>();
        if (communities.Count == 0) shown.AddRange(await board.List(null));
        foreach (var community in communities) shown.AddRange(await board.List(community.Id));
        var usual = communities.SelectMany(c => c.PickupPoints).FirstOrDefault(p => p.Id == myself!.UsualPickupPointId);
        return Screens.Mine<TodayPage>(http, new { Me = myself, Usual = usual, Deals = (IReadOnlyList<ShowDeal.Answer>)[.. shown.DistinctBy(d => d.Id)], Orders = orders, Now = now });
    }

    /// <summary>A deal anybody may see; a draft is nobody's business but its leader's.</summary>
    static async Task<Outcome<ShowDeal.Answer>> Visible(DealBoard board, Guid id)
    {
        var deal = await board.Show(new(id));
        return deal is { Refused: false, Value.State: "draft" } ? Deal.Missing : deal;
    }

    static async Task<IResult> ShowOne(HttpContext http, Guid id, Store store, Sealing sealing, DealBoard board) =>
        await (await Visible(board, id)).Match(
            async deal => Screens.Everyones<DealPage>(http, new { Deal = deal, Rows = await Rows(store, sealing, id, null), Now = store.Clock.GetUtcNow() }),
            refusal => Task.FromResult(Screens.Refuse(http, refusal)));

    static async Task<IResult> Sequence(HttpContext http, Guid id, int? before, Store store, Sealing sealing, DealBoard board) =>
        await (await Visible(board, id)).Match(
            async deal => Screens.Everyones<SequencePage>(http, new { Deal = deal, Rows = await Rows(store, sealing, id, before), Now = store.Clock.GetUtcNow() }),
            refusal => Task.FromResult(Screens.Refuse(http, refusal)));

    static Task<IReadOnlyList<ShowSequence.Row>> Rows(Store store, Sealing sealing, Guid id, int? before) =>
        store.Read(db => ShowSequence.Handle(db, sealing, new(new(id), before, NeighbourChain.Full)));

    /// <summary>The reader's own numbers in the list, for the script that marks them in the public page.</summary>
    static async Task<IResult> MyNumbers(HttpContext http, Guid id, Store store, Sealing sealing)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (SignedIn.Person(http) is not { } me) return Results.Json(Array.Empty<int>());
        var orders = await store.Read(db => ListOrders.Handle(db, sealing, new(new(me, [], false), me, new(id), null, 50)));
        return Results.Json(orders.Value.Where(o => o.State is not ("cancelled" or "lapsed")).Select(o => o.Sequence).ToArray());
    }

    static async Task<IResult> Confirm(HttpContext http, Guid id, string? wait, Store store, Sealing sealing, DealBoard board)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var deal = await Visible(board, id);
        if (deal.Refused) return Screens.Refuse(http, deal.Refusal!);
        var back = $"/deals/{id}";
        var quantities = Quantities(http.Request.Query.Select(q => (q.Key, q.Value.ToString())));
        if (quantities.Count == 0) return Screens.Refuse(http, JoinDeal.NoLines, back);
        if (deal.Value.ShutUntil(store.Clock.GetUtcNow()) is { } until) return Screens.Refuse(http, JoinDeal.ShutTill(until), back);
        if (deal.Value.OpensAt is not null) return Screens.Refuse(http, JoinDeal.NotYetOpen, back);
        if (deal.Value.State != "open" || deal.Value.CutOffAt <= store.Clock.GetUtcNow()) return Screens.Refuse(http, JoinDeal.DealClosed, back);
        var myself = await store.Read(db => ReadMyself.Handle(db, sealing, new(new(me, [], false))));
        if (myself.Refused) return Screens.SignInFirst(http);
        return await Ask(http, me, deal.Value, quantities, myself.Value.UsualPickupPointId?.Value, "", wait is "1", null, store, sealing);
    }

    static async Task<IResult> Ask(HttpContext http, PersonId me, ShowDeal.Answer deal, IReadOnlyDictionary<Guid, int> quantities, Guid? place, string note, bool waits, Refusal? refusal, Store store, Sealing sealing, string door = "", string home = "")
    {
        var homes = deal.Offers.Any(o => o.PerHousehold is not null && quantities.ContainsKey(o.Id)) ? (await store.Read(db => ReadHomes.Handle(db, sealing, new(me)))).Items : null;
        return Screens.Mine<ConfirmPage>(http, new { Deal = deal, Quantities = quantities, PickupPoint = place, Note = note, Door = door, Homes = homes, Home = home, Waits = waits, Refusal = refusal, Now = store.Clock.GetUtcNow(), AtPickupUpTo = UpTo(http, deal) }, refusal?.Status ?? 200);
    }

    /// <summary>Orders of up to so much of this deal may be paid when they are collected.</summary>
    static Money UpTo(HttpContext http, ShowDeal.Answer deal) =>
        http.RequestServices.GetRequiredService<TradeSettings>() is var settings && PayAtPickup.IsOffered(deal.MinimumOrders is not null, deal.PromisedOn is not null, settings) ? settings.PayAtPickupUpTo : Money.Zero;

    static async Task<IResult> Join(HttpContext http, Guid id, Store store, Sealing sealing, DealBoard board, Intake intake, WeChatPayClient gateway, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next($"/sign-in?back=%2Fdeals%2F{id}");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/deals/{id}");
        var key = form.Value.Key(me);
        if (key.Refused) return Screens.Refuse(http, key.Refusal!, $"/deals/{id}");
        var wish = Wish(form.Value, id, me);
        var isBrought = form.Value.Names.Contains("door") && (await Visible(board, id)).Match(d => d.Delivery is { } way && wish.Lines.Any(l => l.OfferId.Value == way.OfferId), _ => false);
        if (isBrought && string.IsNullOrWhiteSpace(form.Value["door"])) return await AskAgain(http, id, me, form.Value, waits: false, SayDoor.Blank, store, sealing, board);
        if (await SaysHome(form.Value, wish, store, sealing, board) is { } unread) return await AskAgain(http, id, me, form.Value, waits: false, unread, store, sealing, board);
        var joined = await JoinDeal.Handle(intake, wish, key.Value);
        if ((joined.Refusal ?? Remembered(joined.Value)) is { } refusal) return await AskAgain(http, id, me, form.Value, waits: false, refusal, store, sealing, board);
        var made = JoinDeal.FromJson(joined.Value.Body).OrderId;
        // The door is written after the order stands, like a slot; where that fails the order's page asks for it again.
        if (isBrought) await store.Write(work => SayDoor.Handle(work, sealing, new(me, new(made), form.Value["door"])));
        // A slot is chosen after the order stands: the rush takes no place in it, and a full one costs nobody their goods.
        if (form.Value.Id("slot") is { } slot && (await SlotPages.Take(store, me, new(made), slot)).Refusal is { } taken) return Screens.Next($"/orders/{made}/slot?why={taken.Code}");
        if (form.Value["then"] is "later") return Screens.Next(TogetherPages.Path);
        if (form.Value["then"] is "pickup") return await ResidentOrders.AtPickup(http, made, me, store, sealing, http.RequestServices.GetRequiredService<TradeSettings>(), outside);
        // Straight on to the wallet: the goods are held now, and every tap less is a neighbour more.
        return await ResidentOrders.ToTheWallet(http, made, me, store, sealing, gateway, outside);
    }

    static async Task<IResult> Wait(HttpContext http, Guid id, Store store, Sealing sealing, DealBoard board)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next($"/sign-in?back=%2Fdeals%2F{id}");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/deals/{id}");
        var wish = Wish(form.Value, id, me);
        if (await SaysHome(form.Value, wish, store, sealing, board) is { } unread) return await AskAgain(http, id, me, form.Value, waits: true, unread, store, sealing, board);
        using var turn = await store.Turnstile.Enter(id, http.RequestAborted);
        var waits = await store.Write(work => JoinWaitlist.Handle(work, sealing, wish));
        return waits.Refusal is { } refusal && refusal.Code != JoinWaitlist.WaitsAlready.Code
            ? await AskAgain(http, id, me, form.Value, waits: refusal.Code != JoinWaitlist.StillThere.Code, refusal, store, sealing, board)
            : Screens.Next($"/deals/{id}/waiting");
    }

    /// <summary>A door typed into the form; blank is what was said before, or none.</summary>
    static Task<Refusal?> SaysHome(FormSent form, JoinDeal.Ask wish, Store store, Sealing sealing, DealBoard board) =>
        string.IsNullOrWhiteSpace(form["home"]) ? Task.FromResult<Refusal?>(null) : Api.DealsApi.SayDoor(wish, form["home"], store, sealing, board);

    static async Task<IResult> AskAgain(HttpContext http, Guid id, PersonId me, FormSent form, bool waits, Refusal refusal, Store store, Sealing sealing, DealBoard board)
    {
        var deal = await Visible(board, id);
        var quantities = Quantities(form.Names.Select(name => (name, form[name])));
        if (!deal.Refused && refusal.Code == JoinDeal.Shut.Code && deal.Value.ShutUntil(store.Clock.GetUtcNow()) is { } until) refusal = JoinDeal.ShutTill(until);
        return deal.Refused || quantities.Count == 0 || refusal.Code == JoinDeal.DealClosed.Code || refusal.Code == JoinDeal.NotYetOpen.Code || refusal.Code == JoinDeal.Shut.Code
            ? Screens.Refuse(http, refusal, $"/deals/{id}")
            : await Ask(http, me, deal.Value, quantities, form.Id("pickup"), form["note"], waits, refusal, store, sealing, form["door"], form["home"]);
    }

    static async Task<IResult> Waiting(HttpContext http, Guid id, Store store, DealBoard board)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var deal = await Visible(board, id);
        if (deal.Refused) return Screens.Refuse(http, deal.Refusal!);
        var waits = await store.Read(db => ListWaits.Handle(db, new(me, new(id))));
        return Screens.Mine<WaitingPage>(http, new { Deal = deal.Value, Position = waits is [var mine, ..] ? mine.Ahead + 1 : (int?)null });
    }

    static async Task<IResult> StopWaiting(HttpContext http, Guid id, Store store)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Forders");
        await store.Write(work => LeaveWaitlist.Handle(work, new(me, new(id))));
        return Screens.Next("/orders");
    }

    static JoinDeal.Ask Wish(FormSent form, Guid id, PersonId me) => new(new(id), me,
        [.. Quantities(form.Names.Select(name => (name, form[name]))).Select(q => new JoinDeal.Line(new(q.Key), q.Value))],
        new(form.Id("pickup") ?? Guid.Empty), form["note"]);

    /// <summary>Fields named o-ID hold how many of an offer; none and nonsense are left out.</summary>
    internal static Dictionary<Guid, int> Quantities(IEnumerable<(string Name, string Value)> fields)
    {
        var quantities = new Dictionary<Guid, int>();
        foreach (var (name, value) in fields)
            if (name.StartsWith("o-", StringComparison.Ordinal) && Guid.TryParse(name.AsSpan(2), out var offer) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count is > 0 and <= JoinDeal.QuantityMax && quantities.Count < JoinDeal.LinesMax) quantities[offer] = count;
        return quantities;
    }

    /// <summary>What joining may be refused with and remembered for.</summary>
    static readonly Refusal[] JoinRefusals =
        [JoinDeal.SoldOut, JoinDeal.LimitReached, JoinDeal.HouseholdLimit, JoinDeal.HomeMissing, JoinDeal.DealClosed, JoinDeal.NotYetOpen, JoinDeal.Shut, JoinDeal.NoLines, JoinDeal.TooManyLines, JoinDeal.OfferMissing, JoinDeal.BadQuantity, JoinDeal.PlaceMissing, JoinDeal.DeliveryFull, JoinDeal.PlaceFull, JoinDeal.PlaceRests, Deal.Missing];

    /// <summary>A refusal kept under the request's key comes back as the problem it was written as; in all of them nothing was ordered.</summary>
    static Refusal? Remembered(RememberedAnswer answer)
    {
        if (answer.Status < 400) return null;
        using var problem = JsonDocument.Parse(answer.Body);
        var code = problem.RootElement.GetProperty("code").GetString();
        // What one household has is said with its number, as it was then.
        if (code == JoinDeal.HouseholdLimit.Code) return JoinDeal.HouseholdLimit with { Chinese = problem.RootElement.GetProperty("detail").GetString()!, English = problem.RootElement.GetProperty("title").GetString()! };
        return JoinRefusals.FirstOrDefault(refusal => refusal.Code == code) ?? JoinDeal.Busy;
    }
}
