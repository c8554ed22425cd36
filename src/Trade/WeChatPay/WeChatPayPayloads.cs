// The JSON that travels between us and WeChat Pay, each with the page it comes from.
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace HaoLin.Trade.WeChatPay;

/// <summary>An order as the gateway knows it: pay.weixin.qq.com/doc/v3/merchant/4013070356 (query), and the resource of a payment notice.</summary>
public sealed record WeChatPayTransaction(
    string Mchid, string Appid, string OutTradeNo, string TradeState,
    string? TransactionId = null, string? TradeStateDesc = null, string? TradeType = null,
    WeChatPayAmount? Amount = null, DateTimeOffset? SuccessTime = null, string? Attach = null)
{
    public const string Success = "SUCCESS", IntoRefund = "REFUND", NotPaid = "NOTPAY", Closed = "CLOSED",
        Revoked = "REVOKED", UserPaying = "USERPAYING", PayError = "PAYERROR";

    /// <summary>Money came in: a refund begun since then does not undo that it did.</summary>
    [JsonIgnore]
    public bool WasPaid => TradeState is Success or IntoRefund;
}

/// <summary>Whole fen. `Total` is what we asked for; `PayerTotal` is less by what the platform's own coupons paid.</summary>
public sealed record WeChatPayAmount(long Total, long? PayerTotal = null, string? Currency = null, string? PayerCurrency = null);

/// <summary>A refund as the gateway knows it: pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter3_3_10.shtml (query; applying answers the same).</summary>
public sealed record WeChatPayRefund(
    string OutTradeNo, string OutRefundNo, string RefundId, string Status, WeChatPayRefundAmount Amount,
    string? TransactionId = null, DateTimeOffset? SuccessTime = null, string? UserReceivedAccount = null)
{
    /// <summary>`Abnormal`: the payer's card is gone or frozen; a person must settle it, or the same number be sent again.</summary>
    public const string Succeeded = "SUCCESS", Closed = "CLOSED", Processing = "PROCESSING", Abnormal = "ABNORMAL";
}

public sealed record WeChatPayRefundAmount(long Total, long Refund, long? PayerTotal = null, long? PayerRefund = null, string? Currency = null);

/// <summary>pay.weixin.qq.com/doc/v3/merchant/4012791877: what becomes the QR code; valid for two hours.</summary>
public sealed record NativePrepay(string CodeUrl);

/// <summary>pay.weixin.qq.com/doc/v3/merchant/4012791834: opened in the phone's browser it leads into WeChat; good for five minutes, then asked for anew.</summary>
public sealed record H5Prepay(string H5Url);

/// <summary>pay.weixin.qq.com/docs/merchant/products/mini-program-payment/apilist.html: by which a page inside WeChat opens the payment; valid for two hours.</summary>
public sealed record JsapiPrepay(string PrepayId);

/// <summary>pay.weixin.qq.com/doc/v3/merchant/4012791857: what a page inside WeChat hands to getBrandWCPayRequest, its names as WeChat wants them.</summary>
public sealed record WeChatPayCall(string AppId, string TimeStamp, string NonceStr, string Package, string SignType, string PaySign);

/// <summary>Closing answers with no body at all; this says which order it was.</summary>
public sealed record OrderClosed(string OutTradeNo);

/// <summary>pay.weixin.qq.com/docs/merchant/apis/native-payment/get-trade-bill.html: where a day's bill lies, for some seconds, and what it must hash to.</summary>
public sealed record BillPlace(string DownloadUrl, string HashType, string HashValue);

/// <summary>A day's bill as it was downloaded; its hash is the one that was signed.</summary>
public sealed record BillFile(byte[] Raw, string Hash);

sealed record PrepayRequest(string Appid, string Mchid, string Description, string OutTradeNo, DateTimeOffset TimeExpire, string NotifyUrl, AskedAmount Amount);

sealed record H5PrepayRequest(string Appid, string Mchid, string Description, string OutTradeNo, DateTimeOffset TimeExpire, string NotifyUrl, AskedAmount Amount, SceneInfo SceneInfo);

sealed record SceneInfo(string PayerClientIp, H5Info H5Info);

sealed record H5Info(string Type);

sealed record JsapiPrepayRequest(string Appid, string Mchid, string Description, string OutTradeNo, DateTimeOffset TimeExpire, string NotifyUrl, AskedAmount Amount, Payer Payer);

sealed record Payer(string Openid);

/// <summary>developers.weixin.qq.com, OA_Web_Apps/Wechat_webpage_authorization: who came back with a code; on a mistake only `Errcode` is there.</summary>
sealed record WebAuthorization(string? Openid = null, int Errcode = 0);

sealed record AskedAmount(long Total, string Currency);

sealed record CloseRequest(string Mchid);

sealed record RefundRequest(string OutTradeNo, string OutRefundNo, string? Reason, string NotifyUrl, AskedRefund Amount);

sealed record AskedRefund(long Refund, long Total, string Currency);

/// <summary>pay.weixin.qq.com/wiki/doc/apiv3/Share/error_code.shtml.</summary>
sealed record ErrorBody(string Code, string? Message = null);

/// <summary>pay.weixin.qq.com/docs/merchant/apis/h5-payment/payment-notice.html: the same envelope for every kind of notice.</summary>
sealed record NoticeEnvelope(string Id, DateTimeOffset CreateTime, string EventType, NoticeResource Resource);

sealed record NoticeResource(string Algorithm, string Ciphertext, string Nonce, string? AssociatedData = null);

/// <summary>pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/refunds/refund-result-notice.html: says refund_status where the query says status.</summary>
sealed record RefundNoticeResource(
    string Mchid, string OutTradeNo, string OutRefundNo, string RefundId, string RefundStatus, WeChatPayRefundAmount Amount,
    string? TransactionId = null, DateTimeOffset? SuccessTime = null, string? UserReceivedAccount = null);

/// <summary>Fields we do not know are let through, as the platform asks; a field named twice or missing is not.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(WeChatPayTransaction))]
[JsonSerializable(typeof(WeChatPayRefund))]
[JsonSerializable(typeof(NativePrepay))]
[JsonSerializable(typeof(BillPlace))]
[JsonSerializable(typeof(H5Prepay))]
[JsonSerializable(typeof(H5PrepayRequest))]
[JsonSerializable(typeof(JsapiPrepay))]
[JsonSerializable(typeof(JsapiPrepayRequest))]
[JsonSerializable(typeof(WebAuthorization))]
[JsonSerializable(typeof(PrepayRequest))]
[JsonSerializable(typeof(CombinedRequest))]
[JsonSerializable(typeof(CombinedTransaction))]
[JsonSerializable(typeof(CombinedCloseRequest))]
[JsonSerializable(typeof(CloseRequest))]
[JsonSerializable(typeof(RefundRequest))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(NoticeEnvelope))]
[JsonSerializable(typeof(RefundNoticeResource))]
[JsonSerializable(typeof(MerchantFile))]
sealed partial class WeChatPayJson : JsonSerializerContext
{
    /// <summary>Null for anything that is not exactly this shape; the reader throws more than one kind of exception for that.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> shape) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, shape);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            return null;
        }
    }
}
