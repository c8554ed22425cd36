// Signs what we send to WeChat Pay and verifies what it sends: SHA-256 with RSA over strings whose every line ends in a line feed.
using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HaoLin.Trade.WeChatPay;

/// <summary>
/// Sources: pay.weixin.qq.com/wiki/doc/api_external/ch/wechatpay/wechatpay4_0.shtml (signing a request) and
/// pay.weixin.qq.com/docs/merchant/development/interface-rules/build-verify-sign-src.html (verifying an answer).
/// Bodies are bytes, never strings: a body that was parsed and written again no longer carries its signature.
/// </summary>
public static class WeChatPaySignature
{
    public const string Scheme = "WECHATPAY2-SHA256-RSA2048";

    /// <summary>Five lines: method, path with query as sent, timestamp, nonce, body.</summary>
    public static byte[] RequestMessage(string method, string pathAndQuery, string timestamp, string nonce, ReadOnlySpan<byte> body) =>
        Lines($"{method}\n{pathAndQuery}\n{timestamp}\n{nonce}\n", body);

    /// <summary>Three lines, for answers and notices alike: timestamp, nonce, body (empty for 204).</summary>
    public static byte[] AnswerMessage(string timestamp, string nonce, ReadOnlySpan<byte> body) =>
        Lines($"{timestamp}\n{nonce}\n", body);

    /// <summary>Four lines: app id, timestamp, nonce, package; over these a page inside WeChat asks for the payer's money.</summary>
    public static byte[] CallMessage(string appId, string timestamp, string nonce, string package) => Encoding.UTF8.GetBytes($"{appId}\n{timestamp}\n{nonce}\n{package}\n");

    public static string Sign(ReadOnlySpan<byte> message, RSA privateKey)
    {
        var signature = new byte[privateKey.KeySize / 8];
        privateKey.SignData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Convert.ToBase64String(signature);
    }

    public static bool Verify(ReadOnlySpan<byte> message, string signature, RSA publicKey)
    {
        var bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature, bytes, out var length)
            && publicKey.VerifyData(message, bytes.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>The whole value of our Authorization header for one request.</summary>
    public static string Authorization(WeChatPaySettings merchant, string method, string pathAndQuery, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        var timestamp = Timestamp(now);
        var nonce = NewNonce();
        using var key = WeChatPayKeys.Private(merchant.MerchantPrivateKey);
        var signature = Sign(RequestMessage(method, pathAndQuery, timestamp, nonce, body), key);
        return $"{Scheme} mchid=\"{merchant.Mchid}\",nonce_str=\"{nonce}\",signature=\"{signature}\","
            + $"timestamp=\"{timestamp}\",serial_no=\"{merchant.MerchantSerial}\"";
    }

    public static string Timestamp(DateTimeOffset now) => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public static string NewNonce() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    static byte[] Lines(string head, ReadOnlySpan<byte> body)
    {
        var message = new ArrayBufferWriter<byte>(head.Length + body.Length + 1);
        Encoding.UTF8.GetBytes(head, message);
        message.Write(body);
        message.Write("\n"u8);
        return message.WrittenSpan.ToArray();
    }
}
