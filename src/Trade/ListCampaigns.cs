// Headquarters' coupons: each campaign with its budget, what was given and used, and what it has cost by the books.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListCampaigns
{
    public const int ShownMax = 200;

    public sealed record Ask(Visitor By);

    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="IssuedFen">What the coupons given may cost at most; never above the budget.</param>
    /// <param name="CostFen">What they have cost so far, what went back with refunds not counted.</param>
    /// <param name="Only">The names of the products and communities it is limited to.</param>
    public sealed record Item(CouponTerms Terms, string Who, long BudgetFen, int Number, int PerPerson, int Issued, long IssuedFen, int Used, long CostFen, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, IReadOnlyList<string> Only);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var campaigns = await db.Set<Campaign>().AsNoTracking().Include(c => c.Only).OrderByDescending(c => c.StartedAt).ThenByDescending(c => c.Id).Take(ShownMax).ToListAsync();
        var used = await db.Set<Coupon>().Where(c => c.UsedAt != null).GroupBy(c => c.CampaignId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count);
        var costs = await Costs(db);
        var subjects = campaigns.SelectMany(c => c.Only).Select(o => o.Subject).ToHashSet();
        var names = (await db.Set<Goods.Product>().AsNoTracking().Select(p => new { p.Id, p.Name }).ToListAsync()).Where(p => subjects.Contains(p.Id.Value)).ToDictionary(p => p.Id.Value, p => p.Name);
        foreach (var community in await db.Set<Community>().AsNoTracking().Select(c => new { c.Id, c.Name }).ToListAsync()) names[community.Id.Value] = community.Name;
        return new Answer([.. campaigns.Select(c => new Item(CouponTerms.Of(c), c.Who, c.Budget.Fen, c.Number, c.PerPerson, c.Issued, c.IssuedSum.Fen, used.GetValueOrDefault(c.Id),
            costs.GetValueOrDefault(c.Id.Value), c.StartedAt, c.EndedAt, [.. c.Only.Select(o => names.GetValueOrDefault(o.Subject, ""))]))]);
    }

    /// <summary>Every movement of the coupon account belongs to the payment that a coupon was used for, or to a refund of it.</summary>
    const string CostsSql = """
        SELECT c.campaign_id, CAST(sum(e.amount) AS bigint) AS fen
        FROM book_entry e JOIN book_transaction t ON t.id = e.transaction_id LEFT JOIN refund r ON r.id = t.subject
        JOIN payment p ON p.id = coalesce(r.payment_id, t.subject) JOIN coupon c ON c.id = p.coupon_id
        WHERE e.account = 'coupon-cost' GROUP BY c.campaign_id
        """;

    sealed record Cost(Guid CampaignId, long Fen);

    static async Task<Dictionary<Guid, long>> Costs(HaoLinDb db) => await db.Database.SqlQueryRaw<Cost>(CostsSql).ToDictionaryAsync(c => c.CampaignId, c => c.Fen);
}
