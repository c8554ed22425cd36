// Headquarters offers a draft to the leaders of its pickup points (帮卖), or takes it back while nobody has adopted it.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class PublishDeal
{
    /// <param name="On">Asking for what is already so is no fault.</param>
    public sealed record Ask(Visitor By, DealId DealId, bool On);

    public static readonly Refusal Adopted = new("trade.publish-adopted", 409, "已经有团长在帮卖了，收不回来；可以把截单时间提前", "Leaders have adopted it already; move its cut-off instead.");

    /// <param name="forbidden">Words that the law forbids.</param>
    public static Refusal? Decide(Deal deal, Ask ask, string forbidden, bool isAdopted, DateTimeOffset now) =>
        deal.State != DealState.Draft || deal.BinnedAt is not null || deal.SourceId is not null ? Deal.WrongState
        : !ask.On ? isAdopted ? Adopted : null
        : deal.CutOffDue <= now ? OpenDeal.CutOffPassed
        : forbidden.Length > 0 ? OpenDeal.ForbiddenWords.With(forbidden) : null;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var deal = await Deal.Lock(work, ask.DealId);
        // A leader's own draft is the leader's to open.
        if (deal is null || !(await Visitor.Of(work.Db, deal.LeaderId)).AtHeadquarters) return Deal.Missing;
        var forbidden = OpenDeal.Named((await ReadClaims.Of(work.Db, deal)).Where(c => c.Forbidden));
        var isAdopted = await work.Db.Set<Deal>().AnyAsync(d => d.SourceId == deal.Id);
        if (Decide(deal, ask, forbidden, isAdopted, work.Now) is { } refusal) return refusal;
        if (deal.PublishedAt is not null == ask.On) return Done.Deed;
        deal.PublishedAt = ask.On ? work.Now : null;
        Audit.Note(work, ask.By.Person.Value, "deal-published", deal.Id.Value, ask.On ? "draft" : "published", ask.On ? "published" : "draft");
        if (ask.On) work.Tell(new DealPublished(deal.Id.Value));
        return Done.Deed;
    }
}
