// The gateway's answer codes that a caller has to tell apart, whichever way the gateway spells them.
namespace HaoLin.Trade.WeChatPay;

/// <summary>
/// Source: the error tables of the v3 pages (pay.weixin.qq.com/doc/v3/merchant/4012556398 and its siblings). The older
/// spelling without underscores still turns up in answers, so both are understood.
/// </summary>
public static class WeChatPayCodes
{
    public static bool NoSuchOrder(string code) => code is "ORDER_NOT_EXIST" or "ORDERNOTEXIST";

    /// <summary>In answer to a refund's query: never asked for. In answer to asking for one: no such order.</summary>
    public static bool NoSuchRefund(string code) => code is "RESOURCE_NOT_EXISTS" or "REFUNDNOTEXIST";

    /// <summary>Closing came too late: the money is there, so ask for the order and count it.</summary>
    public static bool AlreadyPaid(string code) => code is "ORDERPAID" or "ORDER_PAID";

    public static bool AlreadyClosed(string code) => code is "ORDER_CLOSED" or "ORDERCLOSED";

    /// <summary>The order number was used before with another amount or description.</summary>
    public static bool OrderNumberUsed(string code) => code is "OUT_TRADE_NO_USED";

    /// <summary>The merchant's account at the gateway cannot cover the refund now: top it up, then the same refund number.</summary>
    public static bool MerchantOutOfFunds(string code) => code is "NOT_ENOUGH";

    /// <summary>There is no bill of that day: it is not made yet, or nobody paid and nothing went back that day.</summary>
    public static bool NoBill(string code) => code is "NO_STATEMENT_EXIST" or "STATEMENT_CREATING";

    /// <summary>
    /// A signed no that is not a no: "try again later", and for a refund explicitly "it is not known whether it was
    /// accepted" (pay.weixin.qq.com/wiki/doc/apiv3/Share/error_code.shtml, the row for 429).
    /// </summary>
    internal static bool SaysNothing(string code) => code
        is "SYSTEM_ERROR" or "SYSTEMERROR" or "BANK_ERROR" or "BANKERROR" or "SERVICE_UNAVAILABLE"
        or "RATELIMIT_EXCEEDED" or "RATE_LIMITED" or "FREQUENCY_LIMITED" or "RULE_LIMIT"
        or "USER_PAYING" or "USERPAYING";
}
