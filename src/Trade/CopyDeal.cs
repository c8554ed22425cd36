// A leader copies a past deal into a new draft, with its times moved on by whole weeks.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class CopyDeal
{
    public sealed record Ask(Visitor By, DealId DealId);

    /// <summary>How far the times move: the fewest whole weeks that put the cut-off at least an hour ahead.</summary>
    public static TimeSpan Decide(DateTimeOffset cutOffDue, DateTimeOffset now)
    {
        var behind = now + TimeSpan.FromHours(1) - cutOffDue;
        return behind <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromDays(7 * Math.Ceiling(behind / TimeSpan.FromDays(7)));
    }

    public static async Task<Outcome<DealId>> Handle(Work work, Ask ask, TradeSettings? settings = null)
    {
        var past = await work.Db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == ask.DealId);
        if (past is null || !past.IsLedBy(ask.By)) return Deal.Missing;
        var on = Decide(past.CutOffDue, work.Now);
        var copy = DraftDeal.New(work, past.LeaderId, past.Title, copiedFrom: past.Id);
        (copy.Story, copy.CutOffDue, copy.ArrivesOn) = (past.Story, past.CutOffDue + on, past.ArrivesOn.AddDays((int)on.TotalDays));
        (copy.PickupFrom, copy.PickupUntil, copy.MinimumOrders) = (past.PickupFrom + on, past.PickupUntil + on, past.MinimumOrders);
        copy.PromisedOn = past.PromisedOn is null ? null : copy.ArrivesOn;
        work.Db.Add(copy);
        Audit.Note(work, ask.By.Person.Value, "deal-copied", copy.Id.Value, past.Id.Value.ToString(), "draft");
        // What a leader earns is today's rate, not that of the week before.
        var products = await work.Db.Set<Product>().AsNoTracking().Where(p => work.Db.Set<Offer>().Any(o => o.DealId == past.Id && o.ProductId == p.Id)).ToDictionaryAsync(p => p.Id);
        foreach (var offer in await work.Db.Set<Offer>().AsNoTracking().Where(o => o.DealId == past.Id).OrderBy(o => o.Position).ToListAsync())
            work.Db.Add(new Offer
            {
                Id = Ids.New<OfferId>(work.Now), DealId = copy.Id, ProductId = offer.ProductId, Position = offer.Position, Name = offer.Name, Unit = offer.Unit, NetWeight = offer.NetWeight,
                Price = offer.Price, StockLimit = offer.StockLimit, PerPerson = offer.PerPerson, PerHousehold = offer.PerHousehold, CaseSize = offer.CaseSize, GiftForFirst = offer.GiftForFirst,
                IsDelivery = offer.IsDelivery, CommissionPoints = offer.IsDelivery ? Offer.WholePoints : offer.IsGift ? 0 : DraftDeal.RateOf(products[offer.ProductId], settings),
            });
        foreach (var place in await work.Db.Set<DealPlace>().AsNoTracking().Where(p => p.DealId == past.Id).ToListAsync())
            work.Db.Add(new DealPlace { DealId = copy.Id, PickupPointId = place.PickupPointId, CommunityId = place.CommunityId, Cap = place.Cap });
        foreach (var slot in await work.Db.Set<PickupSlot>().AsNoTracking().Where(s => s.DealId == past.Id).ToListAsync())
            work.Db.Add(new PickupSlot { Id = Ids.New<PickupSlotId>(work.Now), DealId = copy.Id, PickupPointId = slot.PickupPointId, FromAt = slot.FromAt + on, UntilAt = slot.UntilAt + on, Capacity = slot.Capacity });
        return copy.Id;
    }
}
