// A neighbour who wants an order brought to the door says which door (写门牌), or another one, until it was brought.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class SayDoor
{
    public const int LengthMax = 60;

    public sealed record Ask(PersonId By, OrderId OrderId, string Door);

    public static readonly Refusal Blank = new("trade.door-blank", 422, "请写门牌，比如 5 栋 302", "Write which door: building and room.");
    public static readonly Refusal NotWanted = new("trade.door-not-wanted", 409, "这一单不是送货上门的，或者已经送完了", "This order is not to be brought to the door, or was brought already.");

    /// <param name="wanted">The order has the leader's way to the door in it, and it was not refunded.</param>
    public static Refusal? Decide(Order order, bool wanted) => order.Stands && order.RefundAskedAt is null && order.HandedOverAt is null && wanted ? null : NotWanted;

    public static async Task<Outcome<Done>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var door = Texts.Optional(ask.Door, LengthMax);
        if (door.Refused) return door.Refusal!.With("door");
        if (door.Value.Length == 0) return Blank.With("door");
        var order = await Order.Lock(work, ask.OrderId);
        if (order is null || !await order.IsOf(work.Db, ask.By)) return Order.Missing;
        var offers = order.Lines.Where(l => l.Left > 0).Select(l => l.OfferId).ToArray();
        if (Decide(order, await work.Db.Set<Offer>().AnyAsync(o => offers.Contains(o.Id) && o.IsDelivery)) is { } refusal) return refusal;
        var key = await work.Db.Set<Person>().Where(p => p.Id == order.PersonId).Select(p => p.KeyWrapped).FirstAsync();
        var said = sealing.Seal(key, door.Value);
        if (await work.Db.Set<Door>().FirstOrDefaultAsync(d => d.OrderId == order.Id) is { } before) (before.DoorSealed, before.SaidAt) = (said, work.Now);
        else work.Db.Add(new Door { OrderId = order.Id, DoorSealed = said, SaidAt = work.Now });
        work.Stir(order.DealId.Value);
        return Done.Deed;
    }
}
