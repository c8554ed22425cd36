// A neighbour takes the money back because the day promised for a pre-sale was put off since they ordered: nobody is asked, until the goods are handed over.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class WithdrawForDelay
{
    public sealed record Ask(PersonId By, OrderId OrderId);

    public static readonly Refusal NotPostponed = new("trade.withdraw-not-postponed", 409, "您下单以后，到货日没有推迟；要退请联系团长", "The promised day was not put off since you ordered; ask the leader.");

    /// <summary>Whoever ordered after the new day was said has been promised that one.</summary>
    public static Refusal? Decide(Deal deal, Order order)
    {
        if (!order.Stands || order.RefundAskedAt is not null || order.HandedOverAt is not null) return CancelOrder.AlreadyEnded;
        if (order.PaidAt is null) return RefundOrder.NotPaid;
        return deal.PostponedAt >= order.PlacedAt ? null : NotPostponed;
    }

    public static async Task<Outcome<Order>> Handle(Work work, Ask ask, TradeSettings settings)
    {
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
        if (Decide(deal, order) is { } refusal) return refusal;
        // While orders are taken the goods go to the next neighbour; afterwards they are on their way to the leader.
        if (deal.State == DealState.Open) await ReleaseGoods.Handle(work, deal, [order], lapsed: false, settings);
        var refund = await RefundOrder.Begin(work, order, "到货推迟，自己退的", ask.By);
        work.Tell(new RefundAsked(order.DealId.Value, order.Id.Value, order.PersonId.Value, refund.Id.Value, refund.Amount.Fen, refund.Credit.Fen));
        return order;
    }
}
