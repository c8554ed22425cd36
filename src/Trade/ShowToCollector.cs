// What whoever collects for a neighbour sees behind the forwarded link: where, when, what and the code; nothing else of that neighbour.
using System.Security.Cryptography;
using System.Text;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowToCollector
{
    /// <param name="Path">As it was forwarded.</param>
    public sealed record Ask(OrderId OrderId, string Path);

    /// <param name="For">The neighbour's name as neighbours see it.</param>
    /// <param name="PickupCode">Null once the order was collected or is not to be.</param>
    public sealed record Answer(string For, string Collector, string State, IReadOnlyList<ShowOrder.Line> Lines, string? PickupCode, string PickupPoint, string PickupDirections, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil, DateTimeOffset? HandedOverAt, string LeaderName);

    public static readonly Refusal Gone = new("trade.collector-gone", 404, "这个代取链接不能用了，请再问问请您代取的邻居", "This link is not good any more; ask the neighbour who sent it.");

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var order = await db.Set<Order>().AsNoTracking().Include(o => o.Lines).FirstOrDefaultAsync(o => o.Id == ask.OrderId);
        var row = order is null ? null : await db.Set<Collector>().AsNoTracking().FirstOrDefaultAsync(c => c.OrderId == order.Id);
        // A wrong mark, another collector since, and no such order are answered alike.
        if (order is null || row is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(row.Path(sealing)), Encoding.UTF8.GetBytes(ask.Path))) return Gone;
        var seen = (await ShowOrder.Of(db, sealing, [order]))[0];
        return new Answer(Person.Masked(seen.Name), seen.Collector?.Name ?? "", seen.State, [.. seen.Lines.Select(l => l with { PriceFen = 0, RefundedFen = 0 })], order.AwaitsHandOver ? seen.PickupCode : null,
            seen.PickupPoint, seen.PickupDirections, seen.PickupFrom, seen.PickupUntil, seen.HandedOverAt, seen.LeaderName);
    }
}
