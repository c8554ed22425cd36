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
            .Where(p => p.PhoneLookup == null && db.Set<Order>().Any(o => o.PlacedBy == leader && o.PersonId == p.Id)).OrderBy(p => p.Id).ToListAsync();
        var known = new Dictionary<string, PersonId>();
        foreach (var person in people) known.TryAdd(Key(person.Name(sealing)), person.Id);
        return known;
    }

    /// <summary>The leader's own members in the communities of a deal; another leader's are never looked at.</summary>
    public static async Task<List<Person>> Members(HaoLinDb db, DealId deal, PersonId leader)
    {
        var communities = await db.Set<DealPlace>().AsNoTracking().Where(p => p.DealId == deal).Select(p => p.CommunityId).Distinct().ToListAsync();
        return await db.Set<Person>().AsNoTracking()
            .Where(p => db.Set<Membership>().Any(m => m.PersonId == p.Id && m.LeaderId == leader && communities.Contains(m.CommunityId))).ToListAsync();
    }
}
