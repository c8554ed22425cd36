// Bearer tokens: made and checked without a database; the same text is the value of the session cookie.
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using HaoLin.Kernel;

namespace HaoLin.Neighbourhood;

/// <summary>What a successful sign-in gives: who it is, and the token that says so from now on.</summary>
public sealed record Ticket(PersonId Person, string Token);

public sealed class Tokens(Sealing sealing, Revocations revocations, TimeProvider clock)
{
    public const string Prefix = "hl_";
    public static readonly TimeSpan ValidFor = TimeSpan.FromDays(90);

    const byte Version = 1;
    const int PersonAt = 1, IssuedAt = 17, MacAt = 25, Bytes = 41;

    /// <summary>Base64url of 41 bytes has no padding and is this long.</summary>
    const int TextLength = 55;

    /// <summary>A token of this person, valid from <paramref name="now"/> for 90 days.</summary>
    public string Make(PersonId person, DateTimeOffset now)
    {
        Span<byte> content = stackalloc byte[Bytes];
        Span<byte> mac = stackalloc byte[32];
        content[0] = Version;
        person.Value.TryWriteBytes(content[PersonAt..], bigEndian: true, out _);
        // Ticks, not seconds: whoever signs in right after signing out everywhere must not be taken for older than that.
        BinaryPrimitives.WriteInt64BigEndian(content[IssuedAt..], now.UtcTicks);
        sealing.Sign(content[..MacAt], mac);
        mac[..(Bytes - MacAt)].CopyTo(content[MacAt..]);
        return Prefix + Base64Url.EncodeToString(content);
    }

    /// <summary>A machine's token that holds, or null.</summary>
    public MachineToken.Held? Machine(ReadOnlySpan<char> token) => token.StartsWith(MachineToken.Prefix, StringComparison.Ordinal) ? MachineToken.Read(token, sealing, revocations, clock.GetUtcNow()) : null;

    public Ticket TicketFor(PersonId person, DateTimeOffset now) => new(person, Make(person, now));

    /// <summary>Whose token this is, or null when it is forged, too old or revoked. Runs on every request: no database, nothing allocated.</summary>
    public PersonId? Holder(ReadOnlySpan<char> token)
    {
        if (token.Length != Prefix.Length + TextLength || !token.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        Span<byte> content = stackalloc byte[Bytes];
        var status = Base64Url.DecodeFromChars(token[Prefix.Length..], content, out _, out var written);
        if (status != System.Buffers.OperationStatus.Done || written != Bytes || content[0] != Version) return null;
        Span<byte> mac = stackalloc byte[32];
        sealing.Sign(content[..MacAt], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac[..(Bytes - MacAt)], content[MacAt..]) && !Break.Is("mac")) return null;
        var issued = BinaryPrimitives.ReadInt64BigEndian(content[IssuedAt..]);
        if (issued < (clock.GetUtcNow() - ValidFor).UtcTicks) return null;
        var person = new PersonId(new Guid(content.Slice(PersonAt, 16), bigEndian: true));
        return revocations.Voids(person, issued) ? null : person;
    }
}
