// A person has seen their messages up to an instant; what came after stays unread.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class MarkMessagesRead
{
    /// <param name="UpTo">The instant of the newest message that was shown.</param>
    public sealed record Ask(Visitor By, DateTimeOffset UpTo);

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var marked = await work.Db.Set<Message>().Where(m => m.PersonId == ask.By.Person && m.ReadAt == null && m.At <= ask.UpTo)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.ReadAt, work.Now));
        if (marked > 0) work.Stir(ask.By.Person.Value);
        return Done.Deed;
    }
}
