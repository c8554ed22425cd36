// Where the gateway's signed notices arrive: answered only after what they say is committed.
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class PaymentNotices
{
    public const string PaymentPath = "/pay/notices/payment";
    public const string RefundPath = "/pay/notices/refund";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(PaymentPath, Hear).ExcludeFromDescription();
        app.MapPost(RefundPath, Hear).ExcludeFromDescription();
    }

    static async Task Hear(HttpContext http, Store store, WeChatPaySettings settings, TimeProvider clock)
    {
        if (http.Request.ContentLength > WeChatPayNotice.MaxBodyBytes) { await Respond.Refuse(http, WeChatPayNotice.TooLarge); return; }
        using var raw = new MemoryStream();
        var buffer = new byte[8192];
        for (int read; (read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0;)
        {
            raw.Write(buffer, 0, read);
            if (raw.Length > WeChatPayNotice.MaxBodyBytes) { await Respond.Refuse(http, WeChatPayNotice.TooLarge); return; }
        }
        var seal = WeChatPaySeal.From(name => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null);
        var notice = WeChatPayNotice.Read(seal, raw.ToArray(), settings, clock.GetUtcNow());
        if (Break.Is("notice-before-commit")) await AnswerTooEarly(http);
        var outcome = notice switch
        {
            WeChatPayNotice.Payment(_, _, var told) => await store.Write(work => SettlePayment.Handle(work, new(told))),
            WeChatPayNotice.Payments(_, _, var told) => await Settle(store, told),
            WeChatPayNotice.Refund(_, _, var told) => await store.Write(work => SettleRefund.Handle(work, new(told.OutRefundNo, told.Status, told.Amount.Refund))),
            WeChatPayNotice.Refused(var why) => why,
            _ => Done.Deed,
        };
        // 204 tells the gateway that it need not come again; anything else makes it repeat the notice.
        if (http.Response.HasStarted) return;
        if (outcome.Refused) await Respond.Refuse(http, outcome.Refusal!);
        else http.Response.StatusCode = 204;
    }

    /// <summary>Each order alone, as it is paid alone: one that is not believed keeps nobody else's from counting, and the gateway tells all of them again.</summary>
    static async Task<Outcome<Done>> Settle(Store store, IReadOnlyList<WeChatPayTransaction> told)
    {
        Outcome<Done> all = Done.Deed;
        foreach (var one in told)
            if (await store.Write(work => SettlePayment.Handle(work, new(one))) is { Refused: true } not) all = not;
        return all;
    }

    static async Task AnswerTooEarly(HttpContext http)
    {
        http.Response.StatusCode = 204;
        await http.Response.CompleteAsync();
        await Task.Delay(200);
    }
}
