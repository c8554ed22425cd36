// A resident cancels their own order before the cut-off, or the leader one they wrote down; what was paid goes back whole.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class CancelOrder
{
    public sealed record Ask(PersonId By, OrderId OrderId);

    public static readonly Refusal AlreadyEnded = new("trade.order-ended", 409, "这一单已经结束了，不用再取消", "This order has ended already.");
    public static readonly Refusal TooLate = new("trade.cancel-too-late", 409, "已经截单了，要退请联系团长", "The deal is cut off; ask the leader.");

    public static Refusal? Decide(Deal deal, Order order, DateTimeOffset now)
    {
        if (!order.Stands || order.RefundAskedAt is not null || order.HandedOverAt is not null) return AlreadyEnded;
        return deal.State == DealState.Open && now < deal.CutOffDue ? null : TooLate;
    }

    public static async Task<Outcome<Order>> Handle(Work work, Ask ask, TradeSettings settings)
    {
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
        if (Decide(deal, order, work.Now) is { } refusal) return refusal;
        if (ask.By != order.PersonId) Audit.Note(work, ask.By.Value, "order-cancelled", order.Id.Value, $"{order.Amount.Fen} fen", "cancelled", whom: order.PersonId.Value);
        await ReleaseGoods.Handle(work, deal, [order], lapsed: false, settings);
        if (order.PaidAt is not null) await RefundOrder.Begin(work, order, "截单前自己取消", ask.By);
        return order;
    }
}
