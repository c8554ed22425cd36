// Which communities there are, with their pickup points: public knowledge, nothing personal.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ListCommunities
{
    /// <param name="Only">These communities; null asks for all.</param>
    /// <param name="Rows">How many a page has.</param>
    public sealed record Ask(IReadOnlyList<CommunityId>? Only = null, Cursor? After = null, int Rows = Max);

    public sealed record Answer(IReadOnlyList<Item> Items, string? Next) : IPaged;

    public sealed record Item(CommunityId Id, string Name, string Address, IReadOnlyList<PickupPoint> PickupPoints);

    /// <summary>A regional brand has hundreds of communities; the list is cut at this many.</summary>
    const int Max = 2000;

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask)
    {
        var communities = db.Set<Community>().AsNoTracking();
        var points = db.Set<PickupPoint>().AsNoTracking();
        if (ask.Only is { } only) communities = communities.Where(c => only.Contains(c.Id));
        if (ask.After is { } after) communities = communities.Where(c => c.CreatedAt > after.At || (c.CreatedAt == after.At && ((Guid)(object)c.Id).CompareTo(after.Id) > 0));
        var rows = Math.Clamp(ask.Rows, 1, Max);
        var found = await communities.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Take(rows + 1).ToListAsync();
        var next = found.Count > rows ? new Cursor(found[rows - 1].CreatedAt, found[rows - 1].Id.Value).ToString() : null;
        found = [.. found.Take(rows)];
        var ids = found.Select(c => c.Id).ToArray();
        var byCommunity = (await points.Where(p => ids.Contains(p.CommunityId)).OrderBy(p => p.Id).ToListAsync()).ToLookup(p => p.CommunityId);
        return new([.. found.Select(c => new Item(c.Id, c.Name, c.Address, [.. byCommunity[c.Id]]))], next);
    }
}
