// A decision about goods nobody came for is taken back: they wait at the desk again. Until the deal is completed, and until its money has begun to go back.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class UndoUncollected
{
    public sealed record Ask(Visitor By, OrderId OrderId);

    public static readonly Refusal NothingDecided = new("trade.uncollected-nothing-decided", 409, "这一单没有可以撤销的决定", "Nothing was decided about this order that could be taken back.");
    public static readonly Refusal PaidBack = new("trade.uncollected-paid-back", 409, "钱已经在退，不能撤销了", "The money is on its way back; this can be taken back no more.");

    public static Refusal? Decide(Deal deal, Order order, Uncollected? standing)
    {
        if (deal.State != DealState.CutOff) return Deal.WrongState;
        if (standing?.PaidBackAt is not null || order.RefundAskedAt is not null) return PaidBack;
        // Kept, and collected since: there is nothing left to take back.
        return standing is null || (standing.HandOverId is null && order.HandedOverAt is not null) ? NothingDecided : null;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !deal.IsLedBy(ask.By)) return Order.Missing;
        var standing = await Uncollected.Standing(work.Db, order.Id);
        if (Decide(deal, order, standing) is { } refusal) return refusal;
        if (standing!.HandOverId is { } handOver) await UndoHandOver.TakeBack(work, order, await work.Db.Set<HandOverRow>().FirstAsync(h => h.Id == handOver), ask.By.Person);
        (standing.UndoneAt, standing.UndoneBy) = (work.Now, ask.By.Person);
        Audit.Note(work, ask.By.Person.Value, "uncollected", order.Id.Value, standing.Kind, "undone", whom: order.PersonId.Value);
        work.Tell(new UncollectedUndone(deal.Id.Value, order.Id.Value, order.PersonId.Value));
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }
}
