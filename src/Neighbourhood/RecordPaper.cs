// Headquarters has looked at a paper of a leader, and writes down that it did and until when the paper counts.
using System.Globalization;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class RecordPaper
{
    /// <param name="Kind">One of <see cref="LeaderPaper.Kinds"/>.</param>
    /// <param name="ValidUntil">The last day on which it counts; null has no end.</param>
    public sealed record Ask(Visitor By, PersonId Leader, string? Kind, DateOnly? ValidUntil);

    public static readonly Refusal NoLeader = SetLeaderGrade.NoLeader;
    public static readonly Refusal UnknownKind = new("leader.unknown-paper", 422, "材料只有团长协议、身份核对、健康证", "A paper is agreement, identity or health.");
    public static readonly Refusal OverAlready = new("leader.paper-over", 422, "这份材料已经过期了，请团长换一份", "This paper is over already; the leader needs a new one.");

    public static Refusal? Decide(Ask ask, bool leads, DateOnly today) =>
        !ask.By.AtHeadquarters ? Visitor.NotAllowed
        : !leads ? NoLeader
        : !LeaderPaper.Kinds.Contains(ask.Kind) ? UnknownKind
        : ask.ValidUntil < today ? OverAlready : null;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (Decide(ask, await Role.Leads(work.Db, ask.Leader), BusinessDay.Of(work.Now)) is { } refusal) return refusal;
        var paper = await work.Db.Set<LeaderPaper>().FirstOrDefaultAsync(p => p.PersonId == ask.Leader && p.Kind == ask.Kind);
        Audit.Note(work, ask.By.Person.Value, "leader-paper", ask.Leader.Value, paper is null ? "" : Said(paper.Kind, paper.ValidUntil), Said(ask.Kind!, ask.ValidUntil), whom: ask.Leader.Value);
        if (paper is null) work.Db.Add(paper = new LeaderPaper { PersonId = ask.Leader, Kind = ask.Kind!, SeenAt = work.Now, SeenBy = ask.By.Person });
        (paper.ValidUntil, paper.SeenAt, paper.SeenBy, paper.WarnedDays) = (ask.ValidUntil, work.Now, ask.By.Person, null);
        return Done.Deed;
    }

    static string Said(string kind, DateOnly? until) => until is { } day ? $"{kind} until {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : kind;

    public static string NameOf(string kind) => kind switch
    {
        LeaderPaper.Agreement => "团长协议", LeaderPaper.Identity => "身份核对", LeaderPaper.Health => "健康证",
        _ => throw new System.Diagnostics.UnreachableException($"No paper is called {kind}."),
    };
}
