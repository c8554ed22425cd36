// The janitor: asks the gateway about payments whose outcome is unknown, and closes those nobody made in time.
using HaoLin.Kernel;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class AskAboutPayments
{
    public const int PaymentsMax = 50;

    /// <summary>Claims due payments by moving their next question on, then asks about each outside any transaction.</summary>
    public static async Task<int> Sweep(Store store, WeChatPayClient gateway, CancellationToken stop)
    {
        var due = await Claim(store);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = stop }, async (payment, cancel) => await Handle(store, gateway, payment, cancel));
        return due.Count;
    }

    static async Task<List<Payment>> Claim(Store store)
    {
        var due = new List<Payment>();
        await store.Write(async work =>
        {
            var payments = work.Db.Set<Payment>();
            due.Clear();
            due.AddRange(work.Db.Database.IsNpgsql()
                ? await payments.FromSql($"SELECT * FROM payment WHERE ask_at <= {work.Now.UtcTicks} ORDER BY ask_at LIMIT {PaymentsMax} FOR UPDATE SKIP LOCKED").ToListAsync()
                : await payments.Where(p => p.AskAt <= work.Now).OrderBy(p => p.AskAt).Take(PaymentsMax).ToListAsync());
            foreach (var payment in due)
            {
                payment.Asked++;
                payment.AskAt = NextAsk(payment.Asked, payment.ExpiresAt, work.Now);
            }
        });
        return due;
    }

    /// <summary>After 40 s, 80 s, then every two minutes, and at once when the hold has ended: a paid order is found within six minutes even if every notice and two answers are lost.</summary>
    public static DateTimeOffset NextAsk(int asked, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        var next = now + TimeSpan.FromSeconds(Math.Min(120, 20 * Math.Pow(2, Math.Min(asked, 10))));
        return now < expiresAt && next > expiresAt ? expiresAt : next;
    }

    static async Task Handle(Store store, WeChatPayClient gateway, Payment payment, CancellationToken stop)
    {
        switch (await PaymentAtGateway.Ask(gateway, payment, stop))
        {
            case GatewayAnswer<WeChatPayTransaction>.Done(var told) when told.WasPaid:
                await store.Write(work => SettlePayment.Handle(work, new(told)));
                break;
            case GatewayAnswer<WeChatPayTransaction>.Done(var told):
                if (told.TradeState is WeChatPayTransaction.Closed) await PaymentAtGateway.MarkClosed(store, [payment.Id]);
                else await CloseIfOver(store, gateway, payment, stop);
                break;
            case GatewayAnswer<WeChatPayTransaction>.Refused(var code, _) when WeChatPayCodes.NoSuchOrder(code):
                // It never arrived there; closing it makes sure that it never will.
                await CloseIfOver(store, gateway, payment, stop);
                break;
        }
    }

    static async Task CloseIfOver(Store store, WeChatPayClient gateway, Payment payment, CancellationToken stop)
    {
        var over = await store.Read(async db =>
        {
            var now = await store.Now(db);
            var order = await db.Set<Order>().FirstOrDefaultAsync(o => o.Id == payment.OrderId);
            return now >= payment.ExpiresAt || order is null || !order.Stands;
        });
        if (over) await PaymentAtGateway.Close(store, gateway, payment, stop: stop);
    }
}
