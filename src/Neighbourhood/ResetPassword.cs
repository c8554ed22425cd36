// Headquarters gives a leader or a colleague a temporary password, shown once; it must be changed before anything else.
using System.Security.Cryptography;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ResetPassword
{
    public sealed record Ask(Visitor By, PersonId PersonId);

    public sealed record Answer(string TemporaryPassword);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal NoRole = MakeSetUpLink.NoRole;

    /// <summary>Easy to read out on the telephone: no 0 o 1 l i.</summary>
    const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    public static Outcome<Done> Decide(bool hasRole, Ask ask) => !ask.By.AtHeadquarters ? NotAllowed : hasRole ? Done.Deed : NoRole;

    public static async Task<Outcome<Answer>> Handle(Store store, Revocations revocations, Ask ask)
    {
        var hasRole = await store.Read(db => db.Set<Role>().AnyAsync(r => r.PersonId == ask.PersonId && r.EndedAt == null));
        var decided = Decide(hasRole, ask);
        if (decided.Refused) return decided.Refusal!;
        var temporary = RandomNumberGenerator.GetString(Letters, 12);
        var hash = Passwords.Hash(temporary);
        return await store.Write<Answer>(async work =>
        {
            await Credential.Set(work, ask.PersonId, hash, mustChange: true);
            await SetUpLink.UseUp(work, ask.PersonId);
            Audit.Note(work, ask.By.Person.Value, "password-reset", ask.PersonId.Value, "", "temporary", whom: ask.PersonId.Value);
            await revocations.VoidAll(work, ask.PersonId);
            return new Answer(temporary);
        });
    }
}
