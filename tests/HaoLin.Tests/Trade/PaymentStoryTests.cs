// Money that comes: once, many times, late, twice, wrong, unheard of; on real databases, with a gateway in memory.
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class PaymentStoryTests
{
    /// <summary>The order was read before its payment was settled and its payments are read after: told as open, the page looks again; told as none, it showed a button to pay once more.</summary>
    [Theory, OnEachDatabase]
    public async Task A_payment_that_is_being_settled_is_still_open_on_its_page_and_one_that_was_closed_is_not(Database on)
    {
        await using var evening = await Evening.Open(on);
        var order = (await evening.Joins(await evening.Opens(evening.LoquatsFor()), evening.Li)).OrderId;
        var payment = await evening.StartsPaying(evening.Li, order);
        async Task<bool> IsOpen() => (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(new(evening.Li, [], false), new(order))))).Value.PaymentOpen;
        Assert.True(await IsOpen());
        await evening.Store.Write(work => work.Db.Set<Payment>().Where(p => p.Id == payment).ExecuteUpdateAsync(set => set.SetProperty(p => p.PaidAt, evening.Now)));
        Assert.True(await IsOpen());
        await evening.Store.Write(work => work.Db.Set<Payment>().Where(p => p.Id == payment).ExecuteUpdateAsync(set => set.SetProperty(p => p.PaidAt, (DateTimeOffset?)null).SetProperty(p => p.ClosedAt, evening.Now)));
        Assert.False(await IsOpen());
    }

    [Theory, OnEachDatabase]
    public async Task Eight_notices_at_once_pay_once(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        var told = evening.Gateway.Pays(await evening.StartsPaying(evening.Li, order));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => evening.Hears(told))));
        await evening.Village.Pass(TimeSpan.FromHours(23));
        await evening.Hears(told);
        var seen = await evening.See(order);
        Assert.Equal(("paid", 8), (seen.State, seen.PickupCode!.Length));
        Assert.Equal(new() { [Account.GatewayClearing] = 5980, [Account.PrepaidOrders] = -5980 }, await evening.Balances());
        await evening.NewsGoesRound();
        Assert.Equal("deal-opened joined paid", await evening.KindsTo(evening.Li));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Tapping_pay_twice_places_one_payment(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = new OrderId((await evening.Joins(deal, evening.Li)).OrderId);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StartPayment.Handle(evening.Store, evening.Client, new(evening.Li, order)))));
        Assert.Single(answers.Select(a => a.Value.PayUrl).Distinct());
        Assert.Equal(1, await evening.Store.Read(db => db.Set<Payment>().CountAsync()));
        Assert.Equal(Order.Missing, (await StartPayment.Handle(evening.Store, evening.Client, new(evening.Lin, order))).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task A_silent_gateway_is_asked_again_under_the_same_number(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = new OrderId((await evening.Joins(deal, evening.Li)).OrderId);
        evening.Gateway.Silent = true;
        Assert.Equal(StartPayment.GatewaySilent, (await StartPayment.Handle(evening.Store, evening.Client, new(evening.Li, order))).Refusal);
        evening.Gateway.Silent = false;
        evening.Gateway.Refuses = "PARAM_ERROR";
        Assert.Equal(StartPayment.GatewayRefused.Code, (await StartPayment.Handle(evening.Store, evening.Client, new(evening.Li, order))).Refusal!.Code);
        evening.Gateway.Refuses = null;
        var payment = await evening.StartsPaying(evening.Li, order.Value);
        Assert.Equal(1, await evening.Store.Read(db => db.Set<Payment>().CountAsync()));
        await evening.Hears(evening.Gateway.Pays(payment));
        Assert.Equal("paid", (await evening.See(order.Value)).State);
    }

    [Theory, OnEachDatabase]
    public async Task Though_every_notice_is_lost_a_payment_is_found(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        evening.Gateway.Pays(await evening.StartsPaying(evening.Li, order));
        await evening.AsksAboutPayments();
        Assert.Equal("awaiting-payment", (await evening.See(order)).State);
        evening.Gateway.Silent = true;
        for (var minute = 0; minute < 5; minute++)
        {
            await evening.Village.Pass(TimeSpan.FromMinutes(1));
            await evening.AsksAboutPayments();
        }
        evening.Gateway.Silent = false;
        await evening.Village.Pass(TimeSpan.FromMinutes(4));
        await evening.AsksAboutPayments();
        Assert.Equal("paid", (await evening.See(order)).State);
        var heard = evening.Gateway.Heard.Count;
        await evening.Village.Pass(TimeSpan.FromMinutes(4));
        await evening.AsksAboutPayments();
        Assert.Equal(heard, evening.Gateway.Heard.Count);
    }

    [Theory, OnEachDatabase]
    public async Task Nobody_pays_in_time_so_the_gateway_is_told_to_close_before_the_goods_go(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        var payment = await evening.StartsPaying(evening.Li, order);
        await evening.Village.Pass(Evening.Hold);
        await evening.Lapses();
        Assert.Equal("awaiting-payment", (await evening.See(order)).State);
        Assert.Equal(StartPayment.HoldEnded, (await StartPayment.Handle(evening.Store, evening.Client, new(evening.Li, new(order)))).Refusal);
        await evening.AsksAboutPayments();
        Assert.Equal(WeChatPayTransaction.Closed, evening.Gateway.StateOf(payment));
        await evening.Lapses();
        Assert.Equal(("lapsed", 0), ((await evening.See(order)).State, (await evening.SeeOffer(deal)).Taken));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_gateway_that_keeps_silent_holds_the_goods_ten_minutes_more_and_late_money_goes_back(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 1));
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        var payment = await evening.StartsPaying(evening.Li, order);
        await evening.Waits(deal, evening.Lin);
        evening.Gateway.Silent = true;
        await evening.Village.Pass(Evening.Hold + LapseHolds.UnknownGrace - TimeSpan.FromSeconds(1));
        await evening.AsksAboutPayments();
        await evening.Lapses();
        Assert.Equal("awaiting-payment", (await evening.See(order)).State);
        await evening.Village.Pass(TimeSpan.FromSeconds(1));
        await evening.Lapses();
        Assert.Equal("lapsed", (await evening.See(order)).State);
        evening.Gateway.Silent = false;
        await evening.Hears(evening.Gateway.Pays(payment));
        await evening.Hears(evening.Gateway.Pays(payment));
        Assert.Equal(new() { [Account.GatewayClearing] = 5980, [Account.RefundsDue] = -5980 }, await evening.Balances());
        Assert.Equal(1, (await evening.SeeOffer(deal)).Taken);
        await evening.PursuesRefunds();
        evening.Gateway.PaysBack((await evening.Store.Read(db => db.Set<Refund>().SingleAsync())).Id);
        await evening.Village.Pass(TimeSpan.FromMinutes(1));
        await evening.PursuesRefunds();
        Assert.Equal([0, 0], (await evening.Balances()).Values);
        Assert.Equal("lapsed", (await evening.See(order)).State);
        await evening.NewsGoesRound();
        Assert.Equal("deal-opened joined lapsed refunded", await evening.KindsTo(evening.Li));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_wrong_amount_or_currency_pays_nothing_and_waits_for_a_person(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        var payment = await evening.StartsPaying(evening.Li, order);
        foreach (var told in new[] { evening.Gateway.Pays(payment, fen: 1), evening.Gateway.Pays(payment, fen: 598000), evening.Gateway.Pays(payment, currency: "HKD") })
        {
            Assert.Equal(SettlePayment.Mismatch, await evening.Village.Refused(work => SettlePayment.Handle(work, new(told))));
            Assert.Equal("awaiting-payment", (await evening.See(order)).State);
            Assert.Contains(told.Amount!.Total.ToString(), (await evening.Store.Read(db => db.Set<Payment>().SingleAsync())).Problem);
        }
        Assert.Empty(await evening.Balances());
        await evening.Hears(evening.Gateway.Pays(payment));
        Assert.Equal("paid", (await evening.See(order)).State);
        Assert.Null((await evening.Store.Read(db => db.Set<Payment>().SingleAsync())).Problem);
    }

    [Theory, OnEachDatabase]
    public async Task A_payment_nobody_knows_is_refused_and_changes_nothing(Database on)
    {
        await using var evening = await Evening.Open(on);
        foreach (var number in new[] { Ids.NewGuid(evening.Now).ToString("N"), "HL20260320000001", "", "'; DROP TABLE payment" })
            Assert.Equal(SettlePayment.Unknown, await evening.Village.Refused(work => SettlePayment.Handle(work, new(new("1900007291", "wx", number, "SUCCESS", Amount: new(1))))));
        Assert.Equal(SettleRefund.Unknown, await evening.Village.Refused(work => SettleRefund.Handle(work, new("", "SUCCESS", 1))));
    }

    [Theory, OnEachDatabase]
    public async Task Money_that_comes_twice_for_one_order_goes_back_once(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        var first = await evening.StartsPaying(evening.Li, order);
        // The gateway said that it closed the first one, and took money for it all the same.
        await evening.Store.Write(work => work.Db.Set<Payment>().ExecuteUpdateAsync(set => set.SetProperty(p => p.ClosedAt, work.Now)));
        var second = await evening.StartsPaying(evening.Li, order);
        await evening.Hears(evening.Gateway.Pays(second));
        await evening.Hears(evening.Gateway.Pays(first));
        Assert.Equal(first, (await evening.Store.Read(db => db.Set<Refund>().SingleAsync())).PaymentId);
        await evening.NothingIsBroken();
        // The order itself is refunded too: it counts as refunded only when both have gone back.
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(order), "不要了"), evening.Settings));
        await evening.PursuesRefunds();
        var refunds = await evening.Store.Read(db => db.Set<Refund>().OrderBy(r => r.AskedAt).ThenBy(r => r.Id).ToListAsync());
        Assert.Equal([first, second], refunds.Select(r => r.PaymentId).OrderBy(p => p != first));
        await evening.Village.Do(work => SettleRefund.Handle(work, new(refunds.Single(r => r.PaymentId == first).Id.OutRefundNo, "SUCCESS", 5980)));
        Assert.Equal("refunding", (await evening.See(order)).State);
        await evening.Village.Do(work => SettleRefund.Handle(work, new(refunds.Single(r => r.PaymentId == second).Id.OutRefundNo, "SUCCESS", 5980)));
        Assert.Equal("refunded", (await evening.See(order)).State);
        Assert.Equal([0, 0, 0], (await evening.Balances()).Values);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Money_for_what_the_order_was_before_it_was_changed_goes_back(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        var first = await evening.StartsPaying(evening.Li, order);
        await evening.Store.Write(work => work.Db.Set<Payment>().ExecuteUpdateAsync(set => set.SetProperty(p => p.ClosedAt, work.Now)));
        await evening.Village.Do(work => ChangeOrder.Handle(work, evening.Village.Sealing, new(evening.Li, new(order), [new(deal.Offers[0], 2)], evening.Point, ""), evening.Settings));
        await evening.Hears(evening.Gateway.Pays(first));
        Assert.Equal(("awaiting-payment", 11960L), ((await evening.See(order)).State, (await evening.See(order)).Amount.Fen));
        Assert.Equal(-5980, (await evening.Balances())[Account.RefundsDue]);
        await evening.Pays(evening.Li, order);
        Assert.Equal("paid", (await evening.See(order)).State);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task An_order_cancelled_while_it_is_being_paid_gets_its_money_back(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = (await evening.Joins(deal, evening.Li)).OrderId;
        var payment = await evening.StartsPaying(evening.Li, order);
        Assert.Equal(ChangeOrder.BeingPaid, await evening.Village.Refused(work => ChangeOrder.Handle(work, evening.Village.Sealing, new(evening.Li, new(order), [new(deal.Offers[0], 2)], evening.Point, ""), evening.Settings)));
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Li, new(order)), evening.Settings));
        await evening.Hears(evening.Gateway.Pays(payment));
        Assert.Equal((0, "cancelled"), ((await evening.SeeOffer(deal)).Taken, (await evening.See(order)).State));
        Assert.Equal(-5980, (await evening.Balances())[Account.RefundsDue]);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_cut_off_waits_for_who_is_still_paying_and_for_nobody_else(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var (paying, idle) = ((await evening.Joins(deal, evening.Li)).OrderId, (await evening.Joins(deal, evening.Lin)).OrderId);
        var payment = await evening.StartsPaying(evening.Li, paying);
        await evening.CutsOff(deal);
        Assert.Equal(("awaiting-payment", "lapsed"), ((await evening.See(paying)).State, (await evening.See(idle)).State));
        await evening.Hears(evening.Gateway.Pays(payment));
        Assert.Equal("paid", (await evening.See(paying)).State);
        Assert.Equal(StartPayment.HoldEnded, (await StartPayment.Handle(evening.Store, evening.Client, new(evening.Lin, new(idle)))).Refusal);
        await evening.NothingIsBroken();
    }
}
