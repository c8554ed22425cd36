// What goes out for a browser and for a page inside WeChat, and what is made of WeChat's word on who pays.
using System.Net;
using System.Text;
using System.Text.Json;
using HaoLin.Trade.WeChatPay;
using Microsoft.Extensions.Time.Testing;
using static HaoLin.Tests.Trade.WeChatPay.PretendPlatform;

namespace HaoLin.Tests.Trade.WeChatPay;

public class WeChatPayPlacesTests
{
    static readonly WeChatPaySettings WithLogin = Settings with { Login = new("appsecret0123456789", WeChatLogin.OpenWeChat, WeChatLogin.WeChatApi) };

    readonly FakeTimeProvider clock = new(Evening);
    readonly Line line = new();

    WeChatPayClient Client() => new(new HttpClient(line), WithLogin, clock);

    sealed class Line : HttpMessageHandler
    {
        public Uri? Asked { get; private set; }
        public string Body { get; private set; } = "";
        public string Says { get; set; } = "{}";
        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;
        public bool Breaks { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            (Asked, Body) = (request.RequestUri, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancel));
            if (Breaks) throw new HttpRequestException("nobody there");
            var raw = Encoding.UTF8.GetBytes(Says);
            var seal = Seal(raw, Evening);
            var answer = new HttpResponseMessage(Status) { Content = new ByteArrayContent(raw) };
            foreach (var (name, value) in new[] { ("Timestamp", seal.Timestamp), ("Nonce", seal.Nonce), ("Signature", seal.Signature), ("Serial", seal.Serial) }) answer.Headers.TryAddWithoutValidation("Wechatpay-" + name, value);
            return answer;
        }
    }

    [Fact]
    public async Task A_browsers_order_says_whose_phone_it_is()
    {
        line.Says = """{"h5_url":"https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx2016&package=1037687096"}""";
        var answer = await Client().PrepayH5("HL20260320000001", 5980, "枇杷 两箱", Evening.AddMinutes(15), IPAddress.Parse("2001:db8::7"));
        Assert.StartsWith("https://wx.tenpay.com/", Assert.IsType<GatewayAnswer<H5Prepay>.Done>(answer).Value.H5Url);
        Assert.Equal("/v3/pay/transactions/h5", line.Asked!.AbsolutePath);
        var sent = JsonDocument.Parse(line.Body).RootElement;
        Assert.Equal("appid|mchid|description|out_trade_no|time_expire|notify_url|amount|scene_info", string.Join('|', sent.EnumerateObject().Select(p => p.Name)));
        Assert.Equal("""{"payer_client_ip":"2001:db8::7","h5_info":{"type":"Wap"}}""", sent.GetProperty("scene_info").GetRawText());
    }

    [Fact]
    public async Task Several_orders_go_out_in_one_and_only_the_one_that_was_asked_about_is_an_answer()
    {
        line.Says = """{"prepay_id":"wx20260320"}""";
        CombinedPart[] parts = [new("HL20260320000001", 5980, "枇杷"), new("HL20260320000002", 2500, "桑葚")];
        Assert.Equal("wx20260320", Assert.IsType<GatewayAnswer<string>.Done>(await Client().PrepayCombined("jsapi", "HLC20260320000001", parts, Evening.AddMinutes(15), null, "oLi-62")).Value);
        Assert.Equal("/v3/combine-transactions/jsapi", line.Asked!.AbsolutePath);
        var sent = JsonDocument.Parse(line.Body).RootElement;
        Assert.Equal("combine_appid|combine_mchid|combine_out_trade_no|sub_orders|time_expire|notify_url|combine_payer_info", string.Join('|', sent.EnumerateObject().Select(p => p.Name)));
        Assert.Equal($$$"""{"mchid":"{{{Settings.Mchid}}}","out_trade_no":"HL20260320000002","description":"桑葚","attach":"haolin","amount":{"total_amount":2500,"currency":"CNY"}}""",
            System.Text.RegularExpressions.Regex.Unescape(sent.GetProperty("sub_orders")[1].GetRawText()));
        line.Says = $$"""{"combine_appid":"{{Settings.Appid}}","combine_mchid":"{{Settings.Mchid}}","combine_out_trade_no":"HLC20260320000001","sub_orders":[{"mchid":"{{Settings.Mchid}}","out_trade_no":"HL20260320000002","trade_state":"NOTPAY"}]}""";
        Assert.Equal("NOTPAY", Assert.IsType<GatewayAnswer<WeChatPayTransaction>.Done>(await Client().QueryCombined("HLC20260320000001", "HL20260320000002")).Value.TradeState);
        Assert.IsType<GatewayAnswer<WeChatPayTransaction>.Unknown>(await Client().QueryCombined("HLC20260320000001", "HL20260320000001"));
        Assert.IsType<GatewayAnswer<WeChatPayTransaction>.Unknown>(await Client().QueryCombined("HLC20260320000002", "HL20260320000002"));
    }

    [Theory]
    [InlineData("""{"h5_url":"javascript:alert(1)"}""")]
    [InlineData("""{"h5_url":"weixin://wap/pay"}""")]
    [InlineData("""{"h5_url":""}""")]
    [InlineData("{}")]
    public async Task An_address_no_browser_should_open_is_no_answer(string says)
    {
        line.Says = says;
        Assert.IsType<GatewayAnswer<H5Prepay>.Unknown>(await Client().PrepayH5("HL20260320000001", 5980, "枇杷", Evening.AddMinutes(15), IPAddress.Loopback));
    }

    [Fact]
    public async Task An_order_inside_wechat_names_the_payer_and_its_call_is_signed_line_by_line()
    {
        line.Says = """{"prepay_id":"wx201410272009395522657a690389285100"}""";
        var prepay = Assert.IsType<GatewayAnswer<JsapiPrepay>.Done>(await Client().PrepayJsapi("HL20260320000001", 5980, "枇杷 两箱", Evening.AddMinutes(15), "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"));
        Assert.Equal("/v3/pay/transactions/jsapi", line.Asked!.AbsolutePath);
        Assert.Equal("""{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}""", JsonDocument.Parse(line.Body).RootElement.GetProperty("payer").GetRawText());
        var call = Client().CallFor(prepay.Value.PrepayId);
        Assert.Equal((Settings.Appid, clock.GetUtcNow().ToUnixTimeSeconds().ToString(), "prepay_id=wx201410272009395522657a690389285100", "RSA"), (call.AppId, call.TimeStamp, call.Package, call.SignType));
        Assert.InRange(call.NonceStr.Length, 16, 32);
        Assert.True(MerchantSigned(Encoding.UTF8.GetBytes($"{call.AppId}\n{call.TimeStamp}\n{call.NonceStr}\n{call.Package}\n"), call.PaySign));
    }

    [Fact]
    public async Task Who_came_back_is_asked_with_the_secret_and_only_a_name_is_an_answer()
    {
        line.Says = """{"access_token":"a","expires_in":7200,"refresh_token":"r","openid":"oLi","scope":"snsapi_base","is_snapshotuser":0}""";
        Assert.Equal("oLi", Assert.IsType<GatewayAnswer<string>.Done>(await Client().OpenIdOf("co de&x")).Value);
        Assert.Equal("https://api.weixin.qq.com/sns/oauth2/access_token?appid=wx0123456789abcdef&secret=appsecret0123456789&code=co%20de%26x&grant_type=authorization_code", line.Asked!.AbsoluteUri);
        line.Says = """{"errcode":40029,"errmsg":"invalid code"}""";
        Assert.Equal("40029", Assert.IsType<GatewayAnswer<string>.Refused>(await Client().OpenIdOf("used")).Code);
        foreach (var nothing in new[] { "{}", "", "<html>", "[]", """{"openid":""}""", """{"errcode":-1}""" })
        {
            line.Says = nothing;
            Assert.IsType<GatewayAnswer<string>.Unknown>(await Client().OpenIdOf("x"));
        }
        line.Breaks = true;
        Assert.DoesNotContain("secret", Assert.IsType<GatewayAnswer<string>.Unknown>(await Client().OpenIdOf("x")).Reason);
    }

    [Fact]
    public void The_way_to_wechat_is_written_in_the_order_wechat_reads_it_and_no_secret_is_printed()
    {
        Assert.Equal("https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx01&redirect_uri=https%3A%2F%2Fhaolin.example%2Forders%2F1%2Fpay%2Fwechat%3Fcoupon%3Dnone&response_type=code&scope=snsapi_base&state=ab12#wechat_redirect",
            WithLogin.Login!.Authorize("wx01", new("https://haolin.example/orders/1/pay/wechat?coupon=none"), "ab12").AbsoluteUri);
        Assert.DoesNotContain("appsecret", $"{WithLogin} {WithLogin.Login}");
        Assert.Contains("app secret", Assert.Single((WithLogin with { Login = WithLogin.Login with { AppSecret = "a b" } }).Faults()));
        Assert.Contains("https", Assert.Single((WithLogin with { Login = WithLogin.Login with { Api = new("http://api.example") } }).Faults()));
    }
}
