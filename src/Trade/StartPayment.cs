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
    public sealed record Ask(PersonId By, OrderId OrderId, Guid? Coupon = null);

    /// <param name="PayUrl">Where the resident pays (the gateway's code_url).</param>
    /// <param name="AmountFen">What is to be paid there.</param>
    /// <param name="CouponFen">What a coupon takes off.</param>
    public sealed record Answer(string PayUrl, long AmountFen, long CouponFen);

    public static readonly Refusal NothingToPay = new("trade.pay-nothing", 409, "这一单不用付款了", "There is nothing to pay for this order.");
    public static readonly Refusal HoldEnded = new("trade.pay-hold-ended", 409, "付款时间过了，货已经让给候补的邻居", "The time to pay has ended; the goods went to those who waited.");
    public static readonly Refusal GatewaySilent = new("trade.pay-gateway-silent", 503, "支付那边暂时没有回应，您的货还留着，请过一会儿再点付款", "The payment gateway does not answer just now; your goods are still held, try again shortly.");
    public static readonly Refusal GatewayRefused = new("trade.pay-gateway-refused", 502, "支付那边没有接受这笔付款，请联系客服", "The payment gateway refused; please contact us.");

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

    public static async Task<Outcome<Answer>> Handle(Store store, WeChatPayClient gateway, Ask ask)
    {
        var title = "好邻订单";
        var placed = await store.Write<Payment>(async work =>
        {
            var order = await Order.Lock(work, ask.OrderId);
            if (order is null || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
            if (Decide(order, work.Now) is { } refusal) return refusal;
            title = (await work.Db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == order.DealId)).Title;
            var open = await work.Db.Set<Payment>().FirstOrDefaultAsync(p => p.OrderId == order.Id && p.PaidAt == null && p.ClosedAt == null);
            if (open is not null) return open;
            var (id, expiresAt) = (Ids.New<PaymentId>(work.Now), Expiry(order.HoldUntil, work.Now));
            var held = await HoldCoupon(work, order, ask, id);
            if (held.Refused) return held.Refusal!;
            var payment = new Payment
            {
                Id = id, OrderId = order.Id, Amount = order.Amount - held.Value.Off, CouponId = held.Value.Coupon, CouponOff = held.Value.Off,
                CreatedAt = work.Now, ExpiresAt = expiresAt, AskAt = FirstAsk(expiresAt, work.Now),
            };
            work.Db.Add(payment);
            return payment;
        });
        if (placed.Refused) return placed.Refusal!;
        if (placed.Value.PayUrl is { } known) return new Answer(known, placed.Value.Amount.Fen, placed.Value.CouponOff.Fen);

        // The number is ours, so asking again after an unknown outcome places no second payment.
        var payment = placed.Value;
        switch (await gateway.PrepayNative(payment.Id.OutTradeNo, payment.Amount.Fen, title, payment.ExpiresAt))
        {
            case GatewayAnswer<NativePrepay>.Done(var prepay):
                await store.Write(work => work.Db.Set<Payment>().Where(p => p.Id == payment.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.PayUrl, prepay.CodeUrl)));
                return new Answer(prepay.CodeUrl, payment.Amount.Fen, payment.CouponOff.Fen);
            case GatewayAnswer<NativePrepay>.Refused(var code, var message):
                await store.Write(work => work.Db.Set<Payment>().Where(p => p.Id == payment.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(p => p.Problem, code + ": " + message)));
                return GatewayRefused.With(code);
            default: return GatewaySilent;
        }
    }

    /// <summary>Keeps the coupon for this payment. Left to itself, the best that is still there; a newcomer's is given with it.</summary>
    static async Task<Outcome<(CouponId? Coupon, Money Off)>> HoldCoupon(Work work, Order order, Ask ask, PaymentId payment)
    {
        if (ask.Coupon == NoCoupon) return (null, Money.Zero);
        var fit = ChooseCoupon.Decide(await ChooseCoupon.Candidates(work.Db, order, ask.By, work.Now));
        foreach (var choice in ask.Coupon is { } wanted ? fit.Where(c => c.Id == wanted) : fit)
        {
            var coupon = choice.Coupon ?? (await Coupon.Issue(work, choice.Campaign.Id, order.PersonId)).Match<CouponId?>(given => given.Id, _ => null);
            if (coupon is { } id && await Coupon.Hold(work, id, payment)) return (id, choice.Off);
        }
        return ask.Coupon is null ? (null, Money.Zero) : CouponDoesNotFit;
    }
}
