// A payment gateway in memory for story tests: it signs what it says, remembers what it was asked, and keeps silent when told to.
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using HaoLin.Tests.Trade.WeChatPay;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;

namespace HaoLin.Tests.Cast;

public sealed class PretendGateway(TimeProvider clock) : HttpMessageHandler
{
    sealed class Placed
    {
        public required long Fen { get; init; }
        public string State { get; set; } = WeChatPayTransaction.NotPaid;
        /// <summary>The number of what it is paid with in one go.</summary>
        public string? Combined { get; init; }
    }

    sealed record Asked(string OutTradeNo, long Fen, long Total)
    {
        public string Status { get; set; } = WeChatPayRefund.Processing;
    }

    readonly ConcurrentDictionary<string, Placed> placed = new();
    readonly ConcurrentDictionary<string, Asked> refunds = new();

    /// <summary>No answer comes to anything, though what was asked may have been done.</summary>
    public bool Silent { get; set; }

    /// <summary>With what every order to pay is refused, or null.</summary>
    public string? Refuses { get; set; }

    public ConcurrentQueue<string> Heard { get; } = [];

    /// <summary>The bills that are made, by day; and whether a file is another than its hash says.</summary>
    public Dictionary<string, byte[]> Bills { get; } = [];
    public bool Tampers { get; set; }

    public WeChatPayClient Client() => new(new HttpClient(this), PretendPlatform.Settings, clock);

    public string StateOf(PaymentId payment) => placed[payment.OutTradeNo].State;
    public bool Knows(PaymentId payment) => placed.ContainsKey(payment.OutTradeNo);
    public IReadOnlyCollection<string> RefundsAskedFor => [.. refunds.Keys];

    /// <summary>Somebody pays; the answer is what the gateway's notice says, signature checked.</summary>
    public WeChatPayTransaction Pays(PaymentId payment, long? fen = null, string currency = "CNY")
    {
        var order = placed[payment.OutTradeNo];
        order.State = WeChatPayTransaction.Success;
        return Told(payment.OutTradeNo, order, fen, currency);
    }

    /// <summary>Somebody pays several at once; the answer is what the gateway's notice says of each.</summary>
    public IReadOnlyList<WeChatPayTransaction> PaysAll(CombinedId combined) => [.. PartsOf(combined.OutTradeNo).Select(part =>
    {
        part.Value.State = WeChatPayTransaction.Success;
        return Told(part.Key, part.Value);
    })];

    IEnumerable<KeyValuePair<string, Placed>> PartsOf(string combined) => placed.Where(p => p.Value.Combined == combined).OrderBy(p => p.Key, StringComparer.Ordinal);

    public void PaysBack(RefundId refund, string status = WeChatPayRefund.Succeeded) => refunds[refund.OutRefundNo].Status = status;

