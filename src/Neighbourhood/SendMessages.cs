// Writes many in-app messages in one statement: an evening's news reaches thousands at once.
using System.Text.Json;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class SendMessages
{
    public static async Task Handle(Work work, IReadOnlyCollection<Message> messages)
    {
        if (messages.Count == 0) return;
        var rows = JsonSerializer.Serialize(messages.Select(m => new
        {
            // Ids are written as each database keeps them: PostgreSQL parses them, SQLite holds upper-case text.
            id = m.Id.ToString().ToUpperInvariant(), person = m.PersonId.Value.ToString().ToUpperInvariant(), kind = m.Kind,
            subject = m.Subject.ToString().ToUpperInvariant(), text = m.Text, link = m.Link,
        }));
        var at = work.Now.UtcTicks;
        if (work.Db.Database.IsNpgsql())
            await work.Db.Database.ExecuteSqlAsync(
                $"INSERT INTO message (id, person_id, kind, subject, text, link, at) SELECT m.id, m.person, m.kind, m.subject, m.text, m.link, {at} FROM jsonb_to_recordset({rows}::jsonb) AS m(id uuid, person uuid, kind text, subject uuid, text text, link text)");
        else
            await work.Db.Database.ExecuteSqlAsync(
                $"INSERT INTO message (id, person_id, kind, subject, text, link, at) SELECT m.value->>'id', m.value->>'person', m.value->>'kind', m.value->>'subject', m.value->>'text', m.value->>'link', {at} FROM json_each({rows}) m");
    }
}
