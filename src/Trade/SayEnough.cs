// A neighbour who takes more so that a case is filled says how many would do (几份就够): what fills no case goes back by itself.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class SayEnough
{
    /// <param name="Enough">Fewer than were ordered; null takes it back: all of them, whether they fill a case or not.</param>
    public sealed record Ask(PersonId By, OrderId OrderId, OfferId OfferId, int? Enough);

    public static readonly Refusal NotByTheCase = new("trade.enough-not-by-the-case", 422, "这样东西不按箱凑，订几份就是几份", "This is not filled up by the case.");
    public static readonly Refusal BadNumber = new("trade.enough-bad-number", 422, "几份就够，要比订的少，最少 1 份", "How many would do is at least one, and fewer than were ordered.");
    public static readonly Refusal TooLate = new("trade.enough-too-late", 409, "已经截单或退了，改不了几份就够", "The deal was cut off, or the order ended; how many would do stays as it is.");

    public static readonly Refusal PaidFirst = new("trade.enough-paid-first", 409, "取货时付的单不凑箱；要凑箱请先付款", "An order to be paid at the pickup fills no cases; pay it first.");

    public static Refusal? Decide(Deal deal, Order order, OfferId offer, int? caseSize, int? enough, DateTimeOffset now)
    {
        if (order.Lines.Find(l => l.OfferId == offer) is not { } line || caseSize is null) return NotByTheCase;
        if (deal.State != DealState.Open || now >= deal.CutOffDue || !order.Stands || order.RefundAskedAt is not null || order.HandedOverAt is not null) return TooLate;
        if (order.PaysAtPickup && order.PaidAt is null) return PaidFirst;
        return enough < 1 || enough >= line.Left ? BadNumber.With("enough") : null;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (await Order.LockWithDeal(work, ask.OrderId) is not var (deal, order) || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
        var caseSize = await work.Db.Set<Offer>().Where(o => o.Id == ask.OfferId).Select(o => o.CaseSize).FirstOrDefaultAsync();
        if (Decide(deal, order, ask.OfferId, caseSize, ask.Enough, work.Now) is { } refusal) return refusal;
        order.Lines.Single(l => l.OfferId == ask.OfferId).Enough = ask.Enough;
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }
}
