// Inside WeChat a payment is taken only where this very session began it, and only as the merchant signed it; builds that forget either are found out.
using System.Net;
using System.Text.Json;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class PayingPlacesTests
{
    [Theory]
    [OnEachDatabase]
    public async Task A_foreign_state_places_nothing_and_a_signed_call_is_paid(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 2 });
        Assert.Equal((0, "ok"), await Plays(brand));
        Assert.Equal(1, await brand.Sql.Number("SELECT COUNT(*) FROM payment WHERE kind = 'jsapi'"));
        await Brand.Until(async () => await brand.Sql.Number("SELECT COUNT(*) FROM payment WHERE kind = 'jsapi' AND paid_at IS NOT NULL") == 1, "the notice of it pays the order", TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("pay-state", 5, "ok")]
    [InlineData("pay-sign", 0, "fail")]
    public async Task A_build_that_takes_any_state_or_signs_something_else_is_found_out(string fault, int taken, string wechatSays)
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Residents = 2, Break = fault });
        Assert.Equal((taken, wechatSays), await Plays(brand));
    }

    [Fact]
    public async Task The_api_says_where_it_is_paid_and_who_pays_has_to_be_said_with_it()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Residents = 1, Environment = new() { ["HAOLIN__PAYMENT__H5"] = "true" } });
        using var driver = new Driver(brand, "places-api");
        var chance = Seed.Chance("places api");
        var order = (await driver.Send(driver.Join(await brand.OpenDeal((10, null)), 0, Request.NewKey(chance), 1))).Id("orderId");
        async Task<Call> Asks(string body) => await driver.Send(driver.StartPayment(order, 0, Request.NewKey(chance)) with { Body = body });
        foreach (var bad in new[] { """{"kind":"card"}""", """{"kind":"jsapi"}""", """{"kind":"jsapi","openId":"o li"}""", """{"kind":"h5","openId":"oLi"}""", """{"creditFen":1}""" })
            Assert.InRange((await Asks(bad)).Http, 400, 422);
        Assert.Equal(0, await brand.Sql.Number("SELECT COUNT(*) FROM payment WHERE order_id = @order", ("order", order)));
        var h5 = await Asks("""{"kind":"h5"}""");
        Assert.Equal("h5", h5.Field("kind"));
        Assert.StartsWith("http", h5.Field("payUrl"), StringComparison.Ordinal);
        // Whom WeChat never named to this merchant the gateway refuses, and that is said.
        var stranger = await Asks("""{"kind":"jsapi","openId":"oLi_1"}""");
        Assert.Equal((502, "trade.pay-gateway-refused"), (stranger.Http, stranger.Code));
        // Nothing said leaves it where it was begun, but who pays is not remembered.
        Assert.Equal("trade.pay-payer-unknown", (await Asks("{}")).Code);
        Assert.Equal("native", (await Asks("""{"kind":"native"}""")).Field("kind"));
        Assert.Equal((3, 2), (await brand.Sql.Number("SELECT COUNT(*) FROM payment WHERE order_id = @order", ("order", order)), await brand.Sql.Number("SELECT COUNT(*) FROM payment WHERE order_id = @order AND replaced_at IS NOT NULL", ("order", order))));
    }

    /// <summary>How many of five ways back with another's state began a payment, and what WeChat said of the call of the true one.</summary>
    static async Task<(int Taken, string WeChatSays)> Plays(Brand brand)
    {
        using var driver = new Driver(brand, "places");
        var deal = await brand.OpenDeal((10, null));
        var order = (await driver.Send(driver.Join(deal, 0, Request.NewKey(new Random(1)), 1))).Id("orderId");
        using var li = Browser(brand, brand.Tokens[0]);
        using var lin = Browser(brand, brand.Tokens[1]);
        var (mine, theirs) = (await BackFrom(brand, li, order, "none"), (await driver.Send(driver.Join(deal, 1, Request.NewKey(new Random(2)), 1))).Id("orderId"));
        var other = await BackFrom(brand, lin, theirs, "none");
        string State(Uri uri) => uri.Query.Split("state=")[1];
        var old = (History.Now.AddMinutes(-11).UtcTicks).ToString("x16") + State(mine)[16..];
        var taken = 0;
        foreach (var state in new[] { State(other), old, State(mine)[..^1] + (State(mine)[^1] == '0' ? '1' : '0'), "", new string('f', 48) })
        {
            using var answer = await li.GetAsync($"/orders/{order}/pay/wechat?coupon=none.0&code={State(mine)}&state={state}");
            // A build that looks at no state goes on and asks WeChat, which knows no such code.
            if (answer.StatusCode != HttpStatusCode.Forbidden) taken++;
        }
        using (var foreign = await lin.GetAsync(mine)) Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using (var back = await li.GetAsync(mine)) Assert.Equal($"/orders/{order}/pay?scan=1", back.Headers.Location!.OriginalString);
        var page = WebUtility.HtmlDecode(await li.GetStringAsync($"/orders/{order}/pay?scan=1"));
        var call = page.Split("data-wechat-pay=\"")[1].Split("\" data-then")[0];
        using var said = await li.PostAsync(new Uri(brand.Gateway, "/wechat/getBrandWCPayRequest"), new StringContent(call));
        using var told = JsonDocument.Parse(await said.Content.ReadAsStringAsync());
        return (taken, told.RootElement.GetProperty("err_msg").GetString()!.Split(':')[1]);
    }

    static HttpClient Browser(Brand brand, string token)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = brand.Nodes[0] };
        http.DefaultRequestHeaders.Add("Cookie", $"haolin={token}");
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0");
        return http;
    }

    /// <summary>She presses pay and WeChat sends her back; where to, before she has gone there.</summary>
    static async Task<Uri> BackFrom(Brand brand, HttpClient http, Guid order, string coupon)
    {
        using var pressed = await http.PostAsync($"/orders/{order}/pay", new FormUrlEncodedContent([new("coupon", coupon)]));
        Assert.StartsWith(brand.Gateway.AbsoluteUri + "connect/oauth2/authorize", pressed.Headers.Location!.AbsoluteUri);
        using var asked = await http.GetAsync(pressed.Headers.Location);
        return asked.Headers.Location!;
    }
}
