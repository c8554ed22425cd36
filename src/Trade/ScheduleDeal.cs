// A leader sets when a draft opens by itself (定时开团): neighbours see it coming and count down, and nobody can join yet.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class ScheduleDeal
{
    /// <param name="Sure">The leader answers for words that need something behind them.</param>
    public sealed record Ask(Visitor By, DealId DealId, DateTimeOffset OpensDue, bool Sure = false);

    public static readonly Refusal NotAhead = new("trade.schedule-not-ahead", 422, "开团时间要在现在之后；现在就开，请直接按“开团”", "The opening must lie ahead; to open now, open the deal.");
    public static readonly Refusal AfterCutOff = new("trade.schedule-after-cut-off", 422, "开团时间要在截单之前", "The opening comes before the cut-off.");

    public static Refusal? Decide(Deal deal, DateTimeOffset opensDue, DateTimeOffset now) =>
        !deal.MayBecome(DealState.Scheduled) ? Deal.WrongState
        : opensDue <= now ? NotAhead.With("opensDue")
        : opensDue >= deal.CutOffDue ? AfterCutOff.With("opensDue")
        : null;

    public static async Task<Outcome<DealId>> Handle(Work work, Ask ask, TradeSettings settings)
    {
        var deal = await Deal.Lock(work, ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        var claims = await ReadClaims.Of(work.Db, deal);
        if ((Decide(deal, ask.OpensDue, work.Now) ?? await OpenDeal.Standing(work.Db, deal, settings, ask.OpensDue) ?? OpenDeal.Words(deal, claims, ask.Sure)) is { } refusal) return refusal;
        deal.OpensDue = ask.OpensDue;
        deal.Become(DealState.Scheduled, ask.By.Person, ask.Sure && claims.Count > 0 ? "团长说有依据：" + OpenDeal.Named(claims) : "", work.Now).Kept(work);
        work.Stir(deal.Id.Value);
        return deal.Id;
    }
}
