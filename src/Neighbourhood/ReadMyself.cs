// What the house knows of the person who asks: name, phone, communities with their leaders, the usual pickup point.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ReadMyself
{
    public sealed record Ask(Visitor By);

    public sealed record Answer(string Name, string PhoneMasked, IReadOnlyList<Belonging> Communities, PickupPointId? UsualPickupPointId, int UnreadMessages);

    public sealed record Belonging(CommunityId Id, string Name, PersonId LeaderId, string LeaderName);

    public static readonly Refusal SignInFirst = Visitor.SignInFirst;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var me = await db.Set<Person>().AsNoTracking().FirstOrDefaultAsync(p => p.Id == ask.By.Person);
        if (me is null) return SignInFirst;
        var belongings = await (
            from member in db.Set<Membership>()
            join community in db.Set<Community>() on member.CommunityId equals community.Id
            join leader in db.Set<Person>() on member.LeaderId equals leader.Id
            where member.PersonId == me.Id
            orderby member.JoinedAt
            select new { community.Id, community.Name, Leader = leader }).AsNoTracking().ToListAsync();
        var unread = await db.Set<Message>().CountAsync(m => m.PersonId == me.Id && m.ReadAt == null);
        return new Answer(me.Name(sealing), new Phone(me.Phone(sealing)).Masked,
            [.. belongings.Select(b => new Belonging(b.Id, b.Name, b.Leader.Id, b.Leader.Name(sealing)))], me.UsualPickupPointId, unread);
    }
}
