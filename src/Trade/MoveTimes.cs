// A leader moves a deal's times: orders may come longer, or the goods come another day; everyone who ordered is told why.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class MoveTimes
{
    public const int ReasonLengthMax = 200;

    /// <param name="CutOffDue">Null leaves it; once the deal is cut off it can move no more.</param>
    /// <param name="Reason">Told to the neighbours word for word, and kept with the deal's steps.</param>
    public sealed record Ask(Visitor By, DealId DealId, DateTimeOffset? CutOffDue, DateOnly ArrivesOn, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil, string Reason);

    public static readonly Refusal CutOffPassed = new("trade.move-cut-off-passed", 422, "截单时间要在现在之后；要马上截单，请用“提前截单”", "The cut-off must lie ahead; to end orders now, cut the deal off.");
    public static readonly Refusal CutOffAlready = new("trade.move-cut-off-already", 409, "已经截单了，截单时间不能再改", "The deal is cut off; that time can move no more.");
    public static readonly Refusal Unmoved = new("trade.move-nothing", 422, "时间没有变，不用告诉邻居", "No time has changed, so there is nothing to tell.");

    public static Refusal? Decide(Deal deal, DealTimes to, DateTimeOffset now)
    {
        if (deal.State is not (DealState.Open or DealState.CutOff)) return Deal.WrongState;
        if (to == deal.Times) return Unmoved;
        if (to.Wrong(now) is { } field) return DraftDeal.BadTimes.With(field);
        if (deal.State == DealState.CutOff) return to.CutOffDue == deal.CutOffDue ? null : CutOffAlready.With("cutOffDue");
        return to.CutOffDue > now ? null : CutOffPassed.With("cutOffDue");
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var reason = Texts.Required(ask.Reason, ReasonLengthMax);
        if (reason.Refused) return reason.Refusal!.With("reason");
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        if (deal.IsFollowedBy(ask.By)) return Deal.Followed;
        if (deal.PublishedAt is not null) return await FollowTimes.Handle(work, deal, ask);
        var to = new DealTimes(ask.CutOffDue ?? deal.CutOffDue, ask.ArrivesOn, ask.PickupFrom, ask.PickupUntil);
        if (Decide(deal, to, work.Now) is { } refusal) return refusal;
        await SetPickupSlots.Move(work, deal.Id, to.PickupFrom - deal.PickupFrom);
        var was = deal.Times;
        var step = deal.Move(to, ask.By.Person, reason.Value, work.Now);
        step.Kept(work, was.Figures, to.Figures);
        // What a leader wrote down for neighbours is held until the cut-off, wherever that goes.
        if (deal.State == DealState.Open)
            await work.Db.Set<Order>().Where(Order.IsUnpaid).Where(o => o.DealId == deal.Id && o.PlacedBy != null)
                .ExecuteUpdateAsync(set => set.SetProperty(o => o.HoldUntil, to.CutOffDue));
        await work.Db.Set<Order>().Where(o => o.DealId == deal.Id && o.PaysAtPickup && o.PaidAt == null && o.CancelledAt == null && o.LapsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.HoldUntil, PayAtPickup.HeldUntil(to)));
        work.Tell(new DealMoved(deal.Id.Value, step.Number));
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }
}
