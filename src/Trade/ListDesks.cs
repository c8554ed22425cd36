// The deals that are being collected at the desks somebody may stand at, in the order of their pickup.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListDesks
{
    public sealed record Ask(Visitor By);

    public sealed record Item(DealId Id, string Title, int HandedOver);

    public static async Task<IReadOnlyList<Item>> Handle(HaoLinDb db, Ask ask)
    {
        var desks = ask.By.Desks.ToArray();
        var deals = await db.Set<Deal>().AsNoTracking().Where(d => desks.Contains(d.LeaderId) && d.CutOffAt != null && d.CancelledAt == null && d.CompletedAt == null).OrderBy(d => d.PickupFrom).ToListAsync();
        var ids = deals.Select(d => d.Id).ToArray();
        var handed = await db.Set<Order>().Where(o => ids.Contains(o.DealId) && o.CancelledAt == null && o.HandedOverAt != null).GroupBy(o => o.DealId).Select(g => new { g.Key, Many = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Many);
        return [.. deals.Select(d => new Item(d.Id, d.Title, handed.GetValueOrDefault(d.Id)))];
    }
}
