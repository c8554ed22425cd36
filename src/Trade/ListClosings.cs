// When the shop is shut or will be, the next first.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListClosings
{
    public const int RowsMax = 50;

    /// <param name="Since">Only those that end after this.</param>
    public sealed record Ask(DateTimeOffset Since, Cursor? After = null, int Rows = RowsMax);

    public sealed record Answer(IReadOnlyList<Item> Items, string? Next) : IPaged;

    /// <param name="DailyFrom">The minute of every day at which it shuts, in Asia/Shanghai; null for a closing by date.</param>
    /// <param name="DailyUntil">The minute at which it opens again, of the next day where that is not later.</param>
    public sealed record Item(Guid Id, DateTimeOffset From, DateTimeOffset Until, string Reason, int? DailyFrom = null, int? DailyUntil = null);

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask)
    {
        var closings = db.Set<Closing>().AsNoTracking().Where(c => c.LiftedAt == null && c.UntilAt > ask.Since);
        if (ask.After is { } after) closings = closings.Where(c => c.FromAt > after.At || (c.FromAt == after.At && ((Guid)(object)c.Id).CompareTo(after.Id) > 0));
        var rows = Math.Clamp(ask.Rows, 1, RowsMax);
        var found = await closings.OrderBy(c => c.FromAt).ThenBy(c => c.Id).Take(rows + 1).ToListAsync();
        return new([.. found.Take(rows).Select(c => new Item(c.Id.Value, c.FromAt, c.UntilAt, c.Reason, c.DailyFrom, c.DailyUntil))], found.Count > rows ? new Cursor(found[rows - 1].FromAt, found[rows - 1].Id.Value).ToString() : null);
    }
}
