// What residents and leaders are told when something happens in Trade: one hearer per fact.
using System.Globalization;
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class TellNeighbours
{
    public static async Task OfOpening(Work work, DealOpened fact)
    {
        var deal = await Find(work, fact.DealId);
        var leader = new PersonId(fact.LeaderId);
        var communities = await work.Db.Set<DealPlace>().Where(p => p.DealId == deal.Id).Select(p => p.CommunityId).Distinct().ToListAsync();
        var members = work.Db.Set<Membership>().AsNoTracking().Where(m => m.LeaderId == leader && communities.Contains(m.CommunityId)).Select(m => m.PersonId).Distinct();
        var told = (await members.ToListAsync()).Except(await Consent.WithoutDealNews(work.Db, members));
        await SendMessages.Handle(work, [.. told.Select(m => new SendMessages.Ask(m, "deal-opened", fact.DealId, $"新团开啦：{deal.Title}，{Time(deal.CutOffDue)} 截单", $"/deals/{fact.DealId}"))]);
    }

    public static async Task OfReview(Work work, DealReviewed fact)
    {
        var deal = await Find(work, fact.DealId);
        var step = await work.Db.Set<DealStep>().AsNoTracking().FirstAsync(s => s.DealId == deal.Id && s.Number == fact.Step);
        await Tell(work, fact.LeaderId, "reviewed", fact.DealId, $"「{deal.Title}」{step.Reason}", $"/leader/deals/{fact.DealId}/preview");
    }

    public static async Task OfHoldingBack(Work work, DealHeldBack fact)
    {
        var deal = await Find(work, fact.DealId);
        var step = await work.Db.Set<DealStep>().AsNoTracking().FirstAsync(s => s.DealId == deal.Id && s.Number == fact.Step);
        await Tell(work, fact.LeaderId, "held-back", fact.DealId, $"「{deal.Title}」{step.Reason}。草稿还在，改好再开", $"/leader/deals/{fact.DealId}");
    }

    public static Task OfJoining(Work work, DealJoined fact) => SendMessages.Handle(work, [.. fact.Neighbours.Select(n =>
        new SendMessages.Ask(new(n.PersonId), "joined", n.OrderId, $"{(n.WrittenBy is null ? "跟团成功" : "团长替您接龙了")}，您是第 {n.Sequence} 号，请在 {Time(n.HoldUntil)} 前付款", $"/orders/{n.OrderId}"))]);

    public static Task OfPromotion(Work work, WaiterPromoted fact) => Tell(work, fact.PersonId, "promoted", fact.OrderId,
        $"候补轮到您了！接龙 {fact.Sequence} 号，请在 {Time(fact.HoldUntil)} 前付款", $"/orders/{fact.OrderId}");

    public static async Task OfRelease(Work work, OrderReleased fact)
    {
        var atPickup = fact.Lapsed && await work.Db.Set<Order>().AnyAsync(o => o.Id == new OrderId(fact.OrderId) && o.PaysAtPickup);
        await Tell(work, fact.PersonId, fact.Lapsed ? "lapsed" : "cancelled", fact.OrderId,
            !fact.Lapsed ? "这一单已取消" : atPickup ? "说好取货时付的这一单，取货过了一天还没付，已经取消，没有扣您的钱" : "付款时间到了，这一单已自动取消，没有扣您的钱", $"/orders/{fact.OrderId}");
    }

    public static async Task OfGift(Work work, GiftPassedOn fact)
    {
        var gift = await work.Db.Set<Offer>().AsNoTracking().FirstAsync(o => o.Id == new OfferId(fact.OfferId));
        await Tell(work, fact.PersonId, "gift", fact.OrderId, $"前面有邻居退出，赠品「{gift.Name}」顺延给您了", $"/orders/{fact.OrderId}");
    }

    public static async Task OfPayment(Work work, OrderPaid fact)
    {
        var deal = await Find(work, fact.DealId);
        var slot = (await SlotsOf(work, deal, [new(fact.OrderId)])).GetValueOrDefault(new(fact.OrderId));
        await Tell(work, fact.PersonId, "paid", fact.OrderId, $"{(fact.AmountFen == 0 ? "付款成功，全部用余额" : $"付款成功 {new Money(fact.AmountFen)}")}。{Day(deal.ArrivesOn)} 到货，{Time(slot?.From ?? deal.PickupFrom)} 起可取", $"/orders/{fact.OrderId}");
    }

    public static async Task OfCoupon(Work work, CouponGiven fact)
    {
        var campaign = await work.Db.Set<Campaign>().AsNoTracking().FirstAsync(c => c.Id == new CampaignId(fact.CampaignId));
        await Tell(work, fact.PersonId, "coupon", fact.CouponId, $"送您一张券「{campaign.Name}」，{Time(campaign.ValidUntil)} 前付款时可用", "/coupons");
    }

    public static async Task OfRefundAsked(Work work, RefundAsked fact)
    {
        var refund = await work.Db.Set<Refund>().AsNoTracking().FirstAsync(r => r.Id == new RefundId(fact.RefundId));
        await Tell(work, fact.PersonId, "refunding", fact.RefundId, $"给您退 {refund.Back}：{refund.Reason}。{HowItGoesBack(refund)}", $"/orders/{fact.OrderId}");
    }

    static string HowItGoesBack(Refund refund) => refund switch
    {
        { Credit.Fen: 0 } => "正在原路退回",
        { Amount.Fen: 0 } => "已退回余额",
        _ => $"{refund.Amount} 正在原路退回，{refund.Credit} 已退回余额",
    };

    public static async Task OfCredit(Work work, CreditGiven fact)
    {
        var entry = await work.Db.Set<CreditEntry>().AsNoTracking().FirstAsync(e => e.Id == new CreditEntryId(fact.EntryId));
        await Tell(work, fact.PersonId, "credit", fact.EntryId, $"补您 {entry.Amount} 余额：{entry.Reason}。下次付款自动抵", "/credit");
    }

    public static Task OfRefund(Work work, OrderRefunded fact) => Tell(work, fact.PersonId, "refunded", fact.RefundId,
        $"{new Money(fact.AmountFen)} 已原路退回", $"/orders/{fact.OrderId}");

    public static Task OfHandOver(Work work, OrderHandedOver fact) => Tell(work, fact.PersonId, "handed-over", fact.OrderId, "货已取走。有什么不对，跟团长说一声", $"/orders/{fact.OrderId}");

    public static async Task OfCutOff(Work work, DealCutOff fact)
    {
        var deal = await Find(work, fact.DealId);
        var paid = await work.Db.Set<Order>().AsNoTracking().Where(Order.IsKept).Where(o => o.DealId == deal.Id).Select(o => new { o.Id, o.PersonId }).ToListAsync();
        var slots = await SlotsOf(work, deal, [.. paid.Select(o => o.Id)]);
        await SendMessages.Handle(work, [.. paid.Select(o => new SendMessages.Ask(o.PersonId, "cut-off", o.Id.Value, $"「{deal.Title}」截单了，{Time(slots.GetValueOrDefault(o.Id)?.From ?? deal.PickupFrom)} 到 {Time(slots.GetValueOrDefault(o.Id)?.Until ?? deal.PickupUntil)} 取货", $"/orders/{o.Id.Value}"))]);
        var waiting = await work.Db.Set<WaitlistEntry>().AsNoTracking().Where(e => e.DealId == deal.Id && e.PromotedAt == null && e.EndedAt >= deal.CutOffAt).Select(e => e.PersonId).Distinct().ToListAsync();
        await SendMessages.Handle(work, [.. waiting.Select(p => new SendMessages.Ask(p, "waitlist-ended", fact.DealId, $"「{deal.Title}」截单了，这次没有轮到您，很抱歉", $"/deals/{fact.DealId}"))]);
        await AskToReceive(work, deal);
    }

    public static async Task OfMove(Work work, DealMoved fact)
    {
        var deal = await Find(work, fact.DealId);
        var step = await work.Db.Set<DealStep>().AsNoTracking().FirstAsync(s => s.DealId == deal.Id && s.Number == fact.Step);
        var orders = await work.Db.Set<Order>().AsNoTracking().Where(o => o.DealId == deal.Id && o.CancelledAt == null && o.LapsedAt == null && o.RefundAskedAt == null && o.HandedOverAt == null).OrderBy(o => o.Sequence).ToListAsync();
        var waiting = await work.Db.Set<WaitlistEntry>().AsNoTracking().Where(e => e.DealId == deal.Id && e.PromotedAt == null && e.EndedAt == null).Select(e => e.PersonId).ToListAsync();
        var slots = await SlotsOf(work, deal, [.. orders.Select(o => o.Id)]);
        var cutOff = deal.State == DealState.Open ? $"{Time(deal.CutOffDue)} 截单，" : "";
        string When(SlotChosen? slot) => $"{cutOff}{Time(slot?.From ?? deal.PickupFrom)} 到 {Time(slot?.Until ?? deal.PickupUntil)} 取货";
        // What they may do now stands on the order, so each order has its own message; of anything else one a person is enough.
        var late = orders.Where(o => deal.PostponedAt >= step.At && WithdrawForDelay.Decide(deal, o) is null).ToList();
        await SendMessages.Handle(work, [.. late.Select(o => new SendMessages.Ask(o.PersonId, "postponed", o.Id.Value,
                $"「{deal.Title}」到货推迟到 {Day(deal.ArrivesOn)}，原来说 {Day(deal.PromisedOn!.Value)}：{step.Reason}。愿意等就不用管，{When(slots.GetValueOrDefault(o.Id))}；不想等，打开订单自己点退款，全额退回", $"/orders/{o.Id.Value}")),
            .. orders.Except(late).Select(o => (o.PersonId, Slot: slots.GetValueOrDefault(o.Id))).Concat(waiting.Select(p => (PersonId: p, Slot: (SlotChosen?)null))).DistinctBy(p => p.PersonId).ExceptBy(late.Select(o => o.PersonId), p => p.PersonId)
                .Select(p => new SendMessages.Ask(p.PersonId, "moved", fact.DealId, $"「{deal.Title}」改时间了：{step.Reason}。{When(p.Slot)}", $"/deals/{fact.DealId}"))]);
        if (deal.State == DealState.CutOff) await AskToReceive(work, deal);
    }

    public static async Task OfReopening(Work work, DealReopened fact)
    {
        var deal = await Find(work, fact.DealId);
        var step = await work.Db.Set<DealStep>().AsNoTracking().FirstAsync(s => s.DealId == deal.Id && s.Number == fact.Step);
        var people = await work.Db.Set<Order>().AsNoTracking().Where(o => o.DealId == deal.Id && o.CancelledAt == null && o.LapsedAt == null && o.RefundAskedAt == null).Select(o => o.PersonId).Distinct().ToListAsync();
        await SendMessages.Handle(work, [.. people.Select(p => new SendMessages.Ask(p, "reopened", fact.DealId,
            $"「{deal.Title}」又开了：{step.Reason}。{Time(deal.CutOffDue)} 截单，您的单还在，{Time(deal.PickupFrom)} 到 {Time(deal.PickupUntil)} 取货", $"/deals/{fact.DealId}"))]);
    }

    static async Task AskToReceive(Work work, Deal deal)
    {
        var pieces = await work.Db.Set<Offer>().Where(o => o.DealId == deal.Id && !o.IsDelivery).SumAsync(o => o.Taken);
        var households = await work.Db.Set<Order>().Where(Order.IsKept).Where(o => o.DealId == deal.Id).Select(o => o.PersonId).Distinct().CountAsync();
        await GiveTask.Handle(work, new(deal.LeaderId, "receive", deal.Id.Value, $"「{deal.Title}」{Day(deal.ArrivesOn)} 到货，共 {pieces} 件，{households} 户来取",
            $"/leader/deals/{deal.Id.Value}", DueAt: deal.PickupFrom));
    }

    /// <summary>Everybody whose order closed with it and everybody who waited reads the same one message; the leader reads theirs.</summary>
    public static async Task OfFailure(Work work, DealFailed fact)
    {
        var deal = await Find(work, fact.DealId);
        var people = await work.Db.Set<Order>().AsNoTracking().Where(o => o.DealId == deal.Id && (o.CancelledAt >= deal.CancelledAt || o.LapsedAt >= deal.CancelledAt)).Select(o => o.PersonId)
            .Union(work.Db.Set<WaitlistEntry>().Where(e => e.DealId == deal.Id && e.PromotedAt == null && e.EndedAt >= deal.CutOffAt).Select(e => e.PersonId)).ToListAsync();
        var count = $"「{deal.Title}」没有成团：要 {fact.Wanted} 单，付了款的只有 {fact.Paid} 单";
        await SendMessages.Handle(work, [.. people.Where(p => p != deal.LeaderId).Select(p => new SendMessages.Ask(p, "deal-failed", fact.DealId, $"{count}。付过的钱全额原路退回，很抱歉", $"/deals/{fact.DealId}")),
            new SendMessages.Ask(deal.LeaderId, "deal-failed", fact.DealId, $"{count}。团已自动取消，付过的钱全额退回，邻居都收到了说明", $"/leader/deals/{fact.DealId}")]);
    }

    public static async Task OfCancellation(Work work, DealCancelled fact)
    {
        var deal = await Find(work, fact.DealId);
        var people = await work.Db.Set<Order>().AsNoTracking().Where(o => o.DealId == deal.Id && o.CancelledAt >= deal.CancelledAt).Select(o => o.PersonId).Distinct().ToListAsync();
        var step = await work.Db.Set<DealStep>().AsNoTracking().FirstAsync(s => s.DealId == deal.Id && s.Number == deal.Steps);
        await SendMessages.Handle(work, [.. people.Select(p => new SendMessages.Ask(p, "deal-cancelled", fact.DealId, $"「{deal.Title}」取消了：{step.Reason}。付过的钱会原路退回，很抱歉", $"/deals/{fact.DealId}"))]);
    }

    /// <summary>Which slots these orders chose; nothing is asked of a deal that has none.</summary>
    static async Task<Dictionary<OrderId, SlotChosen>> SlotsOf(Work work, Deal deal, IReadOnlyCollection<OrderId> orders) =>
        await work.Db.Set<PickupSlot>().AnyAsync(s => s.DealId == deal.Id) ? await SlotChosen.Of(work.Db, orders) : [];

    static Task Tell(Work work, Guid person, string kind, Guid subject, string text, string link) =>
        SendMessages.Handle(work, new SendMessages.Ask(new(person), kind, subject, text, link));

    static Task<Deal> Find(Work work, Guid id) => work.Db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == new DealId(id));

    internal static string Time(DateTimeOffset instant) => BusinessDay.Local(instant).ToString("M月d日 HH:mm", CultureInfo.InvariantCulture);

    static string Day(DateOnly day) => day.ToString("M月d日", CultureInfo.InvariantCulture);
}
