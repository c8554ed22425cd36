// A whole order is refunded to where the money came from: written down first, then the gateway is told until it says it is done.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class RefundOrder
{
    public sealed record Ask(Visitor By, OrderId OrderId, string Reason);

    public static readonly Refusal NotPaid = new("trade.refund-not-paid", 409, "这一单没有付过款", "This order was not paid.");
    public static readonly Refusal Already = new("trade.refund-already", 409, "这一单已经退款或正在退", "This order is refunded already, or about to be.");

    public static Refusal? Decide(Order order) => order.PaidAt is null ? NotPaid : order.RefundAskedAt is not null ? Already : null;

    /// <summary>Headquarters refunds any order, a leader those of their own deals. While the deal is open its goods go back on the shelf.</summary>
    public static async Task<Outcome<Done>> Handle(Work work, Ask ask, TradeSettings settings)
    {
        var reason = Texts.Required(ask.Reason, 200);
        if (reason.Refused) return reason.Refusal!;
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !deal.IsLedBy(ask.By)) return Order.Missing;
        if (Decide(order) is { } refusal) return refusal;
        if (deal.State == DealState.Open) await ReleaseGoods.Handle(work, deal, [order], lapsed: false, settings);
        await Begin(work, order, reason.Value);
        return Done.Deed;
    }

    /// <summary>Books the debt to the resident and leaves the refund for the gateway; the order is locked and was paid.</summary>
    internal static async Task Begin(Work work, Order order, string reason)
    {
        // Money that came twice or too late has its own refund already; what is left is the payment the order stands on.
        var payment = await work.Db.Set<Payment>().SingleAsync(p => p.OrderId == order.Id && p.PaidAt != null && !work.Db.Set<Refund>().Any(r => r.PaymentId == p.Id));
        var refund = NewRefund(work, payment, order, reason);
        work.Db.Add(refund);
        order.RefundAskedAt = work.Now;
        Books.Move(work, "refund-asked", refund.Id.Value, order.Id, refund.Amount,
            debit: order.HandedOverAt is null ? Account.PrepaidOrders : Account.BrandRevenue, credit: Account.RefundsDue);
        work.Stir(order.DealId.Value);
    }

    internal static Refund NewRefund(Work work, Payment payment, Order order, string reason) => new()
    {
        Id = Ids.New<RefundId>(work.Now), PaymentId = payment.Id, OrderId = order.Id, Amount = payment.Amount, Reason = reason, AskedAt = work.Now, AskAt = work.Now,
    };
}
