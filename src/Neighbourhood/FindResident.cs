// A leader finds a resident of their communities by the last four digits of the phone.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class FindResident
{
    public sealed record Ask(Visitor By, string? PhoneTail);

    public sealed record Answer(IReadOnlyList<Found> Items);

    public sealed record Found(PersonId Id, string Name, string PhoneMasked, CommunityId CommunityId);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal FourDigits = new("phone.tail-needed", 422, "请输入手机号后四位", "Enter the last four digits of the phone.");

    const int Max = 50;

    /// <returns>The four digits in ASCII.</returns>
    public static Outcome<string> Decide(Ask ask)
    {
        if (!ask.By.IsLeader) return NotAllowed;
        var tail = Phone.AsciiDigits(ask.PhoneTail);
        return tail.Length == 4 && tail.All(char.IsAsciiDigit) ? tail : FourDigits;
    }

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var decided = Decide(ask);
        if (decided.Refused) return decided.Refusal!;
        var lookup = sealing.Lookup("tail", decided.Value);
        var leads = ask.By.Leads;
        var rows = await (
            from person in db.Set<Person>()
            join member in db.Set<Membership>() on person.Id equals member.PersonId
            where person.PhoneTailLookup == lookup && leads.Contains(member.CommunityId)
            orderby person.Id
            select new { Person = person, member.CommunityId }).AsNoTracking().Take(Max).ToListAsync();
        return new Answer([.. rows.Select(r => new Found(r.Person.Id, r.Person.Name(sealing), new Phone(r.Person.Phone(sealing)).Masked, r.CommunityId))]);
    }
}
