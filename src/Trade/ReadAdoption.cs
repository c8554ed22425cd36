// What stands behind the link by which a written-down neighbour takes their orders over: who wrote what down for whom, before anybody signs in.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ReadAdoption
{
    /// <param name="Link">As it was forwarded, from /adopt/ on.</param>
    public sealed record Ask(string? Link);

    /// <param name="Called">How the leader wrote the neighbour down, so that the right one knows themselves.</param>
    /// <param name="Done">Somebody took them over; nothing of the orders is told any more.</param>
    public sealed record Answer(string Called, string LeaderName, string CommunityName, IReadOnlyList<Row> Orders, bool Done);

    public sealed record Row(string DealTitle, int Sequence, long AmountFen, string State);

    public static readonly Refusal Gone = new("trade.adopt-gone", 410, "这个认领链接不能用了，请向团长要一个新的", "This link is not good any more; ask the leader for a new one.");

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask, DateTimeOffset now)
    {
        // A wrong mark, one that ran out, and no such link are answered alike.
        if (await Adoption.Of(db, sealing, ask.Link) is not { } adoption || !(adoption.DoneAt is not null || adoption.Opens(now)) || !await adoption.LeaderStillLeads(db)) return Gone;
        var community = await db.Set<Community>().AsNoTracking().FirstAsync(c => c.Id == adoption.CommunityId);
        var people = await db.Set<Person>().AsNoTracking().Where(p => p.Id == adoption.WrittenDown || p.Id == adoption.LeaderId).ToDictionaryAsync(p => p.Id);
        var leader = people[adoption.LeaderId].Name(sealing);
        if (adoption.DoneAt is not null || !people.TryGetValue(adoption.WrittenDown, out var neighbour)) return new Answer("", leader, community.Name, [], Done: true);
        var orders = await (from o in db.Set<Order>().AsNoTracking() join d in db.Set<Deal>().AsNoTracking() on o.DealId equals d.Id
                            where o.PersonId == neighbour.Id orderby o.Id descending select new { Order = o, d.Title }).Take(ListOrders.OrdersMax).ToListAsync();
        return new Answer(neighbour.Name(sealing), leader, community.Name, [.. orders.Select(o => new Row(o.Title, o.Order.Sequence, o.Order.Amount.Fen, o.Order.State))], Done: false);
    }
}
