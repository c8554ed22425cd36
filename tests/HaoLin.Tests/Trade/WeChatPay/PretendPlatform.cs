// A stand-in for the platform and our merchant account, with keys of its own, so that tests can sign true and false things.
using System.Security.Cryptography;
using System.Text;
using HaoLin.Trade.WeChatPay;

namespace HaoLin.Tests.Trade.WeChatPay;

static class PretendPlatform
{
    public static readonly DateTimeOffset Evening = new(2026, 3, 20, 20, 0, 0, TimeSpan.FromHours(8));
    public const string Serial = "PUB_KEY_ID_0114232134912410000000000000";

    static readonly RSA Key = RSA.Create(2048);
    static readonly RSA MerchantKey = RSA.Create(2048);

    public static readonly WeChatPaySettings Settings = new()
    {
        Mchid = "1900007291",
        Appid = "wx0123456789abcdef",
        MerchantSerial = "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB",
        MerchantPrivateKey = MerchantKey.ExportPkcs8PrivateKeyPem(),
        ApiV3Key = "0123456789abcdef0123456789abcdef",
        PlatformKeys = new Dictionary<string, string> { [Serial] = Key.ExportSubjectPublicKeyInfoPem() },
        BaseAddress = new("https://api.mch.weixin.qq.com"),
        PaymentNotifyUrl = new("https://haolin.example/pay/wechat"),
        RefundNotifyUrl = new("https://haolin.example/refund/wechat"),
    };

    public static bool MerchantSigned(byte[] message, string signature) => WeChatPaySignature.Verify(message, signature, MerchantKey);

    public static WeChatPaySeal Seal(ReadOnlySpan<byte> body, DateTimeOffset now, string serial = Serial)
    {
        var (timestamp, nonce) = (WeChatPaySignature.Timestamp(now), WeChatPaySignature.NewNonce());
        return new(timestamp, nonce, WeChatPaySignature.Sign(WeChatPaySignature.AnswerMessage(timestamp, nonce, body), Key), serial);
    }

    public static byte[] Notice(string resource, string eventType = "TRANSACTION.SUCCESS", string apiV3Key = "0123456789abcdef0123456789abcdef", string extra = "")
    {
        var sealedResource = WeChatPayCipher.Encrypt(apiV3Key, "abcdefghijkl", "transaction", Encoding.UTF8.GetBytes(resource));
        return Encoding.UTF8.GetBytes($$"""
            {"id":"EV-2026032020000000001","create_time":"2026-03-20T20:00:00+08:00","resource_type":"encrypt-resource","event_type":"{{eventType}}","summary":"支付成功",{{extra}}
             "resource":{"original_type":"transaction","algorithm":"AEAD_AES_256_GCM","ciphertext":"{{sealedResource}}","associated_data":"transaction","nonce":"abcdefghijkl"} }
            """);
    }

    /// <summary>What the platform says of 小林's two boxes of loquats.</summary>
    public const string PaidLoquats = """
        {"mchid":"1900007291","appid":"wx0123456789abcdef","out_trade_no":"HL20260320000001","transaction_id":"4200002026032000001",
         "trade_type":"NATIVE","trade_state":"SUCCESS","trade_state_desc":"支付成功","bank_type":"OTHERS","attach":"",
         "success_time":"2026-03-20T20:00:00+08:00","payer":{"openid":"o-1"},
         "amount":{"total":5980,"payer_total":5980,"currency":"CNY","payer_currency":"CNY"}}
        """;

    public const string RefundedLoquats = """
        {"mchid":"1900007291","out_trade_no":"HL20260320000001","transaction_id":"4200002026032000001","out_refund_no":"HLR0001",
         "refund_id":"50300002026032000001","refund_status":"SUCCESS","success_time":"2026-03-21T09:00:00+08:00","user_received_account":"支付用户零钱",
         "amount":{"total":5980,"refund":2990,"payer_total":5980,"payer_refund":2990}}
        """;
}
