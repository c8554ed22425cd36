// An order and a refund as the gateway knows them, and the rules by which it takes and returns money.
using System.Globalization;
using System.Text.Json.Nodes;
using HaoLin.Kernel;

namespace HaoLin.Web.Simulated.Gateway;

/// <summary>A refusal in the protocol's own words.</summary>
sealed record GatewayError(int Status, string Code, string Message)
{
    public static readonly GatewayError AlreadyPaid = new(400, "ORDERPAID", "订单已支付");
    public static readonly GatewayError AlreadyClosed = new(400, "ORDER_CLOSED", "订单已关闭");
    public static readonly GatewayError NumberUsed = new(403, "OUT_TRADE_NO_USED", "商户订单号重复，内容与之前不一致");
    public static readonly GatewayError NoSuchOrder = new(404, "ORDER_NOT_EXIST", "订单不存在");
    public static readonly GatewayError NoOrderToRefund = new(404, "RESOURCE_NOT_EXISTS", "订单不存在");
    public static readonly GatewayError NoSuchRefund = new(404, "RESOURCE_NOT_EXISTS", "退款单不存在");
    public static readonly GatewayError NotPaid = new(400, "INVALID_REQUEST", "订单未支付，不能退款");
    public static readonly GatewayError WrongTotal = new(400, "INVALID_REQUEST", "订单金额不一致，请核实后再试");
    public static readonly GatewayError OtherRefund = new(400, "INVALID_REQUEST", "退款单号已用于另一笔退款，请核实后再试");
    public static readonly GatewayError TooMuch = new(400, "INVALID_REQUEST", "退款总额超过支付金额");
    public static readonly GatewayError TooMany = new(400, "INVALID_REQUEST", "一笔订单最多部分退款 50 次");
    public static readonly GatewayError TooSoon = new(429, "FREQUENCY_LIMITED", "同一笔订单的两次退款须间隔一分钟");
    public static readonly GatewayError TooOld = new(400, "INVALID_REQUEST", "订单已超过一年，不能退款");
    public static readonly GatewayError NoBill = new(400, "NO_STATEMENT_EXIST", "账单文件不存在");
    public static readonly GatewayError BadSignature = new(401, "SIGN_ERROR", "签名错误");
    public static readonly GatewayError OtherMerchant = new(400, "APPID_MCHID_NOT_MATCH", "appid 与 mchid 不匹配");
    public static GatewayError Parameter(string what) => new(400, "PARAM_ERROR", what);
}

