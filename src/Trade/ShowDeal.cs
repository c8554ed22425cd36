// The question everybody asks: what is this deal, what is left, who has joined.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowDeal
{
    /// <summary>A deal as anyone may see it; nothing in it is personal but the leader's chosen display name.</summary>
    /// <param name="CutOffAt">When orders stop or stopped, UTC.</param>
    /// <param name="Joined">People with a standing order.</param>
    /// <param name="Waiting">Neighbours on the waitlist.</param>
    /// <param name="MinimumOrders">How many paid orders it needs to happen; without them everybody's money goes back. Null is any number.</param>
    /// <param name="OrdersToGo">How many paid orders are still wanting; null where none are needed, or the deal was called off.</param>
    /// <param name="OpensAt">When it opens by itself, UTC; null unless its state is scheduled.</param>
    /// <param name="Closings">When nobody can join, whatever the deal's own times.</param>
    /// <param name="PromisedOn">The day promised when a pre-sale (预售) opened; it was put off where <c>ArrivesOn</c> is later. Null for every other deal.</param>
    /// <param name="Delivery">The leader brings it to the door, where that is offered.</param>
    /// <param name="Slots">When one may choose to collect, each with the room it has; none where everybody comes at any time.</param>
    public sealed record Answer(Guid Id, string Title, string Story, string State, DateTimeOffset CutOffAt, DateOnly ArrivesOn, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil,
        Guid LeaderId, string LeaderName, IReadOnlyList<Place> Communities, IReadOnlyList<PickupPlace> PickupPoints, IReadOnlyList<OfferView> Offers, IReadOnlyList<Gift> Gifts, int Joined, int Waiting,
        int? MinimumOrders, int? OrdersToGo, DateTimeOffset? OpensAt, IReadOnlyList<Shut> Closings, IReadOnlyList<SlotView> Slots, DateOnly? PromisedOn = null, DeliveryView? Delivery = null)
    {
        /// <summary>Goods may be left, and there is room for them at no pickup point.</summary>
        public bool IsFull => PickupPoints.Any(p => p.Left == 0) && PickupPoints.All(p => p.IsShut);

        /// <summary>Until when nobody can join at this moment; null when they can.</summary>
        public DateTimeOffset? ShutUntil(DateTimeOffset now) => Closing.ShutUntil([.. Closings.Select(c => c.Hours)], now);
    }

    /// <param name="DailyFrom">The minute of every day at which it shuts, in Asia/Shanghai; null for a closing by date.</param>
    /// <param name="DailyUntil">The minute at which it opens again, of the next day where that is not later.</param>
    public sealed record Shut(DateTimeOffset From, DateTimeOffset Until, string Reason, int? DailyFrom = null, int? DailyUntil = null)
    {
        internal ShutHours Hours => new(From, Until, DailyFrom, DailyUntil);

        public bool IsShut(DateTimeOffset now) => Hours.ShutAt(now) is not null;
    }

    public sealed record Place(Guid Id, string Name);

    /// <param name="Cap">How many pieces go there at most; null is any number.</param>
    /// <param name="Left">How many more.</param>
    /// <param name="Rest">Nobody is there when the goods are to be collected (歇业); null where somebody is.</param>
    public sealed record PickupPlace(Guid Id, string Name, string Directions, string Hours, Guid CommunityId, int? Cap = null, int? Left = null, Rest? Rest = null, string? MapPlace = null)
    {
        /// <summary>Nobody can choose it now.</summary>
        public bool IsShut => Left == 0 || Rest is not null;
    }

    /// <param name="Until">The last day of the rest, in Asia/Shanghai.</param>
    public sealed record Rest(DateOnly Until, string Reason)
    {
        internal static Rest? Of(PickupPoint point, DateTimeOffset pickupFrom) => point.RestsAt(pickupFrom) ? new(point.RestsThrough!.Value, point.RestReason ?? "") : null;
    }

    /// <param name="Limit">How many there are in all; null is without limit.</param>
    /// <param name="Remaining">How many can still be had: what is held for unpaid orders is not counted.</param>
    /// <param name="Per500GFen">The unit price: fen per 500 g.</param>
    /// <param name="FormerPriceFen">The lowest price of the same goods in the seven days before the deal, reckoned from what was really sold; null unless it is higher than this one.</param>
    /// <param name="CaseSize">How many pieces a case holds, where neighbours fill whole cases together: whoever takes more than they need says how many would do, and what fills no case goes back.</param>
    /// <param name="PerHousehold">How many one household may have, whoever of it orders; joining then needs a door (door in the body, or as said before).</param>
    public sealed record OfferView(Guid Id, string Name, string Unit, long NetGrams, long PriceFen, long Per500GFen, int? Limit, int? Remaining, int? PerPerson, int Taken,
        Guid ProductId, string Picture, string Origin, string Storage, int ShelfLifeDays, string? NutritionJson, long? FormerPriceFen = null, int? CaseSize = null, int? PerHousehold = null);

    /// <param name="ForFirst">Given to the first so many orders.</param>
    public sealed record Gift(Guid Id, string Name, string Unit, int ForFirst, int Given, Guid ProductId, string Picture);

    /// <param name="joined">Knows how many stand in the deal; null counts them.</param>
    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, DealId id, Func<Deal, long, Task<int>>? joined = null)
    {
        var deal = await db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == id);
        if (deal is null) return Deal.Missing;
        return await Of(db, sealing, deal, joined);
    }

    internal static async Task<Answer> Of(HaoLinDb db, Sealing sealing, Deal deal, Func<Deal, long, Task<int>>? joined = null)
    {
        var offers = await (from o in db.Set<Offer>().AsNoTracking()
                            join p in db.Set<Product>().AsNoTracking() on o.ProductId equals p.Id
                            where o.DealId == deal.Id
                            orderby o.Position
                            select new { Offer = o, p.Picture, p.Origin, p.Storage, p.ShelfLifeDays, p.NutritionJson }).ToListAsync();
        var former = await FormerPrice.Of(db, deal, offers.Select(o => o.Offer).Where(o => !o.IsDelivery));
        var points = await (from d in db.Set<DealPlace>().AsNoTracking()
                            join p in db.Set<PickupPoint>().AsNoTracking() on d.PickupPointId equals p.Id
                            join c in db.Set<Community>().AsNoTracking() on p.CommunityId equals c.Id
                            where d.DealId == deal.Id
                            orderby c.Name, p.Name
                            select new { Point = p, Community = c.Name, d.Cap, d.Taken }).ToListAsync();
        var stand = joined is null ? await DealCounts.Count(db, deal.Id) : await joined(deal, offers.Sum(o => (long)o.Offer.Taken));
        var waiting = await db.Set<WaitlistEntry>().CountAsync(e => e.DealId == deal.Id && e.PromotedAt == null && e.EndedAt == null);
        var leader = await db.Set<Person>().AsNoTracking().FirstOrDefaultAsync(p => p.Id == deal.LeaderId);
        return new(deal.Id.Value, deal.Title, deal.Story, Deal.NameOf(deal.State), deal.CutOffAt ?? deal.CutOffDue, deal.ArrivesOn, deal.PickupFrom, deal.PickupUntil,
            deal.LeaderId.Value, leader?.Name(sealing) ?? "",
            [.. points.Select(p => new Place(p.Point.CommunityId.Value, p.Community)).Distinct()],
            [.. points.Select(p => new PickupPlace(p.Point.Id.Value, p.Point.Name, p.Point.Directions, p.Point.Hours, p.Point.CommunityId.Value, p.Cap, p.Cap is { } cap ? Math.Max(0, cap - p.Taken) : null, Rest.Of(p.Point, deal.PickupFrom), p.Point.MapPlace))],
            [.. offers.Where(o => o.Offer is { IsGift: false, IsDelivery: false }).Select(o => new OfferView(o.Offer.Id.Value, o.Offer.Name, o.Offer.Unit, o.Offer.NetWeight.Grams, o.Offer.Price.Fen,
                o.Offer.Price.Per500G(o.Offer.NetWeight).Fen, o.Offer.StockLimit, o.Offer.Remaining, o.Offer.PerPerson, o.Offer.Taken,
                o.Offer.ProductId.Value, o.Picture, o.Origin, o.Storage, o.ShelfLifeDays, o.NutritionJson,
                former.TryGetValue(o.Offer.Id, out var was) ? was.Fen : null, o.Offer.CaseSize, o.Offer.PerHousehold))],
            [.. offers.Where(o => o.Offer.IsGift).Select(o => new Gift(o.Offer.Id.Value, o.Offer.Name, o.Offer.Unit, o.Offer.GiftForFirst!.Value, o.Offer.Taken, o.Offer.ProductId.Value, o.Picture))],
            stand, waiting, deal.MinimumOrders, await ToGo(db, deal),
            deal.State == DealState.Scheduled ? deal.OpensDue : null, await Closings(db, deal), await SlotView.Of(db, deal.Id), deal.PromisedOn, DeliveryView.Of(offers.FirstOrDefault(o => o.Offer.IsDelivery)?.Offer));
    }

    static async Task<IReadOnlyList<Shut>> Closings(HaoLinDb db, Deal deal) => deal.State is DealState.Draft or DealState.Scheduled or DealState.Open
        ? [.. (await db.Set<Closing>().AsNoTracking().Where(c => c.LiftedAt == null && c.UntilAt > deal.CreatedAt && c.FromAt < deal.CutOffDue).OrderBy(c => c.FromAt).ToListAsync()).Select(c => new Shut(c.FromAt, c.UntilAt, c.Reason, c.DailyFrom, c.DailyUntil))]
        : [];

    /// <summary>Counted from paid orders and nothing else; once settled, it stays so.</summary>
    static async Task<int?> ToGo(HaoLinDb db, Deal deal) =>
        deal.MinimumOrders is not { } least || deal.State == DealState.Cancelled ? null
        : deal.FormedAt is not null ? 0
        : Math.Max(0, least - await FormDeal.Counting(db).CountAsync(o => o.DealId == deal.Id));
}
