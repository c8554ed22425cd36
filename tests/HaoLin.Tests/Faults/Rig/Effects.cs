// Checks that what was done left its effects exactly once: messages, hand-overs, cancellations, and money as the gateway knows it.
using System.Text.Json;

namespace HaoLin.Tests.Faults.Rig;

public static class Effects
{
    /// <summary>What each state of an order makes the product say, once.</summary>
    static readonly (string Kind, string Orders)[] said =
    [
        ("joined", "NOT EXISTS (SELECT 1 FROM waitlist w WHERE w.order_id = o.id)"),
        ("promoted", "EXISTS (SELECT 1 FROM waitlist w WHERE w.order_id = o.id)"),
        ("paid", "o.paid_at IS NOT NULL"),
        ("lapsed", "o.lapsed_at IS NOT NULL"),
        ("handed-over", "o.handed_over_at IS NOT NULL"),
    ];

    /// <summary>Of these deals' orders, once all news has been heard.</summary>
    public static async Task<Verdict> Messages(Sql sql, IEnumerable<Deal> deals)
    {
        var verdict = new Verdict();
        foreach (var deal in deals)
            foreach (var (kind, orders) in said)
            {
                foreach (var (order, count) in await sql.Rows($"SELECT o.id, (SELECT COUNT(*) FROM message m WHERE m.subject = o.id AND m.kind = '{kind}' AND m.person_id = o.person_id) FROM orders o WHERE o.deal_id = @deal AND {orders}",
                    row => (row.GetGuid(0), row.GetInt64(1)), ("deal", deal.Id)))
                {
                    verdict.Count("effects", (int)count);
                    if (count == 0) verdict.Violate("missing", $"order {order} was never told \"{kind}\"");
                    if (count > 1) verdict.Violate("repeated", $"order {order} was told \"{kind}\" {count} times");
                }
                var wrong = await sql.Number($"SELECT COUNT(*) FROM message m JOIN orders o ON o.id = m.subject WHERE o.deal_id = @deal AND m.kind = '{kind}' AND NOT ({orders})", ("deal", deal.Id));
                if (wrong > 0) verdict.Violate("untrue", $"{wrong} orders were told \"{kind}\" and are not");
            }
        return verdict;
    }

    /// <summary>Every acknowledged cancellation and hand-over is stored, and each hand-over once.</summary>
    public static async Task<Verdict> Deeds(Sql sql, IEnumerable<Call> calls)
    {
        var verdict = new Verdict();
        var cancelled = (await sql.Rows("SELECT id FROM orders WHERE cancelled_at IS NOT NULL", row => row.GetGuid(0))).ToHashSet();
        var handed = (await sql.Rows("SELECT order_id FROM hand_over WHERE undone_at IS NULL", row => row.GetGuid(0))).GroupBy(o => o).ToDictionary(o => o.Key, o => o.Count());
        var counted = (await sql.Rows("SELECT id FROM orders WHERE handed_over_at IS NOT NULL", row => row.GetGuid(0))).ToHashSet();
        foreach (var call in calls.Where(c => c.Ok).DistinctBy(c => (c.Op, c.About)))
        {
            if (call.Op == "cancel" && !cancelled.Contains(call.About)) verdict.Violate("lost", $"the cancellation of {call.About} was acknowledged and is not stored");
            if (call.Op == "hand-over" && !(handed.ContainsKey(call.About) && counted.Contains(call.About))) verdict.Violate("lost", $"the hand-over of {call.About} was acknowledged and is not stored");
            if (call.Op is "cancel" or "hand-over") verdict.Count(call.Op == "cancel" ? "cancelled" : "handed over");
        }
        foreach (var (order, times) in handed.Where(h => h.Value > 1)) verdict.Violate("duplicated", $"order {order} was handed over {times} times");
        return verdict;
    }

    sealed record Paid(string OutTradeNo, string TradeState, string? TransactionId, long TotalFen, long RefundedFen, DateTimeOffset? PaidAt);

    sealed record Refunded(string OutRefundNo, string OutTradeNo, string Status, long RefundFen);

    /// <summary>At rest the gateway's truth and our books tell the same of every payment and refund.</summary>
    public static async Task<Verdict> Money(Brand brand)
    {
        var verdict = new Verdict();
        using var http = new HttpClient { BaseAddress = brand.Gateway };
        var orders = JsonSerializer.Deserialize<List<Paid>>(await http.GetStringAsync("/control/orders"), JsonSerializerOptions.Web)!;
        var refunds = JsonSerializer.Deserialize<List<Refunded>>(await http.GetStringAsync("/control/refunds"), JsonSerializerOptions.Web)!;
        var ours = (await brand.Sql.Rows("SELECT id, amount, paid_at, transaction_id FROM payment", row => (Id: row.GetGuid(0), Amount: row.GetInt64(1), Paid: !row.IsDBNull(2), Transaction: row.IsDBNull(3) ? null : row.GetString(3))))
            .ToDictionary(p => p.Id.ToString("N"));
        foreach (var theirs in orders.Where(o => o.PaidAt is not null))
        {
            verdict.Count("payments");
            if (!ours.TryGetValue(theirs.OutTradeNo, out var known)) verdict.Violate("money-missing", $"the gateway was paid {theirs.OutTradeNo}, which we do not know");
            else if (!known.Paid) verdict.Violate("money-missing", $"the gateway was paid {theirs.TotalFen} fen for {theirs.OutTradeNo} and we do not know it");
            else if (known.Amount != theirs.TotalFen || known.Transaction != theirs.TransactionId) verdict.Violate("money-differs", $"{theirs.OutTradeNo}: {theirs.TotalFen} there, {known.Amount} here");
        }
        var paid = orders.Where(o => o.PaidAt is not null).Select(o => o.OutTradeNo).ToHashSet();
        foreach (var known in ours.Values.Where(p => p.Paid && !paid.Contains(p.Id.ToString("N")))) verdict.Violate("money-invented", $"we hold {known.Id} for paid, the gateway does not");
        foreach (var (id, amount, succeeded) in await brand.Sql.Rows("SELECT id, amount, succeeded_at FROM refund", row => (row.GetGuid(0), row.GetInt64(1), !row.IsDBNull(2))))
        {
            verdict.Count("refunds");
            var theirs = refunds.FirstOrDefault(r => r.OutRefundNo == id.ToString("N"));
            if (succeeded != (theirs?.Status == "SUCCESS")) verdict.Violate("refund-differs", $"refund {id}: {theirs?.Status ?? "unknown"} there, {(succeeded ? "succeeded" : "under way")} here");
            else if (theirs is not null && theirs.RefundFen != amount) verdict.Violate("refund-differs", $"refund {id}: {theirs.RefundFen} there, {amount} here");
        }
        foreach (var back in refunds.GroupBy(r => r.OutTradeNo).Where(g => g.Sum(r => r.RefundFen) > orders.First(o => o.OutTradeNo == g.Key).TotalFen)) verdict.Violate("refund-differs", $"more than was paid went back for {back.Key}");
        return verdict;
    }

    /// <summary>Waits for the janitor and the retries, then answers what still differs.</summary>
    public static async Task<Verdict> MoneyAtRest(Brand brand, TimeSpan patience)
    {
        Verdict verdict = new();
        await Brand.Comes(async () => (verdict = await Money(brand)).Violations.Count == 0, patience);
        return verdict;
    }
}
