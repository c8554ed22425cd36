// The signal of neighbours on paper: a leader writes newcomers down, their coupons are used, and hardly any of them is ever seen again.
namespace HaoLin.Trade;

public static class WrittenNewcomers
{
    public const string Kind = "written-newcomers";

    /// <summary>A leader who writes down for the elderly has a dozen of them, and most order again next week; below eight a few who moved away would weigh too much.</summary>
    public const int NewcomersMin = 8;

    public static IEnumerable<Signal> Decide(IEnumerable<Newcomer> newcomers, DateTimeOffset now)
    {
        foreach (var written in newcomers.Where(n => n.WrittenBy is not null).GroupBy(n => n.WrittenBy!.Value))
            if (Newcomer.StayedAway(written, NewcomersMin, now) is ({ Count: > 0 } away, var settled))
                yield return new(Kind, written.Key.Value, [written.Key, .. away.Select(n => n.Person)], [.. away.Select(n => n.Order)], away.Count,
                    $"这位团长代记的单里，{settled} 位新邻居用了新人券，其中 {away.Count} 位过了两个星期还没有再来买。");
    }
}
