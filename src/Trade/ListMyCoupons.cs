// A resident's own coupons (我的券): those to use, those in use, used and over, and what a newcomer gets with the first payment.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListMyCoupons
{
    public const int ShownMax = 100;

    public sealed record Ask(PersonId By);

    /// <param name="Newcomer">What the first payment takes off by itself; null for whoever has paid before.</param>
    public sealed record Answer(IReadOnlyList<Item> Items, CouponTerms? Newcomer);

    /// <param name="State">"free", "later" (not good yet), "held" for a payment that is not made yet, "used", "gone" (taken back) or "over".</param>
    /// <param name="OrderId">The order it is kept for or was used for.</param>
    public sealed record Item(Guid Id, CouponTerms Terms, string State, DateTimeOffset IssuedAt, DateTimeOffset? UsedAt, Guid? OrderId);

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask, DateTimeOffset now)
    {
        var mine = await db.Set<Coupon>().AsNoTracking().Where(c => c.PersonId == ask.By).OrderByDescending(c => c.IssuedAt).ThenByDescending(c => c.Id).Take(ShownMax).ToListAsync();
        var ids = mine.Select(c => c.CampaignId).Distinct().ToArray();
        var campaigns = await db.Set<Campaign>().AsNoTracking().Include(c => c.Only).Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id);
        var payments = mine.Where(c => c.HeldFor is not null).Select(c => c.HeldFor!.Value).ToArray();
        var orders = await db.Set<Payment>().AsNoTracking().Where(p => payments.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.OrderId.Value);
        var newcomers = await db.Set<Campaign>().AsNoTracking().Include(c => c.Only).Where(c => c.Who == Campaign.Newcomer && c.EndedAt == null && c.ValidFrom <= now && c.ValidUntil > now).ToListAsync();
        var next = newcomers.Where(c => c.Gives(now) && !ids.Contains(c.Id)).OrderByDescending(c => c.Amount).FirstOrDefault();
        if (next is not null && await ChooseCoupon.HasPaid(db, ask.By)) next = null;
        return new([.. mine.Select(c => new Item(c.Id.Value, CouponTerms.Of(campaigns[c.CampaignId]), StateOf(c, campaigns[c.CampaignId], now), c.IssuedAt, c.UsedAt,
            c.HeldFor is { } payment ? orders.GetValueOrDefault(payment) : null)).OrderBy(i => Array.IndexOf(Order, i.State)).ThenBy(i => i.Terms.ValidUntil)], next is null ? null : CouponTerms.Of(next));
    }

    static readonly string[] Order = ["free", "held", "later", "used", "over", "gone"];

    static string StateOf(Coupon coupon, Campaign campaign, DateTimeOffset now) => coupon switch
    {
        { GoneAt: not null } => "gone",
        { UsedAt: not null } => "used",
        { HeldFor: not null } => "held",
        _ when now >= campaign.ValidUntil => "over",
        _ => now < campaign.ValidFrom ? "later" : "free",
    };
}
