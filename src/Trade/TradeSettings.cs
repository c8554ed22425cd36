// What an operator may set about Trade, under HAOLIN__TRADE__….
namespace HaoLin.Trade;

/// <param name="Hold">How long goods are held for an unpaid order.</param>
/// <param name="ReviewEveryDeal">Whether headquarters looks at every deal before it opens, and not only at those the rules stop.</param>
public sealed record TradeSettings(TimeSpan Hold, bool ReviewEveryDeal = false)
{
    public static readonly TradeSettings Default = new(TimeSpan.FromMinutes(15));
}
