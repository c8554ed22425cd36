// What somebody has imported lately, so that one who closed the page finds their import again.
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Kernel.Sheets;

public static class ListImports
{
    public sealed record Ask(Guid Person, Cursor? After = null, int Rows = 10);

    public sealed record Answer(IReadOnlyList<Import> Items, string? Next) : IPaged;

    const int RowsMax = 100;

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask)
    {
        var imports = db.Set<Import>().AsNoTracking().Where(i => i.PersonId == ask.Person);
        if (ask.After is { } after) imports = imports.Where(i => i.CreatedAt < after.At || (i.CreatedAt == after.At && ((Guid)(object)i.Id).CompareTo(after.Id) < 0));
        var rows = Math.Clamp(ask.Rows, 1, RowsMax);
        var found = await imports.OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Take(rows + 1).ToListAsync();
        return new([.. found.Take(rows)], found.Count > rows ? new Cursor(found[rows - 1].CreatedAt, found[rows - 1].Id.Value).ToString() : null);
    }
}
