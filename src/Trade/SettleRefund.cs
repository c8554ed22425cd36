// The gateway's signed word about a refund: applied once.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class SettleRefund
{
    public sealed record Ask(string OutRefundNo, string Status, long RefundFen);

    public static readonly Refusal Unknown = new("trade.refund-unknown", 404, "没有这笔退款", "There is no such refund.");

    public enum Verdict { Ignore, Succeeded, NeedsAPerson }

    public static Verdict Decide(Refund refund, Ask ask)
    {
        if (refund.SucceededAt is not null) return Verdict.Ignore;
        return ask.Status switch
        {
            WeChatPayRefund.Succeeded when ask.RefundFen == refund.Amount.Fen => Verdict.Succeeded,
            WeChatPayRefund.Succeeded or WeChatPayRefund.Abnormal or WeChatPayRefund.Closed => Verdict.NeedsAPerson,
            _ => Verdict.Ignore,
        };
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (!Guid.TryParseExact(ask.OutRefundNo, "N", out var number)) return Unknown;
        var id = new RefundId(number);
        var found = await work.Db.Set<Refund>().AsNoTracking().Where(r => r.Id == id).Select(r => new { r.OrderId }).FirstOrDefaultAsync();
        if (found is null) return Unknown;
        var order = await Order.Lock(work, found.OrderId) ?? throw new InvalidOperationException("a refund without its order");
        var refund = await work.Db.Set<Refund>().FirstAsync(r => r.Id == id);
        switch (Decide(refund, ask))
        {
            case Verdict.Succeeded:
                (refund.SucceededAt, refund.AskAt, refund.Problem) = (work.Now, null, null);
                Books.Move(work, "refund-paid", refund.Id.Value, order.Id, refund.Amount, debit: Account.RefundsDue, credit: Account.GatewayClearing);
                // Money that came late is refunded too, but its order ended for another reason; and what came twice goes back twice.
                if (order.RefundAskedAt is not null && !await work.Db.Set<Refund>().AnyAsync(r => r.OrderId == order.Id && r.Id != refund.Id && r.SucceededAt == null))
                    order.RefundedAt = work.Now;
                work.Tell(new OrderRefunded(order.DealId.Value, order.Id.Value, order.PersonId.Value, refund.Id.Value, refund.Amount.Fen));
                work.Stir(order.DealId.Value);
                break;
            case Verdict.NeedsAPerson:
                (refund.Problem, refund.AskAt) = ($"the gateway says {ask.Status} for {ask.RefundFen} fen", null);
                break;
        }
        return Done.Deed;
    }
}
