// One day of reconciliation, line by line: what the gateway says, what the books say, the colour and the reason.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ShowBill
{
    public const int RowsMax = 100;

    /// <param name="All">Also the lines on which both agree.</param>
    public sealed record Ask(Visitor By, DateOnly Day, bool All = false, Cursor? After = null);

    public sealed record Answer(ListBills.Item Bill, IReadOnlyList<Line> Items, string? Next) : IPaged;

    /// <param name="Kind">"payment" or "refund".</param>
    /// <param name="Number">By which the gateway knows it: out_trade_no or out_refund_no.</param>
    /// <param name="Why">agrees (green); waits (yellow); missing, amount or fee (red); unknown or unheard (blue).</param>
    public sealed record Line(string Kind, string Number, Guid? OrderId, long? OursFen, long? TheirsFen, long? FeeFen, string Colour, string Why, DateTimeOffset At);

    public static readonly Refusal NoBill = new("trade.bill-missing", 404, "没有这一天的对账", "There is no reconciliation of that day.");

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (await db.Set<Bill>().AsNoTracking().FirstOrDefaultAsync(b => b.Day == ask.Day) is not { } bill) return NoBill;
        var found = await Reconciled.Lines(db, ask.Day, ask.All, ask.After, RowsMax + 1);
        var page = found.Count > RowsMax ? found[..RowsMax] : found;
        return new Answer((await ListBills.Of(db, [bill]))[0], [.. page.Select(Of)], found.Count > RowsMax ? After(page[^1]).ToString() : null);
    }

    internal static Cursor After(Reconciled.Row last) => new(new(last.At, TimeSpan.Zero), last.Id);

    internal static Line Of(Reconciled.Row row) => new(row.Kind, row.Number ?? row.Id.ToString("N"), row.OrderId, row.Ours, row.Theirs, row.Fee, Reconciled.ColourOf(row.Why), row.Why, new(row.At, TimeSpan.Zero));
}
