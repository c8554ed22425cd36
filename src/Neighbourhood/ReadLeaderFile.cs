// How a leader stands: their grade, and whether they rest; for themselves and for headquarters.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ReadLeaderFile
{
    /// <param name="Leader">Whose file it is.</param>
    public sealed record Ask(Visitor By, PersonId Leader);

    /// <param name="Grade">One of <see cref="LeaderFile.Grades"/>.</param>
    /// <param name="Rests">Nothing of theirs opens just now.</param>
    /// <param name="RestsUntil">From when it may again; null with <paramref name="Rests"/> is until somebody says so.</param>
    public sealed record Answer(string Grade, bool Rests, DateTimeOffset? RestsUntil, bool RestsByHeadquarters, string RestReason);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, DateTimeOffset now, Ask ask)
    {
        if (ask.By.Person != ask.Leader && !ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (!await Role.Leads(db, ask.Leader)) return SetLeaderGrade.NoLeader;
        var file = await db.Set<LeaderFile>().AsNoTracking().FirstOrDefaultAsync(f => f.PersonId == ask.Leader) ?? new LeaderFile { PersonId = ask.Leader };
        return file.Rests(now) ? new Answer(file.Grade, true, file.RestsUntil, file.RestsByHeadquarters, file.RestReason) : new Answer(file.Grade, false, null, false, "");
    }
}
