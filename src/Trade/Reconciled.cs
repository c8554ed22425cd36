// What the bills say beside what the books say, line by line: why they differ, and the colour of it.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class Reconciled
{
    /// <summary>Both say the same; we have it and the bill not yet; they contradict each other; the gateway has it and we do not.</summary>
    public const string Green = "green", Yellow = "yellow", Red = "red", Blue = "blue";

    /// <summary>Why a line has its colour, as <see cref="ColourOf"/> says.</summary>
    public const string Agrees = "agrees", Waits = "waits", Missing = "missing", Amount = "amount", Fee = "fee", Unknown = "unknown", Unheard = "unheard";

    public static string ColourOf(string why) => why switch
    {
        Agrees => Green, Waits => Yellow, Missing or Amount or Fee => Red, Unknown or Unheard => Blue,
        _ => throw new ArgumentOutOfRangeException(nameof(why), why, "no reason of ours"),
    };

    /// <param name="Id">Of the bill's line, or of our payment or refund where the bill has none.</param>
    public sealed record Row(string Day, string Kind, Guid Id, string? Number, Guid? OrderId, long? Ours, long? Theirs, long? Fee, string Why, long At);

    const string DayTicks = "864000000000";

    /// <summary>Ours and the bill's are matched by the number we gave, on whatever day each stands: what was paid before midnight may be heard after it.</summary>
    static readonly string All = $"""
        SELECT l.day, l.kind, l.id, l.number, p.order_id, p.amount AS ours, l.amount AS theirs, l.fee, l.at,
            CASE WHEN p.id IS NULL THEN 'unknown' WHEN p.paid_at IS NULL THEN 'unheard' WHEN {(Break.Is("bill-amount") ? "1 = 0" : "p.amount <> l.amount")} THEN 'amount' WHEN l.fee <> l.fee_due THEN 'fee' ELSE 'agrees' END AS why
          FROM bill b JOIN bill_line l ON l.day = b.day AND l.kind = 'payment' LEFT JOIN payment p ON p.id = l.subject WHERE b.fetched_at IS NOT NULL AND b.begins_at >= @from AND b.begins_at < @until
        UNION ALL
        SELECT l.day, l.kind, l.id, l.number, r.order_id, r.amount, l.amount, l.fee, l.at,
            CASE WHEN r.id IS NULL THEN 'unknown' WHEN r.accepted_at IS NULL AND r.succeeded_at IS NULL THEN 'unheard' WHEN r.amount <> l.amount THEN 'amount' ELSE 'agrees' END
          FROM bill b JOIN bill_line l ON l.day = b.day AND l.kind = 'refund' LEFT JOIN refund r ON r.id = l.subject WHERE b.fetched_at IS NOT NULL AND b.begins_at >= @from AND b.begins_at < @until
        UNION ALL
        SELECT b.day, 'payment', p.id, NULL, p.order_id, p.amount, NULL, NULL, p.paid_at, {Alone}
          FROM bill b JOIN payment p ON p.paid_at >= b.begins_at AND p.paid_at < b.begins_at + {DayTicks} AND p.amount > 0
          WHERE b.fetched_at IS NOT NULL AND b.begins_at >= @from AND b.begins_at < @until AND NOT EXISTS (SELECT 1 FROM bill_line l JOIN bill x ON x.day = l.day AND x.fetched_at IS NOT NULL WHERE l.subject = p.id AND l.kind = 'payment')
        UNION ALL
        SELECT b.day, 'refund', r.id, NULL, r.order_id, r.amount, NULL, NULL, r.succeeded_at, {Alone}
          FROM bill b JOIN refund r ON r.succeeded_at >= b.begins_at AND r.succeeded_at < b.begins_at + {DayTicks} AND r.amount > 0
          WHERE b.fetched_at IS NOT NULL AND b.begins_at >= @from AND b.begins_at < @until AND NOT EXISTS (SELECT 1 FROM bill_line l JOIN bill x ON x.day = l.day AND x.fetched_at IS NOT NULL WHERE l.subject = r.id AND l.kind = 'refund')
        """;

    /// <summary>What no bill has is missing once the bills of the day after and the day before are here too; until then it waits for them.</summary>
    const string Alone = $"""
        CASE WHEN EXISTS (SELECT 1 FROM bill n WHERE n.begins_at = b.begins_at + {DayTicks} AND n.fetched_at IS NOT NULL)
                  AND NOT EXISTS (SELECT 1 FROM bill m WHERE m.begins_at = b.begins_at - {DayTicks} AND m.fetched_at IS NULL) THEN 'missing' ELSE 'waits' END
        """;

    static string Within(DateOnly from, DateOnly until) => All
        .Replace("@from", Ticks(from), StringComparison.Ordinal).Replace("@until", Ticks(until.AddDays(1)), StringComparison.Ordinal);

    static string Ticks(DateOnly day) => BusinessDay.At(day, TimeOnly.MinValue).UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture);

    sealed record Tally(string Day, string Why, int Lines);

    /// <summary>How many lines of each reason the bills of these days have.</summary>
    public static async Task<ILookup<DateOnly, (string Why, int Lines)>> Count(HaoLinDb db, DateOnly from, DateOnly until)
    {
        var sql = $"SELECT day, why, CAST(count(*) AS integer) AS lines FROM ({Within(from, until)}) every_line GROUP BY day, why";
        return (await db.Database.SqlQueryRaw<Tally>(sql).ToListAsync()).ToLookup(t => DateOnly.ParseExact(t.Day, "O", System.Globalization.CultureInfo.InvariantCulture), t => (t.Why, t.Lines));
    }

    /// <summary>A day's lines, the latest first; a page begins after the last line of the page before.</summary>
    public static Task<List<Row>> Lines(HaoLinDb db, DateOnly day, bool agreeing, Cursor? after, int rows)
    {
        var sql = $$"""
            SELECT day, kind, id, number, order_id, ours, theirs, fee, why, at FROM ({{Within(day, day)}}) every_line
            WHERE ({{(agreeing ? "1 = 1" : "why <> 'agrees'")}}) AND ({{(after is null ? "1 = 1" : "at < {1} OR (at = {1} AND id < {2})")}}) ORDER BY at DESC, id DESC LIMIT {0}
            """;
        object[] values = after is { } last ? [rows, last.At.UtcTicks, last.Id] : [rows];
        return db.Database.SqlQueryRaw<Row>(sql, values).ToListAsync();
    }
}
