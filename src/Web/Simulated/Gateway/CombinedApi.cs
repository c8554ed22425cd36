// The part of the gateway's API by which several orders are paid in one go (合单支付), as wechatpay.im/openapi/v3/combine-transactions has it.
using System.Globalization;
using System.Text.Json.Nodes;

namespace HaoLin.Web.Simulated.Gateway;

sealed partial class GatewayApi
{
    const int PartsMax = 50;

    void MapCombined(WebApplication app, Uri address)
    {
        app.MapPost("/v3/combine-transactions/native", http => Serve(http, body => PrepayCombined(body, "NATIVE", null, order => new JsonObject { ["code_url"] = new Uri(address, "/pay/" + order.Token).AbsoluteUri })));
        app.MapPost("/v3/combine-transactions/h5", http => Serve(http, body => FromBrowser(body) is { } error ? error : PrepayCombined(body, "MWEB", null, order => H5Url(order, address))));
        app.MapPost("/v3/combine-transactions/jsapi", http => Serve(http, body => body?["combine_payer_info"] is JsonObject payer && WeChatInside.Knows(Text(payer, "openid"), keys)
            ? PrepayCombined(body, "JSAPI", Text(payer, "openid"), order => new JsonObject { ["prepay_id"] = WeChatInside.PrepayId(order) })
            : GatewayError.Parameter("无效的openid")));
        app.MapGet("/v3/combine-transactions/out-trade-no/{no}", http => Serve(http, _ => books.Combined(Route(http)) is var (whole, parts) ? new Reply(200, whole.ToJson(keys, parts)) : GatewayError.NoSuchOrder));
        app.MapPost("/v3/combine-transactions/out-trade-no/{no}/close", http => Serve(http, body => CloseCombined(http, body)));
    }

    Reply PrepayCombined(JsonObject? ask, string tradeType, string? payer, Func<GatewayOrder, JsonObject> answer)
    {
        if (ask is null) return GatewayError.Parameter("请求不是 JSON 对象");
        var (no, url) = (Text(ask, "combine_out_trade_no"), Text(ask, "notify_url"));
        if (Text(ask, "combine_mchid") != keys.Mchid || Text(ask, "combine_appid") != keys.Appid) return GatewayError.OtherMerchant;
        if (!OrderNumber().IsMatch(no ?? "")) return GatewayError.Parameter("combine_out_trade_no 须为 6-32 位数字、字母或 _-|*");
        if (!IsNotifyUrl(url)) return GatewayError.Parameter("notify_url 须为可直接访问且不带参数的地址");
        if (ask["sub_orders"] is not JsonArray { Count: >= 2 and <= PartsMax } asked) return GatewayError.Parameter("sub_orders 须有 2-50 单");
        var parts = new List<PlacePart>();
        foreach (var one in asked)
        {
            if (one is not JsonObject part || Text(part, "mchid") != keys.Mchid) return GatewayError.OtherMerchant;
            if (Text(part, "out_trade_no") is not { } number || !OrderNumber().IsMatch(number) || Text(part, "attach") is not { Length: > 0 and <= 128 } || Text(part, "description") is not { Length: > 0 and <= 127 })
                return GatewayError.Parameter("sub_orders 的 out_trade_no、attach、description 须按要求填写");
            var amount = part["amount"] as JsonObject;
            if ((long?)amount?["total_amount"] is not ({ } fen and >= 1 and <= 100_000_000_00) || (Text(amount!, "currency") ?? "CNY") != "CNY") return GatewayError.Parameter("amount 须为正整数分，币种 CNY");
            parts.Add(new(number, Text(part, "description")!, fen, Text(part, "attach")));
        }
        if (parts.DistinctBy(p => p.OutTradeNo).Count() < parts.Count) return GatewayError.Parameter("sub_orders 的 out_trade_no 不能重复");
        var expires = Text(ask, "time_expire") is { } at ? DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) : (DateTimeOffset?)null;
        var (order, error) = books.PlaceCombined(new(no!, $"{parts[0].Description}等 {parts.Count} 单", parts.Sum(p => p.TotalFen), tradeType, payer, null, url!, expires), parts, clock.GetUtcNow());
        return error is not null ? error : new Reply(200, answer(order!));
    }

    Reply CloseCombined(HttpContext http, JsonObject? ask)
    {
        if (ask is null || Text(ask, "combine_appid") != keys.Appid) return GatewayError.Parameter("combine_appid 不匹配");
        string[] parts = [.. (ask["sub_orders"] as JsonArray ?? []).OfType<JsonObject>().Where(o => Text(o, "mchid") == keys.Mchid).Select(o => Text(o, "out_trade_no") ?? "")];
        return books.CloseCombined(Route(http), parts, clock.GetUtcNow()) is { } error ? error : new Reply(204, null);
    }
}
