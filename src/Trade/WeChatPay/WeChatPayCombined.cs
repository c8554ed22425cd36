// Several orders paid in one go (合单支付): the gateway takes one payment and keeps one transaction for each order, under the number we gave it.
using System.Net;
using HaoLin.Kernel;

namespace HaoLin.Trade.WeChatPay;

/// <summary>One order of several that are paid in one go, in whole fen.</summary>
public sealed record CombinedPart(string OutTradeNo, long AmountFen, string Description);

/// <summary>wechatpay.im/openapi/v3/combine-transactions/out-trade-no: what was paid in one go, as the query answers it and as a notice holds it encrypted.</summary>
sealed record CombinedTransaction(string CombineAppid, string CombineMchid, string CombineOutTradeNo, IReadOnlyList<CombinedOrder> SubOrders)
{
    /// <summary>Each order's own transaction, as if it had been paid alone.</summary>
    public IReadOnlyList<WeChatPayTransaction> Transactions => [.. SubOrders.Select(o => new WeChatPayTransaction(o.Mchid, CombineAppid, o.OutTradeNo, o.TradeState, o.TransactionId, null, o.TradeType,
        o.Amount is { } a ? new(a.TotalAmount, a.PayerAmount, a.Currency, a.PayerCurrency) : null, o.SuccessTime, o.Attach))];
}

sealed record CombinedOrder(string Mchid, string OutTradeNo, string TradeState, string? TransactionId = null, string? TradeType = null, CombinedAmount? Amount = null, DateTimeOffset? SuccessTime = null, string? Attach = null);

/// <summary>Whole fen, under other names than an order paid alone has.</summary>
sealed record CombinedAmount(long TotalAmount, long? PayerAmount = null, string? Currency = null, string? PayerCurrency = null);

sealed record CombinedRequest(string CombineAppid, string CombineMchid, string CombineOutTradeNo, IReadOnlyList<CombinedAskedOrder> SubOrders, DateTimeOffset TimeExpire, string NotifyUrl,
    SceneInfo? SceneInfo = null, Payer? CombinePayerInfo = null);

/// <param name="Attach">The platform wants it; what we know of the order we look up by its number.</param>
sealed record CombinedAskedOrder(string Mchid, string OutTradeNo, string Description, string Attach, CombinedAmount Amount);

sealed record CombinedCloseRequest(string CombineAppid, IReadOnlyList<CombinedClosedOrder> SubOrders);

sealed record CombinedClosedOrder(string Mchid, string OutTradeNo);

public sealed partial class WeChatPayClient
{
    /// <summary>
    /// POST /v3/combine-transactions/{native|h5|jsapi}, wechatpay.im/openapi/v3/combine-transactions: at most 50 orders; answers what the same kind answers for one.
    /// The payer pays for all of them or for none, and each is refunded under its own number as if it had been paid alone.
    /// </summary>
    /// <param name="payer">For "h5": the phone's address.</param>
    /// <param name="openId">For "jsapi": who pays.</param>
    public Task<GatewayAnswer<string>> PrepayCombined(
        string kind, string combineOutTradeNo, IReadOnlyList<CombinedPart> parts, DateTimeOffset timeExpire, IPAddress? payer, string? openId, CancellationToken cancel = default)
    {
        RequireNumber(combineOutTradeNo, 6, 32, "_-|*", nameof(combineOutTradeNo));
        ArgumentOutOfRangeException.ThrowIfLessThan(parts.Count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts.Count, 50);
        foreach (var part in parts) RequireOrder(part.OutTradeNo, part.AmountFen, part.Description);
        var ask = new CombinedRequest(settings.Appid, settings.Mchid, combineOutTradeNo,
            [.. parts.Select(p => new CombinedAskedOrder(settings.Mchid, p.OutTradeNo, Cut(p.Description, 127), "haolin", new(p.AmountFen, Currency: "CNY")))], InChina(timeExpire), settings.PaymentNotifyUrl.AbsoluteUri,
            payer is null ? null : new(payer.ToString(), new("Wap")), openId is null ? null : new(openId));
        return Ask(HttpMethod.Post, "/v3/combine-transactions/" + kind, Json(ask, WeChatPayJson.Default.CombinedRequest), raw => kind switch
        {
            "native" => CodeUrl(raw),
            "h5" => H5Url(raw),
            "jsapi" => PrepayId(raw),
            _ => throw new ArgumentException("A payment is native, h5 or jsapi.", nameof(kind)),
        }, cancel);
    }

    /// <summary>GET /v3/combine-transactions/out-trade-no/{no}, wechatpay.im/openapi/v3/combine-transactions/out-trade-no: what became of one of the orders in it.</summary>
    public Task<GatewayAnswer<WeChatPayTransaction>> QueryCombined(string combineOutTradeNo, string outTradeNo, CancellationToken cancel = default)
    {
        RequireNumber(combineOutTradeNo, 6, 32, "_-|*", nameof(combineOutTradeNo));
        return Ask(HttpMethod.Get, CombinedPath(combineOutTradeNo), [],
            raw => WeChatPayJson.Read(raw, WeChatPayJson.Default.CombinedTransaction) is { } told && told.CombineOutTradeNo == combineOutTradeNo && told.CombineMchid == settings.Mchid
                ? told.Transactions.FirstOrDefault(t => t.OutTradeNo == outTradeNo && t.Mchid == settings.Mchid) : null, cancel);
    }

    /// <summary>POST …/{no}/close: the platform wants every order of it named, and answers 204 and nothing else.</summary>
    public Task<GatewayAnswer<OrderClosed>> CloseCombined(string combineOutTradeNo, IReadOnlyList<string> outTradeNos, CancellationToken cancel = default)
    {
        RequireNumber(combineOutTradeNo, 6, 32, "_-|*", nameof(combineOutTradeNo));
        var ask = new CombinedCloseRequest(settings.Appid, [.. outTradeNos.Select(no => new CombinedClosedOrder(settings.Mchid, no))]);
        return Ask(HttpMethod.Post, CombinedPath(combineOutTradeNo) + "/close", Json(ask, WeChatPayJson.Default.CombinedCloseRequest), raw => raw.IsEmpty ? new OrderClosed(combineOutTradeNo) : null, cancel);
    }

    static string CombinedPath(string combineOutTradeNo) => "/v3/combine-transactions/out-trade-no/" + Uri.EscapeDataString(combineOutTradeNo);
}
