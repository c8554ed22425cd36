// Which papers of a leader were seen and until when they count, and which the brand still wants; for themselves and for headquarters.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ListPapers
{
    /// <param name="Wanted">What this brand wants of its leaders.</param>
    public sealed record Ask(Visitor By, PersonId Leader, IReadOnlyList<string> Wanted);

    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="Kind">One of <see cref="LeaderPaper.Kinds"/>.</param>
    /// <param name="Wanted">No deal opens without it.</param>
    /// <param name="SeenAt">Null while nobody has seen it.</param>
    /// <param name="ValidUntil">The last day on which it counts; null has no end.</param>
    /// <param name="Counts">Seen, and not over.</param>
    public sealed record Item(string Kind, bool Wanted, DateTimeOffset? SeenAt, DateOnly? ValidUntil, bool Counts);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, DateTimeOffset now, Ask ask)
    {
        if (ask.By.Person != ask.Leader && !ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (!await Role.Leads(db, ask.Leader)) return SetLeaderGrade.NoLeader;
        var papers = await db.Set<LeaderPaper>().AsNoTracking().Where(p => p.PersonId == ask.Leader).ToDictionaryAsync(p => p.Kind);
        var today = BusinessDay.Of(now);
        return new Answer([.. LeaderPaper.Kinds.Where(kind => ask.Wanted.Contains(kind) || papers.ContainsKey(kind)).Select(kind => papers.GetValueOrDefault(kind) is { } paper
            ? new Item(kind, ask.Wanted.Contains(kind), paper.SeenAt, paper.ValidUntil, paper.Counts(today))
            : new Item(kind, true, null, null, false))]);
    }
}
