// Tells the gateway of refunds, always under the same number, and asks until it says how they ended.
using HaoLin.Kernel;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class PursueRefunds
{
    public const int RefundsMax = 50;

    public static async Task<int> Sweep(Store store, WeChatPayClient gateway, CancellationToken stop)
    {
        var due = new List<(Refund Refund, Money Paid)>();
        await store.Write(async work =>
        {
            due.Clear();
            var refunds = work.Db.Set<Refund>();
            var claimed = work.Db.Database.IsNpgsql()
                ? await refunds.FromSql($"SELECT * FROM refund WHERE ask_at <= {work.Now.UtcTicks} ORDER BY ask_at LIMIT {RefundsMax} FOR UPDATE SKIP LOCKED").ToListAsync()
                : await refunds.Where(r => r.AskAt <= work.Now).OrderBy(r => r.AskAt).Take(RefundsMax).ToListAsync();
            foreach (var refund in claimed)
            {
                refund.Asked++;
                refund.AskAt = work.Now + TimeSpan.FromSeconds(Math.Min(3600, 5 * Math.Pow(2, Math.Min(refund.Asked, 10))));
                due.Add((refund, (await work.Db.Set<Payment>().AsNoTracking().FirstAsync(p => p.Id == refund.PaymentId)).Amount));
            }
        });
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stop }, async (d, cancel) => await Handle(store, gateway, d.Refund, d.Paid, cancel));
        return due.Count;
    }

    static async Task Handle(Store store, WeChatPayClient gateway, Refund refund, Money paid, CancellationToken stop)
    {
        var answer = refund.AcceptedAt is null
            ? await gateway.Refund(new PaymentId(refund.PaymentId.Value).OutTradeNo, refund.Id.OutRefundNo, paid.Fen, refund.Amount.Fen, refund.Reason, stop)
            : await gateway.QueryRefund(refund.Id.OutRefundNo, stop);
        switch (answer)
        {
            case GatewayAnswer<WeChatPayRefund>.Done(var told):
                await store.Write(async work =>
                {
                    // First, because it takes the order's lock before it touches the refund, as a notice that comes this moment does.
                    await SettleRefund.Handle(work, new(told.OutRefundNo, told.Status, told.Amount?.Refund ?? 0));
                    await work.Db.Set<Refund>().Where(r => r.Id == refund.Id && r.AcceptedAt == null).ExecuteUpdateAsync(set => set.SetProperty(r => r.AcceptedAt, work.Now));
                });
                break;
            case GatewayAnswer<WeChatPayRefund>.Refused(var code, var message) when !WeChatPayCodes.MerchantOutOfFunds(code):
                await store.Write(work => work.Db.Set<Refund>().Where(r => r.Id == refund.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Problem, code + ": " + message)));
                break;
        }
    }
}
