// The resident's own orders: list, look, pay, change, cancel.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class ResidentOrders
{
    const int RowsShown = 30;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/orders", List);
        pages.MapGet("/orders/{id:guid}", Show);
        pages.MapGet("/orders/{id:guid}/again", Again);
        pages.MapGet("/orders/{id:guid}/pay", Paying);
        pages.MapPost("/orders/{id:guid}/pay", Pay);
        pages.MapGet("/orders/{id:guid}/pay/wechat", BackFromWeChat);
        pages.MapGet("/orders/{id:guid}/change", Changing);
        pages.MapPost("/orders/{id:guid}/change", Change);
        pages.MapPost("/orders/{id:guid}/cancel", Cancel);
        pages.MapPost("/orders/{id:guid}/withdraw", Withdraw);
        pages.MapPost("/orders/{id:guid}/door", SetDoor);
        pages.MapPost("/orders/{id:guid}/enough", SetEnough);
        pages.MapPost("/orders/{id:guid}/pay-at-pickup", PayLater);
    }

    static async Task<IResult> List(HttpContext http, Guid? before, Store store, Sealing sealing)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var (orders, waits) = await store.Read(async db => (
            await ListOrders.Handle(db, sealing, new(new(me, [], false), me, null, before is { } b ? new OrderId(b) : null, RowsShown)),
            before is null ? await ListWaits.Handle(db, new(me)) : []));
        var older = orders.Value.Count == RowsShown ? orders.Value[^1].OrderId : (Guid?)null;
        return Screens.Mine<OrdersPage>(http, new { Orders = orders.Value, Waits = waits, Older = older, Now = store.Clock.GetUtcNow() });
    }

    static async Task<IResult> Show(HttpContext http, Guid id, Store store, Sealing sealing, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        return Page(http, await Mine(store, sealing, me, id), outside, null, store);
    }

    /// <summary>Only the resident's own: a leader sees orders on the leader's screens.</summary>
    static Task<Outcome<ShowOrder.Answer>> Mine(Store store, Sealing sealing, PersonId me, Guid id) =>
        store.Read(db => ShowOrder.Handle(db, sealing, new(new(me, [], false), new(id))));

    static IResult Page(HttpContext http, Outcome<ShowOrder.Answer> order, Outside outside, Refusal? refusal, Store store) => order.Match(
        shown => Screens.Mine<OrderPage>(http, new { Order = shown, HandOverAddress = new Uri(outside.PublicAddress, "/h/" + shown.PickupCode).ToString(), CollectorAddress = CollectorPages.AddressOf(shown, outside), Refusal = refusal, Now = store.Clock.GetUtcNow() }, refusal?.Status ?? 200),
        missing => Screens.Refuse(http, missing, "/orders"));

    static async Task<IResult> Again(HttpContext http, Guid id, Store store)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var again = await store.Read(async db => await OrderAgain.Handle(db, new(me, new(id)), await store.Now(db)));
        return again.Match(shown => Screens.Mine<AgainPage>(http, new { Again = shown, Now = store.Clock.GetUtcNow() }), refusal => Screens.Refuse(http, refusal, "/orders"));
    }

    /// <summary>The order's page once more, saying why not.</summary>
    internal static async Task<IResult> ShowRefusal(HttpContext http, Guid id, PersonId me, Store store, Sealing sealing, Outside outside, Refusal refusal) => Page(http, await Mine(store, sealing, me, id), outside, refusal, store);

    static async Task<IResult> Paying(HttpContext http, Guid id, string? scan, string? coupon, string? credit, string? change, Store store, Sealing sealing, WeChatPayClient gateway)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var order = await Mine(store, sealing, me, id);
        if (order.Refused) return Screens.Refuse(http, order.Refusal!, "/orders");
        if (order.Value.PaysWith is { } together) return Screens.Next(TogetherPages.Of(together));
        // The open payment's own address; asking again begins no second one.
        var begun = scan is "1" && order.Value.PaymentOpen ? (await StartPayment.Handle(store, gateway, new(me, new(id)))).Match<StartPayment.Answer?>(a => a, _ => null) : null;
        return await PayingPageOf(http, order.Value, me, begun, Wished(coupon), null, store, choosing: change is "1" || Wished(coupon) is not null || credit is not null, withCredit: credit is null ? null : credit != "none");
    }

    /// <summary>The open payment is gone on with, whatever coupon it was begun with.</summary>
    const string AsBegun = "begun";

    /// <summary>What the reader chose: a coupon, "none", or nothing yet.</summary>
    static Guid? Wished(string? coupon) => coupon is "none" ? StartPayment.NoCoupon : Guid.TryParse(coupon, out var one) ? one : null;

    static async Task<IResult> PayingPageOf(HttpContext http, ShowOrder.Answer order, PersonId me, StartPayment.Answer? begun, Guid? wished, Refusal? refusal, Store store, bool choosing = false, bool? withCredit = null)
    {
        var now = store.Clock.GetUtcNow();
        var none = new ChooseCoupon.Answer(order.AmountFen, null, null, []);
        var choice = order.State != "awaiting-payment" ? none
            : (await store.Read(db => ChooseCoupon.Handle(db, new(me, new(order.OrderId)), now))).Match(a => a, _ => none);
        // Until she says otherwise an open payment is made as it was begun, and another with the best.
        var usual = order.PaymentOpen ? choice.Items.FirstOrDefault(i => i.InUse) : choice.Items.FirstOrDefault(i => i.Id == choice.Best);
        var chosen = wished == StartPayment.NoCoupon ? null : choice.Items.FirstOrDefault(i => i.OffFen > 0 && i.Id == wished) ?? usual;
        var usesCredit = withCredit ?? (!order.PaymentOpen || order.CreditFen > 0);
        return Screens.Mine<PayingPage>(http, new { Order = order, Credit = usesCredit ? new Money(choice.CreditWith(chosen)) : Money.Zero, CodeUrl = begun is { Kind: PayFrom.Native } ? begun.PayUrl : null, begun?.Call, Choice = choice, Chosen = chosen, Choosing = choosing && order.PaymentOpen, Refusal = refusal, Now = now }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Pay(HttpContext http, Guid id, Store store, Sealing sealing, WeChatPayClient gateway, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next($"/sign-in?back=%2Forders%2F{id}%2Fpay");
        var form = await FormSent.Read(http);
        if (form.Refused && http.Request.ContentLength > 0) return Screens.Refuse(http, form.Refusal!, $"/orders/{id}/pay");
        var order = await Mine(store, sealing, me, id);
        if (order.Refused) return Screens.Refuse(http, order.Refusal!, "/orders");
        var said = form.Refused ? Said("", "") : Said(form.Value["coupon"], form.Value["credit"]);
        if (said == AsBegun && !order.Value.PaymentOpen) return Screens.Next($"/orders/{id}/pay");
        var byCode = !form.Refused && form.Value["from"] == PayFrom.Native;
        if (!byCode && PayingPlace.IsInWeChat(http, outside)) return PayingPlace.AskWho(http, PageOf(id), said, store, sealing, outside);
        var begun = await StartPayment.Handle(store, gateway, Beginning(me, id, said, byCode ? PayFrom.Code : PayingPlace.From(http, outside)));
        return begun.Refused ? await NotBegun(http, id, me, begun.Refusal!, store, sealing) : Wallet(http, begun.Value, PageOf(id), outside);
    }

    /// <summary>The coupon and the credit that stood on the page, in one word as it goes to WeChat and back; anything else is neither.</summary>
    static string Said(string coupon, string credit) => coupon == AsBegun ? AsBegun : $"{(Wished(coupon) is null ? "none" : coupon)}.{(Fen(credit) ?? Money.Zero).Fen}";

    /// <summary>What was not on the page is not taken off: the price on the button is the price.</summary>
    static StartPayment.Ask Beginning(PersonId me, Guid id, string said, PayFrom from) => said == AsBegun ? new(me, new(id), From: from)
        : said.Split('.') is [var coupon, var credit] ? new(me, new(id), Wished(coupon) ?? StartPayment.NoCoupon, from, Fen(credit) ?? Money.Zero)
        : new(me, new(id), StartPayment.NoCoupon, from, Money.Zero);

    internal static Money? Fen(string? said) => long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var fen) ? new Money(fen) : null;

    static async Task<IResult> NotBegun(HttpContext http, Guid id, PersonId me, Refusal why, Store store, Sealing sealing)
    {
        var order = await Mine(store, sealing, me, id);
        if (order.Refused) return Screens.Refuse(http, order.Refusal!, "/orders");
        var refusal = why.Code == StartPayment.NothingToPay.Code || why.Code == StartPayment.HoldEnded.Code ? null : why;
        return await PayingPageOf(http, order.Value, me, null, null, refusal, store);
    }

    /// <summary>WeChat has said who pays: the payment is placed for them, and the page that opens it holds no code to be used again.</summary>
    static async Task<IResult> BackFromWeChat(HttpContext http, Guid id, string? code, string? state, string? coupon, Store store, Sealing sealing, WeChatPayClient gateway, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next($"/sign-in?back=%2Forders%2F{id}%2Fpay");
        var order = await Mine(store, sealing, me, id);
        if (order.Refused) return Screens.Refuse(http, order.Refusal!, "/orders");
        if (state is null) return Screens.Next($"/orders/{id}/pay");
        var said = coupon ?? "";
        if (outside.Payment.Login is null || !PayingPlace.IsOurs(http, state, PageOf(id), said, store, sealing)) return Screens.Refuse(http, PayingPlace.NotBegunHere, $"/orders/{id}/pay");
        if (said == AsBegun && !order.Value.PaymentOpen) return Screens.Next($"/orders/{id}/pay");
        var who = code is { Length: > 0 and <= 512 } ? await gateway.OpenIdOf(code) : null;
        if (who is not GatewayAnswer<string>.Done(var openId)) return await NotBegun(http, id, me, PayingPlace.NobodyNamed, store, sealing);
        var begun = await StartPayment.Handle(store, gateway, Beginning(me, id, said, PayFrom.WeChat(openId)));
        return begun.Refused ? await NotBegun(http, id, me, begun.Refusal!, store, sealing) : Screens.Next($"/orders/{id}/pay?scan=1");
    }

    static string PageOf(Guid id) => $"/orders/{id}/pay";

    /// <summary>Begins paying and leads on to the wallet; where another order waits to be paid too, coupon or credit changes the price, or that fails, to the page that says so.</summary>
    internal static async Task<IResult> ToTheWallet(HttpContext http, Guid id, PersonId me, Store store, Sealing sealing, WeChatPayClient gateway, Outside outside)
    {
        if (await store.Read(async db => await ReadTogether.AreMany(db, me, await store.Now(db)))) return Screens.Next(TogetherPages.Path);
        var choice = await store.Read(async db => await ChooseCoupon.Handle(db, new(me, new(id)), await store.Now(db)));
        if (choice is { Refused: false } and ({ Value.Best: not null } or { Value.CreditFen: > 0 })) return Screens.Next($"/orders/{id}/pay");
        if (PayingPlace.IsInWeChat(http, outside)) return PayingPlace.AskWho(http, PageOf(id), Said("", ""), store, sealing, outside);
        return (await StartPayment.Handle(store, gateway, Beginning(me, id, Said("", ""), PayingPlace.From(http, outside)))).Match(begun => Wallet(http, begun, PageOf(id), outside), _ => Screens.Next($"/orders/{id}/pay"));
    }

    /// <summary>A wallet with a page of its own is opened and told the way back; WeChat's weixin:// is shown to be scanned.</summary>
    internal static IResult Wallet(HttpContext http, StartPayment.Answer begun, string back, Outside outside)
    {
        if (begun.PayUrl is not { } payUrl || !payUrl.StartsWith("http", StringComparison.OrdinalIgnoreCase)) return Screens.Next(back + (back.Contains('?', StringComparison.Ordinal) ? "&scan=1" : "?scan=1"));
        var isH5 = begun.Kind == PayFrom.H5;
        // WeChat lets a browser in only from the shop's own domain, and the browser names it only where it is allowed to.
        if (isH5) http.Response.Headers["Referrer-Policy"] = "origin";
        var joint = payUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return Screens.Next($"{payUrl}{joint}{(isH5 ? "redirect_url" : "back")}={Uri.EscapeDataString(new Uri(outside.PublicAddress, back).ToString())}");
    }

    static async Task<IResult> Changing(HttpContext http, Guid id, Store store, Sealing sealing, DealBoard board)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var order = await Mine(store, sealing, me, id);
        if (order.Refused) return Screens.Refuse(http, order.Refusal!, "/orders");
        var deal = await board.Show(new(order.Value.DealId));
        return deal.Match(
            shown => Screens.Mine<ChangePage>(http, new { Order = order.Value, Deal = shown, PickupPoint = (Guid?)order.Value.PickupPointId, order.Value.Note, Now = store.Clock.GetUtcNow() }),
            refusal => Screens.Refuse(http, refusal, $"/orders/{id}"));
    }

    static async Task<IResult> Change(HttpContext http, Guid id, Store store, Sealing sealing, TradeSettings settings, DealBoard board)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Forders");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/orders/{id}");
        JoinDeal.Line[] lines = [.. ResidentPages.Quantities(form.Value.Names.Select(name => (name, form.Value[name]))).Select(q => new JoinDeal.Line(new(q.Key), q.Value))];
        var changed = await store.Write(work => ChangeOrder.Handle(work, sealing, new(me, new(id), lines, new(form.Value.Id("pickup") ?? Guid.Empty), form.Value["note"]), settings));
        if (!changed.Refused) return Screens.Next($"/orders/{id}");
        var order = await Mine(store, sealing, me, id);
        if (order.Refused) return Screens.Refuse(http, order.Refusal!, "/orders");
        var deal = await board.Show(new(order.Value.DealId));
        return deal.Match(
            shown => Screens.Mine<ChangePage>(http, new { Order = order.Value, Deal = shown, PickupPoint = form.Value.Id("pickup"), Note = form.Value["note"], Refusal = changed.Refusal, Now = store.Clock.GetUtcNow() }, changed.Refusal!.Status),
            refusal => Screens.Refuse(http, refusal, $"/orders/{id}"));
    }

    static async Task<IResult> SetDoor(HttpContext http, Guid id, Store store, Sealing sealing, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Forders");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/orders/{id}");
        var said = await store.Write(work => SayDoor.Handle(work, sealing, new(me, new(id), form.Value["door"])));
        return said.Refused ? Page(http, await Mine(store, sealing, me, id), outside, said.Refusal, store) : Screens.Next($"/orders/{id}");
    }

    static async Task<IResult> SetEnough(HttpContext http, Guid id, Store store, Sealing sealing, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Forders");
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/orders/{id}");
        int? enough = int.TryParse(form.Value["enough"], out var number) ? number : null;
        var said = await store.Write(work => SayEnough.Handle(work, new(me, new(id), new(form.Value.Id("offer") ?? default), enough)));
        return said.Refused ? Page(http, await Mine(store, sealing, me, id), outside, said.Refusal, store) : Screens.Next($"/orders/{id}");
    }

    static async Task<IResult> PayLater(HttpContext http, Guid id, Store store, Sealing sealing, TradeSettings settings, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Forders");
        return await AtPickup(http, id, me, store, sealing, settings, outside);
    }

    /// <summary>The order is left to be paid at its pickup; its page says how, or why not.</summary>
    internal static async Task<IResult> AtPickup(HttpContext http, Guid id, PersonId me, Store store, Sealing sealing, TradeSettings settings, Outside outside)
    {
        var later = await store.Write(work => PayAtPickup.Handle(work, settings, new(me, new(id))));
        return later.Refused ? Page(http, await Mine(store, sealing, me, id), outside, later.Refusal, store) : Screens.Next($"/orders/{id}");
    }

    static async Task<IResult> Withdraw(HttpContext http, Guid id, Store store, Sealing sealing, TradeSettings settings, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Forders");
        var withdrawn = await store.Write(work => WithdrawForDelay.Handle(work, new(me, new(id)), settings));
        // Pressed twice, the second finds the money on its way.
        if (!withdrawn.Refused || withdrawn.Refusal!.Code == CancelOrder.AlreadyEnded.Code) return Screens.Next($"/orders/{id}");
        return Page(http, await Mine(store, sealing, me, id), outside, withdrawn.Refusal, store);
    }

    static async Task<IResult> Cancel(HttpContext http, Guid id, Store store, Sealing sealing, TradeSettings settings, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next("/sign-in?back=%2Forders");
        var cancelled = await store.Write(work => CancelOrder.Handle(work, new(me, new(id)), settings));
        // Pressed twice, the second finds it done: that is what was wanted.
        if (!cancelled.Refused || cancelled.Refusal!.Code == CancelOrder.AlreadyEnded.Code) return Screens.Next($"/orders/{id}");
        return Page(http, await Mine(store, sealing, me, id), outside, cancelled.Refusal, store);
    }
}
