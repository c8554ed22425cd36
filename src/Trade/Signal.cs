// A signal (信号): what headquarters should look at before coupons or rewards are abused; it stops nobody, and people decide what it means.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

/// <param name="Kind">As the file that decides it calls it.</param>
/// <param name="Subject">Whom or what it is about: a person, a deal, or the mark of a collector. With the kind it is the signal's name and stays the same while its facts grow.</param>
/// <param name="People">Everybody it points at.</param>
/// <param name="Orders">The facts it was computed from.</param>
/// <param name="Weight">How much there is of it, in what its kind counts: pieces, neighbours or orders.</param>
/// <param name="Says">Why it is shown, in one sentence.</param>
public sealed record Signal(string Kind, Guid Subject, IReadOnlyCollection<PersonId> People, IReadOnlyList<OrderId> Orders, int Weight, FormattableString Says)
{
    /// <summary>So far back facts are looked at: eight or nine of the weekly deals, enough for a habit to show and too little to hold an old one against anybody.</summary>
    public const int Days = 60;

    public static DateTimeOffset Since(DateTimeOffset now) => now.AddDays(-Days);
}

/// <summary>Somebody's first order, paid with a newcomer's coupon.</summary>
/// <param name="SeenAt">When the house first knew them.</param>
/// <param name="WrittenBy">The leader who wrote the order down; null when they ordered themselves.</param>
/// <param name="Collector">A mark that is the same for the same collector's name and digits; null when nobody else was to collect.</param>
/// <param name="CameBack">They paid in another deal too, and kept it.</param>
public sealed record Newcomer(PersonId Person, OrderId Order, DealId Deal, DateTimeOffset SeenAt, DateTimeOffset PlacedAt, PersonId? WrittenBy, Guid? Collector, bool CameBack)
{
    /// <summary>Deals are weekly: whoever has seen two further ones and joined neither has not come back. Before that nobody is counted.</summary>
    public const int DaysToComeBack = 14;

    /// <summary>Even a coupon that draws mostly the curious brings some four of ten back; of a group of eight or more, nearly all staying away is no accident.</summary>
    const int StayedAwayPercent = 80;

    /// <summary>Those of a group who had time to come back and did not; none where too few of them stayed away.</summary>
    /// <param name="min">The smallest group that says anything.</param>
    internal static (IReadOnlyList<Newcomer> Away, int Settled) StayedAway(IEnumerable<Newcomer> group, int min, DateTimeOffset now)
    {
        var settled = group.Where(n => n.PlacedAt <= now.AddDays(-DaysToComeBack)).ToList();
        var away = settled.Where(n => !n.CameBack).ToList();
        return away.Count >= min && away.Count * 100 >= settled.Count * StayedAwayPercent ? (away, settled.Count) : ([], settled.Count);
    }
}
