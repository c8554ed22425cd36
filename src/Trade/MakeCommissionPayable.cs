// A leader's commission is to be paid once the goods were collected and the time to say what was not right has passed.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class MakeCommissionPayable
{
    public const int OrdersMax = 500;

    /// <summary>Collected, not refunded whole, and the window of both the deal and the order is over; the rule is <see cref="Commission.PayableFrom"/>.</summary>
    static IQueryable<Order> Due(HaoLinDb db, DateTimeOffset before) => db.Set<Order>().Where(o => o.HandedOverAt != null && o.HandedOverAt <= before && o.CommissionPayableAt == null && o.RefundAskedAt == null
        && db.Set<Deal>().Any(d => d.Id == o.DealId && d.PickupUntil <= before));

    public static async Task<int> Handle(Work work, DealId id, TradeSettings settings)
    {
        var deal = await Deal.Lock(work, id);
        if (deal is null) return 0;
        var before = work.Now - settings.AfterSales;
        var first = Due(work.Db, before).Where(o => o.DealId == id).OrderBy(o => o.HandedOverAt).Select(o => o.Id).Take(OrdersMax);
        var orders = await Orders.Lock(work, Due(work.Db, before).Where(o => first.Contains(o.Id)));
        var ids = orders.Select(o => o.Id).ToArray();
        var expected = await Commission.Held(work.Db, Account.CommissionExpected, ids);
        var handOvers = await work.Db.Set<HandOverRow>().AsNoTracking().Where(h => ids.Contains(h.OrderId) && h.UndoneAt == null).ToDictionaryAsync(h => h.OrderId, h => h.Id);
        foreach (var order in orders)
        {
            order.CommissionPayableAt = work.Now;
            if (expected.GetValueOrDefault(order.Id.Value) is var earned && earned > Money.Zero)
                Books.Move(work, "commission-payable", handOvers[order.Id], order.Id, earned, debit: Account.CommissionExpected, credit: Account.CommissionPayable);
        }
        return orders.Count;
    }

    /// <summary>A hand-over is undone after all: its commission is expected again.</summary>
    internal static async Task Undo(Work work, Order order, Guid handOver)
    {
        if (order.CommissionPayableAt is null) return;
        order.CommissionPayableAt = null;
        var payable = (await Commission.Held(work.Db, Account.CommissionPayable, [order.Id])).GetValueOrDefault(order.Id.Value);
        if (payable > Money.Zero) Books.Move(work, "commission-undone", handOver, order.Id, payable, debit: Account.CommissionPayable, credit: Account.CommissionExpected);
    }

    /// <summary>The sweep: finds deals with something due, one transaction a deal.</summary>
    public static async Task Sweep(Store store, TradeSettings settings)
    {
        var deals = await store.Read(async db => await Due(db, await store.Now(db) - settings.AfterSales).Select(o => o.DealId).Distinct().Take(50).ToListAsync());
        await Kernel.Sweep.Each(deals, deal => store.Write(async work => { await Handle(work, deal, settings); }));
    }
}
