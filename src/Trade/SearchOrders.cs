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
    /// <param name="After">The cursor of the page before.</param>
    public sealed record Ask(Visitor By, string? Words, bool OnlyRefunding, Cursor? After = null, int Rows = RowsMax);

    public sealed record Answer(IReadOnlyList<ShowOrder.Answer> Items, string? Next) : IPaged;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (Matching(db, sealing, ask.Words, ask.OnlyRefunding) is not { } orders) return new Answer([], null);
        if (ask.After is { } after)
        {
            var last = new OrderId(after.Id);
            orders = orders.Where(o => o.Id < last);
        }
        var rows = Math.Clamp(ask.Rows, 1, RowsMax);
        // Ids are made in the order of time, and going along them reads a hundred orders of a million instead of sorting all.
        var found = await orders.OrderByDescending(o => o.Id).Take(rows + 1).ToListAsync();
        var page = found.Count > rows ? found[..rows] : found;
        return new Answer(page.Count == 0 ? [] : await ShowOrder.Of(db, sealing, page), found.Count > rows ? new Cursor(page[^1].PlacedAt, page[^1].Id.Value).ToString() : null);
    }

    /// <summary>All orders that the words mean, in no order; null when the words can mean none.</summary>
    internal static IQueryable<Order>? Matching(HaoLinDb db, Sealing sealing, string? asked, bool onlyRefunding)
    {
        var words = asked?.Trim() ?? "";
        var orders = db.Set<Order>().AsNoTracking().Include(o => o.Lines).AsQueryable();
        // From the few to the orders, never from each of a million orders to the few.
        if (onlyRefunding) orders = orders.Where(o => db.Set<Refund>().Where(r => r.SucceededAt == null).Select(r => r.OrderId).Contains(o.Id));
        if (Guid.TryParse(words, out var id)) orders = orders.Where(o => o.Id == new OrderId(id));
        else if (Phone.Parse(words) is { Refused: false } phone)
        {
            var lookup = phone.Value.Lookup(sealing);
            orders = orders.Where(o => db.Set<Person>().Where(p => p.PhoneLookup == lookup).Select(p => p.Id).Contains(o.PersonId));
        }
        else if (words.Length == 8 && words.All(char.IsAsciiDigit)) orders = orders.Where(o => o.PickupCode == words);
        else if (words.Length == 4 && words.All(char.IsAsciiDigit))
        {
            var tail = sealing.Lookup("tail", words);
            orders = orders.Where(o => db.Set<Person>().Where(p => p.PhoneTailLookup == tail).Select(p => p.Id).Contains(o.PersonId));
        }
        else if (words.Length > 0) return null;
        return orders;
    }
}
