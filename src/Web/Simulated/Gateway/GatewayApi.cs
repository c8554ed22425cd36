// The gateway's API as WeChat Pay v3 publishes it: every call checked, every answer signed, and faults where they are switched on.
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;

namespace HaoLin.Web.Simulated.Gateway;

sealed partial class GatewayApi(GatewayBooks books, GatewayKeys keys, PlatformSeal seal, TimeProvider clock)
{
    const int BodyBytesMax = 64 * 1024;

    readonly ConcurrentDictionary<string, int> calls = new();
    readonly TradeBills bills = new(books, keys);

    /// <summary>The status and, but for 204, the JSON of an answer.</summary>
    readonly record struct Reply(int Status, JsonObject? Body)
    {
        public static implicit operator Reply(GatewayError error) =>
            new(error.Status, new JsonObject { ["code"] = error.Code, ["message"] = error.Message });
    }

    public void Map(WebApplication app, Uri address)
    {
        app.MapPost("/v3/pay/transactions/native", http => Serve(http, body => Prepay(body, "NATIVE", null, order => new JsonObject { ["code_url"] = new Uri(address, "/pay/" + order.Token).AbsoluteUri })));
        app.MapPost("/v3/pay/transactions/h5", http => Serve(http, body => PrepayH5(body, address)));
        app.MapPost("/v3/pay/transactions/jsapi", http => Serve(http, PrepayJsapi));
        app.MapGet("/v3/pay/transactions/out-trade-no/{no}", http => Serve(http, _ => QueryOrder(http)));
        app.MapPost("/v3/pay/transactions/out-trade-no/{no}/close", http => Serve(http, body => Close(http, body)));
        MapCombined(app, address);
        app.MapPost("/v3/refund/domestic/refunds", http => Serve(http, Refund));
        app.MapGet("/v3/refund/domestic/refunds/{no}", http => Serve(http, _ => QueryRefund(http)));
        app.MapGet("/v3/bill/tradebill", http => Serve(http, _ => Bill(http)));
        app.MapGet("/v3/billdownload/file", Download);
    }

    async Task Serve(HttpContext http, Func<JsonObject?, Reply> deed)
    {
        var body = await ReadBody(http);
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var error = body is null ? GatewayError.Parameter("报文过大")
            : MerchantCheck.Check(http.Request.Headers.Authorization.ToString(), http.Request.Method, target, body, keys, clock.GetUtcNow());
        if (error is not null)
        {
            // Like the platform, which does not sign what it has not understood.
            await Write(http, error, signed: false);
            return;
        }
        var (fault, before) = Fault(http.Request.Method + " " + http.Request.Path);
        // Half of the faults strike after the deed: money has moved and nobody was told.
        var reply = fault is not null and not AnswerFault.Unsigned && before ? default : Do(deed, http.Request.Method, body!);
        switch (fault)
        {
            case AnswerFault.Error500: await Write(http, new GatewayError(500, "SYSTEM_ERROR", "系统异常，请稍后重试"), signed: true); break;
            case AnswerFault.Html: await WriteHtml(http); break;
            case AnswerFault.Reset: http.Abort(); break;
            case AnswerFault.Hang: await Hang(http); break;
            default: await Write(http, reply, signed: fault is null); break;
        }
    }

