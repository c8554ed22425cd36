// The facts that partners may hear, each with the words headquarters chooses it by; what is not here never leaves the house.
using HaoLin.Facts;
using HaoLin.Kernel;

namespace HaoLin.Supply.Webhooks;

public sealed record PartnerFact(string Name, string Says, Action<Hearings> Hear)
{
    /// <summary>What happens to drafts between a leader and headquarters is missing on purpose: docs/decisions/facts-for-partners.md.</summary>
    public static readonly IReadOnlyList<PartnerFact> All =
    [
        Of<DealOpened>("开团了"), Of<DealMoved>("团改了时间"), Of<DealReopened>("截单的团又开了"), Of<DealCutOff>("截单了"), Of<DealFailed>("人数不够取消了"), Of<DealCancelled>("团取消了"),
        Of<DealJoined>("有人跟团"), Of<WaiterPromoted>("候补转正"), Of<OrderReleased>("订单取消或过时未付"), Of<GiftPassedOn>("赠品顺延"), Of<OrderPaid>("付款了"), Of<OrderPaysAtPickup>("说好取货时付"),
        Of<RefundAsked>("要退款"), Of<OrderRefunded>("退款到账"), Of<OrderHandedOver>("取货了"), Of<DealHandedOn>("团换了团长"), Of<PickupPointRests>("自提点歇业或改了日子"),
    ];

    static readonly HashSet<string> names = [.. All.Select(f => f.Name)];

    public static bool Has(string name) => names.Contains(name);

    static PartnerFact Of<TFact>(string says) where TFact : IFact => new(Hearings.NameOf(typeof(TFact)), says, hearings => hearings.Of<TFact>("webhooks", PassOnToPartners.Hear));
}
