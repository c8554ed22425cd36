// The second thing a leader or headquarters may ask of themselves at sign-in: six digits from an app on their phone (动态码).
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Neighbourhood;

/// <summary>RFC 6238 with what every app reads without being told: HMAC-SHA-1, thirty seconds, six digits.</summary>
public sealed class Authenticator
{
    public const int Digits = 6;
    static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    /// <summary>A phone's clock may be a step off either way (RFC 6238, 5.2).</summary>
    const int Drift = 1;
    /// <summary>As long as the hash, RFC 4226, 4.</summary>
    const int SecretBytes = 20;
    const int WrongMax = 10;
    static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public static readonly Refusal CodeNeeded = new("sign-in.authenticator-needed", 422, "这个账号开了动态码，请再输入手机应用里的 6 位数字", "This account asks for the six digits of its authenticator app too.");
    public static readonly Refusal WrongCode = new("sign-in.authenticator-wrong", 422, "动态码不对，或者刚刚用过。等它换了再输一次", "The six digits are wrong or were just used; wait for the next ones.") { Counted = true };
    public static readonly Refusal TooManyTries = new("sign-in.authenticator-too-many-tries", 429, "动态码输错次数太多，请 15 分钟后再试", "Too many wrong digits; try again in 15 minutes.");

    public required PersonId PersonId { get; init; }
    /// <summary>The shared secret in base 32, sealed with the person's own key: nobody reads it off the database.</summary>
    public required byte[] SecretSealed { get; set; }
    /// <summary>When a first code proved that the app has the secret; until then it is asked of nobody.</summary>
    public DateTimeOffset? TurnedOnAt { get; set; }
    /// <summary>The step of the last code that was taken: a code read over a shoulder is good for nothing any more.</summary>
    public long LastStep { get; set; }

    public static string NewSecret() => Base32(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>What the QR says, as the apps agreed on it (github.com/google/google-authenticator, Key Uri Format).</summary>
    public static string Address(string brand, string who, string secret) =>
        $"otpauth://totp/{Uri.EscapeDataString(brand)}:{Uri.EscapeDataString(who)}?secret={secret}&issuer={Uri.EscapeDataString(brand)}";

    /// <summary>The digits that an app with this secret shows at this instant.</summary>
    public static string At(string secret, DateTimeOffset now) => OfStep(Bytes(secret), StepAt(now));

    /// <summary>The step of the code typed, or null where it is none of now: neither this step's nor its neighbours'.</summary>
    public static long? StepOf(string secret, string? typed, DateTimeOffset now)
    {
        var (digits, bytes, found) = (Encoding.ASCII.GetBytes(Phone.AsciiDigits(typed)), Bytes(secret), (long?)null);
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
            if (CryptographicOperations.FixedTimeEquals(digits, Encoding.ASCII.GetBytes(OfStep(bytes, step)))) found = step;
        return found;
    }

    /// <summary>Asks for the digits of whoever turned them on, takes each code once, and counts the wrong ones.</summary>
    internal static async Task<Refusal?> Ask(Work work, Sealing sealing, PersonId person, string? typed)
    {
        var kept = await work.Db.Set<Authenticator>().AsNoTracking().FirstOrDefaultAsync(a => a.PersonId == person && a.TurnedOnAt != null);
        return kept is null ? null : string.IsNullOrWhiteSpace(typed) ? CodeNeeded : await Take(work, sealing, kept, typed);
    }

    internal static async Task<Refusal?> Take(Work work, Sealing sealing, Authenticator kept, string? typed)
    {
        var bucket = "authenticator:" + kept.PersonId.Value.ToString("N");
        if (await Attempt.Counted(work, bucket, Window) >= WrongMax) return TooManyTries;
        var key = await work.Db.Set<Person>().Where(p => p.Id == kept.PersonId).Select(p => p.KeyWrapped).FirstAsync();
        // The row says which of two that arrive at once with the same code is the first.
        if (StepOf(sealing.Open(key, kept.SecretSealed), typed, work.Now) is { } step &&
            await work.Db.Set<Authenticator>().Where(a => a.PersonId == kept.PersonId && a.LastStep < step).ExecuteUpdateAsync(set => set.SetProperty(a => a.LastStep, step)) == 1)
        {
            await Attempt.Clear(work, bucket);
            return null;
        }
        await Attempt.CountOne(work, bucket, Window);
        return WrongCode;
    }

    static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / (long)Step.TotalSeconds;

    /// <summary>RFC 4226, 5.3.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6238's default, and the only hash that every app computes; HMAC does not need it to resist collisions.")]
    static string OfStep(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8], mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        HMACSHA1.HashData(secret, counter, mac);
        var truncated = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 15)..]) & int.MaxValue;
        return (truncated % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>RFC 4648, 6. Twenty bytes fill their letters, so there is nothing to pad.</summary>
    static string Base32(byte[] bytes)
    {
        var (number, letters) = (new BigInteger(bytes, isUnsigned: true, isBigEndian: true), new char[bytes.Length * 8 / 5]);
        for (var i = letters.Length - 1; i >= 0; i--, number >>= 5) letters[i] = Letters[(int)(number & 31)];
        return new string(letters);
    }

    static byte[] Bytes(string base32)
    {
        var bytes = new byte[base32.Length * 5 / 8];
        var number = base32.Aggregate(BigInteger.Zero, (sum, letter) => (sum << 5) | Letters.IndexOf(letter, StringComparison.Ordinal));
        for (var i = bytes.Length - 1; i >= 0; i--, number >>= 8) bytes[i] = (byte)(number & 255);
        return bytes;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Authenticator>
    {
        public void Configure(EntityTypeBuilder<Authenticator> authenticator) => authenticator.ToTable("authenticator").HasKey(a => a.PersonId);
    }
}
