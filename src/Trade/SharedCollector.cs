// The signal of a ring: many newcomers' coupons, and the goods of all of them go to the same pair of hands.
namespace HaoLin.Trade;

public static class SharedCollector
{
    public const string Kind = "shared-collector";

    /// <summary>A family collects for two or three relatives, a kind neighbour for a stairwell of four; and theirs come back.</summary>
    public const int NewcomersMin = 5;

    public static IEnumerable<Signal> Decide(IEnumerable<Newcomer> newcomers, DateTimeOffset now)
    {
        foreach (var hands in newcomers.Where(n => n.Collector is not null).GroupBy(n => n.Collector!.Value))
            if (Newcomer.StayedAway(hands, NewcomersMin, now) is ({ Count: > 0 } away, var settled))
                yield return new(Kind, hands.Key, [.. away.Select(n => n.Person)], [.. away.Select(n => n.Order)], away.Count,
                    $"{settled} 位新邻居用了新人券，留的是同一位代取人，其中 {away.Count} 位过了两个星期还没有再来买。");
    }
}
