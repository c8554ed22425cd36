// The four headers by which WeChat Pay vouches for a body, and the one check that every answer and notice must pass.
using System.Globalization;

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
    public Fault? Check(ReadOnlySpan<byte> rawBody, WeChatPaySettings settings, DateTimeOffset now)
    {
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

    public sealed record Fault(string Code, string Message);

    public static readonly Fault Missing = new("wechatpay.signature-missing", "One of the four Wechatpay-* headers is missing.");
    public static readonly Fault Stale = new("wechatpay.stale", "The signature's time is more than five minutes away from ours.");
    public static readonly Fault UnknownSerial = new("wechatpay.unknown-serial", "The signature names a platform key that is not in our settings.");
    public static readonly Fault BadSignature = new("wechatpay.bad-signature", "The signature does not belong to this body.");
}
