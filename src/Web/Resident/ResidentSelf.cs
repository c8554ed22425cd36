// What is about the resident: signing in and out, an invitation, messages, where to collect.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class ResidentSelf
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/sign-in", (HttpContext http, string? back, Outside outside) => SignInStep(http, outside, new { Back = Screens.OwnPath(back), DemoInbox = Inbox(outside, null) }));
        pages.MapPost("/sign-in/code", SendCode);
        pages.MapPost("/sign-in", SignIn);
        pages.MapPost("/sign-out", SignOut);
        pages.MapGet("/j/{code}", Invitation);
        pages.MapPost("/j/{code}", Accept);
        pages.MapGet("/me", Me);
        pages.MapGet("/me/phone", WhoSaw);
        pages.MapPost("/me/messages", MessagesRead);
        pages.MapPost("/me/pickup-point", UsualPlace);
        pages.MapGet("/me/home", (HttpContext http, Store store, Sealing sealing) => Homes(http, store, sealing, null, null));
        pages.MapPost("/me/home", SayDoor);
    }

    static IResult SignInStep(HttpContext http, Outside outside, object parameters, Refusal? refusal = null) =>
        Screens.Mine<SignInPage>(http, parameters, refusal?.Status ?? 200);

    /// <summary>In a demonstration the text message is one tap away.</summary>
    static string? Inbox(Outside outside, string? phone) => outside is { Demo: true, PhoneInbox: { } inbox } ? new Uri(inbox, phone is null ? "/" : "/?phone=" + Uri.EscapeDataString(phone)).ToString() : null;

    static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    static async Task<IResult> SendCode(HttpContext http, Store store, Sealing sealing, ISmsSender sms, Outside outside)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/sign-in");
        var (phone, back) = (form.Value["phone"], Screens.OwnPath(form.Value["back"]));
        var sent = await AskForSignInCode.Handle(store, sealing, sms, new(phone, AddressOf(http)));
        // One was sent just now: it is on the phone already, so the next step is the right one.
        var isThere = !sent.Refused || sent.Refusal!.Code == AskForSignInCode.TooSoon.Code;
        var known = Phone.Parse(phone);
        return SignInStep(http, outside, new { Back = back, Phone = isThere && !known.Refused ? known.Value.Digits : null, Typed = phone, Refusal = sent.Refusal, DemoInbox = Inbox(outside, known.Refused ? null : known.Value.Digits) }, sent.Refusal);
    }

    static async Task<IResult> SignIn(HttpContext http, Store store, Sealing sealing, Tokens tokens, Outside outside)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/sign-in");
        var (phone, code, back) = (form.Value["phone"], form.Value["code"], Screens.OwnPath(form.Value["back"]));
        var signedIn = await store.Write(work => SignInWithCode.Handle(work, sealing, tokens, new(phone, code, form.Value["name"], AddressOf(http), form.Value["agreed"], AsksConsent: true)));
        if (signedIn.Refused)
        {
            var refusal = signedIn.Refusal!;
            var asksName = refusal.Code == SignInWithCode.NameNeeded.Code || refusal.Detail == "name";
            // A newcomer agrees along with the name; whoever is known is asked once the texts have changed.
            var asksConsent = asksName || refusal.Code == SignInWithCode.ConsentNeeded.Code;
            return SignInStep(http, outside, new { Back = back, Phone = phone, Code = code, AsksName = asksName || (asksConsent && form.Value["name"].Length > 0), Name = form.Value["name"], AsksConsent = asksConsent, Refusal = refusal, DemoInbox = Inbox(outside, phone) }, refusal);
        }
        SignedIn.Remember(http, signedIn.Value);
        return Screens.Next(back);
    }

    static async Task<IResult> SignOut(HttpContext http, Store store, Revocations revocations)
    {
        var form = await FormSent.Read(http);
        if (SignedIn.Person(http) is { } me && form is { Refused: false } && form.Value["everywhere"] == "1")
            await store.Write(work => SignOutEverywhere.Handle(work, revocations, new(new(me, [], false), me)));
        SignedIn.Forget(http);
        return Screens.Mine<SignedOutPage>(http, new { });
    }

    static async Task<IResult> Invitation(HttpContext http, string code, Store store, Sealing sealing)
    {
        var invitation = await store.Read(db => ReadInvitation.Handle(db, sealing, new(code)));
        return invitation.Match(
            shown => Screens.Mine<InvitationPage>(http, new { Invitation = shown, IsSignedIn = SignedIn.Person(http) is not null, OtherLeader = (string?)null }),
            refusal => Screens.Refuse(http, refusal));
    }

    static async Task<IResult> Accept(HttpContext http, string code, Store store, Sealing sealing)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=" + Uri.EscapeDataString("/j/" + code));
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/");
        var by = new Visitor(me, [], false);
        var joined = await store.Write(work => JoinCommunity.Handle(work, new(by, code, ChangeLeader: form.Value["change"] == "1")));
        if (joined.Refused) return Screens.Refuse(http, joined.Refusal!);
        if (!joined.Value.KeptFirstLeader) return Screens.Next("/");
        var (invitation, myself) = await store.Read(async db => (await ReadInvitation.Handle(db, sealing, new(code)), await ReadMyself.Handle(db, sealing, new(by))));
        var other = myself.Value.Communities.First(c => c.Id == joined.Value.CommunityId).LeaderName;
        return Screens.Mine<InvitationPage>(http, new { Invitation = invitation.Value, IsSignedIn = true, OtherLeader = other });
    }

    static async Task<IResult> Me(HttpContext http, string? after, Store store, Sealing sealing)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        return await store.Read(async db =>
        {
            var by = await Visitor.Of(db, me);
            var myself = await ReadMyself.Handle(db, sealing, new(by));
            if (myself.Refused) return Screens.SignInFirst(http);
            var communities = await ListCommunities.Handle(db, new([.. myself.Value.Communities.Select(c => c.Id)]));
            return Screens.Mine<MePage>(http, new { Me = myself.Value, Communities = communities.Items, Messages = await ReadMessages.Handle(db, new(by, after)), Helps = by.Helps.Count > 0, AgreedToTexts = await Consent.IsInForce(db, by.Person), Now = store.Clock.GetUtcNow() });
        });
    }

    static async Task<IResult> WhoSaw(HttpContext http, Store store, Sealing sealing)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var seen = await store.Read(db => WhoSawMyPhone.Handle(db, sealing, new(new(me, [], false))));
        return Screens.Mine<WhoSawPage>(http, new { Seen = seen.Items, Now = store.Clock.GetUtcNow() });
    }

    static async Task<IResult> MessagesRead(HttpContext http, Store store)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Fme");
        var form = await FormSent.Read(http);
        if (!form.Refused && long.TryParse(form.Value["up-to"], out var ticks) && ticks is > 0 and < 3155378975999999999)
            await store.Write(work => MarkMessagesRead.Handle(work, new(new(me, [], false), new DateTimeOffset(ticks, TimeSpan.Zero))));
        return Screens.Next("/me");
    }

    static async Task<IResult> UsualPlace(HttpContext http, Store store)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Fme");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/me");
        // Nothing chosen asks anew each time; what is no id is no choice at all.
        PickupPointId? chosen = form.Value["pickup"].Length == 0 ? null : new(form.Value.Id("pickup") ?? Guid.Empty);
        var kept = await store.Write(work => SetUsualPickupPoint.Handle(work, new(new(me, [], false), chosen)));
        return kept.Refused ? Screens.Refuse(http, kept.Refusal!, "/me") : Screens.Next("/me");
    }

    static async Task<IResult> Homes(HttpContext http, Store store, Sealing sealing, (Guid, string)? typed, Refusal? refusal)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var (myself, homes) = await store.Read(async db => (await ReadMyself.Handle(db, sealing, new(new(me, [], false))), (await ReadHomes.Handle(db, sealing, new(me))).Items));
        if (myself.Refused) return Screens.SignInFirst(http);
        (Guid, string)[] places = [.. myself.Value.Communities.Select(c => (c.Id.Value, c.Name)).Union(homes.Select(h => (h.CommunityId, h.Community)))];
        return Screens.Mine<HomesPage>(http, new { Places = (IReadOnlyList<(Guid, string)>)places, Homes = homes, Typed = typed, Refusal = refusal }, refusal?.Status ?? 200);
    }

    static async Task<IResult> SayDoor(HttpContext http, Store store, Sealing sealing)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Fme%2Fhome");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/me/home");
        var (community, door) = (form.Value.Id("community") ?? Guid.Empty, form.Value["home"]);
        var said = await store.Write(work => SayHome.Handle(work, sealing, new(me, new(community), door)));
        return said.Refused ? await Homes(http, store, sealing, (community, door), said.Refusal) : Screens.Next("/me/home");
    }
}
