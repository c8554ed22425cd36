// What Trade tells: ids and numbers only, each under a written-out name that never changes.
using System.Text.Json.Serialization;
using HaoLin.Kernel;

namespace HaoLin.Facts;

[FactName("trade.deal-opened")]
public sealed record DealOpened(Guid DealId, Guid LeaderId) : IFact;

/// <summary>Headquarters has looked at a draft; the step says what came of it.</summary>
[FactName("trade.deal-reviewed")]
public sealed record DealReviewed(Guid DealId, Guid LeaderId, int Step) : IFact;

/// <summary>The clock was to open a deal and may not: it is a draft again; the step says why.</summary>
[FactName("trade.deal-held-back")]
public sealed record DealHeldBack(Guid DealId, Guid LeaderId, int Step) : IFact;

/// <summary>Neighbours joined a deal together; one fact for all whom one commit let in.</summary>
[FactName("trade.deal-joined")]
public sealed record DealJoined(Guid DealId, IReadOnlyList<DealJoined.Neighbour> Neighbours) : IFact
{
    /// <param name="Sequence">The number in the list.</param>
    /// <param name="HoldUntil">Until when the goods are held unpaid.</param>
    /// <param name="WrittenBy">The leader who wrote the order down for them, if any.</param>
    public sealed record Neighbour(Guid OrderId, Guid PersonId, int Sequence, DateTimeOffset HoldUntil,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? WrittenBy = null);
}

[FactName("trade.waiter-promoted")]
public sealed record WaiterPromoted(Guid DealId, Guid OrderId, Guid PersonId, int Sequence, DateTimeOffset HoldUntil) : IFact;

/// <summary>An order gave its goods back: its hold ended unpaid, or it was cancelled.</summary>
[FactName("trade.order-released")]
public sealed record OrderReleased(Guid DealId, Guid OrderId, Guid PersonId, bool Lapsed) : IFact;

/// <summary>A first-N gift was given on to the next in line.</summary>
[FactName("trade.gift-passed-on")]
public sealed record GiftPassedOn(Guid DealId, Guid OrderId, Guid PersonId, Guid OfferId) : IFact;

[FactName("trade.order-paid")]
public sealed record OrderPaid(Guid DealId, Guid OrderId, Guid PersonId, long AmountFen) : IFact;

/// <summary>An order stands unpaid until it is collected; it is packed like those that are paid.</summary>
[FactName("trade.order-pays-at-pickup")]
public sealed record OrderPaysAtPickup(Guid DealId, Guid OrderId, Guid PersonId, long AmountFen) : IFact;

/// <summary>Headquarters handed somebody a coupon.</summary>
[FactName("trade.coupon-given")]
public sealed record CouponGiven(Guid CampaignId, Guid CouponId, Guid PersonId) : IFact;

/// <summary>Headquarters gave a neighbour credit to make something of an order good.</summary>
[FactName("trade.credit-given")]
public sealed record CreditGiven(Guid DealId, Guid OrderId, Guid PersonId, Guid EntryId, long AmountFen) : IFact;

/// <summary>A leader or headquarters gives money back, of the whole order or a part of it.</summary>
/// <param name="AmountFen">The way it was paid.</param>
/// <param name="CreditFen">Into the neighbour's credit, at once, as far as credit had paid.</param>
[FactName("trade.refund-asked")]
public sealed record RefundAsked(Guid DealId, Guid OrderId, Guid PersonId, Guid RefundId, long AmountFen, long CreditFen = 0) : IFact;

/// <summary>The channel has paid a refund back.</summary>
[FactName("trade.order-refunded")]
public sealed record OrderRefunded(Guid DealId, Guid OrderId, Guid PersonId, Guid RefundId, long AmountFen) : IFact;

/// <summary>A leader moved a deal's times; the step says why.</summary>
[FactName("trade.deal-moved")]
public sealed record DealMoved(Guid DealId, int Step) : IFact;

/// <summary>A cut-off deal takes orders again; the step says why.</summary>
[FactName("trade.deal-reopened")]
public sealed record DealReopened(Guid DealId, int Step) : IFact;

[FactName("trade.deal-cut-off")]
public sealed record DealCutOff(Guid DealId, Guid LeaderId) : IFact;

/// <summary>A deal that needed so many paid orders had fewer when the last had paid: it was called off, and every payment goes back.</summary>
[FactName("trade.deal-failed")]
public sealed record DealFailed(Guid DealId, Guid LeaderId, int Wanted, int Paid) : IFact;

[FactName("trade.deal-cancelled")]
public sealed record DealCancelled(Guid DealId, Guid LeaderId) : IFact;

/// <summary>A leader reminds neighbours who did not come for their goods.</summary>
[FactName("trade.pickup-reminded")]
public sealed record PickupReminded(Guid DealId, IReadOnlyList<PickupReminded.Neighbour> Neighbours) : IFact
{
    public sealed record Neighbour(Guid OrderId, Guid PersonId);
}

/// <summary>A leader decided about goods nobody came for; the choice says what.</summary>
[FactName("trade.uncollected-decided")]
public sealed record UncollectedDecided(Guid DealId, Guid OrderId, Guid PersonId, Guid ChoiceId) : IFact;

/// <summary>That decision was taken back.</summary>
[FactName("trade.uncollected-undone")]
public sealed record UncollectedUndone(Guid DealId, Guid OrderId, Guid PersonId) : IFact;

/// <summary>Headquarters offers a deal to the leaders of its pickup points.</summary>
[FactName("trade.deal-published")]
public sealed record DealPublished(Guid DealId) : IFact;

/// <summary>Another leads the deal from now on; the change says why.</summary>
[FactName("trade.deal-handed-on")]
public sealed record DealHandedOn(Guid DealId, Guid FromLeaderId, Guid LeaderId, Guid ChangeId) : IFact;

/// <summary>A neighbour says that they do not have what the desk recorded as handed over.</summary>
[FactName("trade.hand-over-disputed")]
public sealed record HandOverDisputed(Guid DealId, Guid OrderId, Guid LeaderId, Guid HandOverId) : IFact;

/// <summary>The leader has settled it.</summary>
[FactName("trade.dispute-settled")]
public sealed record DisputeSettled(Guid DealId, Guid OrderId, Guid PersonId, Guid HandOverId) : IFact;

[FactName("trade.order-handed-over")]
public sealed record OrderHandedOver(Guid DealId, Guid OrderId, Guid PersonId) : IFact;
