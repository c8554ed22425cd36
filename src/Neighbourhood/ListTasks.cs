// A leader's tasks: what is open by deadline, then what was done since a given instant.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ListTasks
{
    /// <param name="DoneSince">Tasks done before this are not shown, for example this morning.</param>
    public sealed record Ask(Visitor By, DateTimeOffset DoneSince);

    public sealed record Answer(IReadOnlyList<LeaderTask> Open, IReadOnlyList<LeaderTask> Finished);

    const int Max = 100;

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask)
    {
        var mine = db.Set<LeaderTask>().AsNoTracking().Where(t => t.LeaderId == ask.By.Person);
        var open = await mine.Where(t => t.DoneAt == null).OrderBy(t => t.DueAt).ThenBy(t => t.Id).Take(Max).ToListAsync();
        var finished = await mine.Where(t => t.DoneAt >= ask.DoneSince).OrderByDescending(t => t.DoneAt).Take(Max).ToListAsync();
        return new(open, finished);
    }
}
