// What a claim link shows before anybody claims: the coupon, how many are left, and whether the reader has it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowCampaign
{
    /// <param name="By">Null when nobody has signed in.</param>
    public sealed record Ask(PersonId? By, CampaignId CampaignId);

    /// <param name="Left">How many can still be claimed; none when it is over.</param>
    /// <param name="Mine">How many of them the reader has claimed.</param>
    public sealed record Answer(CouponTerms Terms, bool Over, int Left, int PerPerson, int Mine);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Ask ask, DateTimeOffset now)
    {
        var campaign = await db.Set<Campaign>().AsNoTracking().Include(c => c.Only).FirstOrDefaultAsync(c => c.Id == ask.CampaignId && c.Who == Campaign.Claimed);
        if (campaign is null) return Campaign.Missing;
        var mine = ask.By is { } by ? await db.Set<Coupon>().CountAsync(c => c.CampaignId == campaign.Id && c.PersonId == by) : 0;
        var over = campaign.EndedAt is not null || now >= campaign.ValidUntil;
        var left = (int)Math.Min(campaign.Number - campaign.Issued, (campaign.Budget - campaign.IssuedSum).Fen / campaign.Amount.Fen);
        return new Answer(CouponTerms.Of(campaign), over, over ? 0 : left, campaign.PerPerson, mine);
    }
}
