// What is asked of the gateway about a payment that was begun, whether it is made alone or together with others (合单).
using HaoLin.Kernel;
using HaoLin.Trade.WeChatPay;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

static class PaymentAtGateway
{
    public enum Closing { Closed, WasPaid, NotKnown }

    /// <summary>What the gateway says of this one.</summary>
    public static Task<GatewayAnswer<WeChatPayTransaction>> Ask(WeChatPayClient gateway, Payment payment, CancellationToken stop = default) => payment.CombinedId is { } combined
        ? gateway.QueryCombined(combined.OutTradeNo, payment.Id.OutTradeNo, stop)
        : gateway.QueryByOutTradeNo(payment.Id.OutTradeNo, stop);

    /// <summary>Closes it there, and then here, with all that would be paid together with it: no money can come on them any more.</summary>
    /// <param name="replaced">The resident pays another way instead.</param>
    public static async Task<Closing> Close(Store store, WeChatPayClient gateway, Payment payment, bool replaced = false, CancellationToken stop = default)
    {
        PaymentId[] all = payment.CombinedId is null ? [payment.Id] : await store.Read(db => db.Set<Payment>().Where(p => p.CombinedId == payment.CombinedId).OrderBy(p => p.Id).Select(p => p.Id).ToArrayAsync());
        var answer = payment.CombinedId is not { } combined ? await gateway.Close(payment.Id.OutTradeNo, stop)
            : Break.Is("together-close") ? new GatewayAnswer<OrderClosed>.Done(new(combined.OutTradeNo))
            : await gateway.CloseCombined(combined.OutTradeNo, [.. all.Select(id => id.OutTradeNo)], stop);
        switch (answer)
        {
            case GatewayAnswer<OrderClosed>.Refused(var code, _) when WeChatPayCodes.AlreadyPaid(code): return Closing.WasPaid;
            case GatewayAnswer<OrderClosed>.Done:
            case GatewayAnswer<OrderClosed>.Refused(var code, _) when WeChatPayCodes.AlreadyClosed(code) || WeChatPayCodes.NoSuchOrder(code):
                await MarkClosed(store, all, replaced);
                return Closing.Closed;
            default: return Closing.NotKnown;
        }
    }

    /// <summary>The gateway has said that they are closed.</summary>
    public static Task MarkClosed(Store store, PaymentId[] ids, bool replaced = false) => store.Write(async work =>
    {
        foreach (var id in ids)
        {
            var closed = await work.Db.Set<Payment>().Where(p => p.Id == id && p.PaidAt == null && p.ClosedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.ClosedAt, work.Now).SetProperty(p => p.ReplacedAt, p => replaced ? work.Now : p.ReplacedAt));
            await work.Db.Set<Payment>().Where(p => p.Id == id && p.PaidAt == null).ExecuteUpdateAsync(set => set.SetProperty(p => p.AskAt, (DateTimeOffset?)null));
            if (closed == 1) await Coupon.Free(work, id);
        }
    });
}
