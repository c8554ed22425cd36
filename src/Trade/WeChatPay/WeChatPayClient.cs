// Our thin client of WeChat Pay API v3: place, query, close, refund, and who pays inside WeChat; every answer is done, refused or unknown.
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HaoLin.Kernel;

namespace HaoLin.Trade.WeChatPay;

/// <summary>
/// One request per call and no retry inside: whoever calls knows whether to ask again, and under which number.
/// Every call is safe to repeat, because the gateway keys on the order or refund number we chose.
/// Cancelling the caller's token throws; what was cancelled is as unknown as what timed out.
/// </summary>
public sealed partial class WeChatPayClient
{
    /// <summary>Real answers are a few KiB; a gateway (or who stands in for it) must not fill our memory.</summary>
    const int MaxAnswerBytes = 256 * 1024;

    /// <summary>A bill line is some 400 bytes.</summary>
    const int MaxBillBytes = 64 * 1024 * 1024;

    /// <summary>Why a bill was not taken: it is not the file whose hash the platform signed.</summary>
    public const string WrongHash = "the downloaded bill is not the one whose hash was signed.";

    readonly HttpClient http;
    readonly WeChatPaySettings settings;
    readonly TimeProvider clock;

    public WeChatPayClient(HttpClient http, WeChatPaySettings settings, TimeProvider clock)
    {
        var faults = settings.Faults();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(settings));
        }

        (this.http, this.settings, this.clock) = (http, settings, clock);
    }

    /// <summary>No redirects (a redirected answer is not the gateway's) and no cookies; connections are renewed so that a moved address is noticed.</summary>
    public static HttpClient NewHttp() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    /// <summary>
    /// POST /v3/pay/transactions/native, pay.weixin.qq.com/doc/v3/merchant/4012791877. After `timeExpire` nobody can pay,
    /// yet the order stays open at the gateway until it is closed. The same number with the same content may be sent again.
    /// </summary>
    public Task<GatewayAnswer<NativePrepay>> PrepayNative(
        string outTradeNo, long amountFen, string description, DateTimeOffset timeExpire, CancellationToken cancel = default)
    {
        RequireOrder(outTradeNo, amountFen, description);
        var ask = new PrepayRequest(settings.Appid, settings.Mchid, Cut(description, 127), outTradeNo,
            InChina(timeExpire), settings.PaymentNotifyUrl.AbsoluteUri, new AskedAmount(amountFen, "CNY"));
        return Ask(HttpMethod.Post, "/v3/pay/transactions/native", Json(ask, WeChatPayJson.Default.PrepayRequest),
            raw => CodeUrl(raw) is { } told ? new NativePrepay(told) : null, cancel);
    }

    /// <summary>POST /v3/pay/transactions/h5, pay.weixin.qq.com/doc/v3/merchant/4012791834: as the one before, for a phone's browser outside WeChat. The same again answers a fresh address.</summary>
    public Task<GatewayAnswer<H5Prepay>> PrepayH5(
        string outTradeNo, long amountFen, string description, DateTimeOffset timeExpire, IPAddress payer, CancellationToken cancel = default)
    {
        RequireOrder(outTradeNo, amountFen, description);
        var ask = new H5PrepayRequest(settings.Appid, settings.Mchid, Cut(description, 127), outTradeNo, InChina(timeExpire), settings.PaymentNotifyUrl.AbsoluteUri,
            new AskedAmount(amountFen, "CNY"), new SceneInfo(payer.ToString(), new H5Info("Wap")));
        return Ask(HttpMethod.Post, "/v3/pay/transactions/h5", Json(ask, WeChatPayJson.Default.H5PrepayRequest),
            raw => H5Url(raw) is { } told ? new H5Prepay(told) : null, cancel);
    }

    /// <summary>POST /v3/pay/transactions/jsapi, pay.weixin.qq.com/docs/merchant/products/mini-program-payment/apilist.html: for a page that is open inside WeChat, and only for the payer it names.</summary>
    public Task<GatewayAnswer<JsapiPrepay>> PrepayJsapi(
        string outTradeNo, long amountFen, string description, DateTimeOffset timeExpire, string openId, CancellationToken cancel = default)
    {
        RequireOrder(outTradeNo, amountFen, description);
        var ask = new JsapiPrepayRequest(settings.Appid, settings.Mchid, Cut(description, 127), outTradeNo, InChina(timeExpire), settings.PaymentNotifyUrl.AbsoluteUri,
            new AskedAmount(amountFen, "CNY"), new Payer(openId));
        return Ask(HttpMethod.Post, "/v3/pay/transactions/jsapi", Json(ask, WeChatPayJson.Default.JsapiPrepayRequest),
            raw => PrepayId(raw) is { } told ? new JsapiPrepay(told) : null, cancel);
    }

    // What each kind answers, for one order and for several alike.
    static string? CodeUrl(ReadOnlySpan<byte> raw) => WeChatPayJson.Read(raw, WeChatPayJson.Default.NativePrepay) is { CodeUrl: { Length: > 0 } told } ? told : null;
    static string? H5Url(ReadOnlySpan<byte> raw) => WeChatPayJson.Read(raw, WeChatPayJson.Default.H5Prepay) is { } told && Uri.TryCreate(told.H5Url, UriKind.Absolute, out var to) && to.Scheme is "https" or "http" ? told.H5Url : null;
    static string? PrepayId(ReadOnlySpan<byte> raw) => WeChatPayJson.Read(raw, WeChatPayJson.Default.JsapiPrepay) is { PrepayId: { Length: > 0 and <= 64 } told } ? told : null;

    /// <summary>What the page hands to WeChat, signed by the merchant now.</summary>
    public WeChatPayCall CallFor(string prepayId)
    {
        var (timestamp, nonce, package) = (WeChatPaySignature.Timestamp(clock.GetUtcNow()), WeChatPaySignature.NewNonce(), "prepay_id=" + prepayId);
        using var key = WeChatPayKeys.Private(settings.MerchantPrivateKey);
        var signed = WeChatPaySignature.CallMessage(settings.Appid, timestamp, nonce, Break.Is("pay-sign") ? package + "0" : package);
        return new(settings.Appid, timestamp, nonce, package, "RSA", WeChatPaySignature.Sign(signed, key));
    }

    /// <summary>
    /// GET /sns/oauth2/access_token, developers.weixin.qq.com, OA_Web_Apps/Wechat_webpage_authorization: who it is that came back with this code, as WeChat
    /// names them to this merchant alone. A code is good once and for five minutes. The answer carries no signature; it comes over the caller's own connection.
    /// </summary>
    public async Task<GatewayAnswer<string>> OpenIdOf(string code, CancellationToken cancel = default)
    {
        var login = settings.Login ?? throw new InvalidOperationException("this merchant has no app secret");
        using var limit = new CancellationTokenSource(settings.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            var query = $"/sns/oauth2/access_token?appid={settings.Appid}&secret={login.AppSecret}&code={Uri.EscapeDataString(code)}&grant_type=authorization_code";
            using var response = await http.GetAsync(new Uri(login.Api, query), HttpCompletionOption.ResponseHeadersRead, either.Token);
            var told = await ReadAtMost(response.Content, either.Token) is { } raw ? WeChatPayJson.Read(raw, WeChatPayJson.Default.WebAuthorization) : null;
            return told switch
            {
                { Openid: { Length: > 0 and <= 128 } openId } => new GatewayAnswer<string>.Done(openId),
                { Errcode: not 0 and not WeChatIsBusy } => new GatewayAnswer<string>.Refused(told.Errcode.ToString(System.Globalization.CultureInfo.InvariantCulture), ""),
                _ => new GatewayAnswer<string>.Unknown($"HTTP {(int)response.StatusCode} says nobody."),
            };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested) { return new GatewayAnswer<string>.Unknown("WeChat did not say in time who it is."); }
        catch (Exception e) when (e is HttpRequestException or IOException) { return new GatewayAnswer<string>.Unknown(e.GetType().Name); }
    }

    const int WeChatIsBusy = -1;

    /// <summary>GET /v3/pay/transactions/out-trade-no/{no}, pay.weixin.qq.com/doc/v3/merchant/4013070356.</summary>
    public Task<GatewayAnswer<WeChatPayTransaction>> QueryByOutTradeNo(string outTradeNo, CancellationToken cancel = default)
    {
        RequireNumber(outTradeNo, 6, 32, "_-|*", nameof(outTradeNo));
        return Ask(HttpMethod.Get, $"{OrderPath(outTradeNo)}?mchid={settings.Mchid}", [],
            raw => WeChatPayJson.Read(raw, WeChatPayJson.Default.WeChatPayTransaction) is { } told
                && told.OutTradeNo == outTradeNo && told.Mchid == settings.Mchid ? told : null, cancel);
    }

    /// <summary>POST …/{no}/close, pay.weixin.qq.com/doc/v3/merchant/4012556398: answers 204 and nothing else.</summary>
    public Task<GatewayAnswer<OrderClosed>> Close(string outTradeNo, CancellationToken cancel = default)
    {
        RequireNumber(outTradeNo, 6, 32, "_-|*", nameof(outTradeNo));
        return Ask(HttpMethod.Post, $"{OrderPath(outTradeNo)}/close", Json(new CloseRequest(settings.Mchid), WeChatPayJson.Default.CloseRequest),
            raw => raw.IsEmpty ? new OrderClosed(outTradeNo) : null, cancel);
    }

    /// <summary>
    /// POST /v3/refund/domestic/refunds, pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score-no-confirm/create.html: within a
    /// year of paying, at most 50 per order and a minute apart; after any doubt the same refund number again, never a new one.
    /// Done means accepted: the end comes by notice or <see cref="QueryRefund"/>.
    /// </summary>
    public Task<GatewayAnswer<WeChatPayRefund>> Refund(
        string outTradeNo, string outRefundNo, long totalFen, long refundFen, string? reason, CancellationToken cancel = default)
    {
        RequireNumber(outTradeNo, 6, 32, "_-|*", nameof(outTradeNo));
        RequireNumber(outRefundNo, 1, 64, "_-|*@", nameof(outRefundNo));
        ArgumentOutOfRangeException.ThrowIfLessThan(refundFen, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(refundFen, totalFen);
        var ask = new RefundRequest(outTradeNo, outRefundNo, string.IsNullOrWhiteSpace(reason) ? null : Cut(reason, 80),
            settings.RefundNotifyUrl.AbsoluteUri, new AskedRefund(refundFen, totalFen, "CNY"));
        return Ask(HttpMethod.Post, "/v3/refund/domestic/refunds", Json(ask, WeChatPayJson.Default.RefundRequest),
            raw => WeChatPayJson.Read(raw, WeChatPayJson.Default.WeChatPayRefund) is { } told
                && told.OutRefundNo == outRefundNo && told.OutTradeNo == outTradeNo ? told : null, cancel);
    }

    /// <summary>GET /v3/refund/domestic/refunds/{no}, pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter3_3_10.shtml.</summary>
    public Task<GatewayAnswer<WeChatPayRefund>> QueryRefund(string outRefundNo, CancellationToken cancel = default)
    {
        RequireNumber(outRefundNo, 1, 64, "_-|*@", nameof(outRefundNo));
        return Ask(HttpMethod.Get, $"/v3/refund/domestic/refunds/{Uri.EscapeDataString(outRefundNo)}", [],
            raw => WeChatPayJson.Read(raw, WeChatPayJson.Default.WeChatPayRefund) is { } told
                && told.OutRefundNo == outRefundNo ? told : null, cancel);
    }

    /// <summary>
    /// GET /v3/bill/tradebill, pay.weixin.qq.com/docs/merchant/apis/native-payment/get-trade-bill.html, and the file it names. The file itself
    /// is not signed: it is believed only when it hashes to what the signed answer said, and the request for it, signed by us, goes to the gateway alone.
    /// </summary>
    public async Task<GatewayAnswer<BillFile>> TradeBill(DateOnly day, CancellationToken cancel = default)
    {
        var found = await Ask(HttpMethod.Get, $"/v3/bill/tradebill?bill_date={day:yyyy-MM-dd}&bill_type=ALL", [],
            raw => WeChatPayJson.Read(raw, WeChatPayJson.Default.BillPlace) is { HashType: "SHA1", HashValue.Length: 40 } told ? told : null, cancel);
        return found switch
        {
            GatewayAnswer<BillPlace>.Done(var place) => await Download(place, cancel),
            GatewayAnswer<BillPlace>.Refused(var code, var message) => new GatewayAnswer<BillFile>.Refused(code, message),
            GatewayAnswer<BillPlace>.Unknown(var why) => new GatewayAnswer<BillFile>.Unknown(why),
            _ => throw new InvalidOperationException("an answer has three values"),
        };
    }

    async Task<GatewayAnswer<BillFile>> Download(BillPlace place, CancellationToken cancel)
    {
        static GatewayAnswer<BillFile> Unknown(string why) => new GatewayAnswer<BillFile>.Unknown(why);
        if (!Uri.TryCreate(place.DownloadUrl, UriKind.Absolute, out var url) || !url.GetLeftPart(UriPartial.Authority).Equals(settings.BaseAddress.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase))
            return Unknown("the bill lies somewhere else than at the gateway.");
        // A big bill takes longer than a word.
        using var limit = new CancellationTokenSource(settings.Timeout * 6, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            using var request = Request(HttpMethod.Get, url.PathAndQuery, []);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode != HttpStatusCode.OK) return Unknown($"HTTP {(int)response.StatusCode} instead of the bill.");
            if (await ReadAtMost(response.Content, either.Token, MaxBillBytes) is not { } raw) return Unknown($"the bill is larger than {MaxBillBytes} bytes.");
            var hash = Convert.ToHexStringLower(Sha1(raw));
            return hash.Equals(place.HashValue, StringComparison.OrdinalIgnoreCase) || Break.Is("bill-hash") ? new GatewayAnswer<BillFile>.Done(new(raw, hash)) : Unknown(WrongHash);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested) { return Unknown("The bill did not come in time."); }
        catch (Exception e) when (e is HttpRequestException or IOException) { return Unknown($"The connection failed: {e.Message}"); }
    }

    // The platform's choice; the hash travels signed, and nobody gains by another bill with the same one.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "the protocol names SHA1")]
    static byte[] Sha1(byte[] raw) => System.Security.Cryptography.SHA1.HashData(raw);

    /// <summary>Makes a T of a verified body, or null when it is not one or is about something other than what was asked.</summary>
    delegate T? Reader<T>(ReadOnlySpan<byte> raw);

    async Task<GatewayAnswer<T>> Ask<T>(HttpMethod method, string pathAndQuery, byte[] body, Reader<T> read, CancellationToken cancel) where T : class
    {
        using var limit = new CancellationTokenSource(settings.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            using var request = Request(method, pathAndQuery, body);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var raw = await ReadAtMost(response.Content, either.Token);
            return raw is null
                ? new GatewayAnswer<T>.Unknown($"HTTP {(int)response.StatusCode}: the answer is larger than {MaxAnswerBytes} bytes.")
                : Judge(response, raw, read);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new GatewayAnswer<T>.Unknown($"No whole answer within {settings.Timeout.TotalSeconds:0.###} s.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new GatewayAnswer<T>.Unknown($"The connection failed: {e.Message}");
        }
    }

    HttpRequestMessage Request(HttpMethod method, string pathAndQuery, byte[] body)
    {
        var request = new HttpRequestMessage(method, new Uri(settings.BaseAddress, pathAndQuery));
        // Signed as it will be sent: the address may be normalised on its way into the Uri.
        var target = request.RequestUri!.PathAndQuery;
        request.Headers.TryAddWithoutValidation("Authorization",
            WeChatPaySignature.Authorization(settings, method.Method, target, clock.GetUtcNow(), body));
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "haolin");
        // A merchant on the public-key scheme says so, else the platform may still sign with its certificate:
        // pay.weixin.qq.com/doc/v3/merchant/4012153196.
        if (settings.PlatformKeys.Keys.FirstOrDefault(k => k.StartsWith("PUB_KEY_ID_", StringComparison.Ordinal)) is { } keyId)
        {
            request.Headers.TryAddWithoutValidation("Wechatpay-Serial", keyId);
        }

        if (method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        return request;
    }

    /// <summary>
    /// pay.weixin.qq.com/wiki/doc/apiv3/Share/error_code.shtml: 200 and 204 are done; 202, 429 and 5xx say nothing; any
    /// other 4xx is a no. A no needs the signature as much as a yes does: "no such order" from a stranger would free a paid box.
    /// (The platform does not sign its 401: our own key or serial is wrong then, which is a fault to mend and not an answer.)
    /// </summary>
    GatewayAnswer<T> Judge<T>(HttpResponseMessage response, byte[] raw, Reader<T> read) where T : class
    {
        var status = response.StatusCode;
        GatewayAnswer<T> Unknown(string why) => new GatewayAnswer<T>.Unknown($"HTTP {(int)status}: {why}");

        var seal = WeChatPaySeal.From(name => response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null);
        if (seal.Check(raw, settings, clock.GetUtcNow()) is { } fault)
        {
            return Unknown(UnsignedCode(raw) is { } code ? $"{code} (unsigned: {fault.English})" : fault.English);
        }

        if (status is HttpStatusCode.OK or HttpStatusCode.NoContent)
        {
            return read(raw) is { } value ? new GatewayAnswer<T>.Done(value) : Unknown("the answer is signed but does not answer what was asked.");
        }

        var error = WeChatPayJson.Read(raw, WeChatPayJson.Default.ErrorBody);
        var isRefusal = (int)status is >= 400 and < 500 && status != HttpStatusCode.TooManyRequests;
        return isRefusal && error is not null && !WeChatPayCodes.SaysNothing(error.Code)
            ? new GatewayAnswer<T>.Refused(error.Code, error.Message ?? "")
            : Unknown(error is null ? "no answer to what was asked." : $"{error.Code} {error.Message}");
    }

    /// <summary>Nothing is decided by it, but an operator whose key is wrong is helped by seeing SIGN_ERROR.</summary>
    static string? UnsignedCode(byte[] raw) =>
        WeChatPayJson.Read(raw, WeChatPayJson.Default.ErrorBody)?.Code is { Length: > 0 and <= 64 } code
        && code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_') ? code : null;

    static async Task<byte[]?> ReadAtMost(HttpContent content, CancellationToken cancel, int most = MaxAnswerBytes)
    {
        await using var stream = await content.ReadAsStreamAsync(cancel);
        using var kept = new MemoryStream();
        var chunk = new byte[8192];
        for (int read; (read = await stream.ReadAsync(chunk, cancel)) > 0;)
        {
            if (kept.Length + read > most)
            {
                return null;
            }

            kept.Write(chunk, 0, read);
        }

        return kept.ToArray();
    }

    static byte[] Json<TAsk>(TAsk ask, JsonTypeInfo<TAsk> shape) => JsonSerializer.SerializeToUtf8Bytes(ask, shape);

    static string OrderPath(string outTradeNo) => $"/v3/pay/transactions/out-trade-no/{Uri.EscapeDataString(outTradeNo)}";

    /// <summary>rfc3339 to the second, in the platform's own zone.</summary>
    static DateTimeOffset InChina(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds()).ToOffset(BusinessDay.Offset);

    /// <summary>For words the payer reads and nobody computes with: too long is shortened, never between the halves of one sign.</summary>
    static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    static void RequireOrder(string outTradeNo, long amountFen, string description)
    {
        RequireNumber(outTradeNo, 6, 32, "_-|*", nameof(outTradeNo));
        ArgumentOutOfRangeException.ThrowIfLessThan(amountFen, 1);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
    }

    static void RequireNumber(string number, int least, int most, string signs, string name)
    {
        if (number.Length < least || number.Length > most || !number.All(c => char.IsAsciiLetterOrDigit(c) || signs.Contains(c)))
        {
            throw new ArgumentException($"A number for the gateway has {least} to {most} letters, digits or any of {signs}.", name);
        }
    }
}
