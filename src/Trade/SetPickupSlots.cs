// A leader divides a deal's pickup into slots for so many households each, changes them, or takes them away while nobody has chosen one.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class SetPickupSlots
{
    public const int SlotsMax = 100, CapacityMax = 999;

    /// <param name="Slots">All of them: what is not named any more is taken away.</param>
    public sealed record Ask(Visitor By, DealId DealId, IReadOnlyList<Slot> Slots);

    public readonly record struct Slot(PickupPointId Point, DateTimeOffset From, DateTimeOffset Until, int Capacity);

    public static readonly Refusal TooMany = new("trade.slots-too-many", 422, "一个团最多分 100 段", "At most 100 slots in a deal.");
    public static readonly Refusal Wrong = new("trade.slots-wrong", 422, "时段要在取货时间里，不能重叠，每段 1 到 999 户", "Slots lie within the pickup time and do not overlap, each for 1 to 999 households.");
    public static readonly Refusal Chosen = new("trade.slots-chosen", 409, "有邻居已经选了这一段，不能去掉，也不能比选了的还少", "Neighbours chose this slot: it cannot be taken away or made smaller than what is chosen.");

    /// <param name="taken">How many chose each slot that is there.</param>
    public static Refusal? Decide(Deal deal, IReadOnlyCollection<PickupPointId> places, IReadOnlyList<Slot> wanted, IReadOnlyDictionary<(PickupPointId, DateTimeOffset, DateTimeOffset), int> taken)
    {
        if (deal.BinnedAt is not null || deal.State is DealState.Completed or DealState.Cancelled) return Deal.WrongState;
        if (wanted.Count > SlotsMax) return TooMany;
        foreach (var slot in wanted)
            if (!places.Contains(slot.Point) || slot.From >= slot.Until || slot.From < deal.PickupFrom || slot.Until > deal.PickupUntil || slot.Capacity is < 1 or > CapacityMax
                || wanted.Count(o => o.Point == slot.Point && o.From < slot.Until && slot.From < o.Until) > 1) return Wrong;
        return taken.Any(t => t.Value > 0 && !wanted.Any(w => (w.Point, w.From, w.Until) == t.Key && w.Capacity >= t.Value)) ? Chosen : null;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        // The deal's lock, which choosing takes too: nobody takes a place in a slot that goes away.
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        var places = await work.Db.Set<DealPlace>().Where(p => p.DealId == deal.Id).Select(p => p.PickupPointId).ToListAsync();
        var there = await work.Db.Set<PickupSlot>().Where(s => s.DealId == deal.Id).ToListAsync();
        var views = (await SlotView.Of(work.Db, deal.Id)).ToDictionary(v => v.Id, v => v.Capacity - v.Left);
        var taken = there.ToDictionary(s => (s.PickupPointId, s.FromAt, s.UntilAt), s => views[s.Id.Value]);
        if (Decide(deal, places, ask.Slots, taken) is { } refusal) return refusal;
        foreach (var wanted in ask.Slots)
            if (there.Find(s => s.PickupPointId == wanted.Point && s.FromAt == wanted.From && s.UntilAt == wanted.Until) is { } known) known.Capacity = wanted.Capacity;
            else work.Db.Add(new PickupSlot { Id = Ids.New<PickupSlotId>(work.Now), DealId = deal.Id, PickupPointId = wanted.Point, FromAt = wanted.From, UntilAt = wanted.Until, Capacity = wanted.Capacity });
        work.Db.RemoveRange(there.Where(s => !ask.Slots.Any(w => w.Point == s.PickupPointId && w.From == s.FromAt && w.Until == s.UntilAt)));
        Audit.Note(work, ask.By.Person.Value, "pickup-slots", deal.Id.Value, $"{there.Count} slots", $"{ask.Slots.Count} slots");
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }

    /// <summary>Equal slots through a pickup window at every point; the last one ends with it, however short.</summary>
    public static IReadOnlyList<Slot> Even(DateTimeOffset from, DateTimeOffset until, IEnumerable<PickupPointId> points, TimeSpan each, int capacity)
    {
        var slots = new List<Slot>();
        foreach (var point in points)
            for (var at = from; at < until && slots.Count <= SlotsMax; at += each) slots.Add(new(point, at, at + each < until ? at + each : until, capacity));
        return slots;
    }

    /// <summary>The pickup moved, and its slots move with it.</summary>
    internal static Task Move(Work work, DealId deal, TimeSpan by) => by == TimeSpan.Zero ? Task.CompletedTask
        : work.Db.Database.ExecuteSqlAsync($"UPDATE pickup_slot SET from_at = from_at + {by.Ticks}, until_at = until_at + {by.Ticks} WHERE deal_id = {deal.Value}");
}
