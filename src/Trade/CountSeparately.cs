// A leader says that two families live behind a neighbour's door (分户), and this one counts for itself; or takes it back.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class CountSeparately
{
    /// <param name="OrderId">Any order of that neighbour's in a deal one leads; the door is the one of its pickup point's community.</param>
    /// <param name="Separate">False takes it back.</param>
    public sealed record Ask(Visitor By, OrderId OrderId, bool Separate);

    public static readonly Refusal NoHome = new("trade.separate-no-home", 409, "这位邻居还没有写过门牌，不用分户", "This neighbour has said no door yet; there is nothing to tell apart.");

    /// <param name="leads">Who asks leads the order's deal.</param>
    public static Refusal? Decide(bool leads, Home? home) => !leads ? Order.Missing : home is null ? NoHome : null;

    public static async Task<Outcome<Done>> Handle(Work work, Sealing sealing, Ask ask, TradeSettings settings)
    {
        var order = await work.Db.Set<Order>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == ask.OrderId);
        var deal = order is null ? null : await work.Db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == order.DealId);
        // A door that is said, moved or erased meanwhile waits here.
        if (order is not null) await MoveNeighbour.Lock(work, order.PersonId);
        var home = order is null ? null : await HomeOf(work.Db.Set<Home>(), work.Db, order);
        if (Decide(deal?.IsLedBy(ask.By) == true, home) is { } refusal) return refusal;
        if (home!.Separate == ask.Separate) return Done.Deed;
        var person = await work.Db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == order!.PersonId);
        var before = home.Household;
        (home.Separate, home.Household) = (ask.Separate, home.Flat(sealing, person).Household(sealing, home.CommunityId, ask.Separate ? person.Id : null));
        Audit.Note(work, ask.By.Person.Value, "household-separate", person.Id.Value, ask.Separate ? "shared" : "separate", ask.Separate ? "separate" : "shared", whom: person.Id.Value);
        await work.Db.SaveChangesAsync();
        // Taken back, what stands stays counted as it was ordered: together they may have more than one household may.
        if (ask.Separate) await MoveCounts(work, person.Id, before, home.Household, settings);
        return Done.Deed;
    }

    internal static async Task<Home?> HomeOf(IQueryable<Home> homes, HaoLinDb db, Order order)
    {
        var community = await db.Set<PickupPoint>().Where(p => p.Id == order.PickupPointId).Select(p => p.CommunityId).FirstAsync();
        return await homes.FirstOrDefaultAsync(h => h.PersonId == order.PersonId && h.CommunityId == community);
    }

    /// <summary>What this family holds leaves the count of the other, deal by deal in the order of their ids, and whoever of the other waits for it is looked at again.</summary>
    static async Task MoveCounts(Work work, PersonId person, Household from, Household to, TradeSettings settings)
    {
        var counted = work.Db.Set<Order>().Where(o => o.PersonId == person && o.Household == from && o.CancelledAt == null && o.LapsedAt == null);
        var deals = await counted.Select(o => o.DealId).Distinct().ToListAsync();
        foreach (var id in deals.OrderBy(d => d.Value))
        {
            var deal = (await Deal.Lock(work, id))!;
            var shelf = await Shelf.Of(work, deal);
            foreach (var order in await Orders.Lock(work, counted.Where(o => o.DealId == id)))
            {
                foreach (var line in order.Lines)
                {
                    shelf.CountAtHome(line.OfferId, from, -line.Held);
                    shelf.CountAtHome(line.OfferId, to, line.Held);
                }
                order.Household = to;
            }
            await shelf.Save(work, deal);
            if (deal.State == DealState.Open) await ReleaseGoods.Handle(work, deal, [], lapsed: false, settings);
        }
    }
}
