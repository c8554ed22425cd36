// A leader or a member of headquarters signs in by phone and password, and by the digits of their app where they turned that on.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class SignInWithPassword
{
    /// <param name="Address">The caller's network address, for the limit per address.</param>
    /// <param name="Code">The six digits of the app of whoever turned it on; nobody else needs any.</param>
    public sealed record Ask(string? Phone, string? Password, string Address, string? Code = null);

    public static readonly Refusal WrongPassword = new("sign-in.wrong-password", 401, "手机号或密码不对", "Phone or password is wrong.");
    public static readonly Refusal TooManyTries = new("sign-in.too-many-tries", 429, "输错次数太多，请 15 分钟后再试", "Too many wrong tries; try again in 15 minutes.");
    public static readonly Refusal TooManyHere = AskForSignInCode.TooManyHere;
    public static readonly Refusal MustChange = new("sign-in.must-change-password", 403, "请先换一个自己的密码", "Choose a password of your own first.");

    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    internal const int WrongPerAccount = 10;
    const int WrongPerAddress = 300;

    /// <param name="tries">Tries at this account in the window, this one counted.</param>
    /// <param name="here">Tries from this address in the window, this one counted.</param>
    public static Outcome<Done> Decide(int tries, int here) =>
        here > WrongPerAddress ? TooManyHere : tries > WrongPerAccount ? TooManyTries : Done.Deed;

    /// <summary>Takes the store: the try is counted in one transaction, the slow comparison is made outside any.</summary>
    public static async Task<Outcome<Ticket>> Handle(Store store, Sealing sealing, Tokens tokens, Ask ask)
    {
        var proved = await Prove(store, sealing, ask);
        if (proved.Refused) return proved.Refusal!;
        // Somebody else knows a password they set: it opens nothing but the change of it.
        if (proved.Value.MustChangeAt is not null) return MustChange;
        return tokens.TicketFor(proved.Value.PersonId, await store.Read(store.Now));
    }

    /// <summary>Proves that the caller knows the password and has the phone with the app, counting the tries.</summary>
    internal static async Task<Outcome<Credential>> Prove(Store store, Sealing sealing, Ask ask)
    {
        var phone = Phone.Parse(ask.Phone);
        if (phone.Refused) return phone.Refusal!;
        string account = phone.Value.Bucket(sealing, "password"), address = From(sealing, ask.Address);
        var counted = await store.Write<Done>(async work =>
            Decide(await Attempt.CountOne(work, account, Window), await Attempt.CountOne(work, address, Window)));
        if (counted.Refused) return counted.Refusal!;
        var lookup = phone.Value.Lookup(sealing);
        var credential = await store.Read(db => db.Set<Credential>()
            .Where(c => db.Set<Person>().Any(p => p.Id == c.PersonId && p.PhoneLookup == lookup)).FirstOrDefaultAsync());
        if (!Passwords.Match(credential?.PasswordHash, ask.Password)) return WrongPassword;
        return await store.Write<Credential>(async work =>
        {
            if (await Authenticator.Ask(work, sealing, credential!.PersonId, ask.Code) is { } refusal) return refusal;
            await Attempt.Clear(work, account);
            await Attempt.TakeBack(work, address);
            return credential;
        });
    }

    /// <summary>One count for an address, whatever it tries with.</summary>
    internal static string From(Sealing sealing, string address) => Phone.AddressBucket(sealing, "password-from", address);
}
