// Which communities there are, with their pickup points: public knowledge, nothing personal.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ListCommunities
{
    /// <param name="Only">These communities; null asks for all.</param>
    public sealed record Ask(IReadOnlyList<CommunityId>? Only = null);

    public sealed record Answer(IReadOnlyList<Item> Items);

    public sealed record Item(CommunityId Id, string Name, string Address, IReadOnlyList<PickupPoint> PickupPoints);

    /// <summary>A regional brand has hundreds of communities; the list is cut at this many.</summary>
    const int Max = 2000;

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask)
    {
        var communities = db.Set<Community>().AsNoTracking();
        var points = db.Set<PickupPoint>().AsNoTracking();
        if (ask.Only is { } only)
        {
            communities = communities.Where(c => only.Contains(c.Id));
            points = points.Where(p => only.Contains(p.CommunityId));
        }
        var found = await communities.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Take(Max).ToListAsync();
        var byCommunity = (await points.OrderBy(p => p.Id).ToListAsync()).ToLookup(p => p.CommunityId);
        return new([.. found.Select(c => new Item(c.Id, c.Name, c.Address, [.. byCommunity[c.Id]]))]);
    }
}
