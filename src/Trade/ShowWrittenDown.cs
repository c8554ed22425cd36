// How far a neighbour whom a leader wrote down has come: a name alone, a phone nobody signed in with yet, or somebody with an account.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowWrittenDown
{
    /// <param name="OrderId">An order the leader wrote down for that neighbour.</param>
    public sealed record Ask(Visitor By, OrderId OrderId);

    /// <param name="State">name-only, awaited or resident.</param>
    /// <param name="PhoneTail">The last four digits, or "".</param>
    public sealed record Answer(string State, string PhoneTail);

    public static readonly Refusal Missing = Order.Missing;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var order = await db.Set<Order>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == ask.OrderId);
        if (order is null || order.PlacedBy != ask.By.Person || !await order.IsOf(db, ask.By.Person)) return Missing;
        var person = await db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == order.PersonId);
        if (person.ErasedAt is not null) return Missing;
        if (person.PhoneLookup is null) return new Answer("name-only", "");
        var awaited = await db.Set<AwaitedMember>().AnyAsync(a => a.PersonId == person.Id && a.LeaderId == ask.By.Person);
        return new Answer(awaited ? "awaited" : "resident", person.PhoneTail(sealing));
    }
}