    static WeChatPayTransaction Told(string number, Placed order, long? fen = null, string currency = "CNY") =>
        new(PretendPlatform.Settings.Mchid, PretendPlatform.Settings.Appid, number, order.State, "42" + number[..26],
            Amount: new(fen ?? order.Fen, fen ?? order.Fen, currency, currency));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var path = request.RequestUri!.AbsolutePath;
        var body = request.Content is null ? default : JsonDocument.Parse(await request.Content.ReadAsStringAsync(cancel)).RootElement;
        Heard.Enqueue($"{request.Method} {path}");
        if (path == "/v3/billdownload/file")
            return new(HttpStatusCode.OK) { Content = new ByteArrayContent(Tampers ? [.. Bills[request.RequestUri.Query[1..]], (byte)'\n'] : Bills[request.RequestUri.Query[1..]]) };
        if (path == "/v3/bill/tradebill")
        {
            var day = request.RequestUri.Query[..21][^10..];
            if (Silent) throw new HttpRequestException("nobody answers");
            return Bills.TryGetValue(day, out var bill)
                ? Signed(HttpStatusCode.OK, $$"""{"download_url":"{{new Uri(PretendPlatform.Settings.BaseAddress, "/v3/billdownload/file?" + day)}}","hash_type":"SHA1","hash_value":"{{Convert.ToHexStringLower(System.Security.Cryptography.SHA1.HashData(bill))}}"}""")
                : Signed(HttpStatusCode.BadRequest, """{"code":"NO_STATEMENT_EXIST","message":"no"}""");
        }
        var (status, answer) = Answer(request.Method, path.Split('/', StringSplitOptions.RemoveEmptyEntries), body);
        if (Silent) throw new HttpRequestException("nobody answers");
        return Signed(status, answer);
    }

    (HttpStatusCode, string) Answer(HttpMethod method, string[] path, JsonElement body) => (method.Method, path) switch
    {
        ("POST", ["v3", "pay", "transactions", "native"]) => Place(body, "code_url", "weixin://pretend/"),
        ("POST", ["v3", "pay", "transactions", "h5"]) => Place(body, "h5_url", $"https://wx.tenpay.com/{Heard.Count}/"),
        ("POST", ["v3", "pay", "transactions", "jsapi"]) => Place(body, "prepay_id", "wx"),
        ("POST", ["v3", "combine-transactions", "native"]) => PlaceAll(body, "code_url", "weixin://pretend/"),
        ("POST", ["v3", "combine-transactions", "h5"]) => PlaceAll(body, "h5_url", $"https://wx.tenpay.com/{Heard.Count}/"),
        ("POST", ["v3", "combine-transactions", "jsapi"]) => PlaceAll(body, "prepay_id", "wx"),
        ("GET", ["v3", "combine-transactions", "out-trade-no", var number]) => PartsOf(number).Any() ? (HttpStatusCode.OK, Together(number)) : No(HttpStatusCode.NotFound, "ORDER_NOT_EXIST"),
        ("POST", ["v3", "combine-transactions", "out-trade-no", var number, "close"]) => CloseAll(number, body),
        ("GET", ["v3", "pay", "transactions", "out-trade-no", var number]) => placed.TryGetValue(number, out var order)
            ? (HttpStatusCode.OK, Json(Told(number, order)))
            : No(HttpStatusCode.NotFound, "ORDER_NOT_EXIST"),
        ("POST", [.., "out-trade-no", var number, "close"]) => Close(number),
        ("POST", ["v3", "refund", "domestic", "refunds"]) => Refund(body),
        ("GET", ["v3", "refund", "domestic", "refunds", var number]) => refunds.TryGetValue(number, out var asked)
            ? (HttpStatusCode.OK, Json(Told(number, asked)))
            : No(HttpStatusCode.NotFound, "RESOURCE_NOT_EXISTS"),
        _ => throw new InvalidOperationException($"nobody asks for {method} {string.Join('/', path)}"),
    };

    /// <summary>What the orders to pay said of the payer.</summary>
    public ConcurrentQueue<string> Payers { get; } = [];

    (HttpStatusCode, string) Place(JsonElement body, string answer, string before)
    {
        if (Refuses is not null) return No(HttpStatusCode.BadRequest, Refuses);
        var number = body.GetProperty("out_trade_no").GetString()!;
        placed.TryAdd(number, new() { Fen = body.GetProperty("amount").GetProperty("total").GetInt64() });
        foreach (var part in new[] { "payer", "scene_info" }) if (body.TryGetProperty(part, out var payer)) Payers.Enqueue(payer.GetRawText());
        return (HttpStatusCode.OK, $$"""{"{{answer}}":"{{before}}{{number}}"}""");
    }

    (HttpStatusCode, string) PlaceAll(JsonElement body, string answer, string before)
    {
        if (Refuses is not null) return No(HttpStatusCode.BadRequest, Refuses);
        var number = body.GetProperty("combine_out_trade_no").GetString()!;
        foreach (var part in body.GetProperty("sub_orders").EnumerateArray())
            placed.TryAdd(part.GetProperty("out_trade_no").GetString()!, new() { Fen = part.GetProperty("amount").GetProperty("total_amount").GetInt64(), Combined = number });
        foreach (var part in new[] { "combine_payer_info", "scene_info" }) if (body.TryGetProperty(part, out var payer)) Payers.Enqueue(payer.GetRawText());
        return (HttpStatusCode.OK, $$"""{"{{answer}}":"{{before}}{{number}}"}""");
    }

    string Together(string number) => Json(new
    {
        CombineAppid = PretendPlatform.Settings.Appid, CombineMchid = PretendPlatform.Settings.Mchid, CombineOutTradeNo = number,
        SubOrders = PartsOf(number).Select(p => new { PretendPlatform.Settings.Mchid, OutTradeNo = p.Key, TradeState = p.Value.State, TransactionId = "42" + p.Key[..26], Amount = new { TotalAmount = p.Value.Fen, Currency = "CNY" } }),
    });

    (HttpStatusCode, string) CloseAll(string number, JsonElement body)
    {
        string[] named = [.. body.GetProperty("sub_orders").EnumerateArray().Select(o => o.GetProperty("out_trade_no").GetString()!).Order(StringComparer.Ordinal)];
        var parts = PartsOf(number).ToList();
        if (parts.Count == 0) return No(HttpStatusCode.NotFound, "ORDER_NOT_EXIST");
        if (!named.SequenceEqual(parts.Select(p => p.Key))) return No(HttpStatusCode.BadRequest, "PARAM_ERROR");
        if (parts[0].Value.State == WeChatPayTransaction.Success) return No(HttpStatusCode.BadRequest, "ORDERPAID");
        foreach (var part in parts) part.Value.State = WeChatPayTransaction.Closed;
        return (HttpStatusCode.NoContent, "");
    }

    (HttpStatusCode, string) Close(string number)
    {
        if (!placed.TryGetValue(number, out var order)) return No(HttpStatusCode.NotFound, "ORDER_NOT_EXIST");
        if (order.State == WeChatPayTransaction.Success) return No(HttpStatusCode.BadRequest, "ORDERPAID");
        order.State = WeChatPayTransaction.Closed;
        return (HttpStatusCode.NoContent, "");
    }

    (HttpStatusCode, string) Refund(JsonElement body)
    {
        var (number, amount) = (body.GetProperty("out_refund_no").GetString()!, body.GetProperty("amount"));
        var asked = refunds.GetOrAdd(number, new Asked(body.GetProperty("out_trade_no").GetString()!, amount.GetProperty("refund").GetInt64(), amount.GetProperty("total").GetInt64()));
        return (HttpStatusCode.OK, Json(Told(number, asked)));
    }

    static WeChatPayRefund Told(string number, Asked asked) => new(asked.OutTradeNo, number, "50" + number[..26], asked.Status, new(asked.Total, asked.Fen));

    static (HttpStatusCode, string) No(HttpStatusCode status, string code) => (status, $$"""{"code":"{{code}}","message":"no"}""");

    static string Json<T>(T told) => JsonSerializer.Serialize(told, SnakeCase);

    static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    HttpResponseMessage Signed(HttpStatusCode status, string body)
    {
        var raw = Encoding.UTF8.GetBytes(body);
        var seal = PretendPlatform.Seal(raw, clock.GetUtcNow());
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(raw) };
        foreach (var (name, value) in new[] { ("Timestamp", seal.Timestamp), ("Nonce", seal.Nonce), ("Signature", seal.Signature), ("Serial", seal.Serial) })
            response.Headers.TryAddWithoutValidation("Wechatpay-" + name, value);
        return response;
    }
}
