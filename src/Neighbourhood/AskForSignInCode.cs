// A resident asks for a one-time code to sign in with; it is sent to the phone as a text message.
using System.Security.Cryptography;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class AskForSignInCode
{
    /// <param name="Address">The caller's network address, for the limit per address.</param>
    public sealed record Ask(string? Phone, string Address);

    public sealed record Answer(DateTimeOffset ExpiresAt, DateTimeOffset AgainAt);

    public static readonly Refusal TooSoon = new("sign-in.code-too-soon", 429, "验证码刚发过，请一分钟后再试", "A code was just sent; try again in a minute.");
    public static readonly Refusal TooManyToday = new("sign-in.code-daily-limit", 429, "今天的验证码次数已用完，请明天再试", "This number has had its ten codes for today.");
    public static readonly Refusal TooManyHere = new("sign-in.address-limit", 429, "当前网络请求太多，请过几分钟再试", "Too many requests from this network; try again in a few minutes.");
    public static readonly Refusal NotSent = new("sign-in.code-not-sent", 503, "短信没有发出去，请稍后再试", "The text message could not be sent; try again later.");

    public static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(5);
    static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);
    static readonly TimeSpan AddressWindow = TimeSpan.FromMinutes(10);
    const int PerDay = 10;

    /// <summary>Generous, because a whole estate may stand behind one address.</summary>
    const int PerAddress = 600;

    /// <param name="lastSentAt">When this phone's last code was sent, if it had one.</param>
    /// <param name="today">Codes of this phone in the last day, this one counted.</param>
    /// <param name="here">Codes asked for from this address in ten minutes, this one counted.</param>
    public static Outcome<Answer> Decide(DateTimeOffset? lastSentAt, int today, int here, DateTimeOffset now)
    {
        if (here > PerAddress) return TooManyHere;
        if (lastSentAt is { } last && now < last + Apart) return TooSoon.With($"{(int)Math.Ceiling((last + Apart - now).TotalSeconds)} s");
        if (today > PerDay) return TooManyToday;
        return new Answer(now + ValidFor, now + Apart);
    }

    /// <summary>Takes the store and not a work, because the text leaves after the commit: a code that was sent is always known.</summary>
    public static async Task<Outcome<Answer>> Handle(Store store, Sealing sealing, ISmsSender sms, Ask ask)
    {
        var parsed = Phone.Parse(ask.Phone);
        if (parsed.Refused) return parsed.Refusal!;
        var phone = parsed.Value;
        if (Break.Is("log-phone")) Console.Error.WriteLine($"a code for {phone.Digits}");
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("000000", System.Globalization.CultureInfo.InvariantCulture);
        var kept = await store.Write(work => Keep(work, sealing, phone, code, ask.Address));
        if (kept.Refused) return kept;
        if (await sms.Send(Ids.NewGuid(kept.Value.ExpiresAt - ValidFor), phone, $"【好邻】您的登录验证码是 {code}，5 分钟内有效。请不要告诉别人。")) return kept;
        await store.Write(work => Forget(work, sealing, phone, kept.Value));
        return NotSent;
    }

    static async Task<Outcome<Answer>> Keep(Work work, Sealing sealing, Phone phone, string code, string address)
    {
        // Counting comes first: its row lock makes two asks for one phone queue up, so the second sees the first one's code.
        var today = await Attempt.CountOne(work, phone.Bucket(sealing, "code"), TimeSpan.FromDays(1));
        var here = await Attempt.CountOne(work, Phone.AddressBucket(sealing, "code-from", address), AddressWindow);
        var lookup = phone.Lookup(sealing);
        var row = await work.Db.Set<SignInCode>().FirstOrDefaultAsync(c => c.PhoneLookup == lookup);
        var decided = Decide(row?.SentAt, today, here, work.Now);
        if (decided.Refused) return decided;
        if (row is null) work.Db.Add(row = new() { PhoneLookup = lookup, CodeHash = [], SentAt = work.Now, ExpiresAt = work.Now });
        row.CodeHash = Hash(sealing, phone, code);
        row.SentAt = work.Now;
        row.ExpiresAt = decided.Value.ExpiresAt;
        row.WrongTries = 0;
        return decided;
    }

    /// <summary>A code that never left must cost its asker neither a minute nor one of the day's ten.</summary>
    static async Task Forget(Work work, Sealing sealing, Phone phone, Answer kept)
    {
        var lookup = phone.Lookup(sealing);
        await work.Db.Set<SignInCode>().Where(c => c.PhoneLookup == lookup && c.ExpiresAt == kept.ExpiresAt).ExecuteDeleteAsync();
        await Attempt.TakeBack(work, phone.Bucket(sealing, "code"));
    }

    /// <summary>Keyed, since a plain hash of six digits is read backwards in a millisecond.</summary>
    internal static byte[] Hash(Sealing sealing, Phone phone, string code) => sealing.Lookup("sign-in code", phone.Digits + "\n" + code);
}
