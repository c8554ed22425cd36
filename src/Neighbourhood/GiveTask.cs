// The house gives a leader something to do, with a deadline; the same task is given once.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class GiveTask
{
    public sealed record Ask(PersonId LeaderId, string Kind, Guid Subject, string Text, string Link, DateTimeOffset DueAt);

    public static readonly Refusal WrongLink = SendMessage.WrongLink;

    public static Outcome<LeaderTask> Decide(Ask ask, DateTimeOffset now)
    {
        if (ask.Link is not ['/', ..] || ask.Link is ['/', '/' or '\\', ..]) return WrongLink;
        return Texts.Required(ask.Text, 200).Match<Outcome<LeaderTask>>(
            text => new LeaderTask
            {
                Id = Ids.NewGuid(now), LeaderId = ask.LeaderId, Kind = ask.Kind, Subject = ask.Subject, Text = text, Link = ask.Link, CreatedAt = now, DueAt = ask.DueAt,
            },
            refused => refused.With("text"));
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var decided = Decide(ask, work.Now);
        if (decided.Refused) return decided.Refusal!;
        var t = decided.Value;
        await work.Db.Database.ExecuteSqlAsync($"""
            INSERT INTO leader_task (id, leader_id, kind, subject, text, link, created_at, due_at)
            VALUES ({t.Id}, {t.LeaderId.Value}, {t.Kind}, {t.Subject}, {t.Text}, {t.Link}, {t.CreatedAt.UtcTicks}, {t.DueAt.UtcTicks})
            ON CONFLICT (leader_id, kind, subject) DO NOTHING
            """);
        work.Stir(ask.LeaderId.Value);
        return Done.Deed;
    }
}
