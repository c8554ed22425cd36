// At the hand-over desk: finds orders to hand over by name, phone tail, number in the list or code.
using System.Globalization;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class FindAtDesk
{
    public const int RowsMax = 400;

    /// <param name="Words">Part of a name, the last four digits of a phone, a number in the list, or eight digits of a code; empty lists everything still to be collected.</param>
    /// <param name="Only">These orders alone, in whatever state they are.</param>
    public sealed record Ask(Visitor By, DealId? Deal, string Words, IReadOnlyList<OrderId>? Only = null);

    public static async Task<Outcome<IReadOnlyList<ShowOrder.Answer>>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.HasDesk) return Visitor.NotAllowed;
        if (ask.Only is { } only) return Outcome<IReadOnlyList<ShowOrder.Answer>>.Yes(await These(db, sealing, ask.By, [.. only]));
        var words = ask.Words.Trim();
        var desks = ask.By.Desks.ToArray();
        var leaders = await db.Set<Deal>().AsNoTracking()
            .Where(d => (ask.Deal == null || d.Id == ask.Deal) && (ask.By.AtHeadquarters || desks.Contains(d.LeaderId)) && d.CutOffAt != null && d.CancelledAt == null && d.CompletedAt == null)
            .ToDictionaryAsync(d => d.Id, d => d.LeaderId);
        var deals = leaders.Keys.ToArray();
        var orders = db.Set<Order>().AsNoTracking().Include(o => o.Lines).Where(Order.IsKept).Where(o => deals.Contains(o.DealId));
        var digits = words.Length > 0 && words.All(char.IsAsciiDigit);
        if (digits && words.Length != 4) orders = ByNumber(orders, words);
        var found = await orders.OrderBy(o => o.HandedOverAt != null).ThenBy(o => o.Sequence).ToListAsync();
        if (words.Length > 0 && (!digits || words.Length == 4)) found = await ByWords(db, sealing, found, words, digits);
        IReadOnlyList<ShowOrder.Answer> answers = found.Count == 0 ? [] : [.. (await ShowOrder.Of(db, sealing, [.. found.Take(RowsMax)])).Select(o => AsSeenBy(ask.By, leaders[new(o.DealId)], o))
            .OrderBy(o => o.HandedOverAt is not null).ThenBy(o => o.Slot?.From ?? DateTimeOffset.MaxValue).ThenBy(o => o.Sequence)];
        return Outcome<IReadOnlyList<ShowOrder.Answer>>.Yes(answers);
    }

    static async Task<IReadOnlyList<ShowOrder.Answer>> These(HaoLinDb db, Sealing sealing, Visitor by, OrderId[] ids)
    {
        var rows = await (from o in db.Set<Order>().AsNoTracking().Include(o => o.Lines) join d in db.Set<Deal>().AsNoTracking() on o.DealId equals d.Id where ids.Contains(o.Id) select new { o, d }).ToListAsync();
        var mine = rows.Where(r => r.d.MayHandOver(by)).OrderBy(r => r.o.Sequence).ToList();
        return mine.Count == 0 ? [] : [.. (await ShowOrder.Of(db, sealing, [.. mine.Select(r => r.o)])).Zip(mine, (seen, r) => AsSeenBy(by, r.d.LeaderId, seen))];
    }

    /// <summary>An assistant sees who collects what, the name as neighbours see it, and neither money nor codes: 0 and null stand there.</summary>
    internal static ShowOrder.Answer AsSeenBy(Visitor by, PersonId leader, ShowOrder.Answer order) => by.OnlyHelps(leader)
        ? order with { AmountFen = 0, Coupon = null, PickupCode = null, Name = Person.Masked(order.Name), Lines = [.. order.Lines.Select(l => l with { PriceFen = 0 })], Collector = order.Collector is { } named ? named with { Path = null } : null,
            Uncollected = order.Uncollected is { } left ? left with { Neighbour = null, Pays = null } : null, Receipt = null }
        : order with { Collector = order.Collector is { } collector ? collector with { Path = null } : null };

    /// <summary>Eight digits are a code, fewer a number in the list; four may be a phone's last too and are looked at later.</summary>
    static IQueryable<Order> ByNumber(IQueryable<Order> orders, string digits)
    {
        if (digits.Length == 8) return orders.Where(o => o.PickupCode == digits);
        if (digits.Length > 8) return orders.Where(o => false);
        var sequence = int.Parse(digits, CultureInfo.InvariantCulture);
        return orders.Where(o => o.Sequence == sequence);
    }

    /// <summary>What is sealed is compared in memory, within the desk's own deals: names, four digits of a phone, and those of whoever collects for somebody.</summary>
    static async Task<List<Order>> ByWords(HaoLinDb db, Sealing sealing, List<Order> orders, string words, bool digits)
    {
        var people = orders.Select(o => o.PersonId).Distinct().ToArray();
        var tail = digits ? sealing.Lookup("tail", words) : null;
        var matching = (await db.Set<Person>().AsNoTracking().Where(p => people.Contains(p.Id)).ToListAsync())
            .Where(p => digits ? p.PhoneTailLookup?.AsSpan().SequenceEqual(tail) == true : p.Name(sealing).Contains(words, StringComparison.OrdinalIgnoreCase)).Select(p => p.Id).ToHashSet();
        var collecting = (await CollectorSeen.Of(db, sealing, [.. orders.Select(o => o.Id)]))
            .Where(c => digits ? c.Value.PhoneTail == words : c.Value.Name.Contains(words, StringComparison.OrdinalIgnoreCase)).Select(c => c.Key).ToHashSet();
        return [.. orders.Where(o => matching.Contains(o.PersonId) || collecting.Contains(o.Id) || (digits && o.Sequence == int.Parse(words, CultureInfo.InvariantCulture)))];
    }
}
