// Holds whose time to pay has ended lapse; their goods go to the waitlist first.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class LapseHolds
{
    public const int OrdersMax = 500;

    /// <summary>A payment that nobody can ask about keeps its hold this much longer; money that comes still later is refunded.</summary>
    public static readonly TimeSpan UnknownGrace = TimeSpan.FromMinutes(10);

    /// <summary>Unpaid standing orders whose hold has ended, or all of them. An order with an open payment is left out: the gateway is asked first.</summary>
    static IQueryable<Order> Due(HaoLinDb db, DateTimeOffset now, bool anyHold)
    {
        if (Break.Is("hold")) now = now.AddMinutes(10);
        var graceOver = now - UnknownGrace;
        return db.Set<Order>().Where(o => o.PaidAt == null && o.CancelledAt == null && o.LapsedAt == null && (o.HoldUntil <= now || (anyHold && !o.PaysAtPickup))
            && (o.HoldUntil <= graceOver || !db.Set<Payment>().Any(p => p.OrderId == o.Id && p.PaidAt == null && p.ClosedAt == null)));
    }

    /// <summary>Everybody of a deal being cut off whose time to pay ends with it; the deal is locked, they are then.</summary>
    internal static Task<List<Order>> AtCutOff(Work work, DealId deal) =>
        Orders.Lock(work, Due(work.Db, work.Now, anyHold: true).Where(o => o.DealId == deal));

    public static async Task<int> Handle(Work work, DealId id, TradeSettings settings)
    {
        var deal = await Deal.Lock(work, id);
        if (deal is null) return 0;
        var oldest = Due(work.Db, work.Now, anyHold: false).Where(o => o.DealId == id).OrderBy(o => o.HoldUntil).Select(o => o.Id).Take(OrdersMax);
        var orders = await Orders.Lock(work, Due(work.Db, work.Now, anyHold: false).Where(o => oldest.Contains(o.Id)));
        if (orders.Count > 0) await ReleaseGoods.Handle(work, deal, orders, lapsed: true, settings);
        return orders.Count;
    }

    /// <summary>The sweep: finds deals with ended holds and lapses them, one transaction a deal.</summary>
    public static async Task Sweep(Store store, TradeSettings settings)
    {
        var deals = await store.Read(async db => await Due(db, await store.Now(db), anyHold: false).Select(o => o.DealId).Distinct().Take(50).ToListAsync());
        await Kernel.Sweep.Each(deals, deal => store.Write(async work => { await Handle(work, deal, settings); }));
    }
}
