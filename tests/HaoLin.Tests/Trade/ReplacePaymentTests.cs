// A resident changes how an unpaid order is paid: the payment begun before is closed at the gateway first, and whatever comes on it after all goes back.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class ReplacePaymentTests
{
    static Task<Outcome<StartPayment.Answer>> Begins(Evening evening, Guid order, Guid? coupon = null) => StartPayment.Handle(evening.Store, evening.Client, new(evening.Li, new(order), coupon));

    static Task<Payment> Open(Evening evening) => evening.Store.Read(db => db.Set<Payment>().SingleAsync(p => p.ClosedAt == null && p.PaidAt == null));

    [Theory, OnEachDatabase]
    public async Task Another_coupon_closes_the_old_payment_first_and_its_money_goes_back(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (small, big) = (await evening.HasCoupon(evening.Li, 300), await evening.HasCoupon(evening.Li, 500));
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        Assert.Equal(500, (await Begins(evening, order)).Value.CouponFen);
        var old = await Open(evening);
        // The same again is the same payment, and saying nothing leaves it as it is.
        Assert.Equal(5480, (await Begins(evening, order, big.Value)).Value.AmountFen);
        Assert.Equal(5480, (await Begins(evening, order)).Value.AmountFen);
        Assert.Equal(old.Id, (await Open(evening)).Id);
        Assert.Equal(5680, (await Begins(evening, order, small.Value)).Value.AmountFen);
        Assert.Equal(WeChatPayTransaction.Closed, evening.Gateway.StateOf(old.Id));
        Assert.Equal("free held", string.Join(' ', (await evening.Store.Read(db => ListMyCoupons.Handle(db, new(evening.Li), evening.Now))).Items.Select(i => i.State)));
        // The gateway contradicts itself and brings money on the old one: it goes back by itself, the order waits for the new one.
        await evening.Village.Pass(TimeSpan.FromSeconds(1));
        await evening.Hears(evening.Gateway.Pays(old.Id));
        var shown = (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(evening.Village.Wang, new(order))))).Value;
        Assert.Equal(("awaiting-payment", "换了付法以后，旧的那笔又付了", 5480L), (shown.State, shown.Refunds.Single().Reason, shown.Refunds.Single().AmountFen));
        await evening.NothingIsBroken();
        await evening.Hears(evening.Gateway.Pays((await Open(evening)).Id));
        Assert.Equal(("paid", 300L), ((await evening.See(order)).State, (await evening.See(order)).CouponOff.Fen));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Nothing_is_closed_for_a_coupon_that_cannot_be_used_nor_for_the_same_one_under_its_other_name(Database on)
    {
        await using var evening = await Evening.Open(on);
        var campaign = await evening.Village.Do(work => StartCampaign.Handle(work, new(evening.Village.Wang, "新人", Campaign.Newcomer, null, new(600), Money.Zero, evening.Now, evening.Now.AddDays(7), new(100_000), 10, 1, [], [])));
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        Assert.Equal(5380, (await Begins(evening, order, campaign.Value)).Value.AmountFen);
        var begun = await Open(evening);
        Assert.Equal(5380, (await Begins(evening, order, campaign.Value)).Value.AmountFen);
        Assert.Equal(StartPayment.CouponDoesNotFit, (await Begins(evening, order, Guid.AllBitsSet)).Refusal);
        Assert.Equal(begun.Id, (await Open(evening)).Id);
        Assert.Equal(WeChatPayTransaction.NotPaid, evening.Gateway.StateOf(begun.Id));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_gateway_that_keeps_silent_leaves_the_old_payment_open_and_no_second_one_is_begun(Database on)
    {
        await using var evening = await Evening.Open(on);
        await evening.HasCoupon(evening.Li, 500);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        await Begins(evening, order);
        evening.Gateway.Silent = true;
        Assert.Equal(StartPayment.OldStillOpen, (await Begins(evening, order, StartPayment.NoCoupon)).Refusal);
        Assert.True((await evening.Store.Read(db => db.Set<Payment>().SingleAsync())).Open);
        evening.Gateway.Silent = false;
        Assert.Equal(5980, (await Begins(evening, order, StartPayment.NoCoupon)).Value.AmountFen);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Money_that_is_there_already_is_counted_and_nothing_is_replaced(Database on)
    {
        await using var evening = await Evening.Open(on);
        await evening.HasCoupon(evening.Li, 500);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        await Begins(evening, order);
        evening.Gateway.Pays((await Open(evening)).Id);
        Assert.Equal(StartPayment.NothingToPay, (await Begins(evening, order, StartPayment.NoCoupon)).Refusal);
        Assert.Equal(("paid", 500L), ((await evening.See(order)).State, (await evening.See(order)).CouponOff.Fen));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Money_after_the_cut_off_goes_back_by_itself_and_says_why_how_and_when(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        var payment = await evening.StartsPaying(evening.Li, order);
        await evening.CutsOff(deal);
        evening.Gateway.Silent = true;
        await evening.Village.Pass(Evening.Hold + LapseHolds.UnknownGrace);
        await evening.Lapses();
        evening.Gateway.Silent = false;
        await evening.Hears(evening.Gateway.Pays(payment));
        var cameAt = evening.Now;
        await evening.PursuesRefunds();
        evening.Gateway.PaysBack((await evening.Store.Read(db => db.Set<Refund>().SingleAsync())).Id);
        await evening.Village.Pass(TimeSpan.FromMinutes(1));
        await evening.PursuesRefunds();
        var shown = (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(evening.Village.Wang, new(order))))).Value;
        var back = Assert.Single(shown.Refunds);
        Assert.Equal(("lapsed", "付款时这一单已经结束", "paid", 5980L), (shown.State, back.Reason, back.State, back.AmountFen));
        Assert.Equal((cameAt, evening.Now), (back.AskedAt, back.At));
        await evening.NothingIsBroken();
    }
}
