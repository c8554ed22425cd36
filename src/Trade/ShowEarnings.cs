// What a leader has earned: from sales over refunds to the commission expected and to be paid, per month and per deal, from the books.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowEarnings
{
    public sealed record Ask(Visitor By);

    /// <param name="Months">By the month of the pickup, the newest first.</param>
    /// <param name="Deals">The newest first; only deals somebody paid in.</param>
    public sealed record Answer(Sums Total, IReadOnlyList<Month> Months, IReadOnlyList<OfDeal> Deals);

    /// <param name="SalesFen">Paid by neighbours.</param>
    /// <param name="RefundedFen">Of that, gone back or on its way.</param>
    /// <param name="ToHandOverFen">Commission of goods not collected yet.</param>
    /// <param name="AfterSalesFen">Commission of goods collected, while something may still go back.</param>
    /// <param name="PayableFen">Commission to be paid.</param>
    public sealed record Sums(long SalesFen, long RefundedFen, long ToHandOverFen, long AfterSalesFen, long PayableFen)
    {
        public long CommissionFen => ToHandOverFen + AfterSalesFen + PayableFen;
    }

    /// <param name="Of">YYYY-MM in Asia/Shanghai.</param>
    public sealed record Month(string Of, Sums Sums);

    /// <param name="Leads">False where another leads it now, and these are the orders that were paid before.</param>
    /// <param name="PayableFrom">When what was collected in time is to be paid.</param>
    public sealed record OfDeal(Guid Id, string Title, string State, DateTimeOffset PickupUntil, DateTimeOffset PayableFrom, Sums Sums, bool Leads = true);

    sealed record Counted(Guid DealId, long Sales, long Refunded, long ToHandOver, long AfterSales, long Payable);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, TradeSettings settings, Ask ask)
    {
        if (!ask.By.IsLeader) return Visitor.NotAllowed;
        var counted = (await Count(db, ask.By.Person)).ToDictionary(c => c.DealId, c => new Sums(c.Sales, c.Refunded, c.ToHandOver, c.AfterSales, c.Payable));
        var deals = (await db.Set<Deal>().AsNoTracking().Where(d => d.LeaderId == ask.By.Person || db.Set<LeaderChange>().Any(c => c.DealId == d.Id && c.FromLeader == ask.By.Person && c.DoneAt != null)).ToListAsync())
            .Where(d => counted.TryGetValue(d.Id.Value, out var sums) && sums.SalesFen > 0).OrderByDescending(d => d.PickupUntil)
            .Select(d => new OfDeal(d.Id.Value, d.Title, Deal.NameOf(d.State), d.PickupUntil, d.PickupUntil + settings.AfterSales, counted[d.Id.Value], d.LeaderId == ask.By.Person)).ToList();
        return new Answer(Sum(deals.Select(d => d.Sums)),
            [.. deals.GroupBy(d => BusinessDay.Of(d.PickupUntil).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)).OrderByDescending(g => g.Key, StringComparer.Ordinal).Select(g => new Month(g.Key, Sum(g.Select(d => d.Sums))))],
            deals);
    }

    static Sums Sum(IEnumerable<Sums> parts) => parts.Aggregate(new Sums(0, 0, 0, 0, 0),
        (a, b) => new(a.SalesFen + b.SalesFen, a.RefundedFen + b.RefundedFen, a.ToHandOverFen + b.ToHandOverFen, a.AfterSalesFen + b.AfterSalesFen, a.PayableFen + b.PayableFen));

    /// <summary>Counted by the database, because a leader's deals may hold many thousands of orders.</summary>
    static Task<List<Counted>> Count(HaoLinDb db, PersonId leader) => db.Database.SqlQuery<Counted>($"""
        SELECT o.deal_id,
            CAST(SUM(CASE WHEN o.paid_at IS NOT NULL THEN o.amount ELSE 0 END) AS bigint) AS sales,
            CAST(SUM(o.refunded) AS bigint) AS refunded,
            CAST(SUM(CASE WHEN o.handed_over_at IS NULL THEN COALESCE(b.expected, 0) ELSE 0 END) AS bigint) AS to_hand_over,
            CAST(SUM(CASE WHEN o.handed_over_at IS NOT NULL THEN COALESCE(b.expected, 0) ELSE 0 END) AS bigint) AS after_sales,
            CAST(SUM(COALESCE(b.payable, 0)) AS bigint) AS payable
        FROM orders o JOIN deal d ON d.id = o.deal_id
        LEFT JOIN (
            SELECT e.order_id, SUM(CASE WHEN e.account = 'leader-commission-expected' THEN -e.amount ELSE 0 END) AS expected, SUM(CASE WHEN e.account = 'leader-commission-payable' THEN -e.amount ELSE 0 END) AS payable
            FROM book_entry e JOIN orders x ON x.id = e.order_id JOIN deal y ON y.id = x.deal_id
            WHERE coalesce(x.earned_by, y.leader_id) = {leader.Value} AND (y.leader_id = {leader.Value} OR y.id IN (SELECT deal_id FROM leader_change WHERE from_leader = {leader.Value} AND done_at IS NOT NULL)) AND e.account IN ('leader-commission-expected', 'leader-commission-payable') GROUP BY e.order_id
        ) b ON b.order_id = o.id
        WHERE coalesce(o.earned_by, d.leader_id) = {leader.Value} AND (d.leader_id = {leader.Value} OR d.id IN (SELECT deal_id FROM leader_change WHERE from_leader = {leader.Value} AND done_at IS NOT NULL))
        GROUP BY o.deal_id
        """).ToListAsync();
}
