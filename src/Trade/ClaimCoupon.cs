// Somebody claims a coupon from a campaign's link: first come, first served, until the budget is used.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ClaimCoupon
{
    public sealed record Ask(PersonId By, CampaignId CampaignId);

    public static async Task<Outcome<CouponId>> Handle(Work work, Ask ask)
    {
        // What is handed out, or is a newcomer's, cannot be claimed and is not known here.
        if (!await work.Db.Set<Campaign>().AnyAsync(c => c.Id == ask.CampaignId && c.Who == Campaign.Claimed)) return Campaign.Missing;
        var issued = await Coupon.Issue(work, ask.CampaignId, ask.By);
        return issued.Match<Outcome<CouponId>>(coupon => coupon.Id, refusal => refusal);
    }
}
