// A hand-over was a mistake (the wrong neighbour, the wrong bag): undone the same evening by whoever led it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class UndoHandOver
{
    /// <param name="SaidAt">When a phone without a line took it back, by its own clock; null is now.</param>
    /// <param name="Only">The one hand-over that is meant; null takes back whichever stands.</param>
    public sealed record Ask(Visitor By, OrderId OrderId, DateTimeOffset? SaidAt = null, Guid? Only = null);

    public static readonly Refusal NotHandedOver = new("trade.undo-not-handed-over", 409, "这一单还没有交货", "This order was not handed over.");
    public static readonly Refusal NotToday = new("trade.undo-not-today", 409, "只能撤销当天的交货", "Only today's hand-overs can be undone.");

    public static readonly Refusal DealOver = new("trade.undo-deal-over", 409, "这个团已经完成，不能再撤销交货", "The deal is completed; its hand-overs stand.");

    public static Refusal? Decide(Deal deal, Order order, DateTimeOffset now)
    {
        if (order.HandedOverAt is not { } at || order.RefundAskedAt is not null || order.DisposedAt is not null) return NotHandedOver;
        if (deal.State != DealState.CutOff) return DealOver;
        return BusinessDay.Of(at) == BusinessDay.Of(now) ? null : NotToday;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        // With the deal's lock, so that it cannot be completed at this moment.
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !deal.MayHandOver(ask.By)) return Order.Missing;
        // Taken back before midnight and told after it is still the same evening.
        if (Decide(deal, order, work.Now) is { } refusal && (refusal != NotToday || ask.SaidAt is not { } said || Decide(deal, order, said) is not null)) return refusal;
        var row = await work.Db.Set<HandOverRow>().Where(h => h.OrderId == order.Id && h.UndoneAt == null).FirstAsync();
        if (ask.Only is { } only && row.Id != only) return NotHandedOver;
        await Uncollected.End(work, row.Id, ask.By.Person);
        await TakeBack(work, order, row, ask.By.Person);
        Audit.Note(work, ask.By.Person.Value, "hand-over-undone", order.Id.Value, "handed-over", "paid", whom: order.PersonId.Value);
        work.Stir(order.DealId.Value);
        return Done.Deed;
    }

    /// <summary>The goods are at the desk again, and what was earned by them is prepaid again; the order is locked.</summary>
    internal static async Task TakeBack(Work work, Order order, HandOverRow row, PersonId by)
    {
        (row.UndoneAt, row.UndoneBy) = (work.Now, by);
        (order.HandedOverAt, order.DisposedAt) = (null, null);
        await MakeCommissionPayable.Undo(work, order, row.Id);
        if (order.Left > Money.Zero) Books.Move(work, "hand-over-undone", row.Id, order.Id, order.Left, debit: Account.BrandRevenue, credit: Account.PrepaidOrders);
    }
}
