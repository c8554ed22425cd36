// Small questions about a leader's neighbours, those written down by name among them.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

static class Neighbours
{
    /// <summary>One and the same for however many blanks and whichever case a name is typed with.</summary>
    public static string Key(string called) => string.Join(' ', called.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();

    /// <summary>Those without an account for whom this leader has written orders down, by how they are called. Names are sealed, so they are compared in memory.</summary>
    public static async Task<Dictionary<string, PersonId>> WrittenDown(HaoLinDb db, Sealing sealing, PersonId leader)
    {
        var people = await db.Set<Person>().AsNoTracking()
            .Where(p => p.PhoneLookup == null && p.ErasedAt == null && db.Set<Order>().Any(o => o.PlacedBy == leader && o.PersonId == p.Id)).OrderBy(p => p.Id).ToListAsync();
        var known = new Dictionary<string, PersonId>();
        foreach (var person in people) known.TryAdd(Key(person.Name(sealing)), person.Id);
        foreach (var (called, id) in await Adopted(db, sealing, leader)) known.TryAdd(called, id);
        return known;
    }

    /// <summary>Those who took over what this leader wrote down, by the name they were written down under, for as long as they are this leader's neighbours.</summary>
    static async Task<IEnumerable<(string, PersonId)>> Adopted(HaoLinDb db, Sealing sealing, PersonId leader)
    {
        var adoptions = await db.Set<Adoption>().AsNoTracking().Where(a => a.LeaderId == leader && a.AdoptedBy != null
            && (db.Set<Membership>().Any(m => m.LeaderId == leader && m.PersonId == a.AdoptedBy) || db.Set<AwaitedMember>().Any(m => m.LeaderId == leader && m.PersonId == a.AdoptedBy))).OrderBy(a => a.Id).ToListAsync();
        var ids = adoptions.Select(a => a.WrittenDown).ToArray();
        var names = await db.Set<Person>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id);
        return adoptions.Where(a => names.ContainsKey(a.WrittenDown)).Select(a => (Key(names[a.WrittenDown].Name(sealing)), a.AdoptedBy!.Value));
    }

    /// <summary>The neighbour for whom this leader wrote an order down, and the community they collect in; null for anybody else, whether or not there is such an order.</summary>
    public static async Task<(Person Neighbour, CommunityId Community)?> OfOrder(Work work, Visitor by, OrderId id)
    {
        var order = await work.Db.Set<Order>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == id);
        if (order is null || order.PlacedBy != by.Person || !await order.IsOf(work.Db, by.Person)) return null;
        var community = await work.Db.Set<PickupPoint>().Where(p => p.Id == order.PickupPointId).Select(p => p.CommunityId).FirstAsync();
        var neighbour = await work.Db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == order.PersonId);
        return neighbour.ErasedAt is null ? (neighbour, community) : null;
    }

    /// <summary>The leader's own members in the communities of a deal; another leader's are never looked at.</summary>
    public static async Task<List<Person>> Members(HaoLinDb db, DealId deal, PersonId leader)
    {
        var communities = await db.Set<DealPlace>().AsNoTracking().Where(p => p.DealId == deal).Select(p => p.CommunityId).Distinct().ToListAsync();
        return await db.Set<Person>().AsNoTracking()
            .Where(p => db.Set<Membership>().Any(m => m.PersonId == p.Id && m.LeaderId == leader && communities.Contains(m.CommunityId))).ToListAsync();
    }
}
