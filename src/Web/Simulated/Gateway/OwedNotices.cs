// The notices the gateway still owes its merchant: which are due, how each sending went, and when the next one comes.
using Microsoft.Data.Sqlite;

namespace HaoLin.Web.Simulated.Gateway;

sealed record OwedNotice(long Id, string Name, string Event, string OutTradeNo, string? OutRefundNo, string Url, string Resource,
    DateTimeOffset CreatedAt, DateTimeOffset? DueAt, bool Held, bool Lost, int Attempts, DateTimeOffset? DeliveredAt, string? LastAnswer);

sealed class OwedNotices(GatewayTruth truth)
{
    /// <summary>
    /// The waits after each sending that was not answered well: 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h, 24 h 4 min in all
    /// (pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter3_1_11.shtml). After the last one the merchant has to ask.
    /// </summary>
    public static readonly TimeSpan[] Waits = [.. new[] { 15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600 }
        .Select(seconds => TimeSpan.FromSeconds(seconds))];

    public List<OwedNotice> Due(DateTimeOffset now) => truth.Read(sql =>
        sql.List("SELECT * FROM notices WHERE due_at <= $now ORDER BY due_at, id LIMIT 500", Row, ("now", now)));

    public List<OwedNotice> All() => truth.Read(sql => sql.List("SELECT * FROM notices ORDER BY id", Row));

    /// <summary>The newest notice about a refund, or about an order's payment.</summary>
    public OwedNotice? Latest(string? outTradeNo, string? outRefundNo) => truth.Read(sql => sql.One(
        "SELECT * FROM notices WHERE ($refund IS NULL OR out_refund_no = $refund) AND ($order IS NULL OR (out_trade_no = $order AND out_refund_no IS NULL)) ORDER BY id DESC LIMIT 1",
        Row, ("order", outTradeNo), ("refund", outRefundNo)));

    /// <summary>
    /// Once sent, whatever was held back for it may go. A notice already delivered stays so, whatever a forced copy was answered.
    /// </summary>
    public void Sent(OwedNotice notice, string answer, bool good, DateTimeOffset now) => truth.Write(sql =>
    {
        var attempts = notice.Attempts + 1;
        DateTimeOffset? next = good || notice.Lost || notice.DeliveredAt is not null || attempts > Waits.Length ? null : now + Waits[attempts - 1];
        sql.Execute("UPDATE notices SET held = 0, attempts = $attempts, last_answer = $answer, due_at = $next, delivered_at = COALESCE(delivered_at, $delivered) WHERE id = $id",
            ("attempts", attempts), ("answer", answer), ("next", next), ("delivered", good ? now : null), ("id", notice.Id));
        return sql.Execute("UPDATE notices SET held = 0, due_at = $now WHERE held = 1 AND lost = 0 AND id < $id", ("now", now), ("id", notice.Id));
    });

    static OwedNotice Row(SqliteDataReader row) => new(
        row.Whole("id"), row.Text("name"), row.Text("event"), row.Text("out_trade_no"), row.TextOrNull("out_refund_no"), row.Text("url"), row.Text("resource"),
        row.Time("created_at"), row.TimeOrNull("due_at"), row.Whole("held") == 1, row.Whole("lost") == 1, (int)row.Whole("attempts"),
        row.TimeOrNull("delivered_at"), row.TextOrNull("last_answer"));
}
