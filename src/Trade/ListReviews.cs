// What waits for headquarters' eyes: drafts whose leaders ask whether they may open, with what the rules found in them.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListReviews
{
    public const int DealsMax = 100;

    public sealed record Ask(Visitor By);

    /// <param name="Items">Those that are cut off soonest first.</param>
    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="Why">What the leader wants headquarters to know.</param>
    public sealed record Item(Guid Id, string Title, string Story, string Leader, string Why, DateTimeOffset CutOffAt, IReadOnlyList<Claim> Claims);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var deals = await db.Set<Deal>().AsNoTracking().Where(Deal.AwaitsReview).OrderBy(d => d.CutOffDue).Take(DealsMax).ToListAsync();
        var leaders = deals.Select(d => d.LeaderId).Distinct().ToArray();
        var names = await db.Set<Person>().AsNoTracking().Where(p => leaders.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name(sealing));
        var items = new List<Item>();
        foreach (var deal in deals)
            items.Add(new(deal.Id.Value, deal.Title, deal.Story, names.GetValueOrDefault(deal.LeaderId, ""), deal.ReviewReason ?? "", deal.CutOffDue, await ReadClaims.Of(db, deal)));
        return new Answer(items);
    }
}
