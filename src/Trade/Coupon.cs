// A coupon (优惠券): one person's, held for one payment at most, used once; the brand bears what it takes off.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public readonly record struct CouponId(Guid Value) : IId<CouponId>
{
    public static CouponId From(Guid value) => new(value);
}

public sealed class Coupon
{
    public required CouponId Id { get; init; }
    public required CampaignId CampaignId { get; init; }
    public required PersonId PersonId { get; init; }
    /// <summary>The first, second … this person has of the campaign; unique, so no two nodes can give the same.</summary>
    public required int Nth { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    /// <summary>The payment it is kept for, or was used for.</summary>
    public PaymentId? HeldFor { get; set; }
    public DateTimeOffset? UsedAt { get; set; }
    /// <summary>Headquarters took it back.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    public bool IsFree => HeldFor is null && UsedAt is null && GoneAt is null;

    /// <summary>Gives one coupon of a campaign. The budget is guarded by the statement that takes from it; the number per person under its lock.</summary>
    internal static async Task<Outcome<Coupon>> Issue(Work work, CampaignId id, PersonId to)
    {
        if (work.Db.Database.IsNpgsql()) await work.Db.Database.ExecuteSqlAsync($"SELECT 1 FROM campaign WHERE id = {id.Value} FOR UPDATE");
        await work.HasWaited();
        var campaign = await work.Db.Set<Campaign>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == id);
        if (campaign is null) return Campaign.Missing;
        if (campaign.EndedAt is not null || work.Now >= campaign.ValidUntil) return Campaign.Over;
        var has = await work.Db.Set<Coupon>().CountAsync(c => c.CampaignId == id && c.PersonId == to);
        if (has >= campaign.PerPerson) return Campaign.HasEnough;
        var taken = Break.Is("coupon-budget")
            ? await work.Db.Database.ExecuteSqlAsync($"UPDATE campaign SET issued = issued + 1, issued_sum = issued_sum + amount WHERE id = {id.Value}")
            : await work.Db.Database.ExecuteSqlAsync($"UPDATE campaign SET issued = issued + 1, issued_sum = issued_sum + amount WHERE id = {id.Value} AND issued < number AND issued_sum + amount <= budget");
        if (taken == 0) return Campaign.NoneLeft;
        var coupon = new Coupon { Id = Ids.New<CouponId>(work.Now), CampaignId = id, PersonId = to, Nth = has + 1, IssuedAt = work.Now };
        work.Db.Add(coupon);
        await work.Db.SaveChangesAsync();
        return coupon;
    }

    /// <summary>Keeps it for a payment that begins; false when somebody was faster, or it is used or gone.</summary>
    internal static async Task<bool> Hold(Work work, CouponId id, PaymentId payment) =>
        await work.Db.Set<Coupon>().Where(c => c.Id == id && c.HeldFor == null && c.UsedAt == null && c.GoneAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.HeldFor, payment)) == 1;

    /// <summary>The money came: it is used, once. False when it went elsewhere since its payment was closed.</summary>
    internal static async Task<bool> Use(Work work, CouponId id, PaymentId payment) =>
        await work.Db.Set<Coupon>().Where(c => c.Id == id && ((c.UsedAt == null && c.GoneAt == null && (c.HeldFor == null || c.HeldFor == payment)) || Break.Is("coupon-once")))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.HeldFor, payment).SetProperty(c => c.UsedAt, work.Now)) == 1;

    /// <summary>The payment it was kept for is over and brought nothing.</summary>
    internal static Task Free(Work work, PaymentId payment) => work.Db.Set<Coupon>().Where(c => c.HeldFor == payment && c.UsedAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(c => c.HeldFor, (PaymentId?)null));

    /// <summary>The whole order goes back: whoever can still use it has it again.</summary>
    internal static Task GiveBack(Work work, PaymentId payment) => work.Db.Set<Coupon>()
        .Where(c => c.HeldFor == payment && c.UsedAt != null && work.Db.Set<Campaign>().Any(g => g.Id == c.CampaignId && g.ValidUntil > work.Now))
        .ExecuteUpdateAsync(set => set.SetProperty(c => c.HeldFor, (PaymentId?)null).SetProperty(c => c.UsedAt, (DateTimeOffset?)null));

    /// <summary>A sum in parts as large as these, by the largest remainder: to the fen the sum, no part above its own, and the same whatever the order.</summary>
    public static IReadOnlyList<Money> Split(Money sum, IReadOnlyList<Money> over)
    {
        var whole = over.Aggregate(Money.Zero, (all, part) => all + part);
        if (sum < Money.Zero || sum > whole) throw new ArgumentOutOfRangeException(nameof(sum), "a sum is split over what is at least as much");
        if (whole == Money.Zero) return over;
        var shares = over.Select(part => (Share: (long)((Int128)sum.Fen * part.Fen / whole.Fen), Remainder: (Int128)sum.Fen * part.Fen % whole.Fen)).ToArray();
        var missing = (int)(sum.Fen - shares.Sum(s => s.Share));
        foreach (var at in Enumerable.Range(0, over.Count).OrderByDescending(i => shares[i].Remainder).ThenByDescending(i => over[i]).Take(missing)) shares[at].Share++;
        return [.. shares.Select(s => new Money(s.Share))];
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Coupon>
    {
        public void Configure(EntityTypeBuilder<Coupon> coupon)
        {
            coupon.ToTable("coupon").HasKey(c => c.Id);
            coupon.HasIndex(c => new { c.CampaignId, c.PersonId, c.Nth }).IsUnique().HasDatabaseName("coupon_nth");
            coupon.HasIndex(c => c.PersonId).HasDatabaseName("coupon_person");
            coupon.HasIndex(c => c.HeldFor).IsUnique().HasDatabaseName("coupon_held").HasFilter("held_for IS NOT NULL");
        }
    }
}
