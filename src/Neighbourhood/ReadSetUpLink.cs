// Whose one-time link this is, so that its page can greet them before they choose a password.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ReadSetUpLink
{
    public sealed record Ask(string? Secret);

    /// <param name="Leads">Whether a leader is greeted, or somebody of headquarters.</param>
    /// <param name="NeedsCode">They turned the app on, and its digits are asked for here too.</param>
    public sealed record Answer(string Name, string PhoneMasked, DateTimeOffset ExpiresAt, bool Leads, bool NeedsCode);

    public static readonly Refusal NotGood = OpenSetUpLink.NotGood;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, DateTimeOffset now, Ask ask)
    {
        var link = await SetUpLink.Opened(db, ask.Secret, now);
        if (link is null) return NotGood;
        var person = await db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == link.PersonId);
        return new Answer(person.Name(sealing), new Phone(person.Phone(sealing)).Masked, link.ExpiresAt, (await Visitor.Of(db, person.Id)).IsLeader,
            await db.Set<Authenticator>().AnyAsync(a => a.PersonId == person.Id && a.TurnedOnAt != null));
    }
}
