// What one deal earns its leader, order by order, for the leader and for headquarters.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowDealEarnings
{
    public sealed record Ask(Visitor By, DealId DealId);

    /// <param name="PayableFrom">When what was collected in time is to be paid.</param>
    public sealed record Answer(Guid DealId, string Title, DateTimeOffset PayableFrom, ShowEarnings.Sums Sums, IReadOnlyList<OfOrder> Orders);

    /// <param name="Stage">to-hand-over, after-sales, payable, or refunded when nothing is left of it.</param>
    public sealed record OfOrder(Guid OrderId, int Sequence, string Name, long AmountFen, long RefundedFen, long CommissionFen, string Stage);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, TradeSettings settings, Ask ask)
    {
        var deal = await db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        var orders = await db.Set<Order>().AsNoTracking().Where(o => o.DealId == deal.Id && o.PaidAt != null).OrderBy(o => o.Sequence).ToListAsync();
        var expected = await Commission.Held(db, Account.CommissionExpected, orders.Select(o => o.Id));
        var payable = await Commission.Held(db, Account.CommissionPayable, orders.Select(o => o.Id));
        var people = orders.Select(o => o.PersonId).Distinct().ToArray();
        var names = await db.Set<Person>().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name(sealing));
        var rows = orders.Select(o => new OfOrder(o.Id.Value, o.Sequence, names.GetValueOrDefault(o.PersonId, ""), o.Amount.Fen, o.Refunded.Fen, (expected.GetValueOrDefault(o.Id.Value) + payable.GetValueOrDefault(o.Id.Value)).Fen, StageOf(o))).ToList();
        long At(string stage) => rows.Where(r => r.Stage == stage).Sum(r => r.CommissionFen);
        return new Answer(deal.Id.Value, deal.Title, deal.PickupUntil + settings.AfterSales,
            new(rows.Sum(r => r.AmountFen), rows.Sum(r => r.RefundedFen), At("to-hand-over"), At("after-sales"), At("payable")), rows);
    }

    static string StageOf(Order order) => order switch
    {
        { RefundAskedAt: not null } => "refunded",
        { CommissionPayableAt: not null } => "payable",
        { HandedOverAt: not null } => "after-sales",
        _ => "to-hand-over",
    };
}
