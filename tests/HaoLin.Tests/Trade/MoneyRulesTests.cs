// The rules of paying, refunding and handing over, without a database or a gateway.
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using static HaoLin.Tests.Cast.OnPaper;

namespace HaoLin.Tests.Trade;

public sealed class MoneyRulesTests
{
    [Fact]
    public void An_order_is_paid_while_its_goods_are_held()
    {
        Assert.Null(StartPayment.Decide(AnOrder(), EightTonight + Hold - TimeSpan.FromTicks(1)));
        Assert.Equal(StartPayment.HoldEnded, StartPayment.Decide(AnOrder(), EightTonight + Hold));
        Assert.Equal(StartPayment.NothingToPay, StartPayment.Decide(AnOrder(paid: true), EightTonight));
        var (cancelled, lapsed) = (AnOrder(), AnOrder());
        (cancelled.CancelledAt, lapsed.LapsedAt) = (EightTonight, EightTonight);
        Assert.Equal(StartPayment.NothingToPay, StartPayment.Decide(cancelled, EightTonight));
        Assert.Equal(StartPayment.HoldEnded, StartPayment.Decide(lapsed, EightTonight));
    }

    static WeChatPayTransaction Told(string state = WeChatPayTransaction.Success, long? fen = 5980, string? currency = "CNY") =>
        new("1900007291", "wx0123456789abcdef", APayment().Id.OutTradeNo, state, "42000", Amount: fen is { } total ? new(total, total, currency) : null);

    [Fact]
    public void The_word_of_the_gateway_pays_an_order_that_awaits_it()
    {
        Assert.Equal(SettlePayment.Verdict.Paid, SettlePayment.Decide(APayment(), AnOrder(), Told()));
        Assert.Equal(SettlePayment.Verdict.Paid, SettlePayment.Decide(APayment(), AnOrder(), Told(WeChatPayTransaction.IntoRefund)));
        Assert.Equal(SettlePayment.Verdict.Paid, SettlePayment.Decide(APayment(), AnOrder(), Told(currency: null)));
        foreach (var state in new[] { WeChatPayTransaction.NotPaid, WeChatPayTransaction.Closed, WeChatPayTransaction.UserPaying, WeChatPayTransaction.PayError, WeChatPayTransaction.Revoked, "NEW" })
            Assert.Equal(SettlePayment.Verdict.Ignore, SettlePayment.Decide(APayment(), AnOrder(), Told(state)));
    }

    [Fact]
    public void The_second_word_about_a_payment_changes_nothing()
    {
        var payment = APayment();
        payment.PaidAt = EightTonight;
        Assert.Equal(SettlePayment.Verdict.Ignore, SettlePayment.Decide(payment, AnOrder(paid: true), Told()));
        Assert.Equal(SettlePayment.Verdict.Ignore, SettlePayment.Decide(payment, AnOrder(paid: true), Told(fen: 1)));
    }

    [Theory]
    [InlineData(5979L, "CNY"), InlineData(5981L, "CNY"), InlineData(5980L, "USD"), InlineData(null, "CNY")]
    public void Another_amount_or_currency_is_for_a_person_to_look_at(long? fen, string currency) =>
        Assert.Equal(SettlePayment.Verdict.Mismatched, SettlePayment.Decide(APayment(), AnOrder(), Told(fen: fen, currency: currency)));

    [Fact]
    public void Money_for_an_order_that_ended_was_paid_already_or_was_changed_since_came_too_late()
    {
        var (cancelled, lapsed) = (AnOrder(), AnOrder());
        (cancelled.CancelledAt, lapsed.LapsedAt) = (EightTonight, EightTonight);
        foreach (var order in new[] { cancelled, lapsed, AnOrder(paid: true), AnOrder(loquats: 2) })
            Assert.Equal(SettlePayment.Verdict.PaidLate, SettlePayment.Decide(APayment(), order, Told()));
    }

    [Fact]
    public void The_janitor_asks_ever_more_rarely_and_at_once_when_the_hold_ends()
    {
        var expires = EightTonight + Hold;
        int[] seconds = [40, 80, 120, 120, 120];
        for (var asked = 1; asked <= seconds.Length; asked++)
            Assert.Equal(EightTonight.AddSeconds(seconds[asked - 1]), AskAboutPayments.NextAsk(asked, expires, EightTonight));
        Assert.Equal(expires, AskAboutPayments.NextAsk(5, expires, expires.AddSeconds(-30)));
        Assert.Equal(expires.AddMinutes(2), AskAboutPayments.NextAsk(5, expires, expires));
        Assert.Equal(EightTonight.AddMinutes(2), AskAboutPayments.NextAsk(int.MaxValue, EightTonight, EightTonight));
    }

