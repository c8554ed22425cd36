// What a leader earns (佣金): a part of each line of the deals they lead themselves, one level, in whole fen; the books hold what moved.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class Commission
{
    const int ChunkMax = 500;

    /// <summary>Of what is left of one line. Rounded down, so that giving a line back in any parts takes away exactly what it earned.</summary>
    /// <param name="left">The line's price without what went back of it.</param>
    /// <param name="points">The offer's rate, in 1/10,000.</param>
    public static Money Of(Money left, int points) => new(left.Fen * points / 10_000);

    /// <summary>From when a commission is to be paid: what is not right may be said until then.</summary>
    public static DateTimeOffset PayableFrom(DateTimeOffset pickupUntil, DateTimeOffset handedOverAt, TimeSpan afterSales) =>
        (handedOverAt > pickupUntil ? handedOverAt : pickupUntil) + afterSales;

    /// <summary>An order was paid: its lines are expected to earn their leader something.</summary>
    internal static async Task Expect(Work work, Order order, Guid payment)
    {
        var rates = await Rates(work.Db, order.DealId);
        var earned = order.Lines.Aggregate(Money.Zero, (sum, line) => sum + Of(line.Total, rates.GetValueOrDefault(line.OfferId)));
        if (earned > Money.Zero) Books.Move(work, "commission-expected", payment, order.Id, earned, debit: Account.CommissionCost, credit: Account.CommissionExpected);
    }

    /// <summary>Parts of an order go back, and to the fen what they would have earned.</summary>
    /// <param name="before">What of each line went back before.</param>
    internal static async Task Reverse(Work work, Order order, Refund refund, IReadOnlyDictionary<OfferId, Money> before)
    {
        var rates = await Rates(work.Db, order.DealId);
        var gone = Money.Zero;
        foreach (var part in refund.Lines)
        {
            var left = order.Lines.Single(l => l.OfferId == part.OfferId).Total - before.GetValueOrDefault(part.OfferId);
            var rate = rates.GetValueOrDefault(part.OfferId);
            gone += Of(left, rate) - Of(left - part.Amount, rate);
        }
        if (gone > Money.Zero)
            Books.Move(work, "commission-reversed", refund.Id.Value, order.Id, gone, debit: order.CommissionPayableAt is null ? Account.CommissionExpected : Account.CommissionPayable, credit: Account.CommissionCost);
    }

    static Task<Dictionary<OfferId, int>> Rates(HaoLinDb db, DealId deal) =>
        db.Set<Offer>().AsNoTracking().Where(o => o.DealId == deal && o.CommissionPoints > 0).ToDictionaryAsync(o => o.Id, o => o.CommissionPoints);

    /// <summary>What an account of the books holds for each of these orders, as a positive amount.</summary>
    internal static async Task<Dictionary<Guid, Money>> Held(HaoLinDb db, string account, IEnumerable<OrderId> orders)
    {
        var held = new Dictionary<Guid, Money>();
        foreach (var ids in orders.Select(o => o.Value).Chunk(ChunkMax))
            foreach (var entry in await db.Set<BookEntry>().AsNoTracking().Where(e => e.Account == account && ids.Contains(e.OrderId)).Select(e => new { e.OrderId, e.Amount }).ToListAsync())
                held[entry.OrderId] = held.GetValueOrDefault(entry.OrderId) - entry.Amount;
        return held;
    }
}
