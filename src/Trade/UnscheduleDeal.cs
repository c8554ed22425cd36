// A leader takes a scheduled opening back: the deal is a draft again, and nobody sees it any more.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class UnscheduleDeal
{
    public sealed record Ask(Visitor By, DealId DealId);

    public static Refusal? Decide(Deal deal) => deal.State == DealState.Scheduled ? null : Deal.WrongState;

    public static async Task<Outcome<DealId>> Handle(Work work, Ask ask)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        if (Decide(deal) is { } refusal) return refusal;
        deal.Become(DealState.Draft, ask.By.Person, "", work.Now).Kept(work);
        work.Stir(deal.Id.Value);
        return deal.Id;
    }
}
