// Tells people something in the app, all in one statement: an evening's news reaches thousands at once.
using System.Text.Json;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class SendMessages
{
    /// <param name="Kind">What it tells of, for example "joined" or "cut-off".</param>
    /// <param name="Subject">The order or deal it is about.</param>
    /// <param name="Link">Where a tap leads, a path of our own.</param>
    public readonly record struct Ask(PersonId To, string Kind, Guid Subject, string Text, string Link);

    public static async Task Handle(Work work, params IReadOnlyCollection<Ask> asks)
    {
        if (asks.Count == 0) return;
        var rows = JsonSerializer.Serialize(asks.Select(a => new
        {
            // Ids are written as each database keeps them: PostgreSQL parses them, SQLite holds upper-case text.
            id = Written(Ids.NewGuid(work.Now)), person = Written(a.To.Value), kind = a.Kind, subject = Written(a.Subject), text = a.Text, link = OwnLink.Required(a.Link),
        }));
        var at = work.Now.UtcTicks;
        if (work.Db.Database.IsNpgsql())
            await work.Db.Database.ExecuteSqlAsync(
                $"INSERT INTO message (id, person_id, kind, subject, text, link, at) SELECT m.id, m.person, m.kind, m.subject, m.text, m.link, {at} FROM jsonb_to_recordset({rows}::jsonb) AS m(id uuid, person uuid, kind text, subject uuid, text text, link text)");
        else
            await work.Db.Database.ExecuteSqlAsync(
                $"INSERT INTO message (id, person_id, kind, subject, text, link, at) SELECT m.value->>'id', m.value->>'person', m.value->>'kind', m.value->>'subject', m.value->>'text', m.value->>'link', {at} FROM json_each({rows}) m");
    }

    static string Written(Guid id) => id.ToString().ToUpperInvariant();
}