sealed record GatewayOrder(long Id, string OutTradeNo, string Token, string Description, long TotalFen, string TradeType, string? Payer, string? Attach, string NotifyUrl,
    DateTimeOffset CreatedAt, DateTimeOffset Expires, DateTimeOffset? PaidAt, DateTimeOffset? ClosedAt, long RefundedFen, int Refunds, DateTimeOffset? LastRefundAt, bool IsCombined, long? PartOf)
{
    /// <summary>Whoever scanned a code.</summary>
    public const string Somebody = "simulated-payer";

    public string? TransactionId => PaidAt is { } at ? Number("4200", at, Id) : null;

    public string TradeState => ClosedAt is not null ? "CLOSED" : PaidAt is null ? "NOTPAY" : Refunds > 0 ? "REFUND" : "SUCCESS";

    string StateInWords => TradeState switch { "CLOSED" => "订单已关闭", "NOTPAY" => "订单未支付", "REFUND" => "订单发生过退款", _ => "支付成功" };

    /// <summary>Null when this order can be paid now. Expiry stops the payer; the order itself stays open until it is closed.</summary>
    public string? WhyNotPayable(DateTimeOffset now) =>
        PaidAt is not null ? "paid" : ClosedAt is not null ? "closed" : now >= Expires ? "expired" : null;

    public GatewayError? WhyNotClosable => PaidAt is not null ? GatewayError.AlreadyPaid : null;

    /// <summary>At most what was paid, at most 50 times, within a year, and not two at once.</summary>
    public GatewayError? WhyNotRefundable(long totalFen, long refundFen, TimeSpan apart, DateTimeOffset now) =>
        PaidAt is not { } paidAt ? GatewayError.NotPaid
        : totalFen != TotalFen ? GatewayError.WrongTotal
        : now > paidAt.AddDays(365) ? GatewayError.TooOld
        : RefundedFen + refundFen > TotalFen ? GatewayError.TooMuch
        : Refunds >= 50 ? GatewayError.TooMany
        : now < LastRefundAt + apart ? GatewayError.TooSoon
        : null;

    /// <summary>The body of a query's answer, and what a payment notice holds encrypted.</summary>
    public JsonObject ToJson(GatewayKeys keys)
    {
        var amount = new JsonObject { ["total"] = TotalFen, ["currency"] = "CNY" };
        var json = new JsonObject
        {
            ["mchid"] = keys.Mchid, ["appid"] = keys.Appid, ["out_trade_no"] = OutTradeNo,
            ["trade_state"] = TradeState, ["trade_state_desc"] = StateInWords, ["attach"] = Attach ?? "", ["amount"] = amount,
        };
        if (PaidAt is not { } paidAt) return json;
        json["transaction_id"] = TransactionId;
        json["trade_type"] = TradeType;
        json["bank_type"] = "OTHERS";
        json["success_time"] = Rfc3339(paidAt);
        json["payer"] = new JsonObject { ["openid"] = Payer ?? Somebody };
        amount["payer_total"] = TotalFen;
        amount["payer_currency"] = "CNY";
        return json;
    }

    /// <summary>What was paid in one go: the query's answer, and what its notice holds encrypted.</summary>
    public JsonObject ToJson(GatewayKeys keys, IReadOnlyList<GatewayOrder> parts)
    {
        var orders = new JsonArray();
        foreach (var part in parts)
        {
            var amount = new JsonObject { ["total_amount"] = part.TotalFen, ["currency"] = "CNY" };
            var one = new JsonObject { ["mchid"] = keys.Mchid, ["out_trade_no"] = part.OutTradeNo, ["trade_state"] = part.TradeState, ["trade_type"] = TradeType, ["attach"] = part.Attach ?? "", ["amount"] = amount };
            if (part.PaidAt is { } at)
            {
                (one["transaction_id"], one["bank_type"], one["success_time"]) = (part.TransactionId, "OTHERS", Rfc3339(at));
                (amount["payer_amount"], amount["payer_currency"]) = (part.TotalFen, "CNY");
            }
            orders.Add(one);
        }
        return new()
        {
            ["combine_appid"] = keys.Appid, ["combine_mchid"] = keys.Mchid, ["combine_out_trade_no"] = OutTradeNo,
            ["combine_payer_info"] = new JsonObject { ["openid"] = Payer ?? Somebody }, ["sub_orders"] = orders,
        };
    }

    public static string Number(string prefix, DateTimeOffset at, long id) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{BusinessDay.Local(at):yyyyMMdd}{id:D16}");

    public static string Rfc3339(DateTimeOffset at) => BusinessDay.Local(at).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}

sealed record GatewayRefund(long Id, string OutRefundNo, string OutTradeNo, string TradeType, string? Payer, long OrderId, DateTimeOffset PaidAt, long TotalFen, long RefundFen, string? Reason,
    string? NotifyUrl, DateTimeOffset CreatedAt, DateTimeOffset? SettlesAt, DateTimeOffset? EndedAt, string Status, int Tries)
{
    public string RefundId => GatewayOrder.Number("5030", CreatedAt, Id);

    /// <summary>The body of an answer; a notice's resource says refund_status, names the merchant and leaves out what only an answer has.</summary>
    public JsonObject ToJson(GatewayKeys keys, bool forNotice = false)
    {
        var json = new JsonObject
        {
            ["refund_id"] = RefundId, ["out_refund_no"] = OutRefundNo, ["out_trade_no"] = OutTradeNo,
            ["transaction_id"] = GatewayOrder.Number("4200", PaidAt, OrderId), ["user_received_account"] = "支付用户零钱",
            ["amount"] = new JsonObject { ["total"] = TotalFen, ["refund"] = RefundFen, ["payer_total"] = TotalFen, ["payer_refund"] = RefundFen },
        };
        if (Status == "SUCCESS" && EndedAt is { } ended) json["success_time"] = GatewayOrder.Rfc3339(ended);
        if (forNotice)
        {
            json["mchid"] = keys.Mchid;
            json["refund_status"] = Status;
            return json;
        }
        json["status"] = Status;
        json["channel"] = "ORIGINAL";
        json["create_time"] = GatewayOrder.Rfc3339(CreatedAt);
        json["amount"]!["currency"] = "CNY";
        return json;
    }
}
