// Checks a deal's stock: never more out than there is, exactly all of it when enough people want it, and no "sold out" that was not true.
namespace HaoLin.Tests.Faults.Rig;

public static class Stock
{
    /// <summary>How much later than its written instant a release may become visible: the instant is read when the lock is had, and the commit follows.</summary>
    static readonly TimeSpan ReleaseLag = TimeSpan.FromSeconds(1);

    public static async Task<Verdict> Check(Sql sql, IReadOnlyList<Call> calls, Deal deal, int limit, int? perPerson, bool demandIsEnough, int offer = 0)
    {
        var verdict = new Verdict();
        var stored = await StoredOrder.Of(sql, deal, offer);
        var standing = stored.Where(o => o.Stands).Sum(o => o.Quantity);
        var counted = await sql.Number("SELECT taken FROM offer WHERE id = @id", ("id", deal.Offers[offer]));
        if (standing > limit) verdict.Violate("oversold", $"{standing} of {limit} are out");
        if (counted != standing) verdict.Violate("miscounted", $"the shelf says {counted} are taken, the orders {standing}");
        if (demandIsEnough && standing < limit) verdict.Violate("undersold", $"{standing} of {limit} are out though more were wanted");
        foreach (var (at, out_) in Levels(stored))
            if (out_ > limit) { verdict.Violate("oversold", $"{out_} of {limit} were out at {at:HH:mm:ss.fff}"); break; }
        foreach (var person in stored.Where(o => o.Stands).GroupBy(o => o.Person))
            if (person.Sum(o => o.Quantity) > perPerson) verdict.Violate("over-limit", $"{person.Key} has {person.Sum(o => o.Quantity)} where {perPerson} are allowed");
        foreach (var call in calls.Where(c => c.About == deal.Id && c.Op == "join" && c.Code == "trade.sold-out"))
            if (!WasFull(stored, call, limit)) verdict.Violate("false-sold-out", $"key {call.Key} was told sold out between {call.Asked:HH:mm:ss.fff} and {call.Answered:HH:mm:ss.fff}, when something was left");
        verdict.Count("sold", standing);
        return verdict;
    }

    /// <summary>How many were out after each change, by the instants of the orders themselves.</summary>
    static IEnumerable<(DateTimeOffset At, int Out)> Levels(IEnumerable<StoredOrder> stored)
    {
        var now = 0;
        // What is given back and taken again carries one instant: the giving back comes first.
        foreach (var (at, change) in stored.SelectMany(o => o.EndedAt is { } end ? [(o.PlacedAt, o.Quantity), (end, -o.Quantity)] : new[] { (At: o.PlacedAt, Change: o.Quantity) })
            .OrderBy(c => c.Item1).ThenBy(c => c.Item2))
            yield return (at, now += change);
    }

    /// <summary>Whether at some instant of the call fewer were left than were asked for; a key ends with the quantity.</summary>
    static bool WasFull(IReadOnlyCollection<StoredOrder> stored, Call call, int limit)
    {
        var lasting = stored.Select(o => o.EndedAt is { } end ? o with { EndedAt = end + ReleaseLag } : o).ToList();
        var before = lasting.Where(o => o.PlacedAt <= call.Asked && (o.EndedAt is null || o.EndedAt > call.Asked)).Sum(o => o.Quantity);
        var during = lasting.Where(o => o.PlacedAt > call.Asked && o.PlacedAt <= call.Answered).Sum(o => o.Quantity);
        return before + during > limit - int.Parse(call.Key[(call.Key.LastIndexOf('-') + 1)..]);
    }
}
