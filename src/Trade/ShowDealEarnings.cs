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

    /// <param name="DeliveryFen">Of the commission, the fee for bringing it to the door.</param>
    /// <param name="Stage">to-hand-over, after-sales, payable, or refunded when nothing is left of it.</param>
    public sealed record OfOrder(Guid OrderId, int Sequence, string Name, long AmountFen, long RefundedFen, long CommissionFen, string Stage, long DeliveryFen = 0);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, TradeSettings settings, Ask ask)
    {
        var deal = await db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        // A leader is told of what they earn; headquarters of what anybody does.
        var orders = (await db.Set<Order>().AsNoTracking().Where(o => o.DealId == deal.Id && o.PaidAt != null).OrderBy(o => o.Sequence).ToListAsync()).Where(o => ask.By.AtHeadquarters || (o.EarnedBy ?? deal.LeaderId) == ask.By.Person).ToList();
        var expected = await Commission.Held(db, Account.CommissionExpected, orders.Select(o => o.Id));
        var payable = await Commission.Held(db, Account.CommissionPayable, orders.Select(o => o.Id));
        var people = orders.Select(o => o.PersonId).Distinct().ToArray();
        var names = await db.Set<Person>().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name(sealing));
        var fees = await DeliveryFees(db, deal.Id);
        var rows = orders.Select(o => new OfOrder(o.Id.Value, o.Sequence, names.GetValueOrDefault(o.PersonId, ""), o.Amount.Fen, o.Refunded.Fen, (expected.GetValueOrDefault(o.Id.Value) + payable.GetValueOrDefault(o.Id.Value)).Fen, StageOf(o), fees.GetValueOrDefault(o.Id).Fen)).ToList();
        long At(string stage) => rows.Where(r => r.Stage == stage).Sum(r => r.CommissionFen);
        return new Answer(deal.Id.Value, deal.Title, deal.PickupUntil + settings.AfterSales,
            new(rows.Sum(r => r.AmountFen), rows.Sum(r => r.RefundedFen), At("to-hand-over"), At("after-sales"), At("payable")), rows);
    }

    /// <summary>By order, what of the fee for the way to the door has not gone back.</summary>
    static async Task<Dictionary<OrderId, Money>> DeliveryFees(HaoLinDb db, DealId deal)
    {
        var ways = await db.Set<Offer>().Where(o => o.DealId == deal && o.IsDelivery).Select(o => o.Id).ToListAsync();
        if (ways.Count == 0) return [];
        var lines = await db.Set<OrderLine>().AsNoTracking().Where(l => ways.Contains(l.OfferId) && db.Set<Order>().Any(o => o.Id == l.OrderId && o.PaidAt != null)).ToListAsync();
        var back = await db.Set<RefundLine>().AsNoTracking().Where(l => ways.Contains(l.OfferId)).Join(db.Set<Refund>(), l => l.RefundId, r => r.Id, (l, r) => new { r.OrderId, l.Amount }).ToListAsync();
        var gone = back.GroupBy(b => b.OrderId).ToDictionary(g => g.Key, g => g.Aggregate(Money.Zero, (sum, b) => sum + b.Amount));
        return lines.ToDictionary(l => l.OrderId, l => l.Total - gone.GetValueOrDefault(l.OrderId));
    }

    static string StageOf(Order order) => order switch
    {
        { RefundAskedAt: not null } => "refunded",
        { CommissionPayableAt: not null } => "payable",
        { HandedOverAt: not null } => "after-sales",
        _ => "to-hand-over",
    };
}
