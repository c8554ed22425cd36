// What the leader's scanner opens: the order behind a pickup code, and why it may not be handed over, if it may not.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowAtDesk
{
    /// <param name="Code">Eight digits, blanks ignored.</param>
    public sealed record Ask(Visitor By, string Code);

    /// <param name="WhyNot">Null when it may be handed over now.</param>
    public sealed record Answer(ShowOrder.Answer Order, Refusal? WhyNot);

    public static readonly Refusal NoSuchCode = HandOver.NoSuchCode;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.HasDesk) return Visitor.NotAllowed;
        var code = Phone.AsciiDigits(ask.Code);
        // What cannot be a code does not reach the database.
        var order = code.Length == 0 || !code.All(char.IsAsciiDigit) ? null : await db.Set<Order>().AsNoTracking().Include(o => o.Lines).FirstOrDefaultAsync(o => o.PickupCode == code);
        var deal = order is null ? null : await db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == order.DealId);
        // Another leader's order and no order at all are answered alike.
        if (order is null || !deal!.MayHandOver(ask.By)) return NoSuchCode;
        return new Answer(FindAtDesk.AsSeenBy(ask.By, deal.LeaderId, (await ShowOrder.Of(db, sealing, [order]))[0]), HandOver.Decide(deal, order));
    }
}
