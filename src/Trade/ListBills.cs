// Headquarters' days of reconciliation: each day's bill, what it sums to, and how many of its lines are of each colour.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListBills
{
    public const int RowsMax = 14;

    public sealed record Ask(Visitor By, Cursor? After = null);

    public sealed record Answer(IReadOnlyList<Item> Items, string? Next) : IPaged;

    /// <param name="Colour">The worst of the day: red, blue, yellow or green; "waiting" while there is no bill.</param>
    /// <param name="Problem">Why there is none: not-there, wrong-hash, unreadable, silent or refused.</param>
    /// <param name="FeesFen">What the gateway kept.</param>
    public sealed record Item(DateOnly Day, string Colour, string? Problem, DateTimeOffset? FetchedAt, DateTimeOffset AskAt, int Payments, long PaidFen, int Refunds, long RefundedFen, long FeesFen, int Green, int Yellow, int Red, int Blue)
    {
        public bool NeedsSomebody => Red > 0 || Blue > 0 || Problem is Bill.WrongHash or Bill.Unreadable or Bill.Refused;
    }

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var bills = db.Set<Bill>().AsNoTracking();
        if (ask.After is { } after) bills = bills.Where(b => b.BeginsAt < after.At);
        var found = await bills.OrderByDescending(b => b.BeginsAt).Take(RowsMax + 1).ToListAsync();
        var page = found.Count > RowsMax ? found[..RowsMax] : found;
        return new Answer(await Of(db, page), found.Count > RowsMax ? new Cursor(page[^1].BeginsAt, Guid.Empty).ToString() : null);
    }

    /// <param name="page">The latest first.</param>
    internal static async Task<IReadOnlyList<Item>> Of(HaoLinDb db, IReadOnlyList<Bill> page)
    {
        if (page.Count == 0) return [];
        var counts = await Reconciled.Count(db, page[^1].Day, page[0].Day);
        return [.. page.Select(bill =>
        {
            int Of(string colour) => counts[bill.Day].Where(t => Reconciled.ColourOf(t.Why) == colour).Sum(t => t.Lines);
            var (green, yellow, red, blue) = (Of(Reconciled.Green), Of(Reconciled.Yellow), Of(Reconciled.Red), Of(Reconciled.Blue));
            var colour = bill.FetchedAt is null ? "waiting" : red > 0 ? Reconciled.Red : blue > 0 ? Reconciled.Blue : yellow > 0 ? Reconciled.Yellow : Reconciled.Green;
            return new Item(bill.Day, colour, bill.Problem, bill.FetchedAt, bill.AskAt, bill.Payments, bill.Paid.Fen, bill.Refunds, bill.Refunded.Fen, bill.Fees.Fen, green, yellow, red, blue);
        })];
    }
}
