// Headquarters finds orders by phone, phone tail, pickup code or order id.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class SearchOrders
{
    public const int RowsMax = 100;

    /// <param name="Words">A whole phone, its last four digits, an eight-digit code or an order id; empty is the newest orders.</param>
    /// <param name="OnlyRefunding">Only orders whose money is on its way back.</param>
    public sealed record Ask(Visitor By, string? Words, bool OnlyRefunding);

    public static async Task<Outcome<IReadOnlyList<ShowOrder.Answer>>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (Matching(db, sealing, ask.Words, ask.OnlyRefunding) is not { } orders) return Outcome<IReadOnlyList<ShowOrder.Answer>>.Yes([]);
        var found = await orders.OrderByDescending(o => o.PlacedAt).ThenByDescending(o => o.Sequence).Take(RowsMax).ToListAsync();
        return Outcome<IReadOnlyList<ShowOrder.Answer>>.Yes(found.Count == 0 ? [] : await ShowOrder.Of(db, sealing, found));
    }

    /// <summary>All orders that the words mean, in no order; null when the words can mean none.</summary>
    internal static IQueryable<Order>? Matching(HaoLinDb db, Sealing sealing, string? asked, bool onlyRefunding)
    {
        var words = asked?.Trim() ?? "";
        var orders = db.Set<Order>().AsNoTracking().Include(o => o.Lines).AsQueryable();
        if (onlyRefunding) orders = orders.Where(o => db.Set<Refund>().Any(r => r.OrderId == o.Id && r.SucceededAt == null));
        if (Guid.TryParse(words, out var id)) orders = orders.Where(o => o.Id == new OrderId(id));
        else if (Phone.Parse(words) is { Refused: false } phone)
        {
            var lookup = phone.Value.Lookup(sealing);
            orders = orders.Where(o => db.Set<Person>().Any(p => p.Id == o.PersonId && p.PhoneLookup == lookup));
        }
        else if (words.Length == 8 && words.All(char.IsAsciiDigit)) orders = orders.Where(o => o.PickupCode == words);
        else if (words.Length == 4 && words.All(char.IsAsciiDigit))
        {
            var tail = sealing.Lookup("tail", words);
            orders = orders.Where(o => db.Set<Person>().Any(p => p.Id == o.PersonId && p.PhoneTailLookup == tail));
        }
        else if (words.Length > 0) return null;
        return orders;
    }
}
