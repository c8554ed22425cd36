// Makes what was written down for a neighbour known by name only that of the person they turned out to be: deal by deal, whole or not at all.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class MoveNeighbour
{
    /// <param name="Offer">Of what both together would have more than one person may.</param>
    public sealed record Stayed(Guid OrderId, int Sequence, string DealTitle, string Offer);

    /// <summary>The offers of one deal of which the two together would have more than one person may; a first-N gift is one to a person.</summary>
    public static IReadOnlyList<Offer> Decide(IReadOnlyCollection<Offer> offers, IReadOnlyDictionary<OfferId, int> from, IReadOnlyDictionary<OfferId, int> to) =>
        [.. offers.Where(o => from.GetValueOrDefault(o.Id) > 0 && to.GetValueOrDefault(o.Id) > 0
            && Most(o) is { } most && from[o.Id] + to[o.Id] > most && !Break.Is("adopt-limit"))];

    /// <summary>What one household may have, no one of it may have more of.</summary>
    static int? Most(Offer offer) => offer.IsGift ? 1 : offer is { PerPerson: { } each, PerHousehold: { } together } ? Math.Min(each, together) : offer.PerPerson ?? offer.PerHousehold;

    /// <summary>Two who take the same neighbour over queue up here.</summary>
    public static async Task Lock(Work work, PersonId writtenDown)
    {
        if (work.Db.Database.IsNpgsql()) await work.Db.Database.ExecuteSqlAsync($"SELECT 1 FROM person WHERE id = {writtenDown.Value} FOR NO KEY UPDATE");
        await work.HasWaited();
    }

    /// <summary>Deals are locked in the order of their ids and each before its orders, so that nobody waits in a circle.</summary>
    public static async Task<(IReadOnlyList<OrderId> Moved, IReadOnlyList<Stayed> Stayed)> Handle(Work work, Sealing sealing, Person from, Person to)
    {
        var deals = await work.Db.Set<Order>().AsNoTracking().Where(o => o.PersonId == from.Id).Select(o => o.DealId)
            .Union(work.Db.Set<WaitlistEntry>().Where(e => e.PersonId == from.Id).Select(e => e.DealId)).ToListAsync();
        var (moved, stayed) = (new List<OrderId>(), new List<Stayed>());
        foreach (var id in deals.OrderBy(d => d.Value))
        {
            var deal = (await Deal.Lock(work, id))!;
            var offers = await work.Db.Set<Offer>().AsNoTracking().Where(o => o.DealId == id).ToListAsync();
            var ids = offers.Select(o => o.Id).ToArray();
            var taken = await work.Db.Set<TakenRow>().Where(t => ids.Contains(t.OfferId) && (t.PersonId == from.Id || t.PersonId == to.Id)).ToListAsync();
            var orders = await Orders.Lock(work, work.Db.Set<Order>().Where(o => o.DealId == id && o.PersonId == from.Id));
            var theirs = taken.Where(t => t.PersonId == to.Id).ToDictionary(t => t.OfferId);
            var over = Decide(offers, taken.Where(t => t.PersonId == from.Id).ToDictionary(t => t.OfferId, t => t.Quantity), theirs.ToDictionary(t => t.Key, t => t.Value.Quantity));
            if (over.Count > 0)
            {
                stayed.AddRange(orders.Where(o => o.Stands).Select(o => new Stayed(o.Id.Value, o.Sequence, deal.Title, over[0].Name)));
                continue;
            }
            foreach (var row in taken.Where(t => t.PersonId == from.Id))
            {
                if (theirs.TryGetValue(row.OfferId, out var own)) own.Quantity += row.Quantity;
                else work.Db.Add(new TakenRow { OfferId = row.OfferId, PersonId = to.Id, Quantity = row.Quantity });
                work.Db.Remove(row);
            }
            // Each goes on counting for the household it was written down for.
            foreach (var order in orders)
            {
                (order.PersonId, order.NoteSealed) = (to.Id, Again(order.NoteSealed));
                moved.Add(order.Id);
            }
            await BesideThem(orders);
            foreach (var entry in await work.Db.Set<WaitlistEntry>().Where(e => e.DealId == id && e.PersonId == from.Id).ToListAsync())
                (entry.PersonId, entry.NoteSealed) = (to.Id, Again(entry.NoteSealed));
            work.Stir(id.Value);
        }
        if (stayed.Count == 0) await MoveHomes(work, sealing, from, to);
        await work.Db.Set<Message>().Where(m => m.PersonId == from.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.PersonId, to.Id));
        return (moved, stayed);

        // What was sealed with one person's key is sealed with the other's, or erasing the second would leave it readable.
        byte[]? Again(byte[]? kept) => kept is null ? null : sealing.Seal(to.KeyWrapped, sealing.Open(from.KeyWrapped, kept));

        async Task BesideThem(IReadOnlyList<Order> orders)
        {
            var ids = orders.Select(o => o.Id).ToArray();
            foreach (var row in await work.Db.Set<Collector>().Where(c => ids.Contains(c.OrderId)).ToListAsync())
                (row.NameSealed, row.PhoneTailSealed) = (Again(row.NameSealed)!, Again(row.PhoneTailSealed)!);
            foreach (var door in await work.Db.Set<Door>().Where(d => ids.Contains(d.OrderId)).ToListAsync()) door.DoorSealed = Again(door.DoorSealed)!;
            foreach (var choice in await work.Db.Set<Uncollected>().Where(u => ids.Contains(u.OrderId) && u.NeighbourSealed != null).ToListAsync())
                choice.NeighbourSealed = Again(choice.NeighbourSealed);
            foreach (var receipt in await work.Db.Set<Receipt>().Where(r => ids.Contains(r.OrderId)).ToListAsync())
                (receipt.WordsSealed, receipt.AnswerSealed) = (Again(receipt.WordsSealed), Again(receipt.AnswerSealed));
        }
    }

    /// <summary>The door their leader wrote down for them is theirs, unless they have said their own.</summary>
    static async Task MoveHomes(Work work, Sealing sealing, Person from, Person to)
    {
        var own = await work.Db.Set<Home>().AsNoTracking().Where(h => h.PersonId == to.Id).Select(h => h.CommunityId).ToListAsync();
        foreach (var home in await work.Db.Set<Home>().Where(h => h.PersonId == from.Id).ToListAsync())
        {
            work.Db.Remove(home);
            if (own.Contains(home.CommunityId)) continue;
            var (door, flat) = (home.Door(sealing, from), home.Flat(sealing, from));
            var moved = Home.Of(sealing, to, home.CommunityId, door, flat, home.SaidAt);
            if (home.Separate) (moved.Separate, moved.Household) = (true, flat.Household(sealing, home.CommunityId, to.Id));
            work.Db.Add(moved);
        }
    }
}
