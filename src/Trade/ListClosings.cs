// When the shop is shut or will be, the next first.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ListClosings
{
    /// <param name="Since">Only those that end after this.</param>
    public sealed record Ask(DateTimeOffset Since);

    public sealed record Answer(IReadOnlyList<Item> Items);

    public sealed record Item(Guid Id, DateTimeOffset From, DateTimeOffset Until, string Reason);

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask) =>
        new([.. (await db.Set<Closing>().AsNoTracking().Where(c => c.LiftedAt == null && c.UntilAt > ask.Since).OrderBy(c => c.FromAt).Take(50).ToListAsync()).Select(c => new Item(c.Id.Value, c.FromAt, c.UntilAt, c.Reason))]);
}
