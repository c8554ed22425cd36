// One payment from order to refund through the real protocol, and the rules by which the gateway takes and returns money.
using System.Net;
using System.Text;
using CsCheck;
using HaoLin.Trade.WeChatPay;
using static HaoLin.Tests.Web.Simulated.Gateway.Stage;

namespace HaoLin.Tests.Web.Simulated.Gateway;

public class GatewayStoryTests
{
    [Fact]
    public async Task Xiao_lin_pays_is_told_of_and_gets_half_back()
    {
        await using var stage = await Set();
        var pay = await stage.Place("HL20260320000001");
        Assert.Equal("NOTPAY", Done(await stage.Client.QueryByOutTradeNo("HL20260320000001")).TradeState);
        var page = await stage.Http.GetStringAsync(pay);
        Assert.Contains("59.80", page);
        Assert.Contains("好邻生活", page);
        Assert.Contains("模拟支付，不会扣真钱", page);

        using (var paid = await stage.Http.PostAsync(pay, null)) Assert.Contains("支付成功", await paid.Content.ReadAsStringAsync());
        await stage.Delivered();
        var arrival = Assert.Single(stage.Shop.Arrivals);
        Assert.Equal("/paid", arrival.Path);
        var notice = Assert.IsType<WeChatPayNotice.Payment>(stage.Read(arrival));
        var told = Done(await stage.Client.QueryByOutTradeNo("HL20260320000001"));
        Assert.Equal(told with { TradeStateDesc = null }, notice.Transaction with { TradeStateDesc = null });
        Assert.Equal((WeChatPayTransaction.Success, 5980, "CNY", Evening), (told.TradeState, told.Amount!.Total, told.Amount.Currency, told.SuccessTime));
        Assert.Equal("ORDERPAID", Refused(await stage.Client.Close("HL20260320000001")));

        var refund = Done(await stage.Client.Refund("HL20260320000001", "HLR0001", 5980, 2990, "少了一箱"));
        Assert.Equal(WeChatPayRefund.Processing, refund.Status);
        await stage.Delivered();
        var refunded = Assert.IsType<WeChatPayNotice.Refund>(stage.Read(stage.Shop.Arrivals[1]));
        Assert.Equal("/refunded", stage.Shop.Arrivals[1].Path);
        Assert.Equal(("HLR0001", refund.RefundId, WeChatPayRefund.Succeeded, 2990), (refunded.Result.OutRefundNo, refunded.Result.RefundId, refunded.Result.Status, refunded.Result.Amount.Refund));
        Assert.Equal(WeChatPayRefund.Succeeded, Done(await stage.Client.QueryRefund("HLR0001")).Status);
        Assert.True(Done(await stage.Client.QueryByOutTradeNo("HL20260320000001")) is { TradeState: WeChatPayTransaction.IntoRefund, WasPaid: true });
    }

    [Fact]
    public async Task The_bill_of_the_day_names_every_payment_and_refund_of_that_day()
    {
        await using var stage = await Set();
        await stage.Buy("HL20260320000001", 5980);
        await stage.Buy("HL20260320000002", 1200);
        await stage.Place("HL20260320000003");
        await stage.Client.Refund("HL20260320000002", "HLR0001", 1200, 200, null);
        await stage.Delivered();
        stage.Clock.Advance(TimeSpan.FromHours(5));
        await stage.Client.Refund("HL20260320000002", "HLR0002", 1200, 300, null);
        await stage.Delivered();
        var bill = await stage.Truth("bill?date=2026-03-20");
        Assert.Equal("""{"paid":2,"paidFen":7180,"refunds":1,"refundFen":200,"feeFen":0}""", bill.GetProperty("totals").GetRawText());
        Assert.Equal(3, bill.GetProperty("rows").GetArrayLength());
        Assert.Equal(300, (await stage.Truth("bill?date=2026-03-21")).GetProperty("totals").GetProperty("refundFen").GetInt64());
    }

