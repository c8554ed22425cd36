// Headquarters looks through who changed what (操作记录): by person, by thing, by kind and by time, the newest first.
using System.Text.RegularExpressions;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static partial class SearchAudit
{
    /// <param name="Who">A phone, or a person's id: what they did and what was done to them.</param>
    /// <param name="What">The id of an order, a deal, a role or a product, or an address that holds one.</param>
    /// <param name="Kind">What was done, for example "refund".</param>
    /// <param name="After">The cursor of the page before.</param>
    public sealed record Ask(Visitor By, string? Who = null, string? What = null, string? Kind = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, string? After = null, int Limit = 50);

    /// <param name="Next">The cursor of the next page, or null at the end.</param>
    public sealed record Answer(IReadOnlyList<Row> Items, string? Next);

    /// <param name="By">The name of who did it; null is the house itself.</param>
    /// <param name="Whom">The masked name of whom it concerns, or null.</param>
    public sealed record Row(Guid Id, DateTimeOffset At, string? By, Guid? ById, string Kind, Guid Subject, string? Whom, string Before, string After, string Reason);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal NoId = new("audit.no-id", 422, "没有认出编号，请粘贴订单、团的编号或网址", "No id was found in it; paste the id or the address of an order or a deal.");

    const int LimitMax = 100;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return NotAllowed;
        var lines = db.Set<AuditLine>().AsNoTracking();
        if (!string.IsNullOrWhiteSpace(ask.Who))
        {
            Guid? person = Guid.TryParse(ask.Who.Trim(), out var id) ? id : (await Person.ByPhone(db, sealing, ask.Who))?.Id.Value;
            if (person is null) return Phone.Parse(ask.Who).Refusal is { } refusal ? refusal : new Answer([], null);
            lines = lines.Where(l => l.By == person || l.Whom == person);
        }
        if (!string.IsNullOrWhiteSpace(ask.What))
        {
            if (!Guid.TryParse(Id().Match(ask.What).Value, out var subject)) return NoId.With("what");
            lines = lines.Where(l => l.Subject == subject);
        }
        if (!string.IsNullOrWhiteSpace(ask.Kind)) lines = lines.Where(l => l.Kind == ask.Kind);
        if (ask.From is { } from) lines = lines.Where(l => l.At >= from);
        if (ask.Until is { } until) lines = lines.Where(l => l.At < until);
        if (Cursor.Read(ask.After) is { } after) lines = lines.Where(l => l.At < after.At || (l.At == after.At && l.Id.CompareTo(after.Id) < 0));
        var limit = Math.Clamp(ask.Limit, 1, LimitMax);
        var found = await lines.OrderByDescending(l => l.At).ThenByDescending(l => l.Id).Take(limit + 1).ToListAsync();
        var shown = found.Count > limit ? found[..limit] : found;
        var people = shown.SelectMany(l => new[] { l.By, l.Whom }).OfType<Guid>().Distinct().Select(p => new PersonId(p)).ToArray();
        var names = await db.Set<Person>().AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id.Value, p => p.Name(sealing));
        return new Answer([.. shown.Select(l => new Row(l.Id, l.At, l.By is { } by ? names.GetValueOrDefault(by, "") : null, l.By, l.Kind, l.Subject, l.Whom is { } whom ? Person.Masked(names.GetValueOrDefault(whom, "")) : null, l.Before, l.After, l.Reason))],
            found.Count > limit ? new Cursor(shown[^1].At, shown[^1].Id).ToString() : null);
    }

    [GeneratedRegex("[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")]
    private static partial Regex Id();
}
