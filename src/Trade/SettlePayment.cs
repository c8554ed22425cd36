// The gateway's signed word that a payment was made: applied once, however often, however late and in whatever order it comes.
using System.Security.Cryptography;
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class SettlePayment
{
    /// <summary>A transaction whose signature has been verified, from a notice or from an answer to our question.</summary>
    public sealed record Ask(WeChatPayTransaction Told);

    public static readonly Refusal Unknown = new("trade.payment-unknown", 404, "没有这笔付款", "There is no such payment.");
    public static readonly Refusal Mismatch = new("trade.payment-mismatch", 409, "金额或币种与订单不符，已转人工核对", "Amount or currency differ from ours; a person must look.") { Counted = true };

    public enum Verdict { Ignore, Paid, PaidLate, Mismatched }

    /// <summary>What the word means for us: the amount must be ours to the fen; money for an order that no longer stands, was changed after this payment was closed, or is paid another way since, came too late.</summary>
    public static Verdict Decide(Payment payment, Order order, WeChatPayTransaction told)
    {
        if (payment.PaidAt is not null && !Break.Is("callback-once")) return Verdict.Ignore;
        if (!told.WasPaid) return Verdict.Ignore;
        var ours = told.Amount is { } amount && amount.Total == payment.Amount.Fen && (amount.Currency ?? "CNY") == "CNY";
        if (!ours && !Break.Is("amount")) return Verdict.Mismatched;
        return order.AwaitsPayment && (payment.ReplacedAt is null || Break.Is("replaced")) && order.Amount == payment.Amount + payment.CouponOff + payment.Credit ? Verdict.Paid : Verdict.PaidLate;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (!Guid.TryParseExact(ask.Told.OutTradeNo, "N", out var number)) return Unknown;
        var id = new PaymentId(number);
        var found = await work.Db.Set<Payment>().AsNoTracking().Where(p => p.Id == id).Select(p => new { p.OrderId }).FirstOrDefaultAsync();
        if (found is null) return Unknown;
        // The order's lock comes first everywhere; under it the payment cannot change.
        var order = await Order.Lock(work, found.OrderId) ?? throw new InvalidOperationException("a payment without its order");
        var payment = await work.Db.Set<Payment>().FirstAsync(p => p.Id == id);
        var verdict = Decide(payment, order, ask.Told);
        // Coupon or credit may have gone elsewhere since this payment was closed; then its price is not right any more.
        if (verdict == Verdict.Paid && !(await HasCredit(work, payment, order) && await UseCoupon(work, payment, order))) verdict = Verdict.PaidLate;
        switch (verdict)
        {
            case Verdict.Ignore: return Done.Deed;
            case Verdict.Mismatched:
                // Not believed, so not done either: the gateway repeats it, the janitor goes on asking, and a person sees the problem.
                payment.Problem = $"the gateway says {ask.Told.Amount?.Total} {ask.Told.Amount?.Currency}, we asked for {payment.Amount.Fen} CNY";
                return Mismatch;
            case Verdict.Paid:
                Receive(work, payment, ask.Told);
                await Paid(work, payment, order);
                break;
            case Verdict.PaidLate:
                Receive(work, payment, ask.Told);
                await Coupon.Free(work, payment.Id);
                Books.Move(work, "paid-late", BookSubject(payment), order.Id, payment.Amount, debit: Account.GatewayClearing, credit: Account.RefundsDue);
                work.Db.Add(RefundOrder.NewRefund(work, payment, order, payment.Amount, payment.ReplacedAt is null ? "付款时这一单已经结束" : "换了付法以后，旧的那笔又付了", by: null));
                break;
        }
        work.Stir(order.DealId.Value);
        return Done.Deed;
    }

    /// <summary>The order is paid with a payment that brings its price.</summary>
    static async Task Paid(Work work, Payment payment, Order order)
    {
        (order.PaidAt, order.PickupCode) = (work.Now, await NewCode(work.Db));
        if (payment.Credit > Money.Zero) payment.CreditAt = work.Now;
        Books.Move(work, "paid", BookSubject(payment), order.Id,
            (Account.GatewayClearing, payment.Amount), (Account.CouponCost, payment.CouponOff), (Account.ResidentCredit, payment.Credit), (Account.PrepaidOrders, -order.Amount));
        await Commission.Expect(work, order, payment.Id.Value);
        work.Tell(new OrderPaid(order.DealId.Value, order.Id.Value, order.PersonId.Value, payment.Amount.Fen));
    }

    /// <summary>Credit bears all that is left to pay: it is paid as it begins, and the channel hears nothing. The order is locked, the coupon held.</summary>
    internal static async Task ByCredit(Work work, Payment payment, Order order)
    {
        if (!await UseCoupon(work, payment, order)) throw new InvalidOperationException("a coupon that was held just now is not there");
        (payment.PaidAt, payment.AskAt) = (work.Now, null);
        await Paid(work, payment, order);
    }

    /// <summary>An open payment keeps its credit; one that was closed has to find it still there.</summary>
    static async Task<bool> HasCredit(Work work, Payment payment, Order order)
    {
        if (payment.Credit == Money.Zero || payment.ClosedAt is null) return true;
        await Credit.Lock(work, order.PersonId);
        return await Credit.Of(work.Db, order.PersonId) >= payment.Credit;
    }

    /// <summary>The lines the coupon counts for bear what it takes off, to the fen, each by its price; false when it takes off something else by now, or is used.</summary>
    static async Task<bool> UseCoupon(Work work, Payment payment, Order order)
    {
        if (payment.CouponId is not { } id) return true;
        var coupon = await work.Db.Set<Coupon>().AsNoTracking().FirstAsync(c => c.Id == id);
        var campaign = await work.Db.Set<Campaign>().AsNoTracking().Include(c => c.Only).FirstAsync(c => c.Id == coupon.CampaignId);
        var basket = await ChooseCoupon.Basket.Of(work.Db, order);
        if (campaign.Off(basket.Counted(campaign), order.Amount) != payment.CouponOff || !await Coupon.Use(work, id, payment.Id)) return false;
        var lines = campaign.Counts(order, basket.Products, basket.Community);
        foreach (var (line, share) in lines.Zip(Coupon.Split(payment.CouponOff, [.. lines.Select(l => l.Total)]))) line.CouponShare = share;
        return true;
    }

    static Guid BookSubject(Payment payment) => Break.Is("callback-once") ? Guid.CreateVersion7() : payment.Id.Value;

    static void Receive(Work work, Payment payment, WeChatPayTransaction told) =>
        (payment.PaidAt, payment.TransactionId, payment.AskAt, payment.Problem) = (work.Now, told.TransactionId, null, null);

    /// <summary>Eight digits that no order has; drawn by chance, so nobody can guess a neighbour's.</summary>
    static async Task<string> NewCode(HaoLinDb db)
    {
        for (var draw = 0; draw < 20; draw++)
        {
            var code = RandomNumberGenerator.GetInt32(100_000_000).ToString("D8", System.Globalization.CultureInfo.InvariantCulture);
            if (!await db.Set<Order>().AnyAsync(o => o.PickupCode == code)) return code;
        }
        throw new InvalidOperationException("no free pickup code was drawn");
    }
}
