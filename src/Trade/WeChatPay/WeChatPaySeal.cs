// The four headers by which WeChat Pay vouches for a body, and the one check that every answer and notice must pass.
using System.Globalization;
using HaoLin.Kernel;

namespace HaoLin.Trade.WeChatPay;

public sealed record WeChatPaySeal(string? Timestamp, string? Nonce, string? Signature, string? Serial)
{
    /// <summary>Signatures older or newer than this are refused, as the platform's own libraries do.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Takes the four out of any kind of header collection.</summary>
    public static WeChatPaySeal From(Func<string, string?> header) =>
        new(header("Wechatpay-Timestamp"), header("Wechatpay-Nonce"), header("Wechatpay-Signature"), header("Wechatpay-Serial"));

    /// <summary>
    /// Null when the body is the platform's, else why not. A replay inside the window passes, as it must (the platform
    /// itself sends notices many times): whoever acts on the content acts once per order number.
    /// </summary>
    public Refusal? Check(ReadOnlySpan<byte> rawBody, WeChatPaySettings settings, DateTimeOffset now)
    {
        if (Break.Is("wechatpay-unverified")) return null;
        if (string.IsNullOrEmpty(Timestamp) || string.IsNullOrEmpty(Nonce)
            || string.IsNullOrEmpty(Signature) || string.IsNullOrEmpty(Serial))
        {
            return Missing;
        }

        if (!long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return Stale;
        }

        // Compared as whole seconds, which is what was signed; a subtraction of two non-negative longs cannot overflow.
        if (Math.Abs(now.ToUnixTimeSeconds() - seconds) > (long)Window.TotalSeconds)
        {
            return Stale;
        }

        if (!settings.PlatformKeys.TryGetValue(Serial, out var pem))
        {
            return UnknownSerial;
        }

        // The platform also sends notices with a deliberately wrong signature, beginning WECHATPAY/SIGNTEST/, to see
        // whether we look: they fail here like any other (pay.weixin.qq.com/doc/v3/merchant/4016241880).
        using var key = WeChatPayKeys.Public(pem);
        return WeChatPaySignature.Verify(WeChatPaySignature.AnswerMessage(Timestamp, Nonce, rawBody), Signature, key)
            ? null
            : BadSignature;
    }

    public static readonly Refusal Missing = new("wechatpay.signature-missing", 401, "缺少签名头", "One of the four Wechatpay-* headers is missing.");
    public static readonly Refusal Stale = new("wechatpay.stale", 401, "签名时间相差超过五分钟", "The signature's time is more than five minutes away from ours.");
    public static readonly Refusal UnknownSerial = new("wechatpay.unknown-serial", 401, "签名所用的平台密钥不在配置中", "The signature names a platform key that is not in our settings.");
    public static readonly Refusal BadSignature = new("wechatpay.bad-signature", 401, "签名与内容不符", "The signature does not belong to this body.");
}
