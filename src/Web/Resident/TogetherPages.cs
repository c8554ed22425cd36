// Several orders paid at once: what there is to pay, the one payment for all of it, and what became of that.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class TogetherPages
{
    public const string Path = "/orders/pay";

    const string SignIn = "/sign-in?back=%2Forders%2Fpay";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, Show);
        pages.MapPost(Path, Pay);
        pages.MapGet(Path + "/wechat", BackFromWeChat);
    }

    public static string Of(Guid together) => $"{Path}?of={together}";

    static async Task<IResult> Show(HttpContext http, Guid? of, string? scan, string? credit, Store store, WeChatPayClient gateway)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var read = await Read(store, me, of, credit != "none");
        if (read.Refused) return Screens.Refuse(http, read.Refusal!, "/orders");
        // The open payment's own address; asking again begins no second one.
        var begun = scan is "1" && read.Value.Open ? (await PayTogether.Handle(store, gateway, new(me, [.. read.Value.Items.Select(i => new PayTogether.Part(new(i.OrderId)))]))).Match<StartPayment.Answer?>(a => a.Begun, _ => null) : null;
        return Page(http, read.Value, begun, null, store);
    }

    static Task<Outcome<ReadTogether.Answer>> Read(Store store, PersonId me, Guid? of, bool withCredit = true) => store.Read(async db => await ReadTogether.Handle(db, new(me, of, withCredit), await store.Now(db)));

    static IResult Page(HttpContext http, ReadTogether.Answer told, StartPayment.Answer? begun, Refusal? refusal, Store store) =>
        Screens.Mine<TogetherPage>(http, new { Told = told, CodeUrl = begun is { Kind: PayFrom.Native } ? begun.PayUrl : null, begun?.Call, Refusal = refusal, Now = store.Clock.GetUtcNow() }, refusal?.Status ?? 200);

    static async Task<IResult> Pay(HttpContext http, Store store, Sealing sealing, WeChatPayClient gateway, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next(SignIn);
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, Path);
        var said = form.Value["what"];
        var byCode = form.Value["from"] == PayFrom.Native;
        if (!byCode && PayingPlace.IsInWeChat(http, outside)) return PayingPlace.AskWho(http, Path, Parts(said).Count == 0 ? "" : said, store, sealing, outside);
        return await Begin(http, me, said, byCode ? PayFrom.Code : PayingPlace.From(http, outside), store, gateway, outside);
    }

    /// <summary>WeChat has said who pays: the payment is placed for them.</summary>
    static async Task<IResult> BackFromWeChat(HttpContext http, string? code, string? state, string? coupon, Store store, Sealing sealing, WeChatPayClient gateway, Outside outside)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next(SignIn);
        if (state is null) return Screens.Next(Path);
        var said = coupon ?? "";
        if (outside.Payment.Login is null || !PayingPlace.IsOurs(http, state, Path, said, store, sealing)) return Screens.Refuse(http, PayingPlace.NotBegunHere, Path);
        var who = code is { Length: > 0 and <= 512 } ? await gateway.OpenIdOf(code) : null;
        if (who is not GatewayAnswer<string>.Done(var openId)) return await Again(http, me, PayingPlace.NobodyNamed, store);
        return await Begin(http, me, said, PayFrom.WeChat(openId), store, gateway, outside);
    }

    static async Task<IResult> Begin(HttpContext http, PersonId me, string said, PayFrom from, Store store, WeChatPayClient gateway, Outside outside)
    {
        var begun = await PayTogether.Handle(store, gateway, new(me, Parts(said), from, ResidentOrders.Fen(said.Split('~')[^1]) ?? Money.Zero));
        return begun.Refused ? await Again(http, me, begun.Refusal!, store) : ResidentOrders.Wallet(http, begun.Value.Begun, Of(begun.Value.Together), outside);
    }

    /// <summary>What there is to pay now, and why not what was pressed: one of the orders may have been paid, cancelled or let go meanwhile.</summary>
    static async Task<IResult> Again(HttpContext http, PersonId me, Refusal why, Store store)
    {
        var now = await Read(store, me, null);
        return now.Refused ? Screens.Refuse(http, now.Refusal!, "/orders") : Page(http, now.Value, null, why, store);
    }

    /// <summary>Each order with the coupon that stood beside it, and the credit for all of them, so that the price on the button is the price: order.coupon-order.coupon~fen, without hyphens inside.</summary>
    public static string What(ReadTogether.Answer told) => string.Join('-', told.Items.Select(i => $"{i.OrderId:N}.{i.Coupon ?? StartPayment.NoCoupon:N}")) + $"~{told.CreditFen}";

    static IReadOnlyList<PayTogether.Part> Parts(string what)
    {
        var parts = new List<PayTogether.Part>();
        foreach (var one in what.Split('~')[0].Split('-'))
        {
            if (one.Split('.') is not [var order, var coupon] || !Guid.TryParseExact(order, "N", out var id) || !Guid.TryParseExact(coupon, "N", out var with)) return [];
            parts.Add(new(new(id), with));
        }
        return parts;
    }
}
