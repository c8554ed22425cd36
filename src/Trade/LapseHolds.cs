// Holds whose time to pay has ended lapse; their goods go to the waitlist first.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class LapseHolds
{
    public const int OrdersMax = 500;

    /// <summary>A payment that nobody can ask about keeps its hold this much longer; money that comes still later is refunded.</summary>
    public static readonly TimeSpan UnknownGrace = TimeSpan.FromMinutes(10);

    /// <summary>Unpaid standing orders of a locked deal, locked themselves: those whose hold has ended, or all. An order with an open payment is left out: the gateway is asked first.</summary>
    public static async Task<List<Order>> Standing(Work work, DealId deal, bool anyHold)
    {
        var now = Break.Is("hold") ? work.Now.AddMinutes(10) : work.Now;
        var graceOver = now - UnknownGrace;
        var due = await work.Db.Set<Order>().AsNoTracking()
            .Where(o => o.DealId == deal && o.PaidAt == null && o.CancelledAt == null && o.LapsedAt == null && (anyHold || o.HoldUntil <= now)
                && (o.HoldUntil <= graceOver || !work.Db.Set<Payment>().Any(p => p.OrderId == o.Id && p.PaidAt == null && p.ClosedAt == null)))
            .OrderBy(o => o.Id).Take(anyHold ? int.MaxValue : OrdersMax).Select(o => o.Id).ToListAsync();
        var orders = new List<Order>(due.Count);
        foreach (var chunk in due.Chunk(OrdersMax))
        {
            if (work.Db.Database.IsNpgsql())
            {
                var ids = chunk.Select(c => c.Value).ToArray();
                await work.Db.Database.ExecuteSqlAsync($"SELECT 1 FROM orders WHERE id = ANY({ids}) ORDER BY id FOR UPDATE");
            }
            // Read again under the lock: a payment may have arrived meanwhile.
            orders.AddRange(await work.Db.Set<Order>().Include(o => o.Lines)
                .Where(o => chunk.Contains(o.Id) && o.PaidAt == null && o.CancelledAt == null && o.LapsedAt == null).ToListAsync());
        }
        return orders;
    }

    public static async Task<int> Handle(Work work, DealId id, TradeSettings settings)
    {
        var deal = await Deal.Lock(work, id);
        if (deal is null) return 0;
        var orders = await Standing(work, id, anyHold: false);
        if (orders.Count > 0) await ReleaseGoods.Handle(work, deal, orders, lapsed: true, settings);
        return orders.Count;
    }

    /// <summary>The sweep: finds deals with ended holds and lapses them, one transaction a deal.</summary>
    public static async Task Sweep(Store store, TradeSettings settings)
    {
        var deals = await store.Read(async db =>
        {
            var now = await store.Now(db);
            if (Break.Is("hold")) now = now.AddMinutes(10);
            return await db.Set<Order>().Where(o => o.PaidAt == null && o.CancelledAt == null && o.LapsedAt == null && o.HoldUntil <= now)
                .Select(o => o.DealId).Distinct().Take(50).ToListAsync();
        });
        foreach (var deal in deals)
            await store.Write(async work => { await Handle(work, deal, settings); });
    }
}
