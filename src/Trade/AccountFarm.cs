// The signal of a farm: accounts that appear together, join one deal faster than people read, use the newcomer's coupon and are gone.
namespace HaoLin.Trade;

public static class AccountFarm
{
    public const string Kind = "account-farm";

    /// <summary>From the first sign-in to a joined deal: whoever reads the page, chooses a pickup point and agrees to the terms takes minutes, and a few quick ones a minute.</summary>
    public static readonly TimeSpan Hurry = TimeSpan.FromMinutes(1);

    /// <summary>Of a building that joins in one evening, a handful are quick within any ten minutes.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromMinutes(10);
    public const int AccountsMin = 20;

    /// <summary>Who comes back leaves the group, so that a crowd once taken for a farm is none a week later.</summary>
    public static IEnumerable<Signal> Decide(IEnumerable<Newcomer> newcomers)
    {
        foreach (var deal in newcomers.Where(n => !n.CameBack && n.WrittenBy is null && n.PlacedAt - n.SeenAt <= Hurry).GroupBy(n => n.Deal))
            if (InCrowds([.. deal.OrderBy(n => n.SeenAt)]) is { Count: > 0 } farm)
                yield return new(Kind, deal.Key.Value, [.. farm.Select(n => n.Person)], [.. farm.Select(n => n.Order)], farm.Count,
                    $"{farm.Count} 个新账号在 {(int)Together.TotalMinutes} 分钟左右一起出现，都在一分钟内跟了这个团、用掉新人券，以后没有再买过。");
    }

    /// <summary>Those who stand in some span of ten minutes with so many others.</summary>
    static List<Newcomer> InCrowds(IReadOnlyList<Newcomer> inOrder)
    {
        var found = new List<Newcomer>();
        for (int from = 0, to = 0, next = 0; to < inOrder.Count; to++)
        {
            while (inOrder[to].SeenAt - inOrder[from].SeenAt > Together) from++;
            if (to - from + 1 < AccountsMin) continue;
            for (next = Math.Max(next, from); next <= to; next++) found.Add(inOrder[next]);
        }
        return found;
    }
}
