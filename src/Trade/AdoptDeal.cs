// A leader adopts headquarters' deal for their communities with one tap (帮卖): a deal of their own that opens at once and follows headquarters' prices and times.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class AdoptDeal
{
    public sealed record Ask(Visitor By, DealId SourceId);

    public static readonly Refusal AlreadyThere = new("trade.adopt-already", 409, "这个团您的小区已经开了", "This deal runs in your communities already.");

    /// <param name="mine">Pickup points of the deal in communities this visitor leads.</param>
    /// <param name="free">Those of them in communities in which nobody has adopted it.</param>
    /// <param name="mayNotLead">Why nothing of this leader's opens just now. What headquarters wrote needs no reading.</param>
    public static Refusal? Decide(Deal? source, Ask ask, Refusal? mayNotLead, int mine, int free, DateTimeOffset now) =>
        !ask.By.IsLeader ? Visitor.NotAllowed
        : source?.PublishedAt is null || mine == 0 ? Deal.Missing
        : free == 0 ? AlreadyThere
        : mayNotLead is not null ? mayNotLead
        : source.CutOffDue <= now ? OpenDeal.CutOffPassed : null;

    public static async Task<Outcome<DealId>> Handle(Work work, Ask ask, TradeSettings settings)
    {
        // The source's lock: one community has it once, and a price that changes just now reaches this copy too.
        var source = await Deal.Lock(work, ask.SourceId);
        var places = await work.Db.Set<DealPlace>().AsNoTracking().Where(p => p.DealId == ask.SourceId && ask.By.Leads.Contains(p.CommunityId)).ToListAsync();
        var taken = await work.Db.Set<DealPlace>().Where(p => work.Db.Set<Deal>().Any(d => d.Id == p.DealId && d.SourceId == ask.SourceId && d.CancelledAt == null)).Select(p => p.CommunityId).Distinct().ToListAsync();
        var free = places.Where(p => !taken.Contains(p.CommunityId)).ToList();
        var mayNotLead = OpenDeal.MayLead(await OpenDeal.FileOf(work.Db, ask.By.Person), await LeaderPaper.Missing(work.Db, ask.By.Person, settings.LeaderPapers, BusinessDay.Of(work.Now)), work.Now);
        if (Decide(source, ask, mayNotLead, places.Count, free.Count, work.Now) is { } refusal) return refusal;
        var copy = DraftDeal.New(work, ask.By.Person, source!.Title, copiedFrom: source.Id);
        (copy.Story, copy.Times, copy.MinimumOrders, copy.PromisedOn, copy.SourceId) = (source.Story, source.Times, source.MinimumOrders, source.PromisedOn, source.Id);
        work.Db.Add(copy);
        // Everything but a way to the door, which only the leader who goes it can offer.
        foreach (var offer in await work.Db.Set<Offer>().AsNoTracking().Where(o => o.DealId == source.Id && !o.IsDelivery).ToListAsync())
            work.Db.Add(new Offer
            {
                Id = Ids.New<OfferId>(work.Now), DealId = copy.Id, ProductId = offer.ProductId, Position = offer.Position, Name = offer.Name, Unit = offer.Unit, NetWeight = offer.NetWeight,
                Price = offer.Price, StockLimit = offer.StockLimit, PerPerson = offer.PerPerson, PerHousehold = offer.PerHousehold, CaseSize = offer.CaseSize, GiftForFirst = offer.GiftForFirst, CommissionPoints = offer.CommissionPoints,
            });
        foreach (var place in free) work.Db.Add(new DealPlace { DealId = copy.Id, PickupPointId = place.PickupPointId, CommunityId = place.CommunityId, Cap = place.Cap });
        copy.Become(DealState.Open, ask.By.Person, "帮卖总部的团", work.Now).Kept(work, to: source.Id.Value.ToString());
        work.Tell(new DealOpened(copy.Id.Value, copy.LeaderId.Value));
        foreach (var deal in new[] { copy.Id, source.Id }) work.Stir(deal.Value);
        return copy.Id;
    }
}
