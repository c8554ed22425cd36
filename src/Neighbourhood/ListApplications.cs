// Headquarters sees who wants to lead, the longest waiting first.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ListApplications
{
    const int Max = 200;

    public sealed record Ask(Visitor By);

    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="Since">When they came to the neighbourhood.</param>
    public sealed record Item(LeaderApplicationId Id, PersonId PersonId, string Name, string PhoneMasked, CommunityId CommunityId, string Community, string Words, DateTimeOffset AppliedAt, DateTimeOffset Since);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var rows = await (from a in db.Set<LeaderApplication>().Where(LeaderApplication.Waits) join p in db.Set<Person>() on a.PersonId equals p.Id join c in db.Set<Community>() on a.CommunityId equals c.Id
                          orderby a.AppliedAt select new { Application = a, Person = p, c.Name }).AsNoTracking().Take(Max).ToListAsync();
        return new Answer([.. rows.Select(r => new Item(r.Application.Id, r.Person.Id, r.Person.Name(sealing), new Phone(r.Person.Phone(sealing)).Masked, r.Application.CommunityId, r.Name,
            r.Application.WordsSealed is { } words ? sealing.Open(r.Person.KeyWrapped, words) : "", r.Application.AppliedAt, r.Person.CreatedAt))]);
    }
}
