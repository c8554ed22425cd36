// Signs for the platform: the headers of every answer and notice, with whichever of its two keys is in use.
using System.Security.Cryptography;
using HaoLin.Kernel;
using HaoLin.Trade.WeChatPay;

namespace HaoLin.Web.Simulated.Gateway;

sealed class PlatformSeal
{
    readonly GatewayKeys keys;
    readonly string file;
    volatile PlatformKey current;

    public PlatformSeal(GatewayKeys keys, string folder)
    {
        this.keys = keys;
        // Kept in a file, so that a restart goes on with the key it had.
        file = Path.Combine(folder, "signing-key");
        var chosen = File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        current = keys.PlatformKeys.FirstOrDefault(k => k.Serial == chosen) ?? keys.PlatformKeys[0];
    }

    public PlatformKey Key => current;

    /// <summary>Plays the platform's change of key: from now on the other one signs.</summary>
    public string Rotate()
    {
        var next = keys.PlatformKeys.First(k => k.Serial != current.Serial);
        SmallFile.Replace(file, next.Serial);
        current = next;
        return next.Serial;
    }

    public Dictionary<string, string> Headers(ReadOnlySpan<byte> body, DateTimeOffset now) => Headers(body, now, Key);

    public static Dictionary<string, string> Headers(ReadOnlySpan<byte> body, DateTimeOffset now, PlatformKey key)
    {
        var (timestamp, nonce) = (WeChatPaySignature.Timestamp(now), WeChatPaySignature.NewNonce());
        using var rsa = WeChatPayKeys.Private(key.PrivateKey);
        return new()
        {
            ["Wechatpay-Timestamp"] = timestamp,
            ["Wechatpay-Nonce"] = nonce,
            ["Wechatpay-Serial"] = key.Serial,
            ["Wechatpay-Signature"] = WeChatPaySignature.Sign(WeChatPaySignature.AnswerMessage(timestamp, nonce, body), rsa),
            ["Wechatpay-Signature-Type"] = WeChatPaySignature.Scheme,
            ["Request-ID"] = RandomNumberGenerator.GetHexString(32),
        };
    }
}
