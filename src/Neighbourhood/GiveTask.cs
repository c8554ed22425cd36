// The house gives a leader something to do, with a deadline; given again, the task that is still open takes the new words and time.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class GiveTask
{
    /// <param name="Kind">What is to be done, for example "receive"; with the subject it names the task.</param>
    /// <param name="Link">Where it is done, a path of our own.</param>
    public sealed record Ask(PersonId LeaderId, string Kind, Guid Subject, string Text, string Link, DateTimeOffset DueAt);

    public static async Task Handle(Work work, Ask ask)
    {
        await work.Db.Database.ExecuteSqlAsync($"""
            INSERT INTO leader_task (id, leader_id, kind, subject, text, link, created_at, due_at)
            VALUES ({Ids.NewGuid(work.Now)}, {ask.LeaderId.Value}, {ask.Kind}, {ask.Subject}, {ask.Text}, {OwnLink.Required(ask.Link)}, {work.Now.UtcTicks}, {ask.DueAt.UtcTicks})
            ON CONFLICT (leader_id, kind, subject) DO UPDATE SET text = excluded.text, due_at = excluded.due_at WHERE leader_task.done_at IS NULL
            """);
        work.Stir(ask.LeaderId.Value);
    }
}
