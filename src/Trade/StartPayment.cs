// A resident pays for an order: one open payment per order, placed at the gateway outside any transaction.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class StartPayment
{
    /// <summary>Names no coupon: none is to be used.</summary>
    public static readonly Guid NoCoupon = Guid.Empty;

    /// <param name="Coupon">Of those that fit (<see cref="ChooseCoupon"/>); null takes the best of them, <see cref="NoCoupon"/> none.</param>
    /// <param name="From">Null is wherever it was begun, and by a scanned code where it was not.</param>
    /// <param name="Credit">Exactly so much of their credit; null is as begun, and where nothing is, as much as helps.</param>
    public sealed record Ask(PersonId By, OrderId OrderId, Guid? Coupon = null, PayFrom? From = null, Money? Credit = null);

    /// <param name="PayUrl">Where the resident pays: the gateway's code_url, shown to be scanned, or its h5_url, opened in the phone's browser with &amp;redirect_url= for the way back; null where a page inside WeChat opens it.</param>
    /// <param name="AmountFen">What is to be paid there; nothing where credit bore all of it, which is paid by then.</param>
    /// <param name="CouponFen">What a coupon takes off.</param>
    /// <param name="Kind">"native", "h5", "jsapi", or "credit": nothing is left to pay.</param>
    /// <param name="Call">What a page inside WeChat hands to getBrandWCPayRequest; signed anew each time.</param>
    /// <param name="CreditFen">What their credit bears.</param>
    public sealed record Answer(string? PayUrl, long AmountFen, long CouponFen, string Kind, WeChatPayCall? Call, long CreditFen = 0);

    public static readonly Refusal NothingToPay = new("trade.pay-nothing", 409, "这一单不用付款了", "There is nothing to pay for this order.");
    public static readonly Refusal HoldEnded = new("trade.pay-hold-ended", 409, "付款时间过了，货已经让给候补的邻居", "The time to pay has ended; the goods went to those who waited.");
    public static readonly Refusal GatewaySilent = new("trade.pay-gateway-silent", 503, "支付那边暂时没有回应，您的货还留着，请过一会儿再点付款", "The payment gateway does not answer just now; your goods are still held, try again shortly.");
    public static readonly Refusal GatewayRefused = new("trade.pay-gateway-refused", 502, "支付那边没有接受这笔付款，请联系客服", "The payment gateway refused; please contact us.");
    public static readonly Refusal PayerUnknown = new("trade.pay-payer-unknown", 409, "这笔付款要从开始付款的那个页面接着付，请再点一次付款", "Who pays, or from where, has to be said with this payment; begin again from where you pay.");

    public static readonly Refusal OldStillOpen = new("trade.pay-old-still-open", 503, "刚才那笔付款还没能关上，请过一会儿再换，或者就付那一笔", "The payment begun before could not be closed yet; change a little later, or make that one.");
    public static readonly Refusal CreditIsLess = new("trade.pay-credit-is-less", 409, "余额没有这么多了，请再看一眼要付的钱", "There is not that much credit for it now; look at the price again.");
    public static readonly Refusal CouponDoesNotFit = new("trade.pay-coupon-does-not-fit", 409, "这张券现在用不了，请再看一眼要付的钱", "This coupon cannot be used for the order now; look at the price again.");

    static readonly TimeSpan FirstAskAfter = TimeSpan.FromSeconds(20);

    /// <summary>When the janitor first asks, in case the notice is lost: soon, and no later than the hold's end, so that goods nobody pays for go on.</summary>
    public static DateTimeOffset FirstAsk(DateTimeOffset expiresAt, DateTimeOffset now) => expiresAt < now + FirstAskAfter ? expiresAt : now + FirstAskAfter;

    /// <summary>The gateway's code lives two hours. An order that is held longer is paid with another code then, so this one is closed with it.</summary>
    static readonly TimeSpan CodeLives = TimeSpan.FromHours(2);

    public static DateTimeOffset Expiry(DateTimeOffset holdUntil, DateTimeOffset now) => holdUntil < now + CodeLives ? holdUntil : now + CodeLives;

    public static Refusal? Decide(Order order, DateTimeOffset now)
    {
        if (order.PaidAt is not null || order.CancelledAt is not null) return NothingToPay;
        return order.LapsedAt is not null || now >= order.HoldUntil ? HoldEnded : null;
    }

    /// <summary>Begins a payment, or answers where the open one is made. Another coupon, or another place to pay from, replaces the open one, which the gateway closes first.</summary>
    public static async Task<Outcome<Answer>> Handle(Store store, WeChatPayClient gateway, Ask ask)
    {
        var replaced = await Replaced(store, ask);
        if (replaced.Refused) return replaced.Refusal!;
        if (replaced.Value.Open is { } old && await Close(store, gateway, old) is { } whyNot) return whyNot;
        return await Begin(store, gateway, ask with { Coupon = replaced.Value.Wanted });
    }

    /// <summary>The open payment, if it is made with another coupon, from elsewhere or together with other orders; nothing is closed for a coupon that cannot be used.</summary>
    static Task<Outcome<(Payment? Open, Guid? Wanted)>> Replaced(Store store, Ask ask) => store.Read<Outcome<(Payment? Open, Guid? Wanted)>>(async db =>
    {
        var open = await Payment.AllOpen(db).AsNoTracking().FirstOrDefaultAsync(p => p.OrderId == ask.OrderId);
        if (open is null || (ask is { Coupon: null, From: null, Credit: null } && open.CombinedId is null)) return (null, ask.Coupon);
        var now = await store.Now(db);
        var order = await db.Set<Order>().AsNoTracking().Include(o => o.Lines).FirstOrDefaultAsync(o => o.Id == ask.OrderId);
        // Begin says why not.
        if (order is null || !await order.IsOf(db, ask.By) || Decide(order, now) is not null) return (null, ask.Coupon);
        var (wanted, isSamePlace) = (ask.Coupon ?? open.CouponId?.Value ?? NoCoupon, open.CombinedId is null && (ask.From is null || ask.From.Kind == open.Kind) && (ask.Credit is null || ask.Credit == open.Credit));
        if (ask.Credit is { } credit && credit != open.Credit && (credit < Money.Zero || credit > order.Amount || credit > await CreditOf(db, order, ask.By))) return CreditIsLess;
        if (wanted == (open.CouponId?.Value ?? NoCoupon)) return (isSamePlace ? null : open, wanted);
        if (wanted == NoCoupon) return (open, wanted);
        var choice = ChooseCoupon.Decide(await ChooseCoupon.Candidates(db, order, ask.By, now)).FirstOrDefault(c => c.Id == wanted || (c.InUse && c.Campaign.Id.Value == wanted));
        // A newcomer's coupon is named by its campaign until it is given, with the payment that is open now.
        return choice is null ? CouponDoesNotFit : choice.InUse ? (isSamePlace ? null : open, choice.Id) : (open, wanted);
    });

    /// <summary>Null when no money can come on it any more, nor on what was to be paid together with it. What is not known stays as it is, and money that is there already is counted.</summary>
    internal static async Task<Refusal?> Close(Store store, WeChatPayClient gateway, Payment old)
    {
        switch (await PaymentAtGateway.Close(store, gateway, old, replaced: true))
        {
            case PaymentAtGateway.Closing.Closed: return null;
            case PaymentAtGateway.Closing.WasPaid:
                if (await PaymentAtGateway.Ask(gateway, old) is GatewayAnswer<WeChatPayTransaction>.Done(var told) && told.WasPaid) await store.Write(work => SettlePayment.Handle(work, new(told)));
                return NothingToPay;
            default: return OldStillOpen;
        }
    }

    static async Task<Outcome<Answer>> Begin(Store store, WeChatPayClient gateway, Ask ask)
    {
        var title = "好邻订单";
        var placed = await store.Write<Payment>(async work =>
        {
            var order = await Order.Lock(work, ask.OrderId);
            if (order is null || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
            if (Decide(order, work.Now) is { } refusal) return refusal;
            title = (await work.Db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == order.DealId)).Title;
            var open = await Payment.AllOpen(work.Db).FirstOrDefaultAsync(p => p.OrderId == order.Id);
            // Somebody else was faster and began it another way than was wanted here.
            if (open is not null) return open.CombinedId is null && IsSame(open, ask.Coupon, ask.From, ask.Credit) ? open : OldStillOpen;
            var (id, expiresAt) = (Ids.New<PaymentId>(work.Now), Expiry(order.HoldUntil, work.Now));
            var held = await HoldCoupon(work, order, ask.By, ask.Coupon, id);
            if (held.Refused) return held.Refusal!;
            var credit = await HoldCredit(work, ask.By, ask.Credit, [(order, order.Amount - held.Value.Off)]);
            if (credit.Refused) return credit.Refusal!;
            return await Add(work, order, id, held.Value, credit.Value[0], ask.From, expiresAt);
        });
        if (placed.Refused) return placed.Refusal!;
        if (placed.Value.Kind == PayFrom.Credit) return AnswerOf(gateway, "", placed.Value);
        // A scanned code lives as long as the payment does, a browser's address for minutes; a payer inside WeChat may be another than before.
        return placed.Value.PayUrl is { } known && (ask.From is null or { Kind: PayFrom.Native }) ? AnswerOf(gateway, known, placed.Value)
            : await Place(store, gateway, placed.Value, title, ask.From);
    }

    /// <summary>Begins a payment of an order, or makes it where credit bears all that is left.</summary>
    internal static async Task<Payment> Add(Work work, Order order, PaymentId id, (CouponId? Coupon, Money Off) coupon, Money credit, PayFrom? from, DateTimeOffset expiresAt, CombinedId? combined = null)
    {
        var left = order.Amount - coupon.Off - credit;
        var isPaid = left == Money.Zero && credit > Money.Zero;
        var payment = new Payment
        {
            Id = id, OrderId = order.Id, CombinedId = combined, Amount = left, CouponId = coupon.Coupon, CouponOff = coupon.Off, Credit = credit, Kind = isPaid ? PayFrom.Credit : from?.Kind ?? PayFrom.Native,
            CreatedAt = work.Now, ExpiresAt = expiresAt, AskAt = FirstAsk(expiresAt, work.Now),
        };
        work.Db.Add(payment);
        if (isPaid) await SettlePayment.ByCredit(work, payment, order);
        return payment;
    }

    /// <param name="payments">One, or those that are made in one go.</param>
    internal static Answer AnswerOf(WeChatPayClient gateway, string told, params IReadOnlyList<Payment> payments)
    {
        var (kind, fen, off, credit) = (payments[0].Kind, payments.Sum(p => p.Amount.Fen), payments.Sum(p => p.CouponOff.Fen), payments.Sum(p => p.Credit.Fen));
        return kind switch
        {
            PayFrom.Credit => new(null, fen, off, kind, null, credit),
            PayFrom.Jsapi => new(null, fen, off, kind, gateway.CallFor(told), credit),
            _ => new(told, fen, off, kind, null, credit),
        };
    }

    /// <summary>The number is ours, so asking again after an unknown outcome places no second payment.</summary>
    static async Task<Outcome<Answer>> Place(Store store, WeChatPayClient gateway, Payment payment, string title, PayFrom? from)
    {
        switch (await AtGateway(gateway, payment, title, from))
        {
            case GatewayAnswer<string>.Done(var told):
                await store.Write(work => work.Db.Set<Payment>().Where(p => p.Id == payment.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.PayUrl, told)));
                return AnswerOf(gateway, told, payment);
            case GatewayAnswer<string>.Refused(var code, var message):
                await store.Write(work => work.Db.Set<Payment>().Where(p => p.Id == payment.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(p => p.Problem, code + ": " + message)));
                return GatewayRefused.With(code);
            case null: return PayerUnknown;
            default: return GatewaySilent;
        }
    }

    /// <summary>Null when who or where the payer is would have to be known and is not.</summary>
    static async Task<GatewayAnswer<string>?> AtGateway(WeChatPayClient gateway, Payment payment, string title, PayFrom? from)
    {
        var (number, fen) = (payment.Id.OutTradeNo, payment.Amount.Fen);
        return (payment.Kind, from) switch
        {
            (PayFrom.Native, _) => (await gateway.PrepayNative(number, fen, title, payment.ExpiresAt)).Select(told => told.CodeUrl),
            (PayFrom.H5, { Address: { } address }) => (await gateway.PrepayH5(number, fen, title, payment.ExpiresAt, address)).Select(told => told.H5Url),
            (PayFrom.Jsapi, { OpenId: { } openId }) => (await gateway.PrepayJsapi(number, fen, title, payment.ExpiresAt, openId)).Select(told => told.PrepayId),
            _ => null,
        };
    }

    /// <summary>Keeps the coupon for this payment. Left to itself, the best that is still there; a newcomer's is given with it.</summary>
    internal static async Task<Outcome<(CouponId? Coupon, Money Off)>> HoldCoupon(Work work, Order order, PersonId by, Guid? wanted, PaymentId payment)
    {
        if (wanted == NoCoupon) return (null, Money.Zero);
        var fit = ChooseCoupon.Decide(await ChooseCoupon.Candidates(work.Db, order, by, work.Now));
        foreach (var choice in wanted is null ? fit : fit.Where(c => c.Id == wanted))
        {
            var coupon = choice.Coupon ?? (await Coupon.Issue(work, choice.Campaign.Id, order.PersonId)).Match<CouponId?>(given => given.Id, _ => null);
            if (coupon is { } id && await Coupon.Hold(work, id, payment)) return (id, choice.Off);
        }
        return wanted is null ? (null, Money.Zero) : CouponDoesNotFit;
    }

    /// <summary>Whether a payment that is open was begun with what is wanted now; what is not said is as it was begun.</summary>
    internal static bool IsSame(Payment open, Guid? coupon, PayFrom? from, Money? credit) =>
        (coupon is null || coupon == (open.CouponId?.Value ?? NoCoupon)) && (from is null || from.Kind == open.Kind) && (credit is null || credit == open.Credit);

    /// <summary>What credit an order may be paid with, whatever is kept for it now. A leader who pays for somebody uses neither theirs nor the neighbour's.</summary>
    internal static async Task<Money> CreditOf(HaoLinDb db, Order order, PersonId by) => by == order.PersonId ? await Credit.Of(db, by, order.Id) : Money.Zero;

    /// <summary>Keeps credit for a payment that begins, of one order or of several in one go.</summary>
    /// <param name="wanted">Exactly so much for each; null is as much as helps.</param>
    /// <param name="orders">With what each costs, its coupon taken off.</param>
    internal static async Task<Outcome<IReadOnlyList<Money>>> HoldCredit(Work work, PersonId by, Money? wanted, IReadOnlyList<(Order Order, Money Price)> orders)
    {
        IReadOnlyList<Money> prices = [.. orders.Select(o => o.Price)];
        var most = Money.Zero;
        if (wanted != Money.Zero && orders.All(o => o.Order.PersonId == by) && await Credit.Of(work.Db, by) > Money.Zero)
        {
            await Credit.Lock(work, by);
            most = await Credit.Of(work.Db, by);
        }
        if (wanted is { } exactly && (exactly < Money.Zero || exactly > most || exactly > Credit.Sum(prices))) return CreditIsLess;
        return Outcome<IReadOnlyList<Money>>.Yes(Credit.Spread(wanted ?? most, prices));
    }
}
