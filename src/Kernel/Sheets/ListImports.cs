// What somebody has imported lately, so that one who closed the page finds their import again.
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Kernel.Sheets;

public static class ListImports
{
    public sealed record Ask(Guid Person);

    public sealed record Answer(IReadOnlyList<Import> Items);

    const int ItemsMax = 10;

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask) =>
        new(await db.Set<Import>().AsNoTracking().Where(i => i.PersonId == ask.Person).OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Take(ItemsMax).ToListAsync());
}
