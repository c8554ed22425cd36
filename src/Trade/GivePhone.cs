// A leader writes a phone to a neighbour they wrote down: a new resident's, who signs in with it later, or that of a neighbour of theirs, who gets the orders.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class GivePhone
{
    /// <param name="OrderId">Any order the leader wrote down for that neighbour.</param>
    public sealed record Ask(Visitor By, OrderId OrderId, string? Phone);

    /// <param name="HadAccount">The phone was a neighbour's already, and the orders went to them.</param>
    public sealed record Answer(bool HadAccount, int Moved, IReadOnlyList<MoveNeighbour.Stayed> Stayed);

    public static readonly Refusal HasAccount = InviteToAdopt.HasAccount;
    public static readonly Refusal Elsewhere = new("trade.adopt-elsewhere", 409, "这个号码的主人不是您带的邻居，请把认领链接发给他，由他自己认领", "Whoever has this phone is no neighbour of yours; send them the link, and let them take the orders over themselves.");

    /// <param name="cameIn">Whoever was given a phone before has signed in with it; until then a wrong digit can be put right.</param>
    /// <param name="owner">Who has this phone, and whether they are this leader's neighbour.</param>
    public static Refusal? Decide(Person neighbour, bool cameIn, (PersonId Id, bool IsNeighbour)? owner)
    {
        if (neighbour.PhoneLookup is not null && cameIn) return HasAccount;
        if (owner is not var (id, isNeighbour) || id == neighbour.Id) return null;
        // Whose phone was given already is a person of their own; only a name alone can become somebody else.
        return isNeighbour && neighbour.PhoneLookup is null ? null : Elsewhere;
    }

    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var phone = Phone.Parse(ask.Phone);
        if (phone.Refused) return phone.Refusal!;
        if (await Neighbours.OfOrder(work, ask.By, ask.OrderId) is not var (found, community)) return Order.Missing;
        await MoveNeighbour.Lock(work, found.Id);
        var neighbour = await work.Db.Set<Person>().FirstAsync(p => p.Id == found.Id);
        var awaited = await work.Db.Set<AwaitedMember>().AnyAsync(a => a.PersonId == neighbour.Id && a.LeaderId == ask.By.Person);
        var owner = await Person.ByPhone(work.Db, sealing, phone.Value.Digits);
        var isNeighbour = owner is not null && await work.Db.Set<Membership>().AnyAsync(m => m.PersonId == owner.Id && m.LeaderId == ask.By.Person);
        if (Decide(neighbour, neighbour.PhoneLookup is not null && !awaited, owner is null ? null : (owner.Id, isNeighbour)) is { } refusal) return refusal;

        var adoption = await work.Db.Set<Adoption>().FirstOrDefaultAsync(a => a.WrittenDown == neighbour.Id && a.LeaderId == ask.By.Person);
        if (adoption is null) work.Db.Add(adoption = new() { Id = Ids.New<AdoptionId>(work.Now), WrittenDown = neighbour.Id, LeaderId = ask.By.Person, CommunityId = community, MadeAt = work.Now });
        if (owner is null || owner.Id == neighbour.Id)
        {
            neighbour.GivePhone(sealing, phone.Value);
            // Not asked yet: a member, and told things, only once they sign in themselves.
            if (!awaited) work.Db.Add(new AwaitedMember { CommunityId = community, PersonId = neighbour.Id, LeaderId = ask.By.Person, At = work.Now });
            (adoption.DoneAt, adoption.AdoptedBy) = (work.Now, neighbour.Id);
            Audit.Note(work, ask.By.Person.Value, "neighbour-phone", neighbour.Id.Value, awaited ? "phone" : "", "phone", whom: neighbour.Id.Value);
            return new Answer(false, 0, []);
        }
        var (moved, stayed) = await MoveNeighbour.Handle(work, sealing, neighbour, owner);
        if (stayed.Count == 0) (adoption.DoneAt, adoption.AdoptedBy) = (work.Now, owner.Id);
        Audit.Note(work, ask.By.Person.Value, "neighbour-adopted", neighbour.Id.Value, $"orders {moved.Count + stayed.Count}", $"moved {moved.Count}, stayed {stayed.Count}", whom: owner.Id.Value);
        if (moved.Count > 0) await SendMessages.Handle(work, new SendMessages.Ask(owner.Id, "adopted", adoption.Id.Value, $"团长把替您代记的 {moved.Count} 单归到您名下了。如果不是您的，请告诉团长", "/orders"));
        return new Answer(true, moved.Count, stayed);
    }
}
