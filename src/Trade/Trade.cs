// The face of Trade: its tables, what it hears, what falls due, what it watches.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HaoLin.Trade;

public static class TradeModule
{
    public static void Map(ModelBuilder model)
    {
        model.ApplyConfiguration(new Deal.Mapping());
        model.ApplyConfiguration(new Closing.Mapping());
        model.ApplyConfiguration(new DealStep.Mapping());
        model.ApplyConfiguration(new DealPlace.Mapping());
        model.ApplyConfiguration(new LeaderChange.Mapping());
        model.ApplyConfiguration(new Offer.Mapping());
        model.ApplyConfiguration(new TakenRow.Mapping());
        model.ApplyConfiguration(new TakenHomeRow.Mapping());
        model.ApplyConfiguration(new Order.Mapping());
        model.ApplyConfiguration(new OrderLine.Mapping());
        model.ApplyConfiguration(new WaitlistEntry.Mapping());
        model.ApplyConfiguration(new WaitlistLine.Mapping());
        model.ApplyConfiguration(new Payment.Mapping());
        model.ApplyConfiguration(new Refund.Mapping());
        model.ApplyConfiguration(new RefundLine.Mapping());
        model.ApplyConfiguration(new HandOverRow.Mapping());
        model.ApplyConfiguration(new DeskDeed.Mapping());
        model.ApplyConfiguration(new Collector.Mapping());
        model.ApplyConfiguration(new Door.Mapping());
        model.ApplyConfiguration(new Adoption.Mapping());
        model.ApplyConfiguration(new Uncollected.Mapping());
        model.ApplyConfiguration(new PickupReminder.Mapping());
        model.ApplyConfiguration(new Receipt.Mapping());
        model.ApplyConfiguration(new PickupSlot.Mapping());
        model.ApplyConfiguration(new SlotChoice.Mapping());
        model.ApplyConfiguration(new Campaign.Mapping());
        model.ApplyConfiguration(new CampaignScope.Mapping());
        model.ApplyConfiguration(new Coupon.Mapping());
        model.ApplyConfiguration(new CreditEntry.Mapping());
        model.ApplyConfiguration(new SignalAnswer.Mapping());
        model.ApplyConfiguration(new Bill.Mapping());
        model.ApplyConfiguration(new BillLine.Mapping());
        model.ApplyConfiguration(new BookTransaction.Mapping());
        model.ApplyConfiguration(new BookEntry.Mapping());
    }

    public static void Hear(Hearings hears)
    {
        hears.Of<DealOpened>("messages", TellNeighbours.OfOpening);
        hears.Of<DealReviewed>("messages", TellNeighbours.OfReview);
        hears.Of<DealHeldBack>("messages", TellNeighbours.OfHoldingBack);
        hears.Of<DealJoined>("messages", TellNeighbours.OfJoining);
        hears.Of<WaiterPromoted>("messages", TellNeighbours.OfPromotion);
        hears.Of<OrderReleased>("messages", TellNeighbours.OfRelease);
        hears.Of<GiftPassedOn>("messages", TellNeighbours.OfGift);
        hears.Of<OrderPaid>("messages", TellNeighbours.OfPayment);
        hears.Of<CouponGiven>("messages", TellNeighbours.OfCoupon);
        hears.Of<CreditGiven>("messages", TellNeighbours.OfCredit);
        hears.Of<RefundAsked>("messages", TellNeighbours.OfRefundAsked);
        hears.Of<OrderRefunded>("messages", TellNeighbours.OfRefund);
        hears.Of<OrderHandedOver>("messages", TellNeighbours.OfHandOver);
        hears.Of<PickupPointRests>("messages", TellOfResting.OfRest);
        hears.Of<DealMoved>("resting", TellOfResting.OfMove);
        hears.Of<DealPublished>("messages", TellOfLeaders.OfPublishing);
        hears.Of<DealHandedOn>("messages", TellOfLeaders.OfHandingOn);
        hears.Of<PickupReminded>("messages", TellOfCollecting.OfReminder);
        hears.Of<UncollectedDecided>("messages", TellOfCollecting.OfDecision);
        hears.Of<UncollectedUndone>("messages", TellOfCollecting.OfUndoing);
        hears.Of<HandOverDisputed>("messages", TellOfCollecting.OfDispute);
        hears.Of<DisputeSettled>("messages", TellOfCollecting.OfSettling);
        hears.Of<DealCutOff>("messages", TellNeighbours.OfCutOff);
        hears.Of<DealReopened>("messages", TellNeighbours.OfReopening);
        hears.Of<DealMoved>("messages", TellNeighbours.OfMove);
        hears.Of<DealFailed>("messages", TellNeighbours.OfFailure);
        hears.Of<DealCancelled>("messages", TellNeighbours.OfCancellation);
    }

    public static IEnumerable<DailyRun> DailyRuns => [new("forget binned drafts", "50 3 * * *", BinDraft.Forget)];

    public static IEnumerable<Sweep> FallsDue(TradeSettings settings) =>
    [
        new("lapse holds", TimeSpan.FromSeconds(1), (s, _) => LapseHolds.Sweep(s.GetRequiredService<Store>(), settings)),
        new("open deals", TimeSpan.FromSeconds(1), (s, _) => OpenDeal.Sweep(s.GetRequiredService<Store>(), settings)),
        new("cut off deals", TimeSpan.FromSeconds(1), (s, _) => CutOffDeal.Sweep(s.GetRequiredService<Store>(), settings)),
        new("form deals", TimeSpan.FromSeconds(1), (s, _) => FormDeal.Sweep(s.GetRequiredService<Store>(), settings)),
        new("fill cases", TimeSpan.FromSeconds(2), (s, _) => FillCases.Sweep(s.GetRequiredService<Store>())),
        new("complete deals", TimeSpan.FromMinutes(10), (s, _) => CompleteDeal.Sweep(s.GetRequiredService<Store>())),
        new("pay back uncollected", TimeSpan.FromMinutes(1), (s, _) => PayBackUncollected.Sweep(s.GetRequiredService<Store>())),
        new("make commission payable", TimeSpan.FromMinutes(1), (s, _) => MakeCommissionPayable.Sweep(s.GetRequiredService<Store>(), settings)),
        new("ask about payments", TimeSpan.FromSeconds(2), (s, stop) => AskAboutPayments.Sweep(s.GetRequiredService<Store>(), s.GetRequiredService<WeChatPayClient>(), stop)),
        new("fetch bills", TimeSpan.FromSeconds(5), (s, stop) => FetchBills.Sweep(s.GetRequiredService<Store>(), s.GetRequiredService<WeChatPayClient>(), stop)),
        new("pursue refunds", TimeSpan.FromSeconds(2), (s, stop) => PursueRefunds.Sweep(s.GetRequiredService<Store>(), s.GetRequiredService<WeChatPayClient>(), stop)),
    ];
}
