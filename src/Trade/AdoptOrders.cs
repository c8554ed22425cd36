// Whoever signed in takes over the orders a leader wrote down for them under a name alone (认领); what cannot become theirs is said, never hidden.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class AdoptOrders
{
    /// <param name="Link">As it was forwarded, from /adopt/ on.</param>
    public sealed record Ask(Visitor By, string? Link);

    /// <param name="Moved">Orders that are theirs from now on.</param>
    /// <param name="Stayed">Orders that are not, each with why; the link stays good for them.</param>
    public sealed record Answer(int Moved, IReadOnlyList<MoveNeighbour.Stayed> Stayed);

    public static readonly Refusal Gone = ReadAdoption.Gone;
    public static readonly Refusal Others = new("trade.adopt-others", 409, "这些单已经有人认领了。如果不是您家人，请马上告诉团长", "Somebody has taken these orders over already; tell the leader if that was nobody of yours.");
    public static readonly Refusal OwnLink = new("trade.adopt-own-link", 409, "这个链接是给邻居的，请转发给他", "This link is for the neighbour; forward it to them.");

    /// <param name="opens">The address is right, has not run out, and its leader still leads.</param>
    public static Refusal? Decide(Adoption? adoption, bool opens, PersonId by)
    {
        if (adoption is null) return Gone;
        if (adoption.LeaderId == by) return OwnLink;
        if (adoption.DoneAt is not null && adoption.AdoptedBy != by) return Others;
        return adoption.DoneAt is null && !opens ? Gone : null;
    }

    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var found = await Adoption.Of(work.Db, sealing, ask.Link);
        if (found is not null) await MoveNeighbour.Lock(work, found.WrittenDown);
        var adoption = found is null ? null : await work.Db.Set<Adoption>().FirstAsync(a => a.Id == found.Id);
        if (Decide(adoption, adoption is not null && adoption.Opens(work.Now) && await adoption.LeaderStillLeads(work.Db), ask.By.Person) is { } refusal) return refusal;
        // Pressed twice: it was done the first time.
        if (adoption!.DoneAt is not null) return new Answer(0, []);
        var people = await work.Db.Set<Person>().AsNoTracking().Where(p => p.Id == adoption.WrittenDown || p.Id == ask.By.Person).ToDictionaryAsync(p => p.Id);
        if (people[adoption.WrittenDown].PhoneLookup is not null) return Others;
        var (moved, stayed) = await MoveNeighbour.Handle(work, sealing, people[adoption.WrittenDown], people[ask.By.Person]);
        if (moved.Count > 0)
        {
            await Membership.Add(work, adoption.CommunityId, ask.By.Person, adoption.LeaderId);
            Audit.Note(work, ask.By.Person.Value, "neighbour-adopted", adoption.WrittenDown.Value, $"orders {moved.Count + stayed.Count}", $"moved {moved.Count}, stayed {stayed.Count}", whom: ask.By.Person.Value);
            await SendMessages.Handle(work, new SendMessages.Ask(adoption.LeaderId, "adopted", adoption.Id.Value, $"您代记的邻居自己认领了 {moved.Count} 单，手机号也有了", $"/leader/orders/{moved[0].Value}"));
        }
        if (stayed.Count == 0) (adoption.DoneAt, adoption.AdoptedBy) = (work.Now, ask.By.Person);
        return new Answer(moved.Count, stayed);
    }
}
