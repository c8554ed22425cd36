// Which deals there are for a community, or for a leader: open ones first, by the time they end, then those that are to open.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListDeals
{
    public const int DealsMax = 50;

    /// <param name="Community">Only deals collected in this community; null is all.</param>
    /// <param name="Leader">Only this leader's, drafts and ended ones among them, the newest first; null is what residents may see.</param>
    /// <param name="After">Of a leader's deals those written before this.</param>
    public sealed record Ask(CommunityId? Community, PersonId? Leader, Cursor? After = null, int Rows = DealsMax);

    public static async Task<IReadOnlyList<DealId>> Handle(HaoLinDb db, Ask ask)
    {
        var deals = db.Set<Deal>().AsNoTracking().AsQueryable();
        if (ask.Community is { } community)
            deals = deals.Where(d => db.Set<DealPlace>().Any(p => p.DealId == d.Id && p.CommunityId == community));
        if (ask.After is { } after) deals = deals.Where(d => d.CreatedAt < after.At || (d.CreatedAt == after.At && ((Guid)(object)d.Id).CompareTo(after.Id) < 0));
        deals = ask.Leader is { } leader
            ? deals.Where(d => d.LeaderId == leader && d.BinnedAt == null).OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Id)
            : deals.Where(d => (d.OpenedAt != null || d.ScheduledAt != null) && d.CancelledAt == null && d.CompletedAt == null && d.HiddenAt == null).OrderBy(d => d.CutOffAt != null).ThenBy(d => d.PinnedAt == null).ThenBy(d => d.OpenedAt == null).ThenBy(d => d.CutOffDue);
        return await deals.Take(ask.Rows).Select(d => d.Id).ToListAsync();
    }
}