    [Fact]
    public void A_paid_order_is_found_within_six_minutes_though_every_notice_and_every_second_answer_is_lost()
    {
        var expires = EightTonight + Hold;
        var now = StartPayment.FirstAsk(expires, EightTonight);
        var longest = now - EightTonight;
        for (var asked = 1; asked < 100; asked++)
        {
            var next = AskAboutPayments.NextAsk(asked, expires, now);
            longest = next - now > longest ? next - now : longest;
            now = next;
        }
        Assert.InRange(2 * longest, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(6) - TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_paid_order_is_refunded_once()
    {
        var nothing = new Dictionary<OfferId, Money>();
        Assert.Equal([new RefundOrder.Part(Loquats, 1, new(5980))], RefundOrder.Decide(AnOrder(paid: true), nothing, 0, null).Value);
        Assert.Equal(RefundOrder.NotPaid, RefundOrder.Decide(AnOrder(), nothing, 0, null).Refusal);
        var asked = AnOrder(paid: true);
        asked.RefundAskedAt = EightTonight;
        Assert.Equal(RefundOrder.Already, RefundOrder.Decide(asked, nothing, 0, null).Refusal);
    }

    static Refund ARefund() => new()
    {
        Id = new(Id(60)), PaymentId = APayment().Id, OrderId = AnOrder().Id, Amount = new(5980), Reason = "坏果", AskedAt = EightTonight,
    };

    [Theory]
    [InlineData(WeChatPayRefund.Succeeded, 5980, SettleRefund.Verdict.Succeeded), InlineData(WeChatPayRefund.Succeeded, 5979, SettleRefund.Verdict.NeedsAPerson)]
    [InlineData(WeChatPayRefund.Abnormal, 5980, SettleRefund.Verdict.NeedsAPerson), InlineData(WeChatPayRefund.Closed, 5980, SettleRefund.Verdict.NeedsAPerson)]
    [InlineData(WeChatPayRefund.Processing, 5980, SettleRefund.Verdict.Ignore), InlineData("NEW", 5980, SettleRefund.Verdict.Ignore)]
    public void A_refund_ends_as_the_gateway_says_to_the_fen(string status, long fen, SettleRefund.Verdict verdict)
    {
        Assert.Equal(verdict, SettleRefund.Decide(ARefund(), new(ARefund().Id.OutRefundNo, status, fen)));
        var done = ARefund();
        done.SucceededAt = EightTonight;
        Assert.Equal(SettleRefund.Verdict.Ignore, SettleRefund.Decide(done, new(done.Id.OutRefundNo, status, fen)));
    }

    [Fact]
    public void Goods_are_handed_over_when_they_are_paid_for_and_have_come()
    {
        var deal = ADeal(DealState.CutOff);
        Assert.Null(HandOver.Decide(deal, AnOrder(paid: true)));
        Assert.Equal(HandOver.NotPaid, HandOver.Decide(deal, AnOrder()));
        Assert.Equal(HandOver.NotCutOff, HandOver.Decide(ADeal(), AnOrder(paid: true)));
        var (refunded, cancelled, collected) = (AnOrder(paid: true), AnOrder(paid: true), AnOrder(paid: true));
        (refunded.RefundAskedAt, collected.HandedOverAt) = (EightTonight, EightTonight);
        (cancelled.CancelledAt, cancelled.RefundAskedAt) = (EightTonight, EightTonight);
        Assert.Equal(HandOver.Refunded, HandOver.Decide(deal, refunded));
        Assert.Equal(HandOver.Refunded, HandOver.Decide(deal, cancelled));
        Assert.Equal(HandOver.Already.Code, HandOver.Decide(deal, collected)!.Code);
        Assert.Equal("4月18日 20:00", HandOver.Decide(deal, collected)!.Detail);
    }

    [Fact]
    public void A_hand_over_is_undone_the_same_evening_while_the_deal_lasts()
    {
        var (deal, order) = (ADeal(DealState.CutOff), AnOrder(paid: true));
        Assert.Equal(UndoHandOver.NotHandedOver, UndoHandOver.Decide(deal, order, EightTonight));
        order.HandedOverAt = EightTonight;
        var midnight = BusinessDay.At(new(2026, 4, 19), new(0, 0));
        Assert.Null(UndoHandOver.Decide(deal, order, midnight.AddTicks(-1)));
        Assert.Equal(UndoHandOver.NotToday, UndoHandOver.Decide(deal, order, midnight));
        Assert.Equal(UndoHandOver.DealOver, UndoHandOver.Decide(ADeal(DealState.Completed), order, EightTonight));
        order.RefundAskedAt = EightTonight;
        Assert.Equal(UndoHandOver.NotHandedOver, UndoHandOver.Decide(deal, order, EightTonight));
    }

    [Fact]
    public void An_order_says_what_has_become_of_it()
    {
        var order = AnOrder();
        Assert.Equal(("awaiting-payment", true, false), (order.State, order.AwaitsPayment, order.AwaitsHandOver));
        order.PaidAt = EightTonight;
        Assert.Equal(("paid", false, true), (order.State, order.AwaitsPayment, order.AwaitsHandOver));
        order.HandedOverAt = EightTonight;
        Assert.Equal(("handed-over", false), (order.State, order.AwaitsHandOver));
        order.RefundAskedAt = EightTonight;
        Assert.Equal("refunding", order.State);
        order.RefundedAt = EightTonight;
        Assert.Equal("refunded", order.State);
        var (lapsed, cancelled) = (AnOrder(), AnOrder());
        (lapsed.LapsedAt, cancelled.CancelledAt) = (EightTonight, EightTonight);
        Assert.Equal(("lapsed", "cancelled", false), (lapsed.State, cancelled.State, lapsed.Stands || cancelled.Stands));
    }
}
