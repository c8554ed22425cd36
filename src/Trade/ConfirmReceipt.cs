// A neighbour says that they have their goods (我取到了), which also ends their own dispute.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ConfirmReceipt
{
    public sealed record Ask(PersonId By, OrderId OrderId);

    public static readonly Refusal NotHandedOver = new("trade.receipt-not-handed-over", 409, "取货台还没有记这一单取走", "The desk has not recorded this order as handed over.");

    /// <summary>Said twice it is said once; null is yes.</summary>
    public static Refusal? Decide(Order order, HandOverRow? handOver) => order.State == "handed-over" && handOver is not null ? null : NotHandedOver;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (await Order.Lock(work, ask.OrderId) is not { } order || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
        var (handOver, receipt) = await Receipt.Of(work, order.Id);
        if (Decide(order, handOver) is { } refusal) return refusal;
        if (receipt is null) work.Db.Add(receipt = new() { HandOverId = handOver!.Id, OrderId = order.Id });
        receipt.ReceivedAt ??= work.Now;
        if (receipt is { DisputedAt: not null, SettledAt: null })
        {
            receipt.SettledAt = work.Now;
            var leader = await work.Db.Set<Deal>().Where(d => d.Id == order.DealId).Select(d => d.LeaderId).FirstAsync();
            await FinishTask.About(work, leader, DisputeHandOver.TaskKind, receipt.HandOverId);
        }
        work.Stir(order.DealId.Value);
        return Done.Deed;
    }
}
