// A leader opens a drafted deal (开团): from now on the neighbours can join.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class OpenDeal
{
    public sealed record Ask(Visitor By, DealId DealId);

    public static readonly Refusal CutOffPassed = new("trade.open-cut-off-passed", 422, "截单时间已经过了，请先改一下时间", "The cut-off has already passed; change it first.");

    public static Refusal? Decide(Deal deal, DateTimeOffset now)
    {
        if (!deal.MayBecome(DealState.Open)) return Deal.WrongState;
        return deal.CutOffDue <= now ? CutOffPassed : null;
    }

    public static async Task<Outcome<DealId>> Handle(Work work, Ask ask)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        if (Decide(deal, work.Now) is { } refusal) return refusal;
        work.Db.Add(deal.Become(DealState.Open, ask.By.Person, "", work.Now));
        work.Tell(new DealOpened(deal.Id.Value, deal.LeaderId.Value));
        work.Stir(deal.Id.Value);
        return deal.Id;
    }
}
