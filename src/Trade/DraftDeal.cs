// A leader writes a deal down, or changes it while nobody has seen it yet.
using HaoLin.Goods;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class DraftDeal
{
    public const int OffersMax = 60;
    public const int TitleLengthMax = 60;
    public const int StoryLengthMax = 4000;
    public const int MinimumOrdersMax = 10_000;
    public const int AreaLengthMax = 40;
    /// <summary>In fen: nobody carries a bag upstairs for more.</summary>
    public const int DeliveryFeeMax = 10_000;

    /// <param name="DealId">The draft to change, or null for a new one.</param>
    /// <param name="Offers">In the order they are shown; a gift has <see cref="OfferAsk.GiftForFirst"/>.</param>
    /// <param name="Places">Where the goods are collected.</param>
    /// <param name="MinimumOrders">How many paid orders it needs to happen; null is any number.</param>
    /// <param name="Presale">The goods do not exist yet, and their day of arrival is a promise (预售).</param>
    /// <param name="Delivery">The leader brings it to the door for a fee, if a neighbour wants that; null is not offered.</param>
    /// <param name="Caps">How many pieces go to a pickup point at most; to one that is not named go any number.</param>
    /// <param name="As">The id of the draft whether it is there already or not: a form that is sent twice makes one draft.</param>
    public sealed record Ask(Visitor By, DealId? DealId, string Title, string Story, DateTimeOffset CutOffDue, DateOnly ArrivesOn,
        DateTimeOffset PickupFrom, DateTimeOffset PickupUntil, IReadOnlyList<OfferAsk> Offers, IReadOnlyList<PickupPointId> Places, DealId? As = null, int? MinimumOrders = null, bool Presale = false, DeliveryAsk? Delivery = null, IReadOnlyDictionary<PickupPointId, int>? Caps = null)
    {
        public DealTimes Times => new(CutOffDue, ArrivesOn, PickupFrom, PickupUntil);
    }

    /// <param name="Fee">What an order pays for it; the leader's whole.</param>
    /// <param name="Area">How far the leader goes, shown to the neighbours; up to 40 characters.</param>
    /// <param name="Limit">For so many orders at most; null is without limit.</param>
    public sealed record DeliveryAsk(Money Fee, string Area, int? Limit);

    /// <param name="CaseSize">How many pieces a case holds, where neighbours fill whole cases together; null is by the piece.</param>
    /// <param name="PerHousehold">How many one household may have, whoever of it orders; null asks nobody for a door.</param>
    public sealed record OfferAsk(ProductId ProductId, Money Price, int? StockLimit, int? PerPerson, int? GiftForFirst, int? CaseSize = null, int? PerHousehold = null);

    public static readonly Refusal NoOffers = new("trade.draft-no-offers", 422, "请至少放一样要卖的商品", "Offer at least one thing for sale.");
    public static readonly Refusal TooManyOffers = new("trade.draft-too-many-offers", 422, "一个团最多放 60 样商品", "A deal holds at most 60 offers.");
    public static readonly Refusal NoPlaces = new("trade.draft-no-places", 422, "请选一个自提点", "Choose a pickup point.");
    public static readonly Refusal BadTimes = new("trade.draft-bad-times", 422, "时间不对：先截单，再到货，取货的结束要晚于开始", "The cut-off comes before the pickup, and the pickup ends after it starts.");
    public static readonly Refusal BadNumbers = new("trade.draft-bad-numbers", 422, "价格、数量和限购都要是正数", "Prices, quantities and limits must be positive.");
    public static readonly Refusal BadCase = new("trade.draft-bad-case", 422, "一箱至少 2 份，最多 999 份；按份卖就空着", "A case holds 2 to 999 pieces; leave it empty to sell by the piece.");
    public static readonly Refusal MinimumTooHigh = new("trade.draft-minimum-too-high", 422, "成团要的单数比货还多，这样成不了团", "It takes more orders than there are goods; such a deal cannot happen.");
    public static readonly Refusal PresaleTooSoon = new("trade.draft-presale-too-soon", 422, "预售的到货日要在截单那天之后", "The goods of a pre-sale arrive on a day after the cut-off.");
    public static readonly Refusal ProductMissing = new("trade.draft-product-missing", 422, "商品库里没有这件商品", "The library has no such product.");

    public static Refusal? Decide(Ask ask, DealState? state, IReadOnlyCollection<CommunityId> communities, int productsFound, DateTimeOffset now)
    {
        if (state is not null and not DealState.Draft) return Deal.WrongState;
        if (!ask.By.AtHeadquarters && (!ask.By.IsLeader || communities.Any(c => !ask.By.Leads.Contains(c)))) return Visitor.NotAllowed;
        if (!ask.Offers.Any(o => o.GiftForFirst is null)) return NoOffers;
        if (ask.Offers.Count > OffersMax) return TooManyOffers;
        if (ask.Places.Count == 0 || communities.Count == 0) return NoPlaces;
        if (ask.Times.Wrong(now) is { } time) return BadTimes.With(time);
        if (ask.Presale && ask.ArrivesOn <= BusinessDay.Of(ask.CutOffDue)) return PresaleTooSoon.With("presale");
        for (var i = 0; i < ask.Offers.Count; i++)
            if (WrongNumber(ask.Offers[i]) is { } field) return (field == "caseSize" ? BadCase : BadNumbers).With($"offers.{i}.{field}");
        if (ask.Delivery is { } way && (way.Fee.Fen is < 0 or > DeliveryFeeMax || way.Limit is < 1 or > 999)) return BadNumbers.With(way.Limit is < 1 or > 999 ? "delivery.limit" : "delivery.fee");
        if (ask.Caps is { } caps && SetPlaceCaps.Wrong(caps, ask.Places) is { } cap) return cap;
        if (ask.MinimumOrders is < 1 or > MinimumOrdersMax) return BadNumbers.With("minimumOrders");
        var sold = ask.Offers.Where(o => o.GiftForFirst is null).ToList();
        if (sold.All(o => o.StockLimit is not null) && ask.MinimumOrders > sold.Sum(o => (long)o.StockLimit!.Value)) return MinimumTooHigh.With("minimumOrders");
        return productsFound == ask.Offers.Select(o => o.ProductId).Distinct().Count() ? null : ProductMissing;
    }

    /// <summary>The first of an offer's numbers that cannot be, by its name; null when all can.</summary>
    static string? WrongNumber(OfferAsk offer) =>
        offer.GiftForFirst is not null ? offer.GiftForFirst is < 1 or > 100_000 ? "giftForFirst" : null
        : offer.Price.Fen is < 1 or > 10_000_000 ? "price"
        : offer.StockLimit is < 1 or > 1_000_000 ? "stockLimit"
        : offer.PerPerson is < 1 or > 999 ? "perPerson"
        : offer.PerHousehold is < 1 or > 999 ? "perHousehold"
        : offer.CaseSize is < 2 or > 999 ? "caseSize"
        : null;

    public static async Task<Outcome<DealId>> Handle(Work work, Ask ask, TradeSettings? settings = null)
    {
        var title = Texts.Required(ask.Title, TitleLengthMax);
        if (title.Refused) return title.Refusal!.With("title");
        var story = Texts.Optional(ask.Story, StoryLengthMax);
        if (story.Refused) return story.Refusal!.With("story");
        if (ask.Delivery is { } asked && Texts.Required(asked.Area, AreaLengthMax).Refusal is { } nowhere) return nowhere.With("delivery.area");

        var deal = (ask.DealId ?? ask.As) is { } known ? await Deal.Lock(work, known) : null;
        if (deal is null ? ask.DealId is not null : !deal.IsLedBy(ask.By)) return Deal.Missing;
        // What leaders may have adopted changes by its price and its times, and by nothing else.
        if (deal?.PublishedAt is not null) return Deal.WrongState;
        if (deal?.BinnedAt is not null) return Deal.WrongState;
        var points = await work.Db.Set<PickupPoint>().AsNoTracking().Where(p => ask.Places.Contains(p.Id)).ToListAsync();
        var wanted = ask.Offers.Select(o => o.ProductId).Distinct().ToArray();
        var products = await work.Db.Set<Product>().AsNoTracking().Where(p => wanted.Contains(p.Id) && p.RetiredAt == null).ToDictionaryAsync(p => p.Id);
        if (Decide(ask, deal?.State, [.. points.Select(p => p.CommunityId).Distinct()], products.Count, work.Now) is { } refusal) return refusal;

        if (deal is null)
        {
            deal = New(work, ask.By.Person, title.Value, copiedFrom: null, ask.As);
            work.Db.Add(deal);
        }
        (deal.Title, deal.Story, deal.Times, deal.MinimumOrders) = (title.Value, story.Value, ask.Times, ask.MinimumOrders);
        deal.PromisedOn = ask.Presale ? ask.ArrivesOn : null;
        deal.Unreviewed();
        var before = await work.Db.Set<Offer>().AsNoTracking().Where(o => o.DealId == deal.Id).OrderBy(o => o.Position).ToListAsync();
        await work.Db.Set<Offer>().Where(o => o.DealId == deal.Id).ExecuteDeleteAsync();
        await work.Db.Set<DealPlace>().Where(p => p.DealId == deal.Id).ExecuteDeleteAsync();
        var position = 0;
        foreach (var offer in ask.Offers)
        {
            var product = products[offer.ProductId];
            work.Db.Add(new Offer
            {
                Id = Ids.New<OfferId>(work.Now), DealId = deal.Id, ProductId = product.Id, Position = ++position, Name = product.Name, Unit = product.Unit,
                NetWeight = product.NetWeight, CommissionPoints = offer.GiftForFirst is null ? RateOf(product, settings) : 0, Price = offer.GiftForFirst is null ? offer.Price : Money.Zero,
                StockLimit = offer.GiftForFirst ?? offer.StockLimit, PerPerson = offer.GiftForFirst is null ? offer.PerPerson : 1, GiftForFirst = offer.GiftForFirst,
                CaseSize = offer.GiftForFirst is null ? offer.CaseSize : null, PerHousehold = offer.GiftForFirst is null ? offer.PerHousehold : null,
            });
        }
        if (ask.Delivery is { } way) await OfferDelivery(work, deal, way, ++position);
        Audit.Note(work, ask.By.Person.Value, "deal-drafted", deal.Id.Value, string.Join(' ', before.Select(o => Figures(o.Price, o.StockLimit, o.PerPerson, o.PerHousehold))), string.Join(' ', ask.Offers.Select(o => Figures(o.Price, o.GiftForFirst ?? o.StockLimit, o.PerPerson, o.PerHousehold)).Concat(ask.Delivery is { } carried ? [Figures(carried.Fee, carried.Limit, null)] : [])));
        foreach (var point in points) work.Db.Add(new DealPlace { DealId = deal.Id, PickupPointId = point.Id, CommunityId = point.CommunityId, Cap = ask.Caps?.TryGetValue(point.Id, out var cap) == true ? cap : null });
        work.Stir(deal.Id.Value);
        return deal.Id;
    }

    /// <summary>An offer like the others, so that its limit, its money and what goes back of it keep to their rules.</summary>
    static async Task OfferDelivery(Work work, Deal deal, DeliveryAsk way, int position)
    {
        await LeadersWay.BeThere(work);
        work.Db.Add(new Offer
        {
            Id = Ids.New<OfferId>(work.Now), DealId = deal.Id, ProductId = LeadersWay.Id, Position = position, Name = LeadersWay.Name, Unit = Texts.Required(way.Area, AreaLengthMax).Value, NetWeight = new(1),
            Price = way.Fee, StockLimit = way.Limit, IsDelivery = true, CommissionPoints = Offer.WholePoints,
        });
    }

    /// <summary>An offer's price, stock and limit per person, in their order in the deal: 5980/50/2, a dash where there is none; and the limit per household where there is one.</summary>
    static string Figures(Money price, int? stock, int? perPerson, int? perHousehold = null) => $"{price.Fen}/{Figure(stock)}/{Figure(perPerson)}{(perHousehold is null ? "" : "/" + Figure(perHousehold))}";

    static string Figure(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-";

    /// <summary>What the leader earns of this product: its own rate, or the brand's usual one.</summary>
    public static int RateOf(Product product, TradeSettings? settings) => product.CommissionPoints ?? (settings ?? TradeSettings.Default).CommissionPoints;

    internal static Deal New(Work work, PersonId leader, string title, DealId? copiedFrom, DealId? id = null) => new()
    {
        Id = id ?? Ids.New<DealId>(work.Now), LeaderId = leader, Title = title, Story = "", CreatedAt = work.Now, CopiedFrom = copiedFrom,
        CutOffDue = work.Now, ArrivesOn = BusinessDay.Of(work.Now), PickupFrom = work.Now, PickupUntil = work.Now,
    };
}
