// The question a leader's text is asked before a deal opens: which of its words may not stand, or only if the leader answers for them.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ReadClaims
{
    public sealed record Ask(Visitor By, DealId DealId);

    /// <param name="Claims">In the order of the text.</param>
    /// <param name="Review">none, asked, approved or sent-back.</param>
    /// <param name="ReviewReason">What was last said to it: the leader's why while it is asked, headquarters' reason after.</param>
    /// <param name="NeedsApproval">Whether headquarters reads this leader's deals before they open.</param>
    public sealed record Answer(IReadOnlyList<Claim> Claims, string Review, string ReviewReason, bool NeedsApproval);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, TradeSettings settings, Ask ask)
    {
        var deal = await db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        return new Answer(await Of(db, deal), deal.Review, deal.ReviewReason ?? "",
            OpenDeal.ReadsFirst(await OpenDeal.FileOf(db, deal.LeaderId), settings));
    }

    internal static async Task<IReadOnlyList<Claim>> Of(HaoLinDb db, Deal deal)
    {
        var products = await (from o in db.Set<Offer>() join p in db.Set<Product>().AsNoTracking() on o.ProductId equals p.Id where o.DealId == deal.Id select p).ToListAsync();
        return Claims.In(deal.Title, deal.Story, products);
    }
}
