// A leader ticks off a task.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class FinishTask
{
    public sealed record Ask(Visitor By, Guid TaskId);

    public static readonly Refusal Unknown = new("task.unknown", 404, "没有找到这个任务", "There is no such task.");

    /// <summary>Somebody else's task answers as if it were not there; finishing twice is harmless.</summary>
    public static Outcome<Done> Decide(LeaderTask? task, Ask ask, DateTimeOffset now)
    {
        if (task is null || task.LeaderId != ask.By.Person) return Unknown;
        task.DoneAt ??= now;
        return Done.Deed;
    }

    /// <summary>What a task was about is done: whoever did it, the leader need not tick it off.</summary>
    public static async Task About(Work work, PersonId leader, string kind, Guid subject)
    {
        await work.Db.Set<LeaderTask>().Where(t => t.LeaderId == leader && t.Kind == kind && t.Subject == subject && t.DoneAt == null).ExecuteUpdateAsync(set => set.SetProperty(t => t.DoneAt, work.Now));
        work.Stir(leader.Value);
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var decided = Decide(await work.Db.Set<LeaderTask>().FirstOrDefaultAsync(t => t.Id == ask.TaskId), ask, work.Now);
        if (!decided.Refused) work.Stir(ask.By.Person.Value);
        return decided;
    }
}
