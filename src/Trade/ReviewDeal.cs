// Headquarters has read a draft: it may open as it is, or goes back to its leader with a reason; both are written down.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class ReviewDeal
{
    /// <param name="Reason">Why words that the rules refuse may stand, or what is to be changed; needed unless there is nothing to explain.</param>
    public sealed record Ask(Visitor By, DealId DealId, bool MayOpen, string? Reason);

    public static readonly Refusal NotAsked = new("trade.review-not-asked", 409, "这个团没有在等审核", "This deal is not waiting for review.");
    public static readonly Refusal ReasonNeeded = new("trade.review-reason-needed", 422, "请写明原因，团长会看到，也会留档", "Say why: the leader reads it, and it is kept.");

    public static Refusal? Decide(Deal deal, Ask ask, string reason, bool hasForbidden) =>
        !ask.By.AtHeadquarters ? Visitor.NotAllowed
        : deal.State != DealState.Draft || deal.Review != Deal.ReviewAsked ? NotAsked
        : reason.Length == 0 && (!ask.MayOpen || hasForbidden) ? ReasonNeeded.With("reason")
        : null;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var reason = Texts.Optional(ask.Reason, AskForReview.WhyLengthMax);
        if (reason.Refused) return reason.Refusal!.With("reason");
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        var claims = await ReadClaims.Of(work.Db, deal);
        if (Decide(deal, ask, reason.Value, claims.Any(c => c.Forbidden)) is { } refusal) return refusal;
        var said = (ask.MayOpen ? "总部看过，可以开团" : "总部退回") + (reason.Value.Length > 0 ? "：" + reason.Value : "");
        var step = deal.Reviewed(ask.MayOpen ? Deal.ReviewApproved : Deal.ReviewSentBack, ask.By.Person, reason.Value, said, work.Now);
        step.Kept(work);
        work.Tell(new DealReviewed(deal.Id.Value, deal.LeaderId.Value, step.Number));
        work.Stir(deal.Id.Value);
        return Done.Deed;
    }
}
