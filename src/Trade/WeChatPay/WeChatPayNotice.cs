// Reads a WeChat Pay notice off the wire: genuine and about a payment, genuine and about a refund, or refused with a reason.
using HaoLin.Kernel;

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

    /// <summary>The gateway says these orders of ours are paid, in one go.</summary>
    public sealed record Payments(string NoticeId, DateTimeOffset CreatedAt, IReadOnlyList<WeChatPayTransaction> Transactions) : WeChatPayNotice;

    /// <summary>The gateway says how a refund of ours ended.</summary>
    public sealed record Refund(string NoticeId, DateTimeOffset CreatedAt, WeChatPayRefund Result) : WeChatPayNotice;

    /// <summary>Genuine, but of a kind we did not ask for: answer 204, or the platform repeats it for a day.</summary>
    public sealed record Unasked(string NoticeId, string EventType) : WeChatPayNotice;

    /// <summary>Not to be acted on. Quotes nothing of the body, so it may be logged.</summary>
    public sealed record Refused(Refusal Why) : WeChatPayNotice;

    /// <summary>A real notice is about 1 KiB. Whoever reads the request should stop reading here too.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    public static readonly Refusal TooLarge = new("wechatpay.too-large", 413, "通知超过 64 KiB", "The notice is larger than 64 KiB.");
    public static readonly Refusal Unreadable = new("wechatpay.unreadable", 400, "通知内容无法读取", "The notice is signed but is not the JSON it should be.");
    public static readonly Refusal Undecryptable = new("wechatpay.undecryptable", 400, "通知内容无法解密", "The notice's resource does not open with our APIv3 key.");
    public static readonly Refusal OtherMerchant = new("wechatpay.other-merchant", 400, "通知属于其他商户或应用", "The notice is about another merchant or app.");

    public static WeChatPayNotice Read(WeChatPaySeal seal, ReadOnlySpan<byte> rawBody, WeChatPaySettings settings, DateTimeOffset now)
    {
        if (rawBody.Length > MaxBodyBytes)
        {
            return new Refused(TooLarge);
        }

        if (seal.Check(rawBody, settings, now) is { } fault)
        {
            return new Refused(fault);
        }

        if (WeChatPayJson.Read(rawBody, WeChatPayJson.Default.NoticeEnvelope) is not { } envelope)
        {
            return new Refused(Unreadable);
        }

        var isPayment = envelope.EventType == "TRANSACTION.SUCCESS";
        if (!isPayment && !envelope.EventType.StartsWith("REFUND.", StringComparison.Ordinal))
        {
            return new Unasked(envelope.Id, envelope.EventType);
        }

        var resource = envelope.Resource;
        if (resource.Algorithm != WeChatPayCipher.Algorithm
            || WeChatPayCipher.Decrypt(settings.ApiV3Key, resource.Nonce, resource.AssociatedData ?? "", resource.Ciphertext) is not { } plaintext)
        {
            return new Refused(Undecryptable);
        }

        return isPayment ? ReadPayment(envelope, plaintext, settings) : ReadRefund(envelope, plaintext, settings);
    }

    static WeChatPayNotice ReadPayment(NoticeEnvelope envelope, byte[] plaintext, WeChatPaySettings settings)
    {
        if (WeChatPayJson.Read(plaintext, WeChatPayJson.Default.WeChatPayTransaction) is not { } transaction)
        {
            return ReadPayments(envelope, plaintext, settings);
        }

        return transaction.Mchid == settings.Mchid && transaction.Appid == settings.Appid
            ? new Payment(envelope.Id, envelope.CreateTime, transaction)
            : new Refused(OtherMerchant);
    }

    /// <summary>The same kind of notice tells of several orders under other names: wechatpay.im/openapi/v3/combine-transactions.</summary>
    static WeChatPayNotice ReadPayments(NoticeEnvelope envelope, byte[] plaintext, WeChatPaySettings settings)
    {
        if (WeChatPayJson.Read(plaintext, WeChatPayJson.Default.CombinedTransaction) is not { SubOrders.Count: > 0 } told)
        {
            return new Refused(Unreadable);
        }

        return told.CombineMchid == settings.Mchid && told.CombineAppid == settings.Appid && told.SubOrders.All(o => o.Mchid == settings.Mchid)
            ? new Payments(envelope.Id, envelope.CreateTime, told.Transactions)
            : new Refused(OtherMerchant);
    }

    static WeChatPayNotice ReadRefund(NoticeEnvelope envelope, byte[] plaintext, WeChatPaySettings settings)
    {
        if (WeChatPayJson.Read(plaintext, WeChatPayJson.Default.RefundNoticeResource) is not { } told)
        {
            return new Refused(Unreadable);
        }

        return told.Mchid == settings.Mchid
            ? new Refund(envelope.Id, envelope.CreateTime, new WeChatPayRefund(
                told.OutTradeNo, told.OutRefundNo, told.RefundId, told.RefundStatus, told.Amount,
                told.TransactionId, told.SuccessTime, told.UserReceivedAccount))
            : new Refused(OtherMerchant);
    }
}
