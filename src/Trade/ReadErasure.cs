// What would become of an account that is closed now: what stands in the way, and what the law keeps until when.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ReadErasure
{
    public sealed record Ask(Visitor By);

    /// <param name="PaidOrders">So many stay, with goods, money and times, without a name that anybody can read.</param>
    /// <param name="KeptUntil">Until when name and phone stay sealed for the law; null when nothing has to.</param>
    /// <param name="CreditFen">Credit that would be gone.</param>
    public sealed record Answer(int PaidOrders, DateTimeOffset? KeptUntil, long CreditFen);

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask)
    {
        var mine = db.Set<Order>().AsNoTracking().Where(o => o.PersonId == ask.By.Person);
        return new(await mine.CountAsync(o => o.PaidAt != null), (await EraseMyself.Ended(mine))?.AddYears(Retained.Years), (await Credit.Of(db, ask.By.Person)).Fen);
    }
}
