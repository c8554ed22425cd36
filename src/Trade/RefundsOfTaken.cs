// The signal of whoever takes coupons and gifts and gives nearly everything back: others go without what is held for them.
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class RefundsOfTaken
{
    public const string Kind = "refunds";

    /// <summary>Bad luck strikes twice or three times in two months; of fewer orders nothing can be said.</summary>
    public const int OrdersMin = 6;

    /// <summary>Some two or three of a hundred orders go back whole; of somebody's six, four do not by accident.</summary>
    public const int PercentMin = 60;

    /// <summary>A deal of which so many orders went back had something wrong with it, and nobody is counted for that.</summary>
    public const int SpoiltOrders = 5, SpoiltPercent = 30;

    /// <param name="Excused">Called off, put off, spoilt, or nobody came for it: not of the neighbour's doing, or their right.</param>
    public sealed record Taken(OrderId Order, bool Refunded, bool Excused);

    public static bool WasSpoilt(int paid, int refunded) => refunded >= SpoiltOrders && refunded * 100 >= paid * SpoiltPercent;

    /// <param name="taken">Their paid orders with a coupon or a gift.</param>
    public static Signal? Decide(PersonId who, IReadOnlyList<Taken> taken)
    {
        var (counted, back) = (taken.Count(t => !t.Excused), taken.Where(t => t is { Refunded: true, Excused: false }).ToList());
        if (counted < OrdersMin || back.Count * 100 < counted * PercentMin) return null;
        return new(Kind, who.Value, [who], [.. back.Select(t => t.Order)], back.Count, $"{Signal.Days} 天里用券或拿赠品的 {counted} 单，有 {back.Count} 单付了款又整单退了。");
    }
}
