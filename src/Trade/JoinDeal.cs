// A neighbour joins a deal (跟团, 接龙): gets a number in the list and fifteen minutes to pay.
using System.Text.Json;
using System.Text.Json.Serialization;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public static class JoinDeal
{
    public const int LinesMax = 50;
    public const int QuantityMax = 999;
    public const int NoteLengthMax = 500;

    /// <param name="Note">Up to 500 characters, kept byte for byte but for outer blanks.</param>
    /// <param name="Household">Whom an order that stands counts for already; null is whose door the person said is theirs.</param>
    public sealed record Ask(DealId DealId, PersonId PersonId, IReadOnlyList<Line> Lines, PickupPointId PickupPointId, string Note, Household? Household = null);

    public readonly record struct Line(OfferId OfferId, int Quantity);

    /// <summary>What the neighbour is told: whole, and the same again for the same key.</summary>
    /// <param name="Sequence">The number in the list (接龙号).</param>
    /// <param name="PayBefore">Until when the goods are held, UTC.</param>
    /// <param name="Gifts">First-N gifts that come with it, provisional until it is paid.</param>
    public sealed record Answer(Guid OrderId, int Sequence, long AmountFen, DateTimeOffset PayBefore, IReadOnlyList<string> Gifts);

    public static readonly Refusal SoldOut = new("trade.sold-out", 409, "已经被抢完了，可以登记候补，有人退出就轮到您", "Sold out; join the waitlist and you are next when somebody leaves.");
    public static readonly Refusal LimitReached = new("trade.limit-reached", 409, "超过每人限购数量了", "That is more than one person may have.");
    public static readonly Refusal HouseholdLimit = new("trade.household-limit", 409, "加上您家已经订的，超过每户限购了", "With what your household has already, that is more than one household may have.");
    public static readonly Refusal HomeMissing = new("trade.home-missing", 422, "这样东西每户限购，请先写上门牌，比如 5栋302", "This is limited per household; say which door is yours first, such as 5-302.");
    public static readonly Refusal DealClosed = new("trade.deal-closed", 409, "这个团已经截单，不能再跟了", "The deal is closed; no orders are taken any more.");
    public static readonly Refusal NotYetOpen = new("trade.not-yet-open", 409, "还没到开团时间，到点再来跟", "The deal is not open yet; come back when it is.");
    public static readonly Refusal Shut = new("trade.shut", 409, "现在休市，过了休市再来跟", "The shop is shut just now; come back when it is open.");
    public static readonly Refusal NoLines = new("trade.no-lines", 422, "请至少选一样东西", "Choose at least one thing.");
    public static readonly Refusal TooManyLines = new("trade.too-many-lines", 422, "一单里的品种太多了，请分成两单", "Too many different things in one order.");
    public static readonly Refusal OfferMissing = new("trade.offer-missing", 422, "这个团里没有这件商品", "This deal has no such offer.");
    public static readonly Refusal BadQuantity = new("trade.bad-quantity", 422, "数量须在 1 到 999 之间", "A quantity is between 1 and 999.");
    public static readonly Refusal DeliveryFull = new("trade.delivery-full", 409, "送货上门的名额满了，可以改成自己来取", "No more can be brought to the door; collect it yourself instead.");
    public static readonly Refusal PlaceMissing = new("trade.pickup-point-missing", 422, "这个团不在这个自提点取货", "This deal's goods are not collected at that pickup point.");
    public static readonly Refusal PlaceFull = new("trade.place-full", 409, "这个自提点的份数不够了，请换一个自提点，或者少订几份", "This pickup point does not take so many pieces any more; choose another, or fewer.");
    public static readonly Refusal PlaceRests = new("trade.place-rests", 409, "这个自提点那天歇业，请换一个自提点", "This pickup point rests on that day; choose another.");
    public static readonly Refusal Busy = new("trade.busy", 503, "现在人太多了，您的单还没有下，请过几秒再按一次", "Too busy just now: nothing was ordered; try again in a few seconds.");

    /// <summary>Shut, and from when one may join again, UTC.</summary>
    public static Refusal ShutTill(DateTimeOffset until) => Shut.With(until.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>What one household has of something, and how many it may have.</summary>
    public static Refusal HouseholdHas(int has, int most) => HouseholdLimit with
    {
        Chinese = has == 0 ? $"这样东西每户限 {most} 份" : $"您家已经有 {has} 份了，这样东西每户限 {most} 份",
        English = has == 0 ? $"One household may have {most} of this." : $"Your household has {has} already; one household may have {most} of this.",
    };

    /// <summary>What is decided when the answer is yes: the lines to write, gifts among them.</summary>
    /// <param name="Household">Whom it counts for; null where nothing in it is limited per household.</param>
    public sealed record Joined(int Sequence, Money Amount, DateTimeOffset HoldUntil, IReadOnlyList<(OfferId Offer, int Quantity, Money Price)> Lines, IReadOnlyList<string> Gifts, PickupPointId Place, Household? Household = null);

    /// <summary>Decides one join on a shelf whose lock is held. Says yes only to what is there; takes nothing itself.</summary>
    /// <param name="shelf">The deal's stock and limits at this moment.</param>
    /// <param name="ask">Who wants what.</param>
    /// <param name="hold">How long goods are held unpaid.</param>
    /// <param name="now">The instant of the transaction.</param>
    public static Outcome<Joined> Decide(Shelf shelf, Ask ask, TimeSpan hold, DateTimeOffset now)
    {
        if (shelf.OpenedAt is null) return shelf is { Scheduled: true, Closed: false } ? NotYetOpen : Deal.Missing;
        if (!shelf.IsOpen(now)) return DealClosed;
        if (Closing.ShutUntil(shelf.Closings, now) is { } until) return ShutTill(until);
        if (ask.Lines.Count == 0) return NoLines;
        if (ask.Lines.Count > LinesMax) return TooManyLines;
        if (!shelf.Places.TryGetValue(ask.PickupPointId, out var place)) return PlaceMissing;
        if (place.Rests) return PlaceRests;

        var lines = new List<(OfferId, int, Money)>(ask.Lines.Count + 1);
        var (amount, pieces, household) = (Money.Zero, 0, (Household?)null);
        foreach (var line in Merged(ask.Lines))
        {
            if (!shelf.Offers.TryGetValue(line.OfferId, out var offer) || offer.GiftForFirst is not null) return OfferMissing;
            if (line.Quantity is < 1 or > QuantityMax || (offer.IsDelivery && line.Quantity > 1)) return BadQuantity;
            if (offer.PerPerson is { } most && shelf.TakenOf(offer.Id, ask.PersonId) + line.Quantity > most && !Break.Is("limit")) return LimitReached;
            if (offer.PerHousehold is { } together)
            {
                if ((household = ask.Household ?? shelf.HomeOf(ask.PersonId, place)) is not { } home) return HomeMissing;
                // Whoever says another door takes along what they have.
                var has = Math.Max(shelf.TakenAtHome.GetValueOrDefault((offer.Id, home)), shelf.TakenOf(offer.Id, ask.PersonId));
                if (has + line.Quantity > together && !Break.Is("household")) return HouseholdHas(has, together);
            }
            if (!offer.Has(line.Quantity)) return offer.IsDelivery ? DeliveryFull : SoldOut;
            if (offer.IsGoods) pieces += line.Quantity;
            lines.Add((offer.Id, line.Quantity, offer.Price));
            amount += offer.Price * line.Quantity;
        }
        // A way to the door with nothing to bring is no order.
        if (pieces == 0) return NoLines;
        if (!place.Has(pieces)) return PlaceFull;
        var gifts = new List<string>();
        foreach (var gift in shelf.Offers.Values)
        {
            if (gift.GiftForFirst is not { } first || gift.Taken >= first || shelf.TakenOf(gift.Id, ask.PersonId) > 0) continue;
            lines.Add((gift.Id, 1, Money.Zero));
            gifts.Add(gift.Name);
        }
        var holdUntil = now + hold < shelf.CutOffDue ? now + hold : shelf.CutOffDue;
        return new Joined(shelf.LastSequence + 1, amount, holdUntil, lines, gifts, ask.PickupPointId, household);
    }

    /// <summary>Applies a yes to the shelf, so that the next neighbour in the same transaction sees it.</summary>
    public static void Evolve(Shelf shelf, PersonId person, Joined joined)
    {
        shelf.LastSequence = joined.Sequence;
        foreach (var (offer, quantity, _) in joined.Lines) shelf.Take(offer, person, joined.Household, joined.Place, quantity);
    }

    /// <summary>Enters the node's intake, which writes many joins in one transaction, and waits for this one's own answer.</summary>
    public static Task<Outcome<RememberedAnswer>> Handle(Intake intake, Ask ask, IdempotentRequest request)
    {
        var note = Texts.Optional(ask.Note, NoteLengthMax);
        return note.Refused ? Task.FromResult<Outcome<RememberedAnswer>>(note.Refusal!) : intake.Enter(ask with { Note = note.Value }, request);
    }

    static IReadOnlyList<Line> Merged(IReadOnlyList<Line> lines)
    {
        if (lines.Count == 1) return lines;
        return [.. lines.GroupBy(l => l.OfferId).Select(g => g.Any(l => l.Quantity is < 1 or > QuantityMax) ? g.First(l => l.Quantity is < 1 or > QuantityMax) : new Line(g.Key, g.Sum(l => l.Quantity)))];
    }

    public static string ToJson(Answer answer) => JsonSerializer.Serialize(answer, AnswerJson.Readable.Answer);

    public static Answer FromJson(string body) => JsonSerializer.Deserialize(body, AnswerJson.Readable.Answer)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JoinDeal.Answer))]
sealed partial class AnswerJson : JsonSerializerContext
{
    /// <summary>Chinese stays Chinese instead of escapes.</summary>
    public static readonly AnswerJson Readable = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
