// The leader reminds neighbours who did not come (提醒): one of them or all, each at most once an hour.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class RemindUncollected
{
    public static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    /// <param name="OrderId">Null is everybody who did not come.</param>
    public sealed record Ask(Visitor By, DealId DealId, OrderId? OrderId = null);

    /// <param name="Reminded">How many are told now.</param>
    /// <param name="TooSoon">How many were told within the hour.</param>
    public sealed record Answer(int Reminded, int TooSoon);

    public static readonly Refusal TooSoon = new("trade.remind-too-soon", 409, "一小时内提醒过了，过一会儿再提醒", "Reminded within the hour; wait a while before doing it again.");
    public static readonly Refusal Nobody = new("trade.remind-nobody", 409, "没有要提醒的人", "There is nobody to remind.");

    /// <summary>Who may be told now, of those who did not come.</summary>
    public static Outcome<IReadOnlyList<OrderId>> Decide(Deal deal, IReadOnlyList<OrderId> waiting, IReadOnlyDictionary<OrderId, DateTimeOffset> last, DateTimeOffset now)
    {
        if (deal.State != DealState.CutOff) return Deal.WrongState;
        if (now < deal.PickupFrom || waiting.Count == 0) return Nobody;
        OrderId[] due = [.. waiting.Where(o => !last.TryGetValue(o, out var at) || at <= now - Apart)];
        return due.Length == 0 ? TooSoon.With(waiting.Max(o => last[o] + Apart).UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture)) : Outcome<IReadOnlyList<OrderId>>.Yes(due);
    }

    public static async Task<Outcome<Answer>> Handle(Work work, Ask ask)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        var orders = await ListUncollected.Waiting(work.Db, deal.Id).AsNoTracking().Where(o => ask.OrderId == null || o.Id == ask.OrderId).Select(o => new { o.Id, o.PersonId }).ToListAsync();
        var ids = orders.Select(o => o.Id).ToArray();
        var rows = await work.Db.Set<PickupReminder>().Where(r => ids.Contains(r.OrderId)).ToDictionaryAsync(r => r.OrderId);
        var decided = Decide(deal, ids, rows.ToDictionary(r => r.Key, r => r.Value.LastAt), work.Now);
        if (decided.Refused) return decided.Refusal!;
        foreach (var id in decided.Value)
        {
            if (rows.TryGetValue(id, out var row)) (row.LastAt, row.Times) = (work.Now, row.Times + 1);
            else work.Db.Add(new PickupReminder { OrderId = id, LastAt = work.Now, Times = 1 });
        }
        var told = decided.Value.ToHashSet();
        work.Tell(new PickupReminded(deal.Id.Value, [.. orders.Where(o => told.Contains(o.Id)).Select(o => new PickupReminded.Neighbour(o.Id.Value, o.PersonId.Value))]));
        return new Answer(told.Count, ids.Length - told.Count);
    }
}
