// A notice as it goes onto the wire: the encrypted resource in its envelope, signed anew for each sending; true, or forged on request.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HaoLin.Trade.WeChatPay;

namespace HaoLin.Web.Simulated.Gateway;

/// <summary>
/// The lies a notice can tell, for tests of whoever receives it. From <see cref="Amount"/> to <see cref="ExtraFields"/> the platform
/// itself signs them; from <see cref="Signature"/> on, the sending is wrong.
/// </summary>
enum Forgery { Amount, Currency, Mchid, Appid, OtherOrder, ExtraFields, Signature, Serial, Early, Late, Reserialised, Truncated, Huge, Plain }

sealed record Letter(byte[] Body, Dictionary<string, string> Headers)
{
    public static Letter Write(OwedNotice notice, GatewayKeys keys, PlatformSeal seal, DateTimeOffset now)
    {
        var body = Envelope(notice, notice.Resource, keys);
        return new(body, seal.Headers(body, now));
    }

    public static Letter Forge(Forgery forgery, OwedNotice notice, string? otherOrder, GatewayKeys keys, PlatformSeal seal, DateTimeOffset now)
    {
        var resource = Changed(forgery, notice.Resource, otherOrder);
        var body = Envelope(notice, resource, keys, extra: forgery == Forgery.ExtraFields);
        var at = forgery switch { Forgery.Early => now.AddMinutes(10), Forgery.Late => now.AddMinutes(-10), _ => now };
        var headers = seal.Headers(body, at);
        switch (forgery)
        {
            case Forgery.Signature:
                using (var stranger = RSA.Create(2048))
                    headers = PlatformSeal.Headers(body, now, new(seal.Key.Serial, stranger.ExportPkcs8PrivateKeyPem()));
                break;
            case Forgery.Serial: headers["Wechatpay-Serial"] = "7132D72A03E93CDDF8C03BBD1F37EEDF"; break;
            // As a proxy would that parses JSON and writes it again.
            case Forgery.Reserialised: body = Encoding.UTF8.GetBytes(" " + JsonNode.Parse(body)!.ToJsonString()); break;
            case Forgery.Truncated: body = body[..(body.Length / 2)]; break;
            case Forgery.Huge: body = [.. body, .. Encoding.UTF8.GetBytes(new string(' ', 10_000_000))]; headers = seal.Headers(body, now); break;
            case Forgery.Plain: body = Encoding.UTF8.GetBytes(notice.Resource); headers = seal.Headers(body, now); break;
        }
        return new(body, headers);
    }

    static string Changed(Forgery forgery, string resource, string? otherOrder)
    {
        var json = JsonNode.Parse(resource)!;
        switch (forgery)
        {
            case Forgery.Amount: json["amount"]!["total"] = (long)json["amount"]!["total"]! + 1; break;
            case Forgery.Currency: json["amount"]!["currency"] = "USD"; break;
            case Forgery.Mchid: json["mchid"] = "1900000110"; break;
            case Forgery.Appid: json["appid"] = "wx0000000000000000"; break;
            case Forgery.OtherOrder: json["out_trade_no"] = otherOrder ?? "NOSUCHORDER"; break;
            case Forgery.ExtraFields: json["promotion_detail"] = new JsonArray(new JsonObject { ["coupon_id"] = "1", ["amount"] = 1 }); break;
        }
        return json.ToJsonString();
    }

    static byte[] Envelope(OwedNotice notice, string resource, GatewayKeys keys, bool extra = false)
    {
        var nonce = RandomNumberGenerator.GetHexString(12, lowercase: true);
        var kind = notice.OutRefundNo is null ? "transaction" : "refund";
        var json = new JsonObject
        {
            ["id"] = notice.Name,
            ["create_time"] = GatewayOrder.Rfc3339(notice.CreatedAt),
            ["resource_type"] = "encrypt-resource",
            ["event_type"] = notice.Event,
            ["summary"] = notice.Event switch { "TRANSACTION.SUCCESS" => "支付成功", "REFUND.SUCCESS" => "退款成功", "REFUND.ABNORMAL" => "退款异常", _ => "退款关闭" },
            ["resource"] = new JsonObject
            {
                ["original_type"] = kind, ["algorithm"] = WeChatPayCipher.Algorithm, ["associated_data"] = kind, ["nonce"] = nonce,
                ["ciphertext"] = WeChatPayCipher.Encrypt(keys.ApiV3Key, nonce, kind, Encoding.UTF8.GetBytes(resource)),
            },
        };
        if (extra) json["a_field_of_tomorrow"] = new JsonObject { ["nested"] = new JsonArray(1, null, "二") };
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
