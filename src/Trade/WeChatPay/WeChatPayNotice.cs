// Reads a WeChat Pay notice off the wire: genuine and about a payment, genuine and about a refund, or refused with a reason.
namespace HaoLin.Trade.WeChatPay;

/// <summary>
/// Sources: pay.weixin.qq.com/docs/merchant/apis/h5-payment/payment-notice.html and …/refund-result-notice.html. The platform
/// wants its answer within 5 s: 200 or 204 once the matter is stored, else 4xx/5xx with {"code":"FAIL","message":"…"}, and then
/// sends again for 24 h. The same notice may come many times, twice at once, late, out of order, or never.
/// What is read here is true of the gateway; whether the amount is ours is for the caller, who knows the order.
/// </summary>
public abstract record WeChatPayNotice
{
    private WeChatPayNotice()
    {
    }

    /// <summary>The gateway says this order of ours is paid.</summary>
    public sealed record Payment(string NoticeId, DateTimeOffset CreatedAt, WeChatPayTransaction Transaction) : WeChatPayNotice;

    /// <summary>The gateway says how a refund of ours ended.</summary>
    public sealed record Refund(string NoticeId, DateTimeOffset CreatedAt, WeChatPayRefund Result) : WeChatPayNotice;

    /// <summary>Not to be acted on. The code is stable; the message is for a log and quotes nothing of the body.</summary>
    public sealed record Refused(string Code, string Message) : WeChatPayNotice;

    /// <summary>A real notice is about 1 KiB. Whoever reads the request should stop reading here too.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    public static readonly Refused TooLarge = new("wechatpay.too-large", "The notice is larger than 64 KiB.");
    public static readonly Refused Unreadable = new("wechatpay.unreadable", "The notice is signed but is not the JSON it should be.");
    public static readonly Refused Undecryptable = new("wechatpay.undecryptable", "The notice's resource does not open with our APIv3 key.");
    public static readonly Refused OtherMerchant = new("wechatpay.other-merchant", "The notice is about another merchant or app.");
    /// <summary>Genuine, but of a kind we did not ask for: answer 204, or the platform repeats it for a day.</summary>
    public static readonly Refused OtherEvent = new("wechatpay.other-event", "The notice is about something other than payments and refunds.");

    public static WeChatPayNotice Read(WeChatPaySeal seal, ReadOnlySpan<byte> rawBody, WeChatPaySettings settings, DateTimeOffset now)
    {
        if (rawBody.Length > MaxBodyBytes)
        {
            return TooLarge;
        }

        if (seal.Check(rawBody, settings, now) is { } fault)
        {
            return new Refused(fault.Code, fault.Message);
        }

        if (WeChatPayJson.Read(rawBody, WeChatPayJson.Default.NoticeEnvelope) is not { } envelope)
        {
            return Unreadable;
        }

        var isPayment = envelope.EventType == "TRANSACTION.SUCCESS";
        if (!isPayment && !envelope.EventType.StartsWith("REFUND.", StringComparison.Ordinal))
        {
            return OtherEvent;
        }

        var resource = envelope.Resource;
        if (resource.Algorithm != WeChatPayCipher.Algorithm
            || WeChatPayCipher.Decrypt(settings.ApiV3Key, resource.Nonce, resource.AssociatedData ?? "", resource.Ciphertext) is not { } plaintext)
        {
            return Undecryptable;
        }

        return isPayment ? ReadPayment(envelope, plaintext, settings) : ReadRefund(envelope, plaintext, settings);
    }

    static WeChatPayNotice ReadPayment(NoticeEnvelope envelope, byte[] plaintext, WeChatPaySettings settings)
    {
        if (WeChatPayJson.Read(plaintext, WeChatPayJson.Default.WeChatPayTransaction) is not { } transaction)
        {
            return Unreadable;
        }

        return transaction.Mchid == settings.Mchid && transaction.Appid == settings.Appid
            ? new Payment(envelope.Id, envelope.CreateTime, transaction)
            : OtherMerchant;
    }

    static WeChatPayNotice ReadRefund(NoticeEnvelope envelope, byte[] plaintext, WeChatPaySettings settings)
    {
        if (WeChatPayJson.Read(plaintext, WeChatPayJson.Default.RefundNoticeResource) is not { } told)
        {
            return Unreadable;
        }

        return told.Mchid == settings.Mchid
            ? new Refund(envelope.Id, envelope.CreateTime, new WeChatPayRefund(
                told.OutTradeNo, told.OutRefundNo, told.RefundId, told.RefundStatus, told.Amount,
                told.TransactionId, told.SuccessTime, told.UserReceivedAccount))
            : OtherMerchant;
    }
}
