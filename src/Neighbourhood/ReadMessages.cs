// A person's messages, newest first.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ReadMessages
{
    /// <param name="After">The cursor of the page before.</param>
    public sealed record Ask(Visitor By, string? After = null, int Limit = 30);

    /// <param name="Next">The cursor of the next page, or null at the end.</param>
    public sealed record Answer(IReadOnlyList<Message> Items, int Unread, string? Next) : IPaged;

    const int LimitMax = 100;

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask)
    {
        var limit = Math.Clamp(ask.Limit, 1, LimitMax);
        var mine = db.Set<Message>().AsNoTracking().Where(m => m.PersonId == ask.By.Person);
        var unread = await mine.CountAsync(m => m.ReadAt == null);
        if (Cursor.Read(ask.After) is { } after)
            mine = mine.Where(m => m.At < after.At || (m.At == after.At && m.Id.CompareTo(after.Id) < 0));
        var found = await mine.OrderByDescending(m => m.At).ThenByDescending(m => m.Id).Take(limit + 1).ToListAsync();
        return found.Count <= limit ? new(found, unread, null) : new(found[..limit], unread, new Cursor(found[limit - 1].At, found[limit - 1].Id).ToString());
    }
}
