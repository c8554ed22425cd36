// Paying from where one is: the phone's own browser, a page inside WeChat, a code to be scanned; one payment at a time, and nothing of the payer kept.
using System.Net;
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Trade.WeChatPay;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class PayingPlacesStoryTests
{
    static readonly PayFrom Browser = PayFrom.Browser(IPAddress.Parse("203.0.113.7"));
    static readonly PayFrom InWeChat = PayFrom.WeChat("oLi-62");

    static async Task<(Evening Evening, OrderId Order)> LiHasJoined(Database on)
    {
        var evening = await Evening.Open(on);
        return (evening, new((await evening.Joins(await evening.Opens(evening.LoquatsFor()), evening.Li)).OrderId));
    }

    static async Task<StartPayment.Answer> Begins(Evening evening, OrderId order, PayFrom? from) =>
        (await StartPayment.Handle(evening.Store, evening.Client, new(evening.Li, order, From: from))).Value;

    static Task<List<Payment>> Payments(Evening evening) => evening.Store.Read(db => db.Set<Payment>().AsNoTracking().OrderBy(p => p.CreatedAt).ThenBy(p => p.Id).ToListAsync());

    [Theory, OnEachDatabase]
    public async Task Li_a_yi_pays_inside_wechat_and_ten_notices_pay_once(Database on)
    {
        var (evening, order) = await LiHasJoined(on);
        await using var _ = evening;
        var begun = await Begins(evening, order, InWeChat);
        var call = begun.Call!;
        Assert.Equal(("jsapi", null, 5980L, "RSA"), (begun.Kind, begun.PayUrl, begun.AmountFen, call.SignType));
        Assert.True(PretendPlatform.MerchantSigned(WeChatPaySignature.CallMessage(call.AppId, call.TimeStamp, call.NonceStr, call.Package), call.PaySign));
        Assert.False(PretendPlatform.MerchantSigned(WeChatPaySignature.CallMessage(call.AppId, call.TimeStamp, call.NonceStr, call.Package + "0"), call.PaySign));
        var payment = Assert.Single(await Payments(evening));
        Assert.Equal("prepay_id=wx" + payment.Id.OutTradeNo, call.Package);
        var told = evening.Gateway.Pays(payment.Id);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => evening.Hears(told))));
        await evening.Hears(told);
        await evening.Hears(told);
        Assert.Equal("paid", (await evening.See(order.Value)).State);
        Assert.Equal(new() { [Account.GatewayClearing] = 5980, [Account.PrepaidOrders] = -5980 }, await evening.Balances());
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_page_inside_wechat_is_drawn_again_without_asking_who_it_is(Database on)
    {
        var (evening, order) = await LiHasJoined(on);
        await using var _ = evening;
        var first = await Begins(evening, order, InWeChat);
        var asked = evening.Gateway.Heard.Count;
        var again = await Begins(evening, order, null);
        Assert.Equal((first.Call!.Package, asked), (again.Call!.Package, evening.Gateway.Heard.Count));
        Assert.NotEqual(first.Call.NonceStr, again.Call.NonceStr);
        Assert.Single(await Payments(evening));
    }

    [Theory, OnEachDatabase]
    public async Task A_browsers_address_is_asked_for_anew_under_the_same_number(Database on)
    {
        var (evening, order) = await LiHasJoined(on);
        await using var _ = evening;
        var first = await Begins(evening, order, Browser);
        var second = await Begins(evening, order, Browser);
        Assert.Equal(("h5", "h5"), (first.Kind, second.Kind));
        Assert.NotEqual(first.PayUrl, second.PayUrl);
        Assert.Single(await Payments(evening));
        Assert.All(evening.Gateway.Payers, said => Assert.Contains("203.0.113.7", said));
        await evening.Hears(evening.Gateway.Pays((await Payments(evening))[0].Id));
        Assert.Equal("paid", (await evening.See(order.Value)).State);
    }

    [Theory, OnEachDatabase]
    public async Task Going_on_from_elsewhere_closes_what_was_open_and_money_on_it_goes_back(Database on)
    {
        var (evening, order) = await LiHasJoined(on);
        await using var _ = evening;
        await Begins(evening, order, InWeChat);
        var old = (await Payments(evening))[0];
        Assert.StartsWith("weixin://", (await Begins(evening, order, PayFrom.Code)).PayUrl);
        Assert.Equal(WeChatPayTransaction.Closed, evening.Gateway.StateOf(old.Id));
        var now = (await Payments(evening)).Single(p => p.Open);
        Assert.Equal(("native", 2), (now.Kind, (await Payments(evening)).Count));
        await evening.Hears(evening.Gateway.Pays(now.Id));
        await evening.Hears(evening.Gateway.Pays(old.Id));
        Assert.Equal(old.Id, (await evening.Store.Read(db => db.Set<Refund>().SingleAsync())).PaymentId);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_payment_begun_elsewhere_needs_to_know_who_pays_and_a_silent_gateway_changes_nothing(Database on)
    {
        var (evening, order) = await LiHasJoined(on);
        await using var _ = evening;
        evening.Gateway.Silent = true;
        Assert.Equal(StartPayment.GatewaySilent, (await StartPayment.Handle(evening.Store, evening.Client, new(evening.Li, order, From: InWeChat))).Refusal);
        evening.Gateway.Silent = false;
        Assert.Equal(StartPayment.PayerUnknown, (await StartPayment.Handle(evening.Store, evening.Client, new(evening.Li, order))).Refusal);
        Assert.NotNull((await Begins(evening, order, InWeChat)).Call);
        Assert.Single(await Payments(evening));
        Assert.Equal(Order.Missing, (await StartPayment.Handle(evening.Store, evening.Client, new(evening.Lin, order, From: InWeChat))).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Nothing_that_says_who_or_where_the_payer_is_stays_in_the_database(Database on)
    {
        var (evening, order) = await LiHasJoined(on);
        await using var _ = evening;
        await Begins(evening, order, Browser);
        await Begins(evening, order, InWeChat);
        await evening.Hears(evening.Gateway.Pays((await Payments(evening)).Single(p => p.Open).Id));
        Assert.Equal(2, evening.Gateway.Payers.Count);
        Assert.Equal("jsapi h5", $"{InWeChat} {Browser}");
        var kept = System.Text.Json.JsonSerializer.Serialize(await Payments(evening));
        Assert.DoesNotContain("oLi-62", kept);
        Assert.DoesNotContain("203.0.113.7", kept);
    }
}
