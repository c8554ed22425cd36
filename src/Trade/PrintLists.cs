// What a leader prints for the hand-over: one list by person, one by product, per pickup point.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class PrintLists
{
    public sealed record Ask(Visitor By, DealId DealId);

    public sealed record Answer(string Title, DateOnly ArrivesOn, IReadOnlyList<Product> Products, IReadOnlyList<PersonRow> People);

    /// <param name="ByPoint">Pieces for each pickup point.</param>
    public sealed record Product(string Name, string Unit, bool Gift, int Pieces, IReadOnlyList<AtPoint> ByPoint);

    public sealed record AtPoint(string Point, int Pieces);

    /// <param name="PhoneTail">The last four digits, or "" for a neighbour the leader wrote down.</param>
    /// <param name="Slot">When they chose to come, 16:00–17:00, or "".</param>
    /// <param name="Door">Where the leader brings it; "" while it is not said, null when it is collected.</param>
    /// <param name="Collector">Name and last digits of who collects instead, or "".</param>
    /// <param name="DueFen">What is still to be paid when it is collected; nothing where it was paid.</param>
    public sealed record PersonRow(int Sequence, string Name, string PhoneTail, string Goods, string Note, string Point, bool Collected, string Collector = "", string Slot = "", string? Door = null, long DueFen = 0);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var deal = await db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        var orders = await db.Set<Order>().AsNoTracking().Include(o => o.Lines).Where(Order.IsKept).Where(o => o.DealId == deal.Id).OrderBy(o => o.Sequence).ToListAsync();
        var offers = await db.Set<Offer>().AsNoTracking().Where(o => o.DealId == deal.Id).ToDictionaryAsync(o => o.Id);
        var people = orders.Select(o => o.PersonId).Distinct().ToArray();
        var persons = await db.Set<Person>().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id);
        var pointIds = orders.Select(o => o.PickupPointId).Distinct().ToArray();
        var points = await db.Set<PickupPoint>().AsNoTracking().Where(p => pointIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name);
        var collectors = await CollectorSeen.Of(db, sealing, [.. orders.Select(o => o.Id)]);
        var doors = await Door.Of(db, sealing, [.. orders.Select(o => o.Id)]);
        var slots = await SlotChosen.Of(db, [.. orders.Select(o => o.Id)]);
        // Whoever comes first stands first; who chose nothing comes after them, by number.
        if (slots.Count > 0) orders = [.. orders.OrderBy(o => slots.TryGetValue(o.Id, out var slot) ? slot.From : DateTimeOffset.MaxValue).ThenBy(o => o.Sequence)];
        var pieces = orders.SelectMany(o => o.Lines.Select(l => (l.OfferId, Point: points[o.PickupPointId], Quantity: l.Left))).ToList();
        return new Answer(deal.Title, deal.ArrivesOn,
            [.. offers.Values.Where(o => !o.IsDelivery).OrderBy(o => o.Position).Select(o => new Product(o.Name, o.Unit, o.IsGift, pieces.Where(p => p.OfferId == o.Id).Sum(p => p.Quantity),
                [.. pieces.Where(p => p.OfferId == o.Id).GroupBy(p => p.Point).OrderBy(g => g.Key).Select(g => new AtPoint(g.Key, g.Sum(p => p.Quantity)))]))],
            [.. orders.Select(o =>
            {
                var person = persons[o.PersonId];
                return new PersonRow(o.Sequence, person.Name(sealing), person.PhoneTail(sealing), ShowSequence.Goods(o.Lines, offers),
                    o.NoteSealed is null ? "" : sealing.Open(person.KeyWrapped, o.NoteSealed), points[o.PickupPointId], o.HandedOverAt is not null, collectors.TryGetValue(o.Id, out var c) ? $"{c.Name} {c.PhoneTail}" : "", slots.TryGetValue(o.Id, out var slot) ? slot.Hours : "",
                    o.Lines.Any(l => l.Left > 0 && offers[l.OfferId].IsDelivery) ? doors.GetValueOrDefault(o.Id, "") : null,
                    o.PaidAt is null ? o.Amount.Fen : 0);
            })]);
    }
}
