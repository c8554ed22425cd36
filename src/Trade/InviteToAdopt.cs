// A leader makes the link by which a neighbour they wrote down takes their own orders over.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class InviteToAdopt
{
    /// <param name="OrderId">Any order the leader wrote down for that neighbour.</param>
    public sealed record Ask(Visitor By, OrderId OrderId);

    /// <param name="Path">What follows the brand's address in the link to forward: /adopt/….</param>
    public sealed record Answer(string Path, DateTimeOffset ExpiresAt);

    public static readonly Refusal HasAccount = new("trade.adopt-has-account", 409, "这位邻居已经有手机号了，不用再认领", "This neighbour has a phone already; nothing is left to take over.");

    public static Refusal? Decide(Person neighbour) => neighbour.PhoneLookup is null ? null : HasAccount;

    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, Ask ask)
    {
        if (await Neighbours.OfOrder(work, ask.By, ask.OrderId) is not var (neighbour, community)) return Order.Missing;
        if (Decide(neighbour) is { } refusal) return refusal;
        var adoption = await work.Db.Set<Adoption>().FirstOrDefaultAsync(a => a.WrittenDown == neighbour.Id && a.LeaderId == ask.By.Person);
        // Asked for again, a link that is still good stays the same one: it may be in a chat already.
        if (adoption is null) work.Db.Add(adoption = new() { Id = Ids.New<AdoptionId>(work.Now), WrittenDown = neighbour.Id, LeaderId = ask.By.Person, CommunityId = community, MadeAt = work.Now });
        else if (!adoption.Opens(work.Now)) (adoption.MadeAt, adoption.DoneAt, adoption.AdoptedBy) = (work.Now, null, null);
        return new Answer(adoption.Path(sealing), adoption.MadeAt + Adoption.LinkLasts);
    }
}
