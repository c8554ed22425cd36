// The house tells one person something in the app.
using System.Security.Cryptography;
using System.Text;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class SendMessage
{
    /// <param name="Link">Where a tap leads, a path of our own.</param>
    /// <param name="Once">Whether telling again of the same kind and subject says nothing new.</param>
    public sealed record Ask(PersonId To, string Kind, Guid Subject, string Text, string Link, bool Once = false);

    public static readonly Refusal WrongLink = new("message.wrong-link", 422, "链接必须是站内地址", "The link must be a path of our own.");

    const int TextLengthMax = 500;

    public static Outcome<Message> Decide(Ask ask, DateTimeOffset now)
    {
        // "//host" and "/\host" would lead a browser to somebody else.
        if (ask.Link is not ['/', ..] || ask.Link is ['/', '/' or '\\', ..]) return WrongLink;
        return Texts.Required(ask.Text, TextLengthMax).Match<Outcome<Message>>(
            text => new Message
            {
                Id = ask.Once ? OnceId(ask) : Ids.NewGuid(now), PersonId = ask.To, Kind = ask.Kind, Subject = ask.Subject, Text = text, Link = ask.Link, At = now,
            },
            refused => refused.With("text"));
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var decided = Decide(ask, work.Now);
        if (decided.Refused) return decided.Refusal!;
        var m = decided.Value;
        await work.Db.Database.ExecuteSqlAsync($"""
            INSERT INTO message (id, person_id, kind, subject, text, link, at)
            VALUES ({m.Id}, {m.PersonId.Value}, {m.Kind}, {m.Subject}, {m.Text}, {m.Link}, {m.At.UtcTicks})
            ON CONFLICT (id) DO NOTHING
            """);
        work.Stir(ask.To.Value);
        return Done.Deed;
    }

    /// <summary>The same person, kind and subject give the same id, so the table's own key makes the second telling nothing.</summary>
    static Guid OnceId(Ask ask)
    {
        var named = SHA256.HashData(Encoding.UTF8.GetBytes($"{ask.To.Value:N} {ask.Subject:N} {ask.Kind}"));
        return new Guid(named.AsSpan(0, 16), bigEndian: true);
    }
}
