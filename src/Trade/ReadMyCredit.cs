// A resident's credit (我的余额): how much there is to pay with, and every movement that made it so.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ReadMyCredit
{
    public const int ShownMax = 100;

    /// <param name="Most">So many movements are told.</param>
    public sealed record Ask(PersonId By, int Most = ShownMax);

    /// <param name="BalanceFen">To pay with now.</param>
    /// <param name="KeptFen">Kept for payments that are open; it is free again if they are not made.</param>
    /// <param name="Items">The newest first.</param>
    public sealed record Answer(long BalanceFen, long KeptFen, IReadOnlyList<Item> Items);

    /// <param name="Kind">"given", "taken-back", "gone" with the account, "used", "kept" for an open payment, or "returned" by a refund.</param>
    /// <param name="AmountFen">Below zero where it left.</param>
    /// <param name="Reason">As headquarters wrote it, or why the order was refunded; "" where it paid.</param>
    public sealed record Item(DateTimeOffset At, string Kind, long AmountFen, string Reason, Guid OrderId, string Deal);

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask)
    {
        var balance = await Credit.Of(db, ask.By);
        var mine = db.Set<Order>().Where(o => o.PersonId == ask.By);
        var entries = await db.Set<CreditEntry>().AsNoTracking().Where(e => e.PersonId == ask.By).OrderByDescending(e => e.At).Take(ask.Most).ToListAsync();
        if (entries.Count == 0) return new(0, 0, []);
        var payments = await db.Set<Payment>().AsNoTracking().Where(p => p.Credit > Money.Zero && (p.CreditAt != null || (p.PaidAt == null && p.ClosedAt == null)) && mine.Any(o => o.Id == p.OrderId)).OrderByDescending(p => p.CreatedAt).Take(ask.Most).ToListAsync();
        var refunds = await db.Set<Refund>().AsNoTracking().Where(r => r.Credit > Money.Zero && mine.Any(o => o.Id == r.OrderId)).OrderByDescending(r => r.AskedAt).Take(ask.Most).ToListAsync();
        // Of what happened in one instant the refund is last.
        var movements = refunds.Select(r => (At: r.AskedAt, Kind: "returned", Amount: r.Credit, r.Reason, r.OrderId))
            .Concat(payments.Select(p => (At: p.CreditAt ?? p.CreatedAt, Kind: p.CreditAt is null ? "kept" : "used", Amount: -p.Credit, Reason: "", p.OrderId)))
            .Concat(entries.Select(e => (e.At, e.Kind, e.Amount, e.Reason, e.OrderId)))
            .OrderByDescending(m => m.At).Take(ask.Most).ToList();
        var orders = movements.Select(m => m.OrderId).Distinct().ToArray();
        var deals = await (from o in db.Set<Order>() join d in db.Set<Deal>() on o.DealId equals d.Id where orders.Contains(o.Id) select new { o.Id, d.Title }).ToDictionaryAsync(d => d.Id, d => d.Title);
        return new(balance.Fen, payments.Where(p => p.CreditAt is null).Sum(p => p.Credit.Fen), [.. movements.Select(m => new Item(m.At, m.Kind, m.Amount.Fen, m.Reason, m.OrderId.Value, deals.GetValueOrDefault(m.OrderId, "")))]);
    }
}