    [Fact]
    public async Task Pressing_pay_many_times_at_once_pays_once()
    {
        await using var stage = await Set();
        var pay = await stage.Place("HL20260320000001");
        var presses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => stage.Http.PostAsync(pay, null)));
        Assert.Equal(1, presses.Count(p => p.StatusCode == HttpStatusCode.OK));
        Assert.Equal(19, presses.Count(p => p.StatusCode == HttpStatusCode.Conflict));
        Assert.Contains("没有重复付款", await presses.First(p => p.StatusCode == HttpStatusCode.Conflict).Content.ReadAsStringAsync());
        await stage.Delivered();
        Assert.Single(stage.Shop.Arrivals);
    }

    [Fact]
    public async Task A_closed_or_expired_order_takes_no_money()
    {
        await using var stage = await Set();
        var closed = await stage.Place("HL20260320000001");
        Done(await stage.Client.Close("HL20260320000001"));
        Done(await stage.Client.Close("HL20260320000001"));
        Assert.Equal(HttpStatusCode.Conflict, (await stage.Http.PostAsync(closed, null)).StatusCode);
        Assert.Equal("CLOSED", Done(await stage.Client.QueryByOutTradeNo("HL20260320000001")).TradeState);
        Assert.Equal("ORDER_CLOSED", Refused(await stage.Client.PrepayNative("HL20260320000001", 5980, "福建枇杷 两箱", Evening.AddHours(1))));

        var late = await stage.Place("HL20260320000002", payWithin: TimeSpan.FromMinutes(15));
        stage.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Contains("已过付款时间", await stage.Http.GetStringAsync(late));
        Assert.Equal(HttpStatusCode.Conflict, (await stage.Http.PostAsync(late, null)).StatusCode);
        // Expired is not closed: that is the merchant's deed.
        Assert.Equal("NOTPAY", Done(await stage.Client.QueryByOutTradeNo("HL20260320000002")).TradeState);
        await stage.Delivered();
        Assert.Empty(stage.Shop.Arrivals);
    }

    [Fact]
    public async Task Asking_again_under_the_same_number_gives_the_same_order_and_another_content_is_refused()
    {
        await using var stage = await Set();
        var first = await stage.Place("HL20260320000001");
        Assert.Equal(first, await stage.Place("HL20260320000001"));
        Assert.Equal("OUT_TRADE_NO_USED", Refused(await stage.Client.PrepayNative("HL20260320000001", 5981, "福建枇杷 两箱", Evening.AddHours(1))));
        Assert.Equal("ORDER_NOT_EXIST", Refused(await stage.Client.QueryByOutTradeNo("HL20260320000009")));
        Assert.Equal("ORDER_NOT_EXIST", Refused(await stage.Client.Close("HL20260320000009")));
        Assert.Equal("RESOURCE_NOT_EXISTS", Refused(await stage.Client.QueryRefund("HLR0009")));
    }

    [Fact]
    public async Task The_same_refund_number_refunds_once_and_another_refund_under_it_is_refused()
    {
        await using var stage = await Set();
        await stage.Buy("HL20260320000001");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => stage.Client.Refund("HL20260320000001", "HLR0001", 5980, 980, null)));
        Assert.Single(answers.Select(a => Done(a).RefundId).Distinct());
        Assert.Equal("INVALID_REQUEST", Refused(await stage.Client.Refund("HL20260320000001", "HLR0001", 5980, 981, null)));
        Assert.Equal(980, (await stage.Truth("orders/HL20260320000001")).GetProperty("refundedFen").GetInt64());
        await stage.Delivered();
        Assert.Equal(2, stage.Shop.Arrivals.Length);
    }

    [Fact]
    public async Task However_refunds_are_cut_they_never_exceed_what_was_paid()
    {
        await using var stage = await Set("apart=0s,seed=1");
        var cuts = Gen.Long[1, 2500].Array[12].Single();
        await stage.Buy("HL20260320000001");
        var answers = await Task.WhenAll(cuts.Select((fen, i) => stage.Client.Refund("HL20260320000001", $"HLR{i}", 5980, fen, null)));
        var given = answers.Zip(cuts).Where(a => a.First is GatewayAnswer<WeChatPayRefund>.Done).Sum(a => a.Second);
        Assert.InRange(given, 1, 5980);
        Assert.Equal(given, (await stage.Truth("orders/HL20260320000001")).GetProperty("refundedFen").GetInt64());
        // What was refused would really have been too much: the smallest of them does not fit either.
        var smallest = answers.Zip(cuts).Where(a => a.First is not GatewayAnswer<WeChatPayRefund>.Done).Select(a => a.Second).DefaultIfEmpty(long.MaxValue).Min();
        Assert.True(given + smallest > 5980, $"{given} given, {smallest} refused");
    }

    [Fact]
    public async Task The_fifty_first_partial_refund_and_one_before_paying_are_refused()
    {
        await using var stage = await Set("apart=0s,seed=1");
        await stage.Place("HL20260320000001");
        Assert.Equal("INVALID_REQUEST", Refused(await stage.Client.Refund("HL20260320000001", "HLR0", 5980, 1, null)));
        await stage.Buy("HL20260320000001");
        for (var i = 1; i <= 50; i++) Done(await stage.Client.Refund("HL20260320000001", $"HLR{i}", 5980, 1, null));
        Assert.Equal("INVALID_REQUEST", Refused(await stage.Client.Refund("HL20260320000001", "HLR51", 5980, 1, null)));
        Assert.Equal("INVALID_REQUEST", Refused(await stage.Client.Refund("HL20260320000001", "HLR52", 5981, 1, null)));
        Assert.Equal("RESOURCE_NOT_EXISTS", Refused(await stage.Client.Refund("HL20260320000009", "HLR53", 5980, 1, null)));
    }

    [Fact]
    public async Task Two_refunds_of_one_payment_must_be_a_minute_apart()
    {
        await using var stage = await Set();
        await stage.Buy("HL20260320000001");
        Done(await stage.Client.Refund("HL20260320000001", "HLR1", 5980, 1000, null));
        stage.Clock.Advance(TimeSpan.FromSeconds(59));
        // The same one may be told of again at any time; another one is neither taken nor refused.
        Done(await stage.Client.Refund("HL20260320000001", "HLR1", 5980, 1000, null));
        Assert.IsType<GatewayAnswer<WeChatPayRefund>.Unknown>(await stage.Client.Refund("HL20260320000001", "HLR2", 5980, 1000, null));
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        Done(await stage.Client.Refund("HL20260320000001", "HLR2", 5980, 1000, null));
    }

    [Fact]
    public async Task Words_from_the_shop_are_only_words_on_the_pay_page()
    {
        await using var stage = await Set();
        var pay = await stage.Place("HL20260320000001", what: "<script>alert(1)</script>\"'&枇杷");
        var page = await stage.Http.GetStringAsync(pay + "?back=javascript:alert(1)");
        Assert.Contains("&lt;script&gt;", page);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("javascript:", page);
        Assert.DoesNotContain("evil.example", await stage.Http.GetStringAsync(pay + "?back=https://evil.example/"));
        await stage.Http.PostAsync(pay, null);
        Assert.Contains("href=\"http://localhost:8080/orders/1\"", await stage.Http.GetStringAsync(pay + "?back=http://localhost:8080/orders/1"));
        using var answer = await stage.Http.GetAsync(pay);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal(HttpStatusCode.NotFound, (await stage.Http.GetAsync("/pay/00000000000000000000000000000000")).StatusCode);
    }

    [Fact]
    public async Task Only_the_merchants_own_signature_over_this_very_request_opens_the_api()
    {
        await using var stage = await Set();
        const string path = "/v3/pay/transactions/out-trade-no/HL20260320000001";
        async Task<string> Ask(string? authorization, string? query = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path + (query ?? $"?mchid={stage.Settings.Mchid}"));
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var answer = await stage.Http.SendAsync(request);
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
        string Sign(DateTimeOffset at, string method = "GET", byte[]? body = null, WeChatPaySettings? merchant = null) =>
            WeChatPaySignature.Authorization(merchant ?? stage.Settings, method, $"{path}?mchid={stage.Settings.Mchid}", at, body ?? []);

        Assert.StartsWith("404 ", await Ask(Sign(Evening)));
        Assert.StartsWith("404 ", await Ask(Sign(Evening.AddMinutes(5))));
        foreach (var wrong in new[]
        {
            null, "Bearer x", "WECHATPAY2-SHA256-RSA2048 ", Sign(Evening.AddSeconds(301)), Sign(Evening.AddSeconds(-301)), Sign(Evening, "POST"), Sign(Evening, body: [1]),
            Sign(Evening, merchant: stage.Settings with { MerchantSerial = "00" }), Sign(Evening, merchant: stage.Settings with { Mchid = "1900000110" }),
            Sign(Evening, merchant: stage.Settings with { MerchantPrivateKey = System.Security.Cryptography.RSA.Create(2048).ExportPkcs8PrivateKeyPem() }),
        })
            Assert.StartsWith("401 {\"code\":\"SIGN_ERROR\"", await Ask(wrong));
        Assert.StartsWith("401 ", await Ask(Sign(Evening), query: "?mchid=1"));
    }

    [Fact]
    public async Task Signed_nonsense_is_a_parameter_error_and_never_a_fault()
    {
        await using var stage = await Set();
        var pieces = new[] { "null", "{}", "[]", "1", "\"x\"", "{\"total\":\"1\"}", "{\"total\":1.5,\"refund\":1}", "{\"total\":99999999999999999999}", "\"2026-13-40\"", "\"\\ud800\"" };
        foreach (var path in new[] { "/v3/pay/transactions/native", "/v3/refund/domestic/refunds", "/v3/pay/transactions/out-trade-no/HL20260320000001/close" })
            foreach (var piece in pieces)
                foreach (var body in new[] { piece, "{", "", $$"""{"mchid":{{piece}}}""",
                    $$"""{"mchid":"{{stage.Settings.Mchid}}","appid":"{{stage.Settings.Appid}}","out_trade_no":"HL20260320000001","out_refund_no":"R","description":"x","notify_url":"http://127.0.0.1/","time_expire":{{piece}},"amount":{{piece}} }""" })
                {
                    var bytes = Encoding.UTF8.GetBytes(body);
                    using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) };
                    request.Headers.TryAddWithoutValidation("Authorization", WeChatPaySignature.Authorization(stage.Settings, "POST", path, Evening, bytes));
                    using var answer = await stage.Http.SendAsync(request);
                    Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{path} {body}: {(int)answer.StatusCode}");
                }
        Assert.Empty((await stage.Truth("orders")).EnumerateArray());
    }
}
