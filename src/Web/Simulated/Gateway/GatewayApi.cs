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

    /// <summary>The status and, but for 204, the JSON of an answer.</summary>
    readonly record struct Reply(int Status, JsonObject? Body)
    {
        public static implicit operator Reply(GatewayError error) =>
            new(error.Status, new JsonObject { ["code"] = error.Code, ["message"] = error.Message });
    }

    public void Map(WebApplication app, Uri address)
    {
        app.MapPost("/v3/pay/transactions/native", http => Serve(http, body => Prepay(body, address)));
        app.MapGet("/v3/pay/transactions/out-trade-no/{no}", http => Serve(http, _ => QueryOrder(http)));
        app.MapPost("/v3/pay/transactions/out-trade-no/{no}/close", http => Serve(http, body => Close(http, body)));
        app.MapPost("/v3/refund/domestic/refunds", http => Serve(http, Refund));
        app.MapGet("/v3/refund/domestic/refunds/{no}", http => Serve(http, _ => QueryRefund(http)));
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

    Reply Prepay(JsonObject? ask, Uri address)
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
        var (order, error) = books.Place(new(no!, description, total, Text(ask, "attach"), url!, expires), clock.GetUtcNow());
        return error is not null ? error : new Reply(200, new JsonObject { ["code_url"] = new Uri(address, "/pay/" + order!.Token).AbsoluteUri });
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
