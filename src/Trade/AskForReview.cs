// A leader asks headquarters to look at a draft before it opens: because the brand wants that, or because a word was refused that they think may stand.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class AskForReview
{
    public const int WhyLengthMax = 200;

    /// <param name="Why">What the leader wants headquarters to know; may be blank.</param>
    public sealed record Ask(Visitor By, DealId DealId, string? Why);

    public static readonly Refusal AskedAlready = new("trade.review-asked-already", 409, "已经交给总部了，等他们看", "Headquarters has been asked already.");

    public static Refusal? Decide(Deal deal) => deal.State != DealState.Draft || deal.BinnedAt is not null || deal.PublishedAt is not null ? Deal.WrongState : deal.Review == Deal.ReviewAsked ? AskedAlready : null;

    public static async Task<Outcome<DealId>> Handle(Work work, Ask ask)
    {
        var why = Texts.Optional(ask.Why, WhyLengthMax);
        if (why.Refused) return why.Refusal!.With("why");
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        if (Decide(deal) is { } refusal) return refusal;
        deal.Reviewed(Deal.ReviewAsked, ask.By.Person, why.Value, "请总部审核" + (why.Value.Length > 0 ? "：" + why.Value : ""), work.Now).Kept(work);
        work.Stir(deal.Id.Value);
        return deal.Id;
    }
}
