// Tells the gateway of refunds, always under the same number, and asks until it says how they ended.
using HaoLin.Kernel;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class PursueRefunds
{
    public const int RefundsMax = 50;

    /// <summary>The channel takes refunds of one payment a minute apart; ten seconds more are for a request that is long on its way.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromSeconds(70);

    public static async Task<int> Sweep(Store store, WeChatPayClient gateway, CancellationToken stop)
    {
        var due = new List<(Refund Refund, Money Paid)>();
        await store.Write(async work =>
        {
            due.Clear();
            var refunds = work.Db.Set<Refund>();
            var claimed = work.Db.Database.IsNpgsql()
                ? await refunds.FromSql($"SELECT * FROM refund WHERE ask_at <= {work.Now.UtcTicks} ORDER BY ask_at, id LIMIT {RefundsMax} FOR UPDATE SKIP LOCKED").ToListAsync()
                : await refunds.Where(r => r.AskAt <= work.Now).OrderBy(r => r.AskAt).ThenBy(r => r.Id).Take(RefundsMax).ToListAsync();
            var told = await ToldLately(work, claimed);
            foreach (var refund in claimed)
            {
                // Who was accepted is only asked about, which may be done at any time.
                if (refund.AcceptedAt is null)
                {
                    if (told.Where(t => t.PaymentId == refund.PaymentId && t.Id != refund.Id).Max(t => t.ToldAt) + Apart is { } after && after > work.Now && !Break.Is("refund-apart"))
                    {
                        refund.AskAt = after;
                        continue;
                    }
                    refund.ToldAt = work.Now;
                    told.Add(refund);
                }
                refund.Asked++;
                refund.AskAt = work.Now + TimeSpan.FromSeconds(Math.Min(3600, 5 * Math.Pow(2, Math.Min(refund.Asked, 10))));
                due.Add((refund, (await work.Db.Set<Payment>().AsNoTracking().FirstAsync(p => p.Id == refund.PaymentId)).Amount));
            }
        });
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stop }, async (d, cancel) => await Handle(store, gateway, d.Refund, d.Paid, cancel));
        return due.Count;
    }

    /// <summary>Refunds of the same payments of which the gateway was told just now. The payments stay locked, so that two nodes do not tell of two at once.</summary>
    static async Task<List<Refund>> ToldLately(Work work, IReadOnlyList<Refund> claimed)
    {
        var payments = claimed.Where(r => r.AcceptedAt is null).Select(r => r.PaymentId).Distinct().ToArray();
        if (payments.Length == 0) return [];
        if (work.Db.Database.IsNpgsql())
        {
            var ids = payments.Select(p => p.Value).ToArray();
            await work.Db.Database.ExecuteSqlAsync($"SELECT 1 FROM payment WHERE id = ANY({ids}) ORDER BY id FOR UPDATE");
        }
        var since = work.Now - Apart;
        return await work.Db.Set<Refund>().AsNoTracking().Where(r => payments.Contains(r.PaymentId) && r.ToldAt > since).ToListAsync();
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
