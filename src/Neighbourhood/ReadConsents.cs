// What I agreed to and refused, line by line, and what stands now.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ReadConsents
{
    public sealed record Ask(Visitor By);

    /// <param name="InForce">The day from which the texts in force count.</param>
    /// <param name="ServiceInForce">I agreed to the texts in force.</param>
    /// <param name="DealNews">I am told when my leader opens a deal.</param>
    /// <param name="Lines">The newest first, at most a hundred.</param>
    public sealed record Answer(string InForce, bool ServiceInForce, bool DealNews, IReadOnlyList<Line> Lines);

    /// <param name="Kind">service or deal-news.</param>
    /// <param name="Text">The text it was about, by the day from which it counts.</param>
    public sealed record Line(string Kind, string Text, bool Given, DateTimeOffset At);

    const int LinesMax = 100;

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask)
    {
        var mine = db.Set<Consent>().AsNoTracking().Where(c => c.PersonId == ask.By.Person).OrderByDescending(c => c.Id);
        var news = await mine.Where(c => c.Kind == Consent.DealNews).Select(c => (bool?)c.Given).FirstOrDefaultAsync();
        var lines = await mine.Take(LinesMax).ToListAsync();
        return new(Consent.InForce, await Consent.IsInForce(db, ask.By.Person), news ?? true, [.. lines.Select(c => new Line(c.Kind, c.Text, c.Given, c.At))]);
    }
}
