// Signing in and one's own things over HTTP: what a resident's screens do, for machines.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class PeopleApi
{
    public sealed record CodeRequest(string Phone);
    /// <param name="Name">How neighbours call them; the first time only.</param>
    /// <param name="AgreedTo">The day from which the terms and the privacy notice count that you showed them and they agreed to; without it they are asked at their first page here.</param>
    public sealed record SignInRequest(string Phone, string Code, string? Name = null, string? AgreedTo = null);
    /// <param name="Code">The six digits of the authenticator app, where it is turned on.</param>
    public sealed record PasswordRequest(string Phone, string Password, string? Code = null);
    /// <param name="Code">The six digits that the app shows now.</param>
    public sealed record DigitsRequest(string Code);
    public sealed record TokenAnswer(string Token, Guid PersonId);
    public sealed record InvitationRequest(string Code, bool ChangeLeader = false);
    public sealed record PickupPointRequest(Guid PickupPointId);
    /// <param name="Door">Building and room, as you write it: 5栋302; up to 60 characters. It is sealed, only compared, and read by nobody.</param>
    public sealed record HomeRequest(Guid CommunityId, string Door);
    public sealed record SureRequest(bool Sure);
    /// <param name="Kind">service or deal-news.</param>
    /// <param name="Text">The text it is about, by the day from which it counts (inForce).</param>
    public sealed record ConsentRequest(string Kind, bool Given, string Text);
    /// <param name="Words">Why, and when you are at home; up to 500 characters.</param>
    public sealed record WordsRequest(string Words);
    public sealed record LinkRequest(string Link);
    public sealed record ReadRequest(DateTimeOffset UpTo);
    public sealed record OrderList(IReadOnlyList<ShowOrder.Answer> Items, string? Next) : IPaged;
    const int OrdersShown = 50;
    public sealed record ChangeRequest(IReadOnlyList<DealsApi.OrderLineRequest> Lines, Guid PickupPointId, string? Note = null);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("people").Scoped("people");
        api.MapPost("sign-in/codes", SendCode).Accepts<CodeRequest>("application/json", "*/*").Produces<AskForSignInCode.Answer>(202).ProducesProblem(422).ProducesProblem(429).ProducesProblem(503)
            .WithSummary("Send a one-time code to a phone: one a minute, ten a day.").Scoped(ScopeMark.Anyone);
        api.MapPost("sign-in", SignIn).Accepts<SignInRequest>("application/json", "*/*").Produces<TokenAnswer>().ProducesProblem(401).ProducesProblem(422)
            .WithSummary("Sign a resident in with the code; the first time a name is needed.").Scoped(ScopeMark.Anyone);
        api.MapPost("sign-in/password", SignInByPassword).Accepts<PasswordRequest>("application/json", "*/*").Produces<TokenAnswer>().ProducesProblem(401).ProducesProblem(429)
            .WithSummary("Sign a leader or headquarters in.").Scoped(ScopeMark.Anyone);
        api.Ask("me", "Who I am, my communities and unread messages.", (db, by, http) => ReadMyself.Handle(db, Of<Sealing>(http), new(by)));
        api.Ask("me/orders", "My orders, newest first, fifty a page; ?after= takes the cursor of the page before.", MyOrders).Scoped("orders");
        api.Ask("me/messages", "My messages, newest first; ?after= takes the cursor of the page before.",
            async (db, by, http) => (Outcome<ReadMessages.Answer>)await ReadMessages.Handle(db, new(by, http.Request.Query["after"])));
        api.Ask<WhoSawMyPhone.Answer>("me/phone-seen", "Who has seen my whole phone number, when and why.", async (db, by, http) => await WhoSawMyPhone.Handle(db, Of<Sealing>(http), new(by)));
        api.MapGet("me/data.zip", async (HttpContext http, Store store, Sealing sealing) => { if (SignedIn.Person(http) is null) await Respond.Refuse(http, Visitor.SignInFirst); else await (await Resident.MyData.Send(http, store, sealing)).ExecuteAsync(http); })
            .Produces<byte[]>(200, MyDataPacked.ContentType).ProducesProblem(401).WithSummary("Everything kept of me, as JSON and as a page, in one zip.").Scoped(ScopeMark.Session);
        api.Ask<ReadConsents.Answer>("me/consents", "What I agreed to and refused, the newest first, and what stands now.", async (db, by, _) => await ReadConsents.Handle(db, new(by)));
        api.Do<ConsentRequest, DoneAnswer>("me/consents", 200, "Agree to the terms and privacy notice in force (service), or say whether to be told of new deals (deal-news).",
            async (work, by, _, body, _) => Said(await GiveConsent.Handle(work, new(by, body.Kind, body.Given, body.Text)))).Scoped(ScopeMark.Session);
        api.Ask("me/standing", "How I stand as a leader: my grade, and whether I rest.", async (db, by, http) => await ReadLeaderFile.Handle(db, await Of<Store>(http).Now(db), new(by, by.Person)));
        api.Ask("me/papers", "Which papers of mine headquarters has seen, and which the brand still wants.", async (db, by, http) => await ListPapers.Handle(db, await Of<Store>(http).Now(db), new(by, by.Person, Of<TradeSettings>(http).LeaderPapers)));
        api.Do<LeadersApi.RestRequest, DoneAnswer>("me/rest", 200, "Open nothing new until a day; my neighbours are told the day.", async (work, by, _, body, _) => Said(await RestFromLeading.Handle(work, new(by, by.Person, body.BackOn, body.Reason))));
        api.Do<NoBody, DoneAnswer>("me/rest/end", 200, "I am back and open deals again.", async (work, by, _, _, _) => Said(await EndRest.Handle(work, new(by, by.Person))));
        api.Ask<ReadAuthenticator.Answer>("me/authenticator", "Whether my sign-in asks for the digits of an app too, and since when.", async (db, by, _) => await ReadAuthenticator.Handle(db, new(by))).Scoped(ScopeMark.Session);
        api.Do<NoBody, SetUpAuthenticator.Answer>("me/authenticator", 200, "The secret for my authenticator app (RFC 6238: SHA-1, six digits, thirty seconds); it counts once a first code is sent to /on.",
            (work, by, _, _, s) => SetUpAuthenticator.Handle(work, s.GetRequiredService<Sealing>(), new(by, s.GetRequiredService<Brand>().Name))).Scoped(ScopeMark.Session);
        api.Do<DigitsRequest, DoneAnswer>("me/authenticator/on", 200, "Turn it on with the first code.", async (work, by, _, body, s) => Said(await TurnOnAuthenticator.Handle(work, s.GetRequiredService<Sealing>(), new(by, body.Code)))).Scoped(ScopeMark.Session);
        api.Do<DigitsRequest, DoneAnswer>("me/authenticator/off", 200, "Turn it off with a last code.", async (work, by, _, body, s) => Said(await TurnOffAuthenticator.Handle(work, s.GetRequiredService<Sealing>(), new(by, by.Person, body.Code)))).Scoped(ScopeMark.Session);
        api.Ask<ListPasskeys.Answer>("me/passkeys", "The passkeys that open my account; they are added in a browser, at /authenticator.", async (db, by, http) => await ListPasskeys.Handle(db, Of<Sealing>(http), new(by))).Scoped(ScopeMark.Session);
        api.Do<NoBody, DoneAnswer>("me/passkeys/{id:guid}/remove", 200, "Take a passkey of mine away; it opens nothing from here on.", async (work, by, id, _, s) => Said(await RemovePasskey.Handle(work, s.GetRequiredService<Revocations>(), new(by, by.Person, new PasskeyId(id))))).Scoped(ScopeMark.Session);
        api.Ask<ReadMyApplications.Answer>("me/leader-applications", "What became of my applications to lead, the newest first.", async (db, by, http) => await ReadMyApplications.Handle(db, Of<Sealing>(http), new(by)));
        api.Do<WordsRequest, MadeAnswer>("communities/{id:guid}/leader-applications", 201, "Ask to lead a community I belong to; headquarters decides.",
            async (work, by, id, body, s) => (await ApplyToLead.Handle(work, s.GetRequiredService<Sealing>(), new(by, new(id), body.Words))).Match<Outcome<MadeAnswer>>(made => new MadeAnswer(made.Value), r => r)).Scoped(ScopeMark.Session);
        api.Do<NoBody, DoneAnswer>("me/leader-applications/withdraw", 200, "Take back the application that is not decided yet.",
            async (work, by, _, _, _) => Said(await WithdrawApplication.Handle(work, new(by)))).Scoped(ScopeMark.Session);
        api.Ask<ReadErasure.Answer>("me/erasure", "What would stay if I closed my account, and until when.", async (db, by, _) => await ReadErasure.Handle(db, new(by)));
        api.Do<SureRequest, EraseMyself.Answer>("me/erase", 200, "Close my account: my key is destroyed at once; what the law keeps of paid orders stays sealed for three years.",
            (work, by, _, body, s) => EraseMyself.Handle(work, s.GetRequiredService<Sealing>(), s.GetRequiredService<Revocations>(), new(by, body.Sure))).Scoped(ScopeMark.Session);
        api.Do<ReadRequest, DoneAnswer>("me/messages/read", 200, "Mark messages up to an instant as read.",
            async (work, by, _, body, _) => Said(await MarkMessagesRead.Handle(work, new(by, body.UpTo))));
        api.Do<PickupPointRequest, DoneAnswer>("me/pickup-point", 200, "Where I usually collect.",
            async (work, by, _, body, _) => Said(await SetUsualPickupPoint.Handle(work, new(by, new(body.PickupPointId)))));
        api.Ask<ReadHomes.Answer>("me/homes", "Which doors I have said are mine.", async (db, by, http) => await ReadHomes.Handle(db, Of<Sealing>(http), new(by.Person)));
        api.Do<HomeRequest, DoneAnswer>("me/homes", 200, "Say which door of a community is mine, for what is limited per household.",
            async (work, by, _, body, s) => Said(await SayHome.Handle(work, s.GetRequiredService<Sealing>(), new(by.Person, new(body.CommunityId), body.Door))));
        api.Do<InvitationRequest, DoneAnswer>("communities/join", 200, "Join a community by a leader's invitation code.",
            async (work, by, _, body, _) => (await JoinCommunity.Handle(work, new(by, body.Code, body.ChangeLeader))).Match<Outcome<DoneAnswer>>(_ => new DoneAnswer(), r => r));
        api.Do<LinkRequest, AdoptOrders.Answer>("adoptions", 200, "Take over the orders a leader wrote down for me, by the link they forwarded (from /adopt/ on); what cannot become mine is listed with its reason.",
            (work, by, _, body, s) => AdoptOrders.Handle(work, s.GetRequiredService<Sealing>(), new(by, body.Link)));
        api.Do<ChangeRequest, ShowOrder.Answer>("orders/{id:guid}/change", 200, "Change an order before the cut-off: goods while unpaid; place and note at any time.", Change).Scoped("orders");
        api.Do<NoBody, DoneAnswer>("deals/{id:guid}/waitlist/leave", 200, "Stop waiting.", async (work, by, id, _, _) => Said(await LeaveWaitlist.Handle(work, new(by.Person, new(id))))).Scoped("orders");
        api.MapGet("products", Products).Produces<ListProducts.Answer>().ProducesProblem(400).WithSummary("The brand's products; ?search= by name, ?after= continues. What a leader earns of each is told to leaders and headquarters only.").Scoped(ScopeMark.Anyone);
        api.MapGet("communities", Communities).Produces<ListCommunities.Answer>().ProducesProblem(400).WithSummary("Communities and their pickup points, a hundred a page; ?after= continues.").Scoped(ScopeMark.Anyone);
    }

    static async Task Products(HttpContext http, Store store)
    {
        if (Endpoints.HasBadCursor(http)) { await Respond.Refuse(http, Cursor.Malformed); return; }
        var found = await store.Read(async db => await ListProducts.Handle(db, new(http.Request.Query["search"], false, http.Request.Query["after"],
            WithCommission: await SignedIn.Visitor(http, db) is { } by && (by.IsLeader || by.AtHeadquarters))));
        Endpoints.LinkNext(http, found);
        await Respond.Text(http, 200, Json.Text(found), "application/json");
    }

    static async Task Communities(HttpContext http, Store store)
    {
        if (Endpoints.HasBadCursor(http)) { await Respond.Refuse(http, Cursor.Malformed); return; }
        var found = await store.Read(db => ListCommunities.Handle(db, new(null, Cursor.Read(http.Request.Query["after"]), Rows: 100)));
        Endpoints.LinkNext(http, found);
        await Respond.Text(http, 200, Json.Text(found), "application/json");
    }

    internal static Outcome<DoneAnswer> Said(Outcome<Done> outcome) => outcome.Match<Outcome<DoneAnswer>>(_ => new DoneAnswer(), refusal => refusal);

    internal static T Of<T>(HttpContext http) where T : notnull => http.RequestServices.GetRequiredService<T>();

    static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    static async Task SendCode(HttpContext http, Store store, Sealing sealing, ISmsSender sms)
    {
        var body = await Read<CodeRequest>(http);
        var sent = body.Refused ? body.Refusal! : await AskForSignInCode.Handle(store, sealing, sms, new(body.Value.Phone, Address(http)));
        await Say(http, 202, sent);
    }

    static async Task SignIn(HttpContext http, Store store, Sealing sealing, Tokens tokens)
    {
        var body = await Read<SignInRequest>(http);
        var ticket = body.Refused ? body.Refusal! : await store.Write(work => SignInWithCode.Handle(work, sealing, tokens, new(body.Value.Phone, body.Value.Code, body.Value.Name, Address(http), body.Value.AgreedTo)));
        await Say(http, 200, ticket.Match<Outcome<TokenAnswer>>(t => new TokenAnswer(t.Token, t.Person.Value), refusal => refusal));
    }

    static async Task SignInByPassword(HttpContext http, Store store, Sealing sealing, Tokens tokens)
    {
        var body = await Read<PasswordRequest>(http);
        var ticket = body.Refused ? body.Refusal! : await SignInWithPassword.Handle(store, sealing, tokens, new(body.Value.Phone, body.Value.Password, Address(http), body.Value.Code));
        await Say(http, 200, ticket.Match<Outcome<TokenAnswer>>(t => new TokenAnswer(t.Token, t.Person.Value), refusal => refusal));
    }

    static async Task<Outcome<T>> Read<T>(HttpContext http) where T : notnull =>
        await CostlyRequest.Whole(http) is { } body ? Endpoints.Body<T>(body) : CostlyRequest.TooLarge;

    static Task Say<T>(HttpContext http, int status, Outcome<T> outcome) =>
        outcome.Refused ? Respond.Refuse(http, outcome.Refusal!) : Respond.Text(http, status, Json.Text(outcome.Value), "application/json");

    static async Task<Outcome<OrderList>> MyOrders(HaoLinDb db, Visitor by, HttpContext http)
    {
        OrderId? before = Cursor.Read(http.Request.Query["after"]) is { } after ? new(after.Id) : null;
        var orders = await ListOrders.Handle(db, Of<Sealing>(http), new(by, by.Person, null, before, OrdersShown + 1));
        return orders.Match<Outcome<OrderList>>(found => found.Count <= OrdersShown ? new OrderList(found, null)
            : new OrderList([.. found.Take(OrdersShown)], new Cursor(found[OrdersShown - 1].PlacedAt, found[OrdersShown - 1].OrderId).ToString()), refusal => refusal);
    }

    static async Task<Outcome<ShowOrder.Answer>> Change(Work work, Visitor by, Guid id, ChangeRequest body, IServiceProvider services)
    {
        var sealing = services.GetRequiredService<Sealing>();
        var changed = await ChangeOrder.Handle(work, sealing, new(by.Person, new(id), [.. body.Lines.Select(l => new JoinDeal.Line(new(l.OfferId), l.Quantity))], new(body.PickupPointId), body.Note ?? ""), services.GetRequiredService<TradeSettings>());
        if (changed.Refused) return changed.Refusal!;
        await work.Db.SaveChangesAsync();
        return await ShowOrder.Handle(work.Db, sealing, new(by, new(id)));
    }
}
