// A resident signs in with the code sent to their phone; the first time makes them a resident.
using System.Security.Cryptography;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class SignInWithCode
{
    /// <param name="Name">How neighbours call the person (称呼); needed the first time only.</param>
    /// <param name="AgreedTo">The texts they agreed to, by the day from which those count (<see cref="Consent.InForce"/>).</param>
    /// <param name="AsksConsent">The page had the texts to agree to on it. Whoever signs in through a program is asked at their first page instead.</param>
    public sealed record Ask(string? Phone, string? Code, string? Name, string Address, string? AgreedTo = null, bool AsksConsent = false);

    public static readonly Refusal WrongCode = new("sign-in.wrong-code", 401, "验证码不对或已过期", "The code is wrong or has expired.") { Counted = true };
    public static readonly Refusal TooManyHere = AskForSignInCode.TooManyHere;
    public static readonly Refusal NameNeeded = new("sign-in.name-needed", 422, "第一次来，请告诉邻居怎么称呼您", "Welcome! Tell your neighbours what to call you.");
    public static readonly Refusal ConsentNeeded = new("sign-in.consent-needed", 422, "请先看一看《用户协议》和《隐私政策》，同意了再打勾", "Read the terms and the privacy notice, and tick that you agree.");
    public static readonly Refusal UsePassword = new("sign-in.use-password", 403, "团长和总部请用密码登录", "Leaders and headquarters sign in with a password.");

    public const int WrongTriesMax = 5;
    public const int NameLengthMax = 20;
    const int WrongPerAddress = 600;
    static readonly TimeSpan AddressWindow = TimeSpan.FromMinutes(10);

    /// <summary>A double tap sends the code twice, so a used code stays good for this long.</summary>
    static readonly TimeSpan AfterUse = TimeSpan.FromSeconds(15);

    /// <summary>Decides once the code was found right.</summary>
    /// <returns>The name of a new resident, or null when the person is known.</returns>
    /// <param name="agreed">They agreed to the texts in force before.</param>
    public static Outcome<string?> Decide(bool known, bool hasRole, bool agreed, Ask ask)
    {
        if (hasRole) return UsePassword;
        if (!known && string.IsNullOrWhiteSpace(ask.Name)) return NameNeeded;
        var name = known ? "" : Texts.Required(ask.Name, NameLengthMax);
        if (name.Refused) return name.Refusal!.With("name");
        if (ask.AsksConsent && !agreed && ask.AgreedTo != Consent.InForce) return ConsentNeeded;
        return known ? (string?)null : name.Value;
    }

    public static async Task<Outcome<Ticket>> Handle(Work work, Sealing sealing, Tokens tokens, Ask ask)
    {
        var parsed = Phone.Parse(ask.Phone);
        if (parsed.Refused) return parsed.Refusal!;
        var here = Phone.AddressBucket(sealing, "wrong-code-from", ask.Address);
        if (await Attempt.Counted(work, here, AddressWindow) >= WrongPerAddress) return TooManyHere;
        var lookup = parsed.Value.Lookup(sealing);
        if (!await IsRight(work, sealing, parsed.Value, lookup, ask.Code))
        {
            await Attempt.CountOne(work, here, AddressWindow);
            return WrongCode;
        }
        var person = await work.Db.Set<Person>().FirstOrDefaultAsync(p => p.PhoneLookup == lookup);
        var hasRole = person is not null && await work.Db.Set<Role>().AnyAsync(r => r.PersonId == person.Id && r.Kind != Role.Assistant && r.EndedAt == null);
        var agreed = person is not null && await Consent.IsInForce(work.Db, person.Id);
        var decided = Decide(person is not null, hasRole, agreed, ask);
        if (decided.Refused) return decided.Refusal!;
        if (person is null) work.Db.Add(person = Person.New(sealing, parsed.Value.Digits, decided.Value!, work.Now));
        if (!agreed && ask.AgreedTo == Consent.InForce) Consent.Note(work, person.Id, Consent.Service, given: true);
        await AwaitedMember.Welcome(work, person.Id);
        await Use(work, lookup);
        return tokens.TicketFor(person.Id, work.Now);
    }

    /// <summary>Counts the try before looking, so that guesses sent side by side cannot share one count.</summary>
    static async Task<bool> IsRight(Work work, Sealing sealing, Phone phone, byte[] lookup, string? typed)
    {
        var counted = await work.Db.Set<SignInCode>()
            .Where(c => c.PhoneLookup == lookup && c.ExpiresAt > work.Now && c.WrongTries < WrongTriesMax)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.WrongTries, c => c.WrongTries + 1));
        var kept = counted == 0 ? null : await work.Db.Set<SignInCode>().AsNoTracking().FirstAsync(c => c.PhoneLookup == lookup);
        var given = AskForSignInCode.Hash(sealing, phone, Phone.AsciiDigits(typed));
        return CryptographicOperations.FixedTimeEquals(given, kept?.CodeHash ?? new byte[given.Length]);
    }

    static Task Use(Work work, byte[] lookup)
    {
        var until = work.Now + AfterUse;
        return work.Db.Set<SignInCode>().Where(c => c.PhoneLookup == lookup).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.WrongTries, c => c.WrongTries - 1)
            .SetProperty(c => c.ExpiresAt, c => c.ExpiresAt < until ? c.ExpiresAt : until));
    }
}
