// A neighbour chooses when to collect (选取货时段), chooses another while there is room, or none again.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ChooseSlot
{
    /// <param name="SlotId">Null gives the place up: any time within the pickup.</param>
    public sealed record Ask(PersonId By, OrderId OrderId, PickupSlotId? SlotId);

    public static readonly Refusal Missing = new("trade.slot-missing", 422, "这个自提点没有这个时段，请另选一个", "There is no such slot at this pickup point; choose another.");
    public static readonly Refusal Full = new("trade.slot-full", 409, "这个时段满了，请另选一个", "This slot is full; choose another.");
    public static readonly Refusal Past = new("trade.slot-past", 409, "这个时段已经过了，请另选一个", "This slot is over; choose another.");
    public static readonly Refusal NotWaiting = new("trade.slot-not-waiting", 409, "这一单现在不用选时段", "This order needs no slot now.");

    /// <param name="slot">Of this deal, or null.</param>
    /// <param name="others">How many other orders have a place in it.</param>
    public static Refusal? Decide(Deal deal, Order order, PickupSlot? slot, bool none, int others, DateTimeOffset now)
    {
        if (deal.State is not (DealState.Open or DealState.CutOff) || !order.Stands || order.RefundAskedAt is not null || order.HandedOverAt is not null) return NotWaiting;
        if (none) return null;
        if (slot is null || slot.PickupPointId != order.PickupPointId) return Missing;
        if (slot.UntilAt <= now) return Past;
        return others >= slot.Capacity ? Full : null;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        // Everybody who takes or gives a place holds the deal's lock, so that counting and taking are one.
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
        var slot = await work.Db.Set<PickupSlot>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == ask.SlotId && s.DealId == deal.Id);
        var others = slot is null ? 0 : await PickupSlot.Taken(work.Db).CountAsync(c => c.SlotId == slot.Id && c.OrderId != order.Id);
        if (Decide(deal, order, slot, ask.SlotId is null, others, work.Now) is { } refusal) return refusal;
        var choice = await work.Db.Set<SlotChoice>().FirstOrDefaultAsync(c => c.OrderId == order.Id);
        if (slot is null) { if (choice is not null) work.Db.Remove(choice); }
        else if (choice is null) work.Db.Add(new SlotChoice { OrderId = order.Id, SlotId = slot.Id, ChosenAt = work.Now });
        else (choice.SlotId, choice.ChosenAt) = (slot.Id, work.Now);
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }
}
