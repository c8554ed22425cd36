// The orders of one resident, of one deal, or of all (headquarters), newest first.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListOrders
{
    public const int OrdersMax = 500;

    /// <param name="Resident">Only this resident's.</param>
    /// <param name="Deal">Only this deal's; its leader or headquarters may ask.</param>
    /// <param name="Before">Only orders older than this one, for the next page.</param>
    public sealed record Ask(Visitor By, PersonId? Resident, DealId? Deal, OrderId? Before, int Rows);

    public static async Task<Outcome<IReadOnlyList<ShowOrder.Answer>>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var orders = db.Set<Order>().AsNoTracking().Include(o => o.Lines).AsQueryable();
        if (ask.Resident is { } resident)
        {
            if (resident != ask.By.Person && !ask.By.AtHeadquarters) return Visitor.NotAllowed;
            orders = orders.Where(o => o.PersonId == resident);
        }
        else if (ask.Deal is { } dealId)
        {
            var deal = await db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == dealId);
            if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        }
        else if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (ask.Deal is { } only) orders = orders.Where(o => o.DealId == only);
        if (ask.Before is { } before)
        {
            var last = await db.Set<Order>().AsNoTracking().Where(o => o.Id == before).Select(o => new { o.PlacedAt }).FirstOrDefaultAsync();
            // One commit of the intake places many orders at one instant, in several deals.
            if (last is not null) orders = orders.Where(o => o.PlacedAt < last.PlacedAt || (o.PlacedAt == last.PlacedAt && o.Id < before));
        }
        var found = await orders.OrderByDescending(o => o.PlacedAt).ThenByDescending(o => o.Id).Take(Math.Clamp(ask.Rows, 1, OrdersMax)).ToListAsync();
        IReadOnlyList<ShowOrder.Answer> answers = found.Count == 0 ? [] : await ShowOrder.Of(db, sealing, found);
        return Outcome<IReadOnlyList<ShowOrder.Answer>>.Yes(answers);
    }
}
