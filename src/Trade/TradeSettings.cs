// What an operator may set about Trade, under HAOLIN__TRADE__….
namespace HaoLin.Trade;

/// <param name="Hold">How long goods are held for an unpaid order.</param>
public sealed record TradeSettings(TimeSpan Hold)
{
    public static readonly TradeSettings Default = new(TimeSpan.FromMinutes(15));
}
