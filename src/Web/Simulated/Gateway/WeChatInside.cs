// WeChat's own part of paying inside it: says who looks at a page, and takes the money when the page hands it a signed call.
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HaoLin.Trade.WeChatPay;

namespace HaoLin.Web.Simulated.Gateway;

/// <remarks>Somebody is a browser, told apart by a cookie of the platform's own; what they are called is reckoned from it, so nothing is kept.</remarks>
sealed class WeChatInside(GatewayBooks books, GatewayKeys keys, TimeProvider clock)
{
    const string Cookie = "simulated-wechat";
    const int CodesKept = 10_000;
    static readonly TimeSpan CodeLives = TimeSpan.FromMinutes(5);

    readonly ConcurrentDictionary<string, (string OpenId, DateTimeOffset Until)> codes = new();

    public void Map(WebApplication app, Uri pages)
    {
        app.MapGet("/connect/oauth2/authorize", http => Authorize(http, pages));
        app.MapGet("/sns/oauth2/access_token", AccessToken);
        app.MapPost("/wechat/getBrandWCPayRequest", Pay);
    }

    public static string PrepayId(GatewayOrder order) => "wx" + order.Token;

    /// <summary>Whether this merchant was ever told of such a person.</summary>
    public static bool Knows(string? openId, GatewayKeys keys) => openId is { Length: 28 } && openId == OpenId(openId[1..13], keys);

    static string OpenId(string browser, GatewayKeys keys) =>
        "o" + browser + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(keys.ApiV3Key), Encoding.UTF8.GetBytes(browser)))[..15];

    /// <summary>snsapi_base: nobody is asked anything, and the page goes back at once with a code.</summary>
    Task Authorize(HttpContext http, Uri pages)
    {
        var query = http.Request.Query;
        var isAsked = query["appid"] == keys.Appid && query["response_type"] == "code" && query["scope"] == "snsapi_base" && query["state"].ToString() is { Length: <= 128 } state && state.All(char.IsAsciiLetterOrDigit);
        if (!isAsked || !Uri.TryCreate(query["redirect_uri"], UriKind.Absolute, out var back) || back.Scheme is not ("http" or "https") || !(back.IsLoopback || back.Host == pages.Host))
            return Answer(http, 400, new JsonObject { ["errcode"] = 10003, ["errmsg"] = "redirect_uri域名与后台配置不一致" });
        if (http.Request.Cookies[Cookie] is not { Length: 12 } browser || !browser.All(char.IsAsciiHexDigitLower)) browser = RandomNumberGenerator.GetHexString(12, lowercase: true);
        http.Response.Cookies.Append(Cookie, browser, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
        var (code, now) = (RandomNumberGenerator.GetHexString(32, lowercase: true), clock.GetUtcNow());
        foreach (var (old, kept) in codes) if (kept.Until < now || codes.Count >= CodesKept) codes.TryRemove(old, out _);
        codes[code] = (OpenId(browser, keys), now + CodeLives);
        http.Response.Redirect(back.AbsoluteUri + (back.Query.Length == 0 ? "?" : "&") + $"code={code}&state={query["state"]}");
        return Task.CompletedTask;
    }

    /// <summary>As the platform does it, a mistake is an answer of 200 with a number in it; a code is good once.</summary>
    Task AccessToken(HttpContext http)
    {
        var query = http.Request.Query;
        static JsonObject No(int number, string words) => new() { ["errcode"] = number, ["errmsg"] = words };
        if (query["appid"] != keys.Appid) return Answer(http, 200, No(40013, "invalid appid"));
        if (query["secret"] != keys.AppSecret) return Answer(http, 200, No(40125, "invalid appsecret"));
        if (query["grant_type"] != "authorization_code" || !codes.TryRemove(query["code"].ToString(), out var given) || given.Until < clock.GetUtcNow()) return Answer(http, 200, No(40029, "invalid code"));
        return Answer(http, 200, new JsonObject { ["access_token"] = RandomNumberGenerator.GetHexString(32), ["expires_in"] = 7200, ["refresh_token"] = RandomNumberGenerator.GetHexString(32), ["openid"] = given.OpenId, ["scope"] = "snsapi_base" });
    }

    /// <summary>What WeixinJSBridge does on a phone: believes a call only as the merchant signed it, not long ago, and takes the money.</summary>
    async Task Pay(HttpContext http)
    {
        JsonObject? call = null;
        try { call = await JsonNode.ParseAsync(http.Request.Body) as JsonObject; }
        catch (System.Text.Json.JsonException) { /* said below */ }
        string Of(string name) => call?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
        using var key = WeChatPayKeys.Public(keys.MerchantPublicKey);
        var isSigned = Of("appId") == keys.Appid && Of("signType") == "RSA" && long.TryParse(Of("timeStamp"), out var at) && Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - at) <= CodeLives.TotalSeconds
            && WeChatPaySignature.Verify(WeChatPaySignature.CallMessage(Of("appId"), Of("timeStamp"), Of("nonceStr"), Of("package")), Of("paySign"), key);
        var token = Of("package").StartsWith("prepay_id=wx", StringComparison.Ordinal) ? Of("package")["prepay_id=wx".Length..] : "";
        var isPaid = isSigned && books.OrderByToken(token) is { TradeType: "JSAPI" } && books.Pay(token, clock.GetUtcNow()) is (_, null);
        await Answer(http, 200, new JsonObject { ["err_msg"] = "get_brand_wcpay_request:" + (isPaid ? "ok" : "fail") });
    }

    static Task Answer(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.WriteAsync(body.ToJsonString());
    }
}
