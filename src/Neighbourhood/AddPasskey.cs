// The key that the device made becomes a passkey of its owner's account.
using HaoLin.Kernel;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class AddPasskey
{
    /// <param name="Held">What <see cref="BeginPasskey"/> gave the browser to hold.</param>
    /// <param name="Made">What the browser said, as JSON.</param>
    public sealed record Ask(Visitor By, string? Name, string? Held, string? Made);

    public static readonly Refusal StaffOnly = BeginPasskey.StaffOnly;
    public static readonly Refusal TooMany = BeginPasskey.TooMany;
    public static readonly Refusal Over = PasskeyCeremony.Over;
    public static readonly Refusal NotProved = new("passkey.not-proved", 422, "这台设备没有给出能用的通行密钥，请再试一次，或者换一台设备", "This device gave no passkey that can be used; try again, or another device.");

    /// <summary>How long two additions of one person queue up behind each other.</summary>
    static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <param name="made">What the answer proved; null is nothing.</param>
    /// <param name="has">How many they have.</param>
    /// <returns>What the passkey is called.</returns>
    public static Outcome<string> Decide(Ask ask, UserPasskeyInfo? made, int has) =>
        !ask.By.IsLeader && !ask.By.AtHeadquarters ? StaffOnly : made is null ? NotProved : has >= Passkey.Most ? TooMany : Texts.Required(ask.Name, Passkey.NameLengthMax);

    /// <summary>Takes the store: what was begun is used up in a transaction of its own, whether or not the answer is any good.</summary>
    public static async Task<Outcome<PasskeyId>> Handle(Store store, Sealing sealing, PasskeyCeremony ceremony, Ask ask)
    {
        var begun = await ceremony.TakeAdding(ask.Held, ask.By.Person);
        if (begun.Refused) return begun.Refusal!;
        var made = await ceremony.Attest(begun.Value, ask.Made);
        return await store.Write<PasskeyId>(async work =>
        {
            // Counting comes first: its row lock makes two at once queue up, so that the second sees the first one's.
            await Attempt.CountOne(work, "passkey-adding:" + ask.By.Person.Value.ToString("N"), Window);
            var by = await Visitor.Of(work.Db, ask.By.Person);
            var decided = Decide(ask with { By = by }, made, await Passkey.Standing(work.Db, by.Person).CountAsync());
            if (decided.Refused) return decided.Refusal!;
            var key = await work.Db.Set<Person>().Where(p => p.Id == by.Person).Select(p => p.KeyWrapped).FirstAsync();
            var passkey = new Passkey
            {
                Id = Ids.New<PasskeyId>(work.Now), PersonId = by.Person, CredentialId = made!.CredentialId, NameSealed = sealing.Seal(key, decided.Value), PublicKey = made.PublicKey, SignCount = made.SignCount,
                Transports = Ways(made.Transports), IsBackupEligible = made.IsBackupEligible, IsBackedUp = made.IsBackedUp, AddedAt = work.Now,
            };
            work.Db.Add(passkey);
            Audit.Note(work, by.Person.Value, "passkey", passkey.Id.Value, "", "added", whom: by.Person.Value);
            return passkey.Id;
        });
    }

    /// <summary>What the browser says of its ways to the device is its own word, so only what looks like one is kept.</summary>
    static string Ways(string[]? said) => string.Join(' ', (said ?? []).Where(way => way.Length is > 0 and <= 20 && way.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')).Take(8));
}
