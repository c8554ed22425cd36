// Whose an order is, as an id alone: the way from an order to what the law keeps of somebody who has left.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowOrderOwner
{
    public sealed record Ask(Visitor By, OrderId OrderId);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal Missing = Order.Missing;

    public static async Task<Outcome<PersonId>> Handle(HaoLinDb db, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return NotAllowed;
        return await db.Set<Order>().AsNoTracking().Where(o => o.Id == ask.OrderId).Select(o => (PersonId?)o.PersonId).FirstOrDefaultAsync() is { } person ? person : Missing;
    }
}
