// 李阿姨 joins two deals and pays once (合单): one payment in the wallet, and to us one for each order, which stands, falls and goes back alone.
using System.Net;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class PayTogetherTests
{
    static async Task<(Evening Evening, Guid[] Orders)> LiHasJoinedTwo(Database on)
    {
        var evening = await Evening.Open(on);
        var (loquats, mulberries) = (await evening.Opens(evening.LoquatsFor()), await evening.Opens(evening.MulberriesFor()));
        return (evening, [(await evening.Joins(loquats, evening.Li)).OrderId, (await evening.Joins(mulberries, evening.Li)).OrderId]);
    }

    static Task<Outcome<PayTogether.Answer>> Begins(Evening evening, Guid[] orders, PayFrom? from = null, Guid? coupon = null, PersonId? by = null) =>
        PayTogether.Handle(evening.Store, evening.Client, new(by ?? evening.Li, [.. orders.Select(o => new PayTogether.Part(new(o), coupon))], from));

    static async Task<ReadTogether.Answer> Reads(Evening evening, Guid? together = null) => (await evening.Store.Read(db => ReadTogether.Handle(db, new(evening.Li, together), evening.Now))).Value;

    static Task<List<Payment>> Payments(Evening evening) => evening.Store.Read(db => db.Set<Payment>().AsNoTracking().OrderBy(p => p.CreatedAt).ThenBy(p => p.OrderId).ToListAsync());

    static async Task HearsAll(Evening evening, Guid together)
    {
        foreach (var told in evening.Gateway.PaysAll(new(together))) await evening.Hears(told);
    }

    [Theory, OnEachDatabase]
    public async Task Two_orders_are_paid_in_one_go_and_one_of_them_goes_back_alone(Database on)
    {
        var (evening, orders) = await LiHasJoinedTwo(on);
        await using var _ = evening;
        Assert.Equal((null, false, 8480L), ((await Reads(evening)).Together, (await Reads(evening)).Open, (await Reads(evening)).CashFen));
        var begun = (await Begins(evening, orders)).Value;
        Assert.Equal(("native", 8480L, 0L), (begun.Begun.Kind, begun.Begun.AmountFen, begun.Begun.CouponFen));
        // The same again is the same, and costs the gateway no second question.
        var asked = evening.Gateway.Heard.Count;
        Assert.Equal((begun.Together, begun.Begun.PayUrl), ((await Begins(evening, [orders[1], orders[0]])).Value.Together, (await Begins(evening, orders, PayFrom.Code)).Value.Begun.PayUrl));
        Assert.Equal((asked, 2), (evening.Gateway.Heard.Count, (await Payments(evening)).Count));
        Assert.True((await Reads(evening, begun.Together)).Open);
        await HearsAll(evening, begun.Together);
        await HearsAll(evening, begun.Together);
        Assert.Equal("paid paid", string.Join(' ', (await Reads(evening, begun.Together)).Items.Select(i => i.State)));
        Assert.Empty((await Reads(evening)).Items);
        Assert.Equal(new() { [Account.GatewayClearing] = 8480, [Account.PrepaidOrders] = -8480 }, await evening.Balances());
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Li, new(orders[0])), evening.Settings));
        await evening.PursuesRefunds();
        Assert.Equal("refunding paid", string.Join(' ', (await Reads(evening, begun.Together)).Items.OrderBy(i => i.OrderId == orders[1]).Select(i => i.State)));
        Assert.Single(evening.Gateway.RefundsAskedFor);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_janitor_finds_it_paid_when_no_notice_comes_and_closes_it_when_nobody_pays(Database on)
    {
        var (evening, orders) = await LiHasJoinedTwo(on);
        await using var _ = evening;
        var begun = (await Begins(evening, orders)).Value;
        evening.Gateway.PaysAll(new(begun.Together));
        await evening.Village.Pass(TimeSpan.FromMinutes(1));
        await evening.AsksAboutPayments();
        Assert.Equal("paid paid", string.Join(' ', (await Reads(evening, begun.Together)).Items.Select(i => i.State)));
        Guid[] more = [(await evening.Joins(await evening.Opens(evening.LoquatsFor()), evening.Li)).OrderId, (await evening.Joins(await evening.Opens(evening.MulberriesFor()), evening.Li)).OrderId];
        var left = (await Begins(evening, more)).Value;
        await evening.Village.Pass(Evening.Hold + TimeSpan.FromMinutes(1));
        await evening.AsksAboutPayments();
        Assert.False((await Reads(evening, left.Together)).Open);
        Assert.All((await Payments(evening)).Where(p => p.CombinedId?.Value == left.Together), p => Assert.Equal(WeChatPayTransaction.Closed, evening.Gateway.StateOf(p.Id)));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Paying_one_alone_after_all_closes_both_and_money_on_the_old_one_goes_back(Database on)
    {
        var (evening, orders) = await LiHasJoinedTwo(on);
        await using var _ = evening;
        var together = (await Begins(evening, orders)).Value.Together;
        var alone = (await StartPayment.Handle(evening.Store, evening.Client, new(evening.Li, new(orders[0])))).Value;
        Assert.Equal(5980, alone.AmountFen);
        Assert.Equal(2, (await Payments(evening)).Count(p => p.CombinedId?.Value == together && p.ClosedAt is not null && p.ReplacedAt is not null));
        // The gateway contradicts itself and brings the money of the old one: both of its parts go back, and neither order is paid by it.
        await HearsAll(evening, together);
        Assert.Equal("awaiting-payment awaiting-payment", string.Join(' ', (await evening.See(orders[0])).State, (await evening.See(orders[1])).State));
        Assert.Equal(8480, await evening.Store.Read(async db => (await db.Set<Refund>().ToListAsync()).Sum(r => r.Amount.Fen)));
        // And the other way: what was begun alone is closed when both are paid together.
        var again = (await Begins(evening, orders)).Value;
        Assert.NotEqual(together, again.Together);
        await HearsAll(evening, again.Together);
        Assert.Equal("paid paid", string.Join(' ', (await Reads(evening, again.Together)).Items.Select(i => i.State)));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Each_order_takes_a_coupon_of_its_own_and_the_price_that_was_shown_is_the_price(Database on)
    {
        var (evening, orders) = await LiHasJoinedTwo(on);
        await using var _ = evening;
        var (big, small) = (await evening.HasCoupon(evening.Li, 500), await evening.HasCoupon(evening.Li, 300));
        var shown = await Reads(evening);
        Assert.Equal([500L, 300L], shown.Items.OrderBy(i => i.OrderId).Select(i => i.OffFen));
        var begun = (await PayTogether.Handle(evening.Store, evening.Client, new(evening.Li, [.. shown.Items.Select(i => new PayTogether.Part(new(i.OrderId), i.Coupon))]))).Value;
        Assert.Equal((shown.CashFen, 800L), (begun.Begun.AmountFen, begun.Begun.CouponFen));
        // One coupon for both is refused whole: nothing is begun for either.
        Assert.Equal(StartPayment.CouponDoesNotFit, (await Begins(evening, orders, coupon: big.Value)).Refusal);
        Assert.Equal(8480, (await Begins(evening, orders, coupon: StartPayment.NoCoupon)).Value.Begun.AmountFen);
        var last = (await PayTogether.Handle(evening.Store, evening.Client, new(evening.Li, [.. (await Reads(evening)).Items.Select(i => new PayTogether.Part(new(i.OrderId), i.Coupon))]))).Value;
        await HearsAll(evening, last.Together);
        Assert.Equal("used used", string.Join(' ', (await evening.Store.Read(db => ListMyCoupons.Handle(db, new(evening.Li), evening.Now))).Items.Select(i => i.State)));
        Assert.Equal([big, small], (await Payments(evening)).Where(p => p.PaidAt is not null).Select(p => p.CouponId!.Value));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Nothing_is_closed_or_begun_for_what_cannot_be_paid(Database on)
    {
        var (evening, orders) = await LiHasJoinedTwo(on);
        await using var _ = evening;
        Assert.Equal(PayTogether.HowMany, (await Begins(evening, [orders[0]])).Refusal);
        Assert.Equal(PayTogether.HowMany, (await Begins(evening, [orders[0], orders[0]])).Refusal);
        Assert.Equal(Order.Missing, (await Begins(evening, orders, by: evening.Lin)).Refusal);
        Assert.Equal(Order.Missing, (await Begins(evening, [orders[0], Guid.AllBitsSet])).Refusal);
        var alone = await evening.StartsPaying(evening.Li, orders[0]);
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Li, new(orders[1])), evening.Settings));
        Assert.Equal(StartPayment.NothingToPay, (await Begins(evening, orders)).Refusal);
        Assert.Equal(WeChatPayTransaction.NotPaid, evening.Gateway.StateOf(alone));
        Assert.Equal(ReadTogether.Missing, (await evening.Store.Read(db => ReadTogether.Handle(db, new(evening.Li, Guid.AllBitsSet), evening.Now))).Refusal);
        var third = (await evening.Joins(await evening.Opens(evening.MulberriesFor()), evening.Li)).OrderId;
        var both = (await Begins(evening, [orders[0], third])).Value;
        Assert.Equal(ReadTogether.Missing, (await evening.Store.Read(db => ReadTogether.Handle(db, new(evening.Lin, both.Together), evening.Now))).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_silent_gateway_leaves_what_was_begun_and_the_same_is_asked_again(Database on)
    {
        var (evening, orders) = await LiHasJoinedTwo(on);
        await using var _ = evening;
        evening.Gateway.Silent = true;
        Assert.Equal(StartPayment.GatewaySilent, (await Begins(evening, orders)).Refusal);
        Assert.Equal(StartPayment.OldStillOpen, (await Begins(evening, orders, PayFrom.WeChat("oLi-62"))).Refusal);
        evening.Gateway.Silent = false;
        Assert.Equal(8480, (await Begins(evening, orders)).Value.Begun.AmountFen);
        Assert.Equal(2, (await Payments(evening)).Count);
        // From another place it is another payment, and the old one is closed.
        var inside = (await Begins(evening, orders, PayFrom.WeChat("oLi-62"))).Value;
        Assert.Equal(("jsapi", null), (inside.Begun.Kind, inside.Begun.PayUrl));
        Assert.StartsWith("prepay_id=wx", inside.Begun.Call!.Package, StringComparison.Ordinal);
        var browser = (await Begins(evening, orders, PayFrom.Browser(IPAddress.Parse("203.0.113.7")))).Value;
        Assert.StartsWith("https://wx.tenpay.com/", browser.Begun.PayUrl!, StringComparison.Ordinal);
        Assert.Equal(4, (await Payments(evening)).Count(p => p.ReplacedAt is not null));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task What_was_cancelled_meanwhile_goes_back_and_the_other_stands(Database on)
    {
        var (evening, orders) = await LiHasJoinedTwo(on);
        await using var _ = evening;
        var begun = (await Begins(evening, orders)).Value;
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Li, new(orders[0])), evening.Settings));
        await HearsAll(evening, begun.Together);
        Assert.Equal("cancelled paid", string.Join(' ', (await evening.See(orders[0])).State, (await evening.See(orders[1])).State));
        Assert.Equal(5980, await evening.Store.Read(async db => (await db.Set<Refund>().ToListAsync()).Sum(r => r.Amount.Fen)));
        await evening.NothingIsBroken();
    }
}
