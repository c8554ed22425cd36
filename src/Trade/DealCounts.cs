// How many neighbours stand in a deal, counted again only when something of it moved: a list of deals with thousands of orders each is asked for every second.
using System.Collections.Concurrent;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

/// <summary>
/// A join raises the deal's last number, and whatever gives goods back lowers what is taken of its offers; while both are the same, the same orders stand. Only
/// whose they are can change without that (a neighbour written down by name turns out to be somebody), so after a minute or two they are counted anyhow.
/// </summary>
public sealed class DealCounts
{
    /// <summary>No count becomes older than twice this.</summary>
    static readonly TimeSpan Age = TimeSpan.FromMinutes(1);
    const int KeptMax = 2000;

    readonly ConcurrentDictionary<DealId, Kept> kept = new();

    sealed record Kept(int LastSequence, long Taken, DateTimeOffset At, int Joined);

    /// <summary>Each deal's own, between one and two minutes: counted all in the same second, the deals of one list would hold up everybody who asks for it.</summary>
    public static TimeSpan Oldest(DealId deal) => Age + Age * ((deal.Value.GetHashCode() & 0xFF) / 256.0);

    /// <param name="db">Where deal and offers were read just now.</param>
    /// <param name="deal">As read before the offers.</param>
    /// <param name="taken">Pieces taken of all its offers.</param>
    /// <param name="now">The node's clock.</param>
    public async Task<int> Joined(HaoLinDb db, Deal deal, long taken, DateTimeOffset now)
    {
        if (kept.TryGetValue(deal.Id, out var known) && known.LastSequence == deal.LastSequence && known.Taken == taken && now - known.At < Oldest(deal.Id)) return known.Joined;
        if (kept.Count > KeptMax) kept.Clear();
        var joined = await Count(db, deal.Id);
        kept[deal.Id] = new(deal.LastSequence, taken, now, joined);
        return joined;
    }

    public static Task<int> Count(HaoLinDb db, DealId deal) =>
        db.Set<Order>().Where(o => o.DealId == deal && o.CancelledAt == null && o.LapsedAt == null).Select(o => o.PersonId).Distinct().CountAsync();
}
