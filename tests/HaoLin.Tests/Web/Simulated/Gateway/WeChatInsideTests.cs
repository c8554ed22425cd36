// The simulated platform plays paying from a browser and inside WeChat as the real one does, its refusals included.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HaoLin.Trade.WeChatPay;
using static HaoLin.Tests.Web.Simulated.Gateway.Stage;

namespace HaoLin.Tests.Web.Simulated.Gateway;

public sealed class WeChatInsideTests
{
    const string Back = "http://localhost:8080/orders/1/pay/wechat?coupon=none";

    static HttpClient Somebody(Stage stage) => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = stage.Http.BaseAddress };

    static WeChatLogin Login(Stage stage) => stage.Settings.Login! with { Open = stage.Http.BaseAddress!, Api = stage.Http.BaseAddress! };

    static WeChatPayClient Client(Stage stage, string? secret = null) =>
        new(WeChatPayClient.NewHttp(), stage.Settings with { Login = Login(stage) with { AppSecret = secret ?? Login(stage).AppSecret } }, stage.Clock);

    static async Task<string> Code(Stage stage, HttpClient phone)
    {
        using var sent = await phone.GetAsync(Login(stage).Authorize(stage.Settings.Appid, new(Back), "ab12"));
        var to = sent.Headers.Location!.AbsoluteUri;
        Assert.StartsWith(Back + "&code=", to);
        Assert.EndsWith("&state=ab12", to);
        return to.Split("code=")[1].Split('&')[0];
    }

    static async Task<string> Invoke(Stage stage, object call) =>
        (await (await stage.Http.PostAsJsonAsync("/wechat/getBrandWCPayRequest", call)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("err_msg").GetString()!.Split(':')[1];

    [Fact]
    public async Task Li_a_yi_is_named_by_her_wechat_and_pays_inside_it_once()
    {
        await using var stage = await Set();
        using var phone = Somebody(stage);
        var (first, second) = (Done(await Client(stage).OpenIdOf(await Code(stage, phone))), Done(await Client(stage).OpenIdOf(await Code(stage, phone))));
        Assert.Equal((first, 28), (second, first.Length));
        using var other = Somebody(stage);
        Assert.NotEqual(first, Done(await Client(stage).OpenIdOf(await Code(stage, other))));

        var prepay = Done(await stage.Client.PrepayJsapi("HL20260320000001", 5980, "枇杷", Evening.AddMinutes(15), first));
        var call = stage.Client.CallFor(prepay.PrepayId);
        Assert.Equal("fail", await Invoke(stage, Names(call with { PaySign = stage.Client.CallFor(prepay.PrepayId).PaySign })));
        Assert.Equal("fail", await Invoke(stage, Names(call with { Package = "prepay_id=wx0" })));
        Assert.Equal("fail", await Invoke(stage, new { appId = 1, package = (string?)null }));
        Assert.Equal("NOTPAY", Done(await stage.Client.QueryByOutTradeNo("HL20260320000001")).TradeState);
        Assert.Equal("ok", await Invoke(stage, Names(call)));
        Assert.Equal("fail", await Invoke(stage, Names(call)));
        await stage.Delivered();
        var notice = Assert.IsType<WeChatPayNotice.Payment>(stage.Read(Assert.Single(stage.Shop.Arrivals)));
        Assert.Equal(("JSAPI", WeChatPayTransaction.Success), (notice.Transaction.TradeType, notice.Transaction.TradeState));
        Assert.Equal("ORDERPAID", Refused(await stage.Client.PrepayJsapi("HL20260320000001", 5980, "枇杷", Evening.AddMinutes(15), first)));
    }

    static object Names(WeChatPayCall call) => new { appId = call.AppId, timeStamp = call.TimeStamp, nonceStr = call.NonceStr, package = call.Package, signType = call.SignType, paySign = call.PaySign };

    [Fact]
    public async Task A_code_is_good_once_and_for_five_minutes_and_needs_the_secret()
    {
        await using var stage = await Set();
        using var phone = Somebody(stage);
        var code = await Code(stage, phone);
        Assert.Equal("40125", Refused(await Client(stage, "wrong").OpenIdOf(code)));
        Done(await Client(stage).OpenIdOf(code));
        Assert.Equal("40029", Refused(await Client(stage).OpenIdOf(code)));
        code = await Code(stage, phone);
        stage.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("40029", Refused(await Client(stage).OpenIdOf(code)));
        foreach (var away in new[] { Back.Replace("localhost", "evil.example"), "javascript:alert(1)", "nowhere" })
        {
            using var refused = await phone.GetAsync($"/connect/oauth2/authorize?appid={stage.Settings.Appid}&redirect_uri={Uri.EscapeDataString(away)}&response_type=code&scope=snsapi_base&state=a");
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Somebody_unheard_of_cannot_be_the_payer_and_a_call_is_good_for_minutes()
    {
        await using var stage = await Set();
        foreach (var stranger in new[] { "oSomebody", "o" + new string('a', 27) })
            Assert.Equal("PARAM_ERROR", Refused(await stage.Client.PrepayJsapi("HL20260320000001", 5980, "枇杷", Evening.AddMinutes(15), stranger)));
        using var phone = Somebody(stage);
        var (li, lin) = (Done(await Client(stage).OpenIdOf(await Code(stage, phone))), Done(await Client(stage).OpenIdOf(await Code(stage, Somebody(stage)))));
        var prepay = Done(await stage.Client.PrepayJsapi("HL20260320000001", 5980, "枇杷", Evening.AddMinutes(15), li));
        Assert.Equal("OUT_TRADE_NO_USED", Refused(await stage.Client.PrepayJsapi("HL20260320000001", 5980, "枇杷", Evening.AddMinutes(15), lin)));
        var old = stage.Client.CallFor(prepay.PrepayId);
        stage.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("fail", await Invoke(stage, Names(old)));
        Assert.Equal("ok", await Invoke(stage, Names(stage.Client.CallFor(prepay.PrepayId))));
        // A code to be scanned is no payment inside WeChat.
        var native = await stage.Place("HL20260320000002");
        Assert.Equal("fail", await Invoke(stage, Names(stage.Client.CallFor("wx" + native.AbsolutePath.Split('/')[^1]))));
    }

    [Fact]
    public async Task A_browser_comes_in_from_the_shops_page_within_five_minutes()
    {
        await using var stage = await Set();
        using var phone = Somebody(stage);
        async Task<H5Prepay> Ask() => Done(await stage.Client.PrepayH5("HL20260320000001", 5980, "枇杷", Evening.AddMinutes(30), IPAddress.Loopback));
        async Task<HttpResponseMessage> Open(string url, bool from = true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url + "&redirect_url=" + Uri.EscapeDataString("http://localhost:8080/orders/1/pay"));
            if (from) request.Headers.Referrer = new("http://localhost:8080/");
            return await phone.SendAsync(request);
        }

        var first = await Ask();
        Assert.Contains("商家参数格式有误", await (await Open(first.H5Url, from: false)).Content.ReadAsStringAsync());
        Assert.EndsWith("?back=http%3A%2F%2Flocalhost%3A8080%2Forders%2F1%2Fpay", (await Open(first.H5Url)).Headers.Location!.OriginalString);
        stage.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Contains("链接已过期", await (await Open(first.H5Url)).Content.ReadAsStringAsync());
        var pay = (await Open((await Ask()).H5Url)).Headers.Location!;
        using (var paid = await stage.Http.PostAsync(pay, null)) Assert.Contains("支付成功", await paid.Content.ReadAsStringAsync());
        await stage.Delivered();
        Assert.Equal("MWEB", Assert.IsType<WeChatPayNotice.Payment>(stage.Read(Assert.Single(stage.Shop.Arrivals))).Transaction.TradeType);
    }
}
