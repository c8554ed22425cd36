// What an operator may set about Trade, under HAOLIN__TRADE__….
namespace HaoLin.Trade;

/// <param name="Hold">How long goods are held for an unpaid order.</param>
/// <param name="ReviewEveryDeal">Whether headquarters looks at every deal before it opens, and not only at those the rules stop.</param>
public sealed record TradeSettings(TimeSpan Hold, bool ReviewEveryDeal = false)
{
    public static readonly TradeSettings Default = new(TimeSpan.FromMinutes(15));

    /// <summary>Which papers of <see cref="HaoLin.Neighbourhood.LeaderPaper.Kinds"/> headquarters must have seen of a leader before a deal of theirs opens.</summary>
    public IReadOnlyList<string> LeaderPapers { get; init; } = [];

    /// <summary>What a leader earns of a product that has no rate of its own, in 1/10,000 of the price.</summary>
    public int CommissionPoints { get; init; }

    /// <summary>Who bears goods that nobody came for and that had to be disposed of: the brand, unless it says otherwise.</summary>
    public string UncollectedPays { get; init; } = Uncollected.ByBrand;

    /// <summary>Orders of up to so much may be paid when they are collected; nothing is none.</summary>
    public Kernel.Money PayAtPickupUpTo { get; init; }

    /// <summary>How long after the pickup a commission waits for what may go back; then it is to be paid.</summary>
    public TimeSpan AfterSales { get; init; } = TimeSpan.FromHours(48);

    /// <summary>How long after the pickup a leader may see the phones of who ordered.</summary>
    public TimeSpan PhonesFor { get; init; } = TimeSpan.FromDays(7);
}
