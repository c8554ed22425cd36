// What credit headquarters gave for an order: how much, why, and whether it can still be taken back.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ReadOrderCredit
{
    public sealed record Ask(Visitor By, OrderId OrderId);

    /// <param name="GivenFen">For this order, what was taken back not counted.</param>
    /// <param name="MostFen">So much more may be given for it.</param>
    /// <param name="Items">The newest first.</param>
    public sealed record Answer(long GivenFen, long MostFen, IReadOnlyList<Item> Items);

    /// <param name="TakenBack">It was given by mistake, and is theirs no more.</param>
    public sealed record Item(Guid Id, DateTimeOffset At, long AmountFen, string Reason, bool TakenBack);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var order = await db.Set<Order>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == ask.OrderId);
        if (order is null) return Order.Missing;
        var entries = await db.Set<CreditEntry>().AsNoTracking().Where(e => e.OrderId == order.Id && e.Kind != CreditEntry.Gone).ToListAsync();
        var taken = entries.Select(e => e.TakesBack).OfType<CreditEntryId>().ToHashSet();
        var given = Credit.Sum(entries.Select(e => e.Amount));
        return new Answer(given.Fen, order.PaidAt is null ? 0 : (order.Amount - given).Fen,
            [.. entries.Where(e => e.Kind == CreditEntry.Given).OrderByDescending(e => e.At).Select(e => new Item(e.Id.Value, e.At, e.Amount.Fen, e.Reason, taken.Contains(e.Id)))]);
    }
}
