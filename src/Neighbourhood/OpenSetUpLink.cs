// Whoever was sent a one-time link sets their password with it and is signed in.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class OpenSetUpLink
{
    /// <param name="Code">The six digits of the app of whoever turned it on: who finds the link has not found the phone.</param>
    public sealed record Ask(string? Secret, string? Password, string? Code = null);

    /// <summary>Wrong, used and expired links look alike.</summary>
    public static readonly Refusal NotGood = new("set-up.link-not-good", 410, "链接已失效，请向总部要一个新的", "This link is no longer good; ask headquarters for a new one.");

    public static Outcome<Done> Decide(SetUpLink? link, bool hasRole, Phone phone, Ask ask)
    {
        if (link is null || !hasRole) return NotGood;
        return Passwords.Check(ask.Password, phone) is { } weak ? weak : Done.Deed;
    }

    public static async Task<Outcome<Ticket>> Handle(Store store, Sealing sealing, Tokens tokens, Revocations revocations, Ask ask)
    {
        var now = await store.Read(store.Now);
        var (link, phone, hasRole) = await store.Read(async db =>
        {
            var link = await SetUpLink.Opened(db, ask.Secret, now);
            if (link is null) return ((SetUpLink?)null, default(Phone), false);
            var person = await db.Set<Person>().FirstAsync(p => p.Id == link.PersonId);
            return ((SetUpLink?)link, new Phone(person.Phone(sealing)), await db.Set<Role>().AnyAsync(r => r.PersonId == person.Id && r.EndedAt == null));
        });
        var decided = Decide(link, hasRole, phone, ask);
        if (decided.Refused) return decided.Refusal!;
        var hash = Passwords.Hash(ask.Password!);
        return await store.Write<Ticket>(async work =>
        {
            if (await Authenticator.Ask(work, sealing, link!.PersonId, ask.Code) is { } refusal) return refusal;
            if (!await SetUpLink.Use(work, link)) return NotGood;
            await Credential.Set(work, link.PersonId, hash, mustChange: false);
            await revocations.VoidAll(work, link.PersonId);
            return tokens.TicketFor(link.PersonId, work.Now);
        });
    }
}
