// Headquarters' view of deals: who leads them, how far they are, what was paid.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class OverviewDeals
{
    public const int DealsMax = 200;

    /// <param name="State">draft, scheduled, open, cut-off, completed or cancelled; null is all.</param>
    /// <param name="Words">Part of a title.</param>
    /// <param name="Rows">How many a page has.</param>
    public sealed record Ask(Visitor By, DealState? State, string? Words, Cursor? After = null, int Rows = DealsMax);

    /// <param name="Items">Those that are cut off last first.</param>
    public sealed record Answer(IReadOnlyList<Row> Items, string? Next) : IPaged;

    /// <param name="Orders">Standing orders.</param>
    public sealed record Row(Guid Id, string Title, string Leader, DealState State, DateTimeOffset CutOffAt, DateOnly ArrivesOn, int Orders, int Paid, int HandedOver, long PaidFen, DateOnly? PromisedOn = null);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var deals = db.Set<Deal>().AsNoTracking();
        deals = ask.State switch
        {
            DealState.Draft => deals.Where(d => d.OpenedAt == null && d.ScheduledAt == null && d.CancelledAt == null),
            DealState.Scheduled => deals.Where(d => d.ScheduledAt != null && d.OpenedAt == null && d.CancelledAt == null),
            DealState.Open => deals.Where(d => d.OpenedAt != null && d.CutOffAt == null && d.CancelledAt == null),
            DealState.CutOff => deals.Where(d => d.CutOffAt != null && d.CompletedAt == null && d.CancelledAt == null),
            DealState.Completed => deals.Where(d => d.CompletedAt != null),
            DealState.Cancelled => deals.Where(d => d.CancelledAt != null),
            _ => deals,
        };
        // Text that no title may hold finds nothing, and must not reach the database.
        var words = Texts.Optional(ask.Words, DraftDeal.TitleLengthMax);
        if (words.Refused) return new Answer([], null);
        if (words.Value is { Length: > 0 } part) deals = deals.Where(d => d.Title.Contains(part));
        if (ask.After is { } after) deals = deals.Where(d => d.CutOffDue < after.At || (d.CutOffDue == after.At && ((Guid)(object)d.Id).CompareTo(after.Id) < 0));
        var rows = Math.Clamp(ask.Rows, 1, DealsMax);
        var found = await deals.OrderByDescending(d => d.CutOffDue).ThenByDescending(d => d.Id).Take(rows + 1).ToListAsync();
        var next = found.Count > rows ? new Cursor(found[rows - 1].CutOffDue, found[rows - 1].Id.Value).ToString() : null;
        found = [.. found.Take(rows)];
        var ids = found.Select(d => d.Id).ToArray();
        var counts = (await db.Set<Order>().Where(o => ids.Contains(o.DealId) && o.CancelledAt == null && o.LapsedAt == null).GroupBy(o => o.DealId)
            .Select(g => new { g.Key, Orders = g.Count(), Paid = g.Count(o => o.PaidAt != null), HandedOver = g.Count(o => o.HandedOverAt != null) }).ToListAsync()).ToDictionary(c => c.Key);
        var paid = await db.Set<Order>().Where(o => ids.Contains(o.DealId) && o.PaidAt != null && o.RefundAskedAt == null).Select(o => new { o.DealId, o.Amount, o.Refunded }).ToListAsync();
        var sums = paid.GroupBy(p => p.DealId).ToDictionary(g => g.Key, g => g.Sum(p => (p.Amount - p.Refunded).Fen));
        var leaders = found.Select(d => d.LeaderId).Distinct().ToArray();
        var names = await db.Set<Person>().AsNoTracking().Where(p => leaders.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name(sealing));
        return new Answer([.. found.Select(d =>
        {
            var count = counts.GetValueOrDefault(d.Id);
            return new Row(d.Id.Value, d.Title, names.GetValueOrDefault(d.LeaderId, ""), d.State, d.CutOffAt ?? d.CutOffDue, d.ArrivesOn,
                count?.Orders ?? 0, count?.Paid ?? 0, count?.HandedOver ?? 0, sums.GetValueOrDefault(d.Id), d.PromisedOn);
        })], next);
    }
}
