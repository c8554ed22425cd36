// What a resident is on the waitlist for, and how many are before them.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListWaits
{
    public const int WaitsMax = 50;

    /// <param name="Deal">Only in this deal; null is all.</param>
    public sealed record Ask(PersonId By, DealId? Deal = null);

    /// <param name="Goods">枇杷 ×1</param>
    /// <param name="Ahead">Neighbours who asked earlier and still wait.</param>
    public sealed record Answer(Guid DealId, string Title, string Goods, int Ahead, DateTimeOffset AskedAt);

    public static async Task<IReadOnlyList<Answer>> Handle(HaoLinDb db, Ask ask)
    {
        var entries = db.Set<WaitlistEntry>().AsNoTracking().Where(e => e.PromotedAt == null && e.EndedAt == null);
        var mine = await entries.Include(e => e.Lines).Where(e => e.PersonId == ask.By && (ask.Deal == null || e.DealId == ask.Deal))
            .OrderBy(e => e.AskedAt).Take(WaitsMax).ToListAsync();
        var ids = mine.Select(e => e.DealId).Distinct().ToArray();
        var titles = await db.Set<Deal>().AsNoTracking().Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Title);
        var offers = await db.Set<Offer>().AsNoTracking().Where(o => ids.Contains(o.DealId)).ToDictionaryAsync(o => o.Id);
        var waits = new List<Answer>(mine.Count);
        foreach (var entry in mine)
        {
            var ahead = await entries.CountAsync(e => e.DealId == entry.DealId && e.Position < entry.Position);
            waits.Add(new(entry.DealId.Value, titles[entry.DealId], string.Join("，", entry.Lines.Select(l => $"{offers[l.OfferId].Name} ×{l.Quantity}")), ahead, entry.AskedAt));
        }
        return waits;
    }
}
