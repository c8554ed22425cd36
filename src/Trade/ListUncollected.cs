// Who did not come (未取): the orders of a deal that still wait at the desk, and those about which something was decided.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListUncollected
{
    public sealed record Ask(Visitor By, DealId DealId);

    /// <param name="Over">Whether the time to collect is over; before it, who has not come may still come.</param>
    /// <param name="Pays">Who bears what is disposed of, by the brand's rule: brand, leader or resident.</param>
    public sealed record Answer(bool Over, DateTimeOffset PickupUntil, DateTimeOffset KeptUntil, string Pays, IReadOnlyList<Row> Waiting, IReadOnlyList<Row> Decided, int OpenDisputes);

    /// <param name="RemindedAt">When they were last reminded; null when never.</param>
    /// <param name="MayRemindFrom">From when they may be reminded again; null is now.</param>
    public sealed record Row(Guid OrderId, int Sequence, string Name, string PhoneTail, string Goods, long LeftFen, DateTimeOffset? RemindedAt, int Reminded, DateTimeOffset? MayRemindFrom, UncollectedSeen? Choice);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, TradeSettings settings, Ask ask, DateTimeOffset now)
    {
        var deal = await db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        var choices = db.Set<Uncollected>().AsNoTracking();
        var orders = await db.Set<Order>().AsNoTracking().Include(o => o.Lines).Where(o => o.DealId == deal.Id && o.CancelledAt == null && o.LapsedAt == null && o.PaidAt != null)
            .Where(o => (o.HandedOverAt == null && o.RefundAskedAt == null) || choices.Any(u => u.OrderId == o.Id && u.UndoneAt == null)).OrderBy(o => o.Sequence).ToListAsync();
        var ids = orders.Select(o => o.Id).ToArray();
        var decided = await UncollectedSeen.Of(db, sealing, ids);
        var reminders = await db.Set<PickupReminder>().AsNoTracking().Where(r => ids.Contains(r.OrderId)).ToDictionaryAsync(r => r.OrderId);
        var people = orders.Select(o => o.PersonId).Distinct().ToArray();
        var persons = await db.Set<Person>().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id);
        var offers = await db.Set<Offer>().AsNoTracking().Where(o => o.DealId == deal.Id).ToDictionaryAsync(o => o.Id);
        var rows = orders.Select(o =>
        {
            var reminder = reminders.GetValueOrDefault(o.Id);
            DateTimeOffset? again = reminder is { } r && r.LastAt + RemindUncollected.Apart > now ? r.LastAt + RemindUncollected.Apart : null;
            return (Order: o, Row: new Row(o.Id.Value, o.Sequence, persons[o.PersonId].Name(sealing), persons[o.PersonId].PhoneTail(sealing), ShowSequence.Goods(o.Lines, offers), o.Left.Fen, reminder?.LastAt, reminder?.Times ?? 0, again, decided.GetValueOrDefault(o.Id)));
        }).ToList();
        // What was kept and then collected after all is no story to tell any more.
        var open = deal.State == DealState.CutOff && now >= deal.PickupFrom;
        return new Answer(now >= deal.PickupUntil, deal.PickupUntil, DecideUncollected.Tomorrow(deal, now), settings.UncollectedPays,
            [.. rows.Where(r => open && r.Order.AwaitsHandOver).Select(r => r.Row)],
            [.. rows.Where(r => !r.Order.AwaitsHandOver && r.Row.Choice is { Kind: not Uncollected.Tomorrow }).Select(r => r.Row)],
            await Receipt.Open(db).CountAsync(r => db.Set<Order>().Any(o => o.Id == r.OrderId && o.DealId == deal.Id)));
    }

    /// <summary>Paid for, kept, and not collected.</summary>
    internal static IQueryable<Order> Waiting(HaoLinDb db, DealId deal) => db.Set<Order>().Where(Order.IsKept).Where(o => o.DealId == deal && o.HandedOverAt == null);
}
