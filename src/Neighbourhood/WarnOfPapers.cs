// Tells a leader thirty days, seven days and one day before a paper of theirs ends, and once it has: a daily run.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class WarnOfPapers
{
    static readonly int[] At = [30, 7, 1, -1];

    /// <summary>The nearest mark that is reached and was not told of; null is nothing to tell.</summary>
    /// <param name="warned">At how many days the leader was told last.</param>
    public static int? Decide(int daysLeft, int? warned)
    {
        var reached = At.Where(mark => daysLeft <= mark).DefaultIfEmpty(int.MaxValue).Min();
        return reached < (warned ?? int.MaxValue) ? reached : null;
    }

    /// <summary>A day that was missed is made up for the day after: what counts is the mark, not the date.</summary>
    public static async Task Handle(Work work)
    {
        var today = BusinessDay.Of(work.Now);
        var leaders = Role.Leaders(work.Db);
        var papers = await work.Db.Set<LeaderPaper>().Where(p => p.ValidUntil != null && leaders.Any(r => r.PersonId == p.PersonId)).ToListAsync();
        var asks = new List<SendMessages.Ask>();
        foreach (var paper in papers)
        {
            var left = paper.ValidUntil!.Value.DayNumber - today.DayNumber;
            if (Decide(left, paper.WarnedDays) is not { } mark) continue;
            paper.WarnedDays = mark;
            var name = RecordPaper.NameOf(paper.Kind);
            asks.Add(new(paper.PersonId, "leader-paper", paper.PersonId.Value, left < 0 ? $"您的{name}过期了，换好请给总部看一眼" : left == 0 ? $"您的{name}今天到期，换好请给总部看一眼" : $"您的{name}还有 {left} 天到期，换好请给总部看一眼", "/leader/standing"));
        }
        await SendMessages.Handle(work, asks);
    }
}
