// The numbered list (接龙) of a deal, newest first: masked names, goods and time, from real orders only.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowSequence
{
    public const int RowsMax = 100;

    /// <param name="Before">Only numbers below this one, for the next page.</param>
    public sealed record Ask(DealId DealId, int? Before, int Rows);

    /// <param name="Goods">枇杷 ×1,桑葚 ×2</param>
    public sealed record Row(int Sequence, string MaskedName, string Goods, DateTimeOffset At, bool Gift, bool Paid);

    public static async Task<IReadOnlyList<Row>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var before = ask.Before ?? int.MaxValue;
        var orders = await db.Set<Order>().AsNoTracking().Include(o => o.Lines)
            .Where(o => o.DealId == ask.DealId && o.CancelledAt == null && o.LapsedAt == null && o.Sequence < before)
            .OrderByDescending(o => o.Sequence).Take(Math.Clamp(ask.Rows, 1, RowsMax)).ToListAsync();
        var people = orders.Select(o => o.PersonId).Distinct().ToArray();
        var names = await db.Set<Person>().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => Person.Masked(p.Name(sealing)));
        var offers = await db.Set<Offer>().AsNoTracking().Where(o => o.DealId == ask.DealId).ToDictionaryAsync(o => o.Id);
        return [.. orders.Select(o => new Row(o.Sequence, names.GetValueOrDefault(o.PersonId, "*"), Goods(o.Lines, offers), o.PlacedAt,
            o.Lines.Any(l => offers[l.OfferId].IsGift), o.PaidAt is not null))];
    }

    /// <summary>The goods of an order in a few words, gifts marked; how they get home is nobody else's.</summary>
    public static string Goods(IEnumerable<OrderLine> lines, IReadOnlyDictionary<OfferId, Offer> offers) =>
        string.Join("，", lines.Where(l => l.Left > 0 && !offers[l.OfferId].IsDelivery).OrderBy(l => offers[l.OfferId].Position).Select(l => $"{(offers[l.OfferId].IsGift ? "赠 " : "")}{offers[l.OfferId].Name} ×{l.Left}"));
}