    static Reply Do(Func<JsonObject?, Reply> deed, string method, byte[] body)
    {
        try { return deed(HttpMethods.IsGet(method) ? null : JsonNode.Parse(body) as JsonObject); }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            // A field of another kind than asked for surfaces here.
            return GatewayError.Parameter("请求参数不符合要求");
        }
    }

    /// <summary>For a phone's browser: it must say whose, and the address it gets lives five minutes.</summary>
    Reply PrepayH5(JsonObject? ask, Uri address) => FromBrowser(ask) is { } error ? error : Prepay(ask, "MWEB", null, order => H5Url(order, address));

    static GatewayError? FromBrowser(JsonObject? ask) =>
        ask?["scene_info"] is not JsonObject scene || !System.Net.IPAddress.TryParse(Text(scene, "payer_client_ip"), out _) || scene["h5_info"] is not JsonObject h5 || Text(h5, "type") is not { Length: > 0 and <= 32 }
            ? GatewayError.Parameter("scene_info 须有 payer_client_ip 和 h5_info.type") : null;

    JsonObject H5Url(GatewayOrder order, Uri address) => new() { ["h5_url"] = new Uri(address, $"/h5/{order.Token}?until={clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds()}").AbsoluteUri };

    /// <summary>For a page inside WeChat: only for somebody who was named to this merchant.</summary>
    Reply PrepayJsapi(JsonObject? ask) => ask?["payer"] is JsonObject payer && WeChatInside.Knows(Text(payer, "openid"), keys)
        ? Prepay(ask, "JSAPI", Text(payer, "openid"), order => new JsonObject { ["prepay_id"] = WeChatInside.PrepayId(order) })
        : GatewayError.Parameter("无效的openid");

    Reply Prepay(JsonObject? ask, string tradeType, string? payer, Func<GatewayOrder, JsonObject> answer)
    {
        if (ask is null) return GatewayError.Parameter("请求不是 JSON 对象");
        var (no, description, url) = (Text(ask, "out_trade_no"), Text(ask, "description"), Text(ask, "notify_url"));
        if (Text(ask, "mchid") != keys.Mchid || Text(ask, "appid") != keys.Appid) return GatewayError.OtherMerchant;
        if (!OrderNumber().IsMatch(no ?? "")) return GatewayError.Parameter("out_trade_no 须为 6-32 位数字、字母或 _-|*");
        if (description is not { Length: > 0 and <= 127 }) return GatewayError.Parameter("description 须为 1-127 个字符");
        if (!IsNotifyUrl(url)) return GatewayError.Parameter("notify_url 须为可直接访问且不带参数的地址");
        var amount = ask["amount"] as JsonObject;
        var total = (long?)amount?["total"] ?? 0;
        if (total is < 1 or > 100_000_000_00 || (Text(amount!, "currency") ?? "CNY") != "CNY") return GatewayError.Parameter("amount 须为正整数分，币种 CNY");
        var expires = Text(ask, "time_expire") is { } at ? DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture) : (DateTimeOffset?)null;
        var (order, error) = books.Place(new(no!, description, total, tradeType, payer, Text(ask, "attach"), url!, expires), clock.GetUtcNow());
        return error is not null ? error : new Reply(200, answer(order!));
    }

    Reply QueryOrder(HttpContext http)
    {
        if (http.Request.Query["mchid"] != keys.Mchid) return GatewayError.Parameter("mchid 不匹配");
        return books.Order(Route(http)) is { } order ? new Reply(200, order.ToJson(keys)) : GatewayError.NoSuchOrder;
    }

    Reply Close(HttpContext http, JsonObject? ask)
    {
        if (ask is null || Text(ask, "mchid") != keys.Mchid) return GatewayError.Parameter("mchid 不匹配");
        return books.Close(Route(http), clock.GetUtcNow()) is { } error ? error : new Reply(204, null);
    }

    Reply Refund(JsonObject? ask)
    {
        if (ask is null) return GatewayError.Parameter("请求不是 JSON 对象");
        var (no, url) = (Text(ask, "out_refund_no"), Text(ask, "notify_url"));
        if (!RefundNumber().IsMatch(no ?? "")) return GatewayError.Parameter("out_refund_no 须为 1-64 位数字、字母或 _-|*@");
        if (url is not null && !IsNotifyUrl(url)) return GatewayError.Parameter("notify_url 须为可直接访问且不带参数的地址");
        if (ask["amount"] is not JsonObject amount || (long?)amount["refund"] is not ({ } refund and > 0) || (long?)amount["total"] is not { } total
            || Text(amount, "currency") != "CNY" || Text(ask, "reason") is { Length: > 80 }) return GatewayError.Parameter("amount 或 reason 不符合要求");
        var (made, error) = books.Refund(new(Text(ask, "out_trade_no"), Text(ask, "transaction_id"), no!, total, refund, Text(ask, "reason"), url), clock.GetUtcNow());
        return error is not null ? error : new Reply(200, made!.ToJson(keys));
    }

    Reply QueryRefund(HttpContext http) =>
        books.RefundOf(Route(http)) is { } refund ? new Reply(200, refund.ToJson(keys)) : GatewayError.NoSuchRefund;

    Reply Bill(HttpContext http)
    {
        var query = http.Request.Query;
        if (!DateOnly.TryParseExact(query["bill_date"], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) || query["bill_type"] is not [null or "" or "ALL"])
            return GatewayError.Parameter("bill_date 须为 yyyy-MM-dd，bill_type 须为 ALL");
        if (bills.Make(day, clock.GetUtcNow()) is not var (token, hash)) return GatewayError.NoBill;
        return new Reply(200, new JsonObject { ["download_url"] = $"{http.Request.Scheme}://{http.Request.Host}/v3/billdownload/file?token={token}", ["hash_type"] = "SHA1", ["hash_value"] = hash });
    }

    /// <summary>The file itself, to the merchant alone and, as on the platform, without a signature.</summary>
    async Task Download(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var error = MerchantCheck.Check(http.Request.Headers.Authorization.ToString(), http.Request.Method, target, [], keys, clock.GetUtcNow());
        var raw = error is null ? bills.File(http.Request.Query["token"], clock.GetUtcNow()) : null;
        if (raw is null) { await Write(http, error ?? GatewayError.NoBill, signed: false); return; }
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.ContentLength = raw.Length;
        await http.Response.Body.WriteAsync(raw);
    }

    /// <summary>Which fault, if any, this call of this path meets, and whether it strikes before the deed.</summary>
    (AnswerFault? Fault, bool Before) Fault(string call)
    {
        var switches = books.Switches;
        if (switches.Answers.Count == 0) return (null, false);
        var name = $"{call}#{calls.AddOrUpdate(call, 1, (_, n) => n + 1)}";
        var drawn = Chance.Of(switches.Seed, "answer/" + name);
        foreach (var (fault, share) in switches.Answers)
        {
            if (drawn < share) return (fault, Chance.Of(switches.Seed, "before/" + name) < 0.5);
            drawn -= share;
        }
        return (null, false);
    }

    async Task Write(HttpContext http, Reply reply, bool signed)
    {
        var body = reply.Body is null ? [] : Encoding.UTF8.GetBytes(reply.Body.ToJsonString());
        http.Response.StatusCode = reply.Status;
        if (signed)
            foreach (var (name, value) in seal.Headers(body, clock.GetUtcNow())) http.Response.Headers[name] = value;
        if (reply.Body is null) return;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body);
    }

    static async Task WriteHtml(HttpContext http)
    {
        http.Response.StatusCode = 502;
        http.Response.ContentType = "text/html";
        await http.Response.WriteAsync("<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>");
    }

    static async Task Hang(HttpContext http)
    {
        try { await Task.Delay(Timeout.Infinite, http.RequestAborted); }
        catch (OperationCanceledException) { http.Abort(); }
    }

    static async Task<byte[]?> ReadBody(HttpContext http)
    {
        using var kept = new MemoryStream();
        var chunk = new byte[8192];
        for (int read; (read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0;)
        {
            if (kept.Length + read > BodyBytesMax) return null;
            kept.Write(chunk, 0, read);
        }
        return kept.ToArray();
    }

    static string Route(HttpContext http) => (string)http.Request.RouteValues["no"]!;

    static string? Text(JsonObject json, string name) => (string?)json[name];

    static bool IsNotifyUrl(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0 && url!.Length <= 256;

    [GeneratedRegex(@"^[0-9A-Za-z_\-|*]{6,32}\z")]
    private static partial Regex OrderNumber();

    [GeneratedRegex(@"^[0-9A-Za-z_\-|*@]{1,64}\z")]
    private static partial Regex RefundNumber();
}
