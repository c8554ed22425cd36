// A leader or headquarters puts the secret of their second sign-in step into the app on their phone; nothing is asked of them until a first code comes back.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class SetUpAuthenticator
{
    public sealed record Ask(Visitor By, string Brand);

    /// <param name="Secret">In base 32, for an app that cannot scan. Shown until it is turned on, and never again.</param>
    /// <param name="Address">What the QR says: otpauth://totp/…</param>
    public sealed record Answer(string Secret, string Address);

    public static readonly Refusal StaffOnly = new("authenticator.staff-only", 403, "居民用短信验证码登录，用不着动态码", "Residents sign in with a code by text message and need no authenticator.");
    public static readonly Refusal OnAlready = new("authenticator.on-already", 409, "动态码已经开着。换手机请先关掉再开", "The authenticator is on already; turn it off before moving it to another phone.");

    public static Refusal? Decide(Ask ask, bool isOn) => !ask.By.IsLeader && !ask.By.AtHeadquarters ? StaffOnly : isOn ? OnAlready : null;

    /// <summary>Asked again before it is on, the same secret is shown: a page read twice must not spoil what the phone scanned.</summary>
    public static async Task<Outcome<Answer>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var kept = await work.Db.Set<Authenticator>().AsNoTracking().FirstOrDefaultAsync(a => a.PersonId == ask.By.Person);
        if (Decide(ask, kept?.TurnedOnAt is not null) is { } refusal) return refusal;
        var person = await work.Db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == ask.By.Person);
        var secret = kept is null ? Authenticator.NewSecret() : sealing.Open(person.KeyWrapped, kept.SecretSealed);
        if (kept is null) work.Db.Add(new Authenticator { PersonId = person.Id, SecretSealed = sealing.Seal(person.KeyWrapped, secret) });
        return new Answer(secret, Authenticator.Address(ask.Brand, new Phone(person.Phone(sealing)).Masked, secret));
    }
}
