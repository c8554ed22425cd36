// Whether the neighbour of an order counts for a household by themselves; never which door it is.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowHousehold
{
    public sealed record Ask(Visitor By, OrderId OrderId);

    /// <param name="Known">They have said a door, or their leader has said it for them.</param>
    /// <param name="Separate">Two families live behind it, and this one counts for itself.</param>
    public sealed record Answer(bool Known, bool Separate);

    public static readonly Refusal Missing = Order.Missing;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Ask ask)
    {
        var order = await db.Set<Order>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == ask.OrderId);
        if (order is null || !(await db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == order.DealId)).IsLedBy(ask.By)) return Missing;
        var home = await CountSeparately.HomeOf(db.Set<Home>().AsNoTracking(), db, order);
        return new Answer(home is not null, home is { Separate: true });
    }
}
