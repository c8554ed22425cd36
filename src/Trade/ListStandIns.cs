// Who could take a deal over, who has been asked, and who led it until when.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListStandIns
{
    public sealed record Ask(Visitor By, DealId DealId);

    /// <param name="Others">Leaders of the deal's communities, by whom it could be taken over.</param>
    /// <param name="Asked">The one who was asked and has not answered.</param>
    /// <param name="Past">Who led it before, the latest first.</param>
    public sealed record Answer(Guid DealId, string Title, string LeaderName, bool MayChange, IReadOnlyList<Other> Others, Other? Asked, IReadOnlyList<Before> Past);

    public sealed record Other(Guid PersonId, string Name);

    public sealed record Before(string Name, DateTimeOffset Until, string Reason);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var deal = await db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        var changes = await db.Set<LeaderChange>().AsNoTracking().Where(c => c.DealId == deal.Id).OrderByDescending(c => c.AskedAt).ToListAsync();
        var others = await LeaderChange.MayTake(db, deal).OrderBy(r => r.GrantedAt).Select(r => r.PersonId).ToListAsync();
        var people = others.Concat(changes.SelectMany(c => new[] { c.FromLeader, c.ToLeader })).Append(deal.LeaderId).Distinct().ToArray();
        var names = await db.Set<Person>().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name(sealing));
        Other Named(PersonId person) => new(person.Value, names.GetValueOrDefault(person, ""));
        return new Answer(deal.Id.Value, deal.Title, names.GetValueOrDefault(deal.LeaderId, ""), LeaderChange.Decide(deal, mayTake: true) is null, [.. others.Distinct().Select(Named)],
            changes.Where(c => c.DoneAt is null && c.DeclinedAt is null).Select(c => Named(c.ToLeader)).FirstOrDefault(),
            [.. changes.Where(c => c.DoneAt is not null).Select(c => new Before(names.GetValueOrDefault(c.FromLeader, ""), c.DoneAt!.Value, c.Reason))]);
    }
}
