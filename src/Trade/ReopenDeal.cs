// A cut-off deal is opened again (截早了, 加一天): with a new cut-off and a reason that everyone who ordered reads.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ReopenDeal
{
    /// <summary>So long before the pickup orders must have stopped again: the goods are ordered and packed in between.</summary>
    public static readonly TimeSpan Nearest = TimeSpan.FromHours(2);

    /// <param name="CutOffDue">Null takes the old one, where it still lies ahead because the deal was ended early.</param>
    /// <param name="Reason">Told to everyone who ordered, and kept with the deal's steps.</param>
    public sealed record Ask(Visitor By, DealId DealId, DateTimeOffset? CutOffDue, string Reason);

    public static readonly Refusal SomeCollected = new("trade.reopen-some-collected", 409, "已经有邻居取货了，不能再开", "Some neighbours have collected already; the deal cannot open again.");
    public static readonly Refusal TooNear = new("trade.reopen-too-near", 422, "离取货太近了，来不及备货：新的截单时间至少要比取货早 2 小时", "Too near the pickup: the new cut-off must be at least two hours before it.");

    public static Refusal? Decide(Deal deal, DateTimeOffset cutOffDue, bool someCollected, DateTimeOffset now)
    {
        if (deal.State != DealState.CutOff) return Deal.WrongState;
        if (someCollected) return SomeCollected;
        if (cutOffDue <= now) return MoveTimes.CutOffPassed.With("cutOffDue");
        if (cutOffDue > deal.PickupFrom - Nearest) return TooNear.With("cutOffDue");
        return (deal.Times with { CutOffDue = cutOffDue }).Wrong(now) is { } field ? DraftDeal.BadTimes.With(field) : null;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var reason = Texts.Required(ask.Reason, MoveTimes.ReasonLengthMax);
        if (reason.Refused) return reason.Refusal!.With("reason");
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        if (deal.IsFollowedBy(ask.By)) return Deal.Followed;
        var someCollected = await work.Db.Set<Order>().AnyAsync(o => o.DealId == deal.Id && o.HandedOverAt != null);
        var cutOffDue = ask.CutOffDue ?? deal.CutOffDue;
        if (Decide(deal, cutOffDue, someCollected, work.Now) is { } refusal) return refusal;
        deal.CutOffDue = cutOffDue;
        var step = deal.Become(DealState.Open, ask.By.Person, reason.Value, work.Now);
        step.Kept(work);
        work.Tell(new DealReopened(deal.Id.Value, step.Number));
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }
}
