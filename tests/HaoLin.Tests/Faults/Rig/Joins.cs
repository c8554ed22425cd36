// Checks the joins of a deal: what was acknowledged is stored, once, and nothing is stored that nobody asked for.
namespace HaoLin.Tests.Faults.Rig;

/// <summary>An order as the database holds it.</summary>
public sealed record StoredOrder(Guid Id, Guid Person, int Sequence, DateTimeOffset PlacedAt, DateTimeOffset? EndedAt, DateTimeOffset? PaidAt, int Quantity, bool Promoted)
{
    public bool Stands => EndedAt is null;

    const string Text = """
        SELECT o.id, o.person_id, o.sequence, o.placed_at, COALESCE(o.cancelled_at, o.lapsed_at), o.paid_at,
               (SELECT CAST(COALESCE(SUM(l.quantity - l.returned), 0) AS bigint) FROM order_line l WHERE l.order_id = o.id AND l.offer_id = @offer),
               (SELECT COUNT(*) FROM waitlist w WHERE w.order_id = o.id)
        FROM orders o WHERE o.deal_id = @deal ORDER BY o.sequence
        """;

    public static Task<List<StoredOrder>> Of(Sql sql, Deal deal, int offer = 0) => sql.Rows(Text, row => new StoredOrder(
        row.GetGuid(0), row.GetGuid(1), row.GetInt32(2), At(row.GetInt64(3)), row.IsDBNull(4) ? null : At(row.GetInt64(4)), row.IsDBNull(5) ? null : At(row.GetInt64(5)),
        (int)row.GetInt64(6), row.GetInt64(7) > 0), ("deal", deal.Id), ("offer", deal.Offers[offer]));

    static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}

public static class Joins
{
    public static Verdict Check(IEnumerable<Call> calls, IReadOnlyCollection<StoredOrder> stored, Deal deal)
    {
        var verdict = new Verdict();
        var held = stored.Select(o => o.Id).ToHashSet();
        var acknowledged = new HashSet<Guid>();
        foreach (var key in calls.Where(c => c.Op == "join" && c.About == deal.Id).GroupBy(c => (c.Client, c.Key)))
        {
            var answers = key.Where(c => !c.Unknown).ToList();
            verdict.Count("keys");
            if (key.Any(c => c.Unknown)) verdict.Count("unknown");
            if (answers.Count == 0) verdict.Violate("unsettled", $"key {key.Key} never got a definite answer");
            if (answers.Select(a => (a.Http, a.Body)).Distinct().Count() > 1)
                verdict.Violate("changed", $"key {key.Key} was answered differently: {string.Join(" / ", answers.Select(a => $"{a.Http} {a.Body}").Distinct())}");
            var orders = answers.Where(a => a.Ok).Select(a => a.Id("orderId")).Distinct().ToList();
            if (orders.Count > 1) verdict.Violate("duplicated", $"key {key.Key} made orders {string.Join(", ", orders)}");
            if (orders.Count > 0) verdict.Count("acknowledged");
            foreach (var order in orders)
            {
                acknowledged.Add(order);
                if (!held.Contains(order)) verdict.Violate("lost", $"key {key.Key}: order {order} was acknowledged and is not stored");
                else if (key.OrderBy(c => c.Asked).First().Unknown && stored.First(o => o.Id == order).PlacedAt < answers.Min(a => a.Asked)) verdict.Count("recovered");
            }
        }
        var known = stored.Where(o => acknowledged.Contains(o.Id)).Select(o => o.Person).ToHashSet();
        foreach (var order in stored.Where(o => !o.Promoted && !acknowledged.Contains(o.Id)))
            if (known.Contains(order.Person)) verdict.Violate("duplicated", $"order {order.Id} is a second one of a person who was told of another");
            else verdict.Violate("unexpected", $"order {order.Id} is stored and was acknowledged to nobody");
        return verdict;
    }
}
