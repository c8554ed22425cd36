// Headquarters starts a campaign: what a coupon takes off, who may have it, until when, and what all of them may cost at most.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class StartCampaign
{
    public const int NameLengthMax = 30, PercentMax = 90, NumberMax = 1_000_000, PerPersonMax = 20, ScopeMax = 100;
    public static readonly Money BudgetMax = new(100_000_000_00);

    /// <param name="Who">"handed", "claimed" or "newcomer".</param>
    /// <param name="Percent">Per cent off, or null for a fixed amount.</param>
    /// <param name="Amount">What one takes off; with per cent, at most.</param>
    public sealed record Ask(Visitor By, string Name, string Who, int? Percent, Money Amount, Money LeastSpend, DateTimeOffset ValidFrom, DateTimeOffset ValidUntil, Money Budget, int Number, int PerPerson,
        IReadOnlyList<ProductId> Products, IReadOnlyList<CommunityId> Communities);

    public static readonly Refusal BadWho = new("trade.campaign-bad-who", 422, "请选发给谁：点名发、领券链接，或新人", "Say who may have it: handed, claimed or newcomer.");
    public static readonly Refusal BadAmount = new("trade.campaign-bad-amount", 422, "减多少要大于零，折扣是减 1% 到 90%，满减的门槛不能比减的少", "The amount is above nothing, a percentage from 1 to 90, and the least spend no less than what is taken off.");
    public static readonly Refusal BadTimes = new("trade.campaign-bad-times", 422, "时间不对：结束要晚于开始，也要晚于现在", "It ends after it begins and after now.");
    public static readonly Refusal BadBudget = new("trade.campaign-bad-budget", 422, "预算至少够一张券，张数 1 到 1000000，每人 1 到 20 张（新人券每人一张）", "The budget pays for one coupon at least; 1 to 1,000,000 of them, 1 to 20 per person (one of the newcomer's).");
    public static readonly Refusal BadScope = new("trade.campaign-bad-scope", 422, "限定的商品或小区没有找到", "A product or community it is limited to does not exist.");

    public static Refusal? Decide(Ask ask, DateTimeOffset now)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (ask.Who is not (Campaign.Handed or Campaign.Claimed or Campaign.Newcomer)) return BadWho;
        if (ask.Amount <= Money.Zero || ask.Amount > BudgetMax || ask.Percent is < 1 or > PercentMax || ask.LeastSpend < Money.Zero || ask.LeastSpend > BudgetMax
            || (ask.Percent is null && ask.LeastSpend > Money.Zero && ask.LeastSpend < ask.Amount)) return BadAmount;
        if (ask.ValidUntil <= ask.ValidFrom || ask.ValidUntil <= now || ask.ValidFrom > now + DealTimes.Farthest || ask.ValidUntil > now + DealTimes.Farthest * 2) return BadTimes;
        if (ask.Budget < ask.Amount || ask.Budget > BudgetMax || ask.Number is < 1 or > NumberMax || ask.PerPerson is < 1 or > PerPersonMax || (ask.Who == Campaign.Newcomer && ask.PerPerson != 1)) return BadBudget;
        return ask.Products.Count > ScopeMax || ask.Communities.Count > ScopeMax ? BadScope : null;
    }

    public static async Task<Outcome<CampaignId>> Handle(Work work, Ask ask)
    {
        if (Decide(ask, work.Now) is { } refusal) return refusal;
        var name = Texts.Required(ask.Name, NameLengthMax);
        if (name.Refused) return name.Refusal!.With("name");
        ProductId[] products = [.. ask.Products.Distinct()];
        CommunityId[] communities = [.. ask.Communities.Distinct()];
        if (await work.Db.Set<Product>().CountAsync(p => products.Contains(p.Id)) < products.Length) return BadScope;
        if (await work.Db.Set<Community>().CountAsync(c => communities.Contains(c.Id)) < communities.Length) return BadScope;
        var id = Ids.New<CampaignId>(work.Now);
        work.Db.Add(new Campaign
        {
            Id = id, Name = name.Value, Who = ask.Who, Percent = ask.Percent, Amount = ask.Amount, LeastSpend = ask.LeastSpend, ValidFrom = ask.ValidFrom, ValidUntil = ask.ValidUntil,
            Budget = ask.Budget, Number = ask.Number, PerPerson = ask.PerPerson, StartedBy = ask.By.Person, StartedAt = work.Now,
            Only = [.. products.Select(p => new CampaignScope { CampaignId = id, Kind = CampaignScope.Product, Subject = p.Value }),
                    .. communities.Select(c => new CampaignScope { CampaignId = id, Kind = CampaignScope.Community, Subject = c.Value })],
        });
        Audit.Note(work, ask.By.Person.Value, "campaign", id.Value, "", $"{ask.Who}: {ask.Number} coupons, {ask.Budget.Fen} fen");
        return id;
    }
}
