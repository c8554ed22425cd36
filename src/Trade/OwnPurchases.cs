// The signal of a leader who is their own best customer: what the leader and the assistants of the desk buy in the leader's own deals earns commission too.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class OwnPurchases
{
    public const string Kind = "own-purchases";

    /// <summary>A household that eats two or three boxes a week stays below it over the whole window.</summary>
    public const int PiecesMin = 30;

    /// <summary>In a deal that lives of its neighbours the leader is one household among thirty; a fifth is no household any more.</summary>
    public const int PercentMin = 20;

    /// <param name="By">The leader, or an assistant of theirs.</param>
    /// <param name="Pieces">Kept, and earning commission.</param>
    public sealed record Own(OrderId Order, PersonId By, int Pieces, Money Commission);

    /// <param name="own">What was bought there by the leader's own people.</param>
    /// <param name="sold">Pieces that all neighbours together bought in the leader's deals, those among them.</param>
    public static Signal? Decide(PersonId leader, IReadOnlyList<Own> own, int sold)
    {
        var (pieces, commission) = (own.Sum(o => o.Pieces), own.Aggregate(Money.Zero, (sum, o) => sum + o.Commission));
        if (pieces < PiecesMin || sold == 0 || pieces * 100 < sold * PercentMin) return null;
        return new(Kind, leader.Value, [leader, .. own.Select(o => o.By).Where(p => p != leader).Distinct()], [.. own.Select(o => o.Order).Distinct()], pieces,
            $"{Signal.Days} 天里，这位团长和帮手在自己的团买了 {pieces} 件，占卖出的 {pieces * 100 / sold}%，能得佣金约 {commission}。");
    }
}
