// Headquarters' evening on one screen: green, or what there is to do.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class WatchEvening
{
    public sealed record Ask(Visitor By);

    /// <param name="PaymentsUnknown">Begun and not known yet for longer than five minutes.</param>
    /// <param name="Problems">What a person must look at, each in one sentence.</param>
    /// <param name="LatestBill">How the last day that is over reconciles with the gateway's bill; null before there is one.</param>
    /// <param name="Hours">Orders by hour, today and a week ago, Asia/Shanghai.</param>
    public sealed record Answer(DateTimeOffset At, int DealsOpen, int ToHandOver, int OrdersToday, long PaidTodayFen, int AwaitingPayment, int PaymentsUnknown, int RefundsUnderWay, long RefundsDueFen,
        int NewsWaiting, IReadOnlyList<string> Problems, IReadOnlyList<Hour> Hours, AfterPickup Pickup, ListBills.Item? LatestBill, Unanswered Waits);

    /// <summary>Who waits for headquarters to say something.</summary>
    /// <param name="Applications">Neighbours who ask to lead.</param>
    /// <param name="Reviews">Drafts to be read before they open.</param>
    public sealed record Unanswered(int Applications, int Reviews);

    /// <summary>What became of goods nobody came for: who is waited for now, and what was decided today and not taken back.</summary>
    /// <param name="NotCome">Paid, their pickup time over, and nothing decided or kept no longer.</param>
    /// <param name="RefundFen">To go back for what was disposed of today at the brand's or a leader's cost.</param>
    /// <param name="Disputes">Hand-overs a neighbour disputes, not settled.</param>
    public sealed record AfterPickup(int NotCome, int Kept, int ToNeighbours, int Disposed, long RefundFen, int Disputes);

    public sealed record Hour(int OfDay, int Today, int WeekAgo);

    public static async Task<Outcome<Answer>> Handle(Store store, HaoLinDb db, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var now = await store.Now(db);
        var today = BusinessDay.At(BusinessDay.Of(now), TimeOnly.MinValue);
        var (weekAgo, weekAgoEnd) = (today.AddDays(-7), today.AddDays(-6));
        var orders = db.Set<Order>().AsNoTracking();
        var times = await orders.Where(o => o.PlacedAt >= today || (o.PlacedAt >= weekAgo && o.PlacedAt < weekAgoEnd)).Select(o => o.PlacedAt).ToListAsync();
        var paidToday = await orders.Where(o => o.PaidAt >= today && o.RefundAskedAt == null).Select(o => new { o.Amount, o.Refunded }).ToListAsync();
        var refunds = await db.Set<Refund>().AsNoTracking().Where(r => r.SucceededAt == null).Select(r => new { r.Amount, r.Problem }).ToListAsync();
        var paymentProblems = await db.Set<Payment>().AsNoTracking().Where(p => p.Problem != null && p.PaidAt == null && p.ClosedAt == null).Select(p => p.Problem!).ToListAsync();
        var since = now.AddMinutes(-5);
        var unknown = await db.Set<Payment>().CountAsync(p => p.PaidAt == null && p.ClosedAt == null && p.CreatedAt < since && p.ExpiresAt < now);
        var news = await db.Set<OutboxRow>().CountAsync(m => m.DoneAt == null && m.DueAt <= now);
        var stuck = await db.Set<OutboxRow>().AsNoTracking().Where(m => m.DoneAt == null && m.Attempts > 3).Select(m => m.Name).ToListAsync();
        var bills = await ListBills.Of(db, await db.Set<Bill>().AsNoTracking().OrderByDescending(b => b.BeginsAt).Take(ListBills.RowsMax).ToListAsync());
        return new Answer(now,
            await db.Set<Deal>().CountAsync(d => d.OpenedAt != null && d.CutOffAt == null && d.CancelledAt == null),
            await orders.CountAsync(o => o.PaidAt != null && o.HandedOverAt == null && o.RefundAskedAt == null && o.CancelledAt == null && db.Set<Deal>().Any(d => d.Id == o.DealId && d.CutOffAt != null)),
            times.Count(t => t >= today), paidToday.Sum(m => (m.Amount - m.Refunded).Fen), await orders.CountAsync(Order.IsUnpaid),
            unknown, refunds.Count, refunds.Sum(r => r.Amount.Fen), news,
            [.. paymentProblems.Select(p => "付款要人工核对：" + p), .. refunds.Where(r => r.Problem is not null).Select(r => "退款没有成功：" + r.Problem),
             .. stuck.Distinct().Select(n => "消息送了几次都没成功：" + n),
             .. bills.Where(b => b.NeedsSomebody).Select(b => $"对账不是绿的：{b.Day.ToString("O", System.Globalization.CultureInfo.InvariantCulture)}")],
            [.. Enumerable.Range(0, 24).Select(h => new Hour(h, times.Count(t => t >= today && BusinessDay.Local(t).Hour == h), times.Count(t => t < today && BusinessDay.Local(t).Hour == h)))],
            await After(db, now, today), bills.Count > 0 ? bills[0] : null,
            new(await db.Set<LeaderApplication>().CountAsync(LeaderApplication.Waits), await db.Set<Deal>().CountAsync(Deal.AwaitsReview)));
    }

    static async Task<AfterPickup> After(HaoLinDb db, DateTimeOffset now, DateTimeOffset today)
    {
        var choices = db.Set<Uncollected>().AsNoTracking().Where(u => u.UndoneAt == null);
        var notCome = await db.Set<Order>().Where(Order.IsKept).Where(o => o.HandedOverAt == null && db.Set<Deal>().Any(d => d.Id == o.DealId && d.CutOffAt != null && d.CompletedAt == null && d.PickupUntil <= now)
            && !choices.Any(u => u.OrderId == o.Id && u.KeptUntil > now)).CountAsync();
        var decided = await (from u in choices join o in db.Set<Order>() on u.OrderId equals o.Id where u.DecidedAt >= today select new { u.Kind, u.RefundDue, o.Amount, o.Refunded, o.RefundAskedAt }).ToListAsync();
        int Many(string kind) => decided.Count(d => d.Kind == kind);
        return new(notCome, Many(Uncollected.Tomorrow), Many(Uncollected.Neighbour), Many(Uncollected.Disposed),
            decided.Where(d => d.RefundDue is not null).Sum(d => d.RefundAskedAt is null ? (d.Amount - d.Refunded).Fen : d.Refunded.Fen), await Receipt.Open(db).CountAsync());
    }
}
