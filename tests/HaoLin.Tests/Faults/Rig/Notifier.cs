// Writes and sends the platform's notices by its own hand: signed, encrypted, true or forged, as many copies at once as a test wants.
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace HaoLin.Tests.Faults.Rig;

/// <summary>A notice on its way: its body and the four headers that vouch for it.</summary>
public sealed record Notice(byte[] Body, string Timestamp, string Nonce, string Serial, string Signature);

/// <summary>Shares no code with the product: written from the platform's public description of its notices.</summary>
public sealed class Notifier : IDisposable
{
    readonly string serial, apiKey, mchid, appid;
    readonly RSA key, stranger = RSA.Create(2048);
    readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };
    readonly Func<DateTimeOffset> now;
    readonly Brand brand;
    int numbers;

    public Notifier(Brand brand, Func<DateTimeOffset>? now = null)
    {
        (this.brand, this.now) = (brand, now ?? (() => History.Now));
        var folder = Path.Combine(brand.Server.Data, "gateway", "keys");
        var platform = Directory.GetFiles(Path.Combine(folder, "gateway"), "PUB_KEY_ID_*.pem").Order(StringComparer.Ordinal).First();
        serial = Path.GetFileNameWithoutExtension(platform);
        key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(platform));
        apiKey = File.ReadAllText(Path.Combine(folder, "apiv3.key")).Trim();
        var merchant = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "merchant.json")))!;
        (mchid, appid) = ((string)merchant["mchid"]!, (string)merchant["appid"]!);
    }

    public List<double> Milliseconds { get; } = [];

    /// <summary>What the platform says of a payment of this order: true unless the test changes it.</summary>
    public JsonObject Paid(string outTradeNo, long fen, string transaction) => new()
    {
        ["mchid"] = mchid, ["appid"] = appid, ["out_trade_no"] = outTradeNo, ["transaction_id"] = transaction, ["trade_type"] = "NATIVE",
        ["trade_state"] = "SUCCESS", ["trade_state_desc"] = "支付成功", ["bank_type"] = "OTHERS", ["attach"] = "", ["success_time"] = now().ToString("yyyy-MM-dd'T'HH:mm:sszzz"),
        ["payer"] = new JsonObject { ["openid"] = "somebody" }, ["amount"] = new JsonObject { ["total"] = fen, ["payer_total"] = fen, ["currency"] = "CNY", ["payer_currency"] = "CNY" },
    };

    public JsonObject Refunded(string outTradeNo, string outRefundNo, string refund, long fen, string transaction, string status = "SUCCESS") => new()
    {
        ["mchid"] = mchid, ["out_trade_no"] = outTradeNo, ["transaction_id"] = transaction, ["out_refund_no"] = outRefundNo, ["refund_id"] = refund, ["refund_status"] = status,
        ["success_time"] = now().ToString("yyyy-MM-dd'T'HH:mm:sszzz"), ["user_received_account"] = "支付用户零钱",
        ["amount"] = new JsonObject { ["total"] = fen, ["refund"] = fen, ["payer_total"] = fen, ["payer_refund"] = fen },
    };

    public Notice Write(JsonObject resource, DateTimeOffset? at = null, RSA? by = null)
    {
        var kind = resource.ContainsKey("out_refund_no") ? "refund" : "transaction";
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        byte[] plain = Encoding.UTF8.GetBytes(resource.ToJsonString()), cipher = new byte[plain.Length + 16];
        using (var aes = new AesGcm(Encoding.ASCII.GetBytes(apiKey), 16))
            aes.Encrypt(Encoding.ASCII.GetBytes(nonce), plain, cipher.AsSpan(0, plain.Length), cipher.AsSpan(plain.Length), Encoding.ASCII.GetBytes(kind));
        return Sign(Encoding.UTF8.GetBytes(new JsonObject
        {
            ["id"] = $"EV-{Interlocked.Increment(ref numbers):D12}", ["create_time"] = now().ToString("yyyy-MM-dd'T'HH:mm:sszzz"), ["resource_type"] = "encrypt-resource",
            ["event_type"] = kind == "refund" ? "REFUND." + (string)resource["refund_status"]! : "TRANSACTION.SUCCESS", ["summary"] = "通知",
            ["resource"] = new JsonObject
            {
                ["original_type"] = kind, ["algorithm"] = "AEAD_AES_256_GCM", ["ciphertext"] = Convert.ToBase64String(cipher), ["associated_data"] = kind, ["nonce"] = nonce,
            },
        }.ToJsonString()), at, by);
    }

    public Notice Sign(byte[] body, DateTimeOffset? at = null, RSA? by = null)
    {
        var (timestamp, nonce) = ((at ?? now()).ToUnixTimeSeconds().ToString(), Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{timestamp}\n{nonce}\n"), .. body, (byte)'\n'];
        lock (key) return new(body, timestamp, nonce, serial, Convert.ToBase64String((by ?? key).SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
    }

    /// <summary>Lies about an order that nobody paid for. What each changes is in its name.</summary>
    public (string Name, Notice Notice)[] Lies(string outTradeNo, long fen, string otherOrder)
    {
        JsonObject Changed(Action<JsonObject> change)
        {
            var resource = Paid(outTradeNo, fen, "4200" + outTradeNo[..16]);
            change(resource);
            return resource;
        }
        var honest = Write(Changed(_ => { }));
        return
        [
            ("a stranger's signature", Write(Changed(_ => { }), by: stranger)),
            ("a signature with one letter changed", honest with { Signature = (honest.Signature[0] == 'A' ? 'B' : 'A') + honest.Signature[1..] }),
            ("a signature that is no base64", honest with { Signature = "WECHATPAY/SIGNTEST/" + honest.Signature[19..] }),
            ("no signature", honest with { Signature = "" }),
            ("another timestamp than was signed", honest with { Timestamp = (long.Parse(honest.Timestamp) + 1).ToString() }),
            ("another nonce than was signed", honest with { Nonce = new string('A', 32) }),
            ("an unknown serial", honest with { Serial = "PUB_KEY_ID_0" + new string('9', 31) }),
            ("ten minutes old", Write(Changed(_ => { }), at: now().AddMinutes(-10))),
            ("ten minutes ahead", Write(Changed(_ => { }), at: now().AddMinutes(10))),
            ("a timestamp beyond all time", honest with { Timestamp = "99999999999999999999" }),
            ("a body written again", honest with { Body = [.. " "u8, .. honest.Body] }),
            ("a truncated body", honest with { Body = honest.Body[..(honest.Body.Length / 2)] }),
            ("half a body, signed", Sign(honest.Body[..(honest.Body.Length / 2)])),
            ("an empty body, signed", Sign([])),
            ("ten megabytes", Sign([.. honest.Body, .. Enumerable.Repeat((byte)' ', 10_000_000)])),
            ("plain instead of encrypted", Sign(Encoding.UTF8.GetBytes(Changed(_ => { }).ToJsonString()))),
            ("a fen more", Write(Changed(r => r["amount"]!["total"] = fen + 1))),
            ("a fen less", Write(Changed(r => r["amount"]!["total"] = fen - 1))),
            ("no amount", Write(Changed(r => r.Remove("amount")))),
            ("dollars", Write(Changed(r => r["amount"]!["currency"] = "USD"))),
            ("another merchant", Write(Changed(r => r["mchid"] = "1900000110"))),
            ("another app", Write(Changed(r => r["appid"] = "wx0000000000000000"))),
            ("another order's number", Write(Changed(r => r["out_trade_no"] = otherOrder))),
            ("an order that is not ours", Write(Changed(r => r["out_trade_no"] = new string('0', 32)))),
            ("not paid", Write(Changed(r => r["trade_state"] = "NOTPAY"))),
        ];
    }

    /// <summary>Sends it to the path of its kind; the status, or 0 when the connection was cut.</summary>
    public async Task<int> Send(Notice notice, bool refund = false, int node = 0)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(brand.Nodes[node], refund ? "/pay/notices/refund" : "/pay/notices/payment")) { Content = new ByteArrayContent(notice.Body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in new[] { ("Timestamp", notice.Timestamp), ("Nonce", notice.Nonce), ("Serial", notice.Serial), ("Signature", notice.Signature) })
            message.Headers.TryAddWithoutValidation("Wechatpay-" + name, value);
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await http.SendAsync(message);
            lock (Milliseconds) Milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException) { return 0; }
    }

    public void Dispose()
    {
        http.Dispose();
        key.Dispose();
        stranger.Dispose();
    }
}
