// A device that makes passkeys and shows them as real ones do (WebAuthn, ES256), and can be told to get one thing wrong.
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HaoLin.Tests.Cast;

public sealed class PretendDevice(string origin, string site) : IDisposable
{
    const byte Present = 1, Verified = 4, MayCopy = 8, Copied = 16, HasKey = 64;

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] CredentialId { get; set; } = RandomNumberGenerator.GetBytes(32);
    /// <summary>The id of the account it belongs to, kept beside the key when it was made.</summary>
    public string Owner { get; set; } = "";
    /// <summary>How often it has signed; 0 is a device that does not count.</summary>
    public uint Count { get; set; }

    /// <summary>What is different from what an honest device says just now.</summary>
    public sealed record Lie(string? Origin = null, string? Site = null, string? Type = null, string? Challenge = null, bool Unverified = false, bool Absent = false, bool CrossOrigin = false, bool Forged = false, bool NowCopied = false);

    /// <summary>What a page's navigator.credentials.create() comes to.</summary>
    public string Makes(string options, Lie? lie = null)
    {
        var asked = JsonNode.Parse(options)!;
        Owner = Encoding.UTF8.GetString(Base64Url.DecodeFromChars((string)asked["user"]!["id"]!));
        var point = key.ExportParameters(false).Q;
        // COSE_Key: EC2, ES256, P-256, x, y.
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] known = [.. new byte[16], .. Big((ushort)CredentialId.Length), .. CredentialId, .. cose];
        byte[] data = [.. Data(lie, HasKey), .. known];
        byte[] attestation = [0xA3, .. Said("fmt"), .. Said("none"), .. Said("attStmt"), 0xA0, .. Said("authData"), 0x59, .. Big((ushort)data.Length), .. data];
        return Answer(new { clientDataJSON = Text(ClientData("webauthn.create", asked, lie)), attestationObject = Text(attestation), transports = new[] { "internal", "hybrid" } });
    }

    /// <summary>What a page's navigator.credentials.get() comes to; it counts one more where it counts.</summary>
    public string Shows(string options, Lie? lie = null)
    {
        if (Count > 0) Count++;
        var client = ClientData("webauthn.get", JsonNode.Parse(options)!, lie);
        var data = Data(lie, 0);
        byte[] signed = [.. data, .. SHA256.HashData(client)];
        var signature = key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        if (lie?.Forged == true) signature[^1] ^= 1;
        return Answer(new { clientDataJSON = Text(client), authenticatorData = Text(data), signature = Text(signature), userHandle = Text(Encoding.UTF8.GetBytes(Owner)) });
    }

    string Answer(object response) => JsonSerializer.Serialize(new { id = Text(CredentialId), rawId = Text(CredentialId), type = "public-key", authenticatorAttachment = "platform", clientExtensionResults = new { }, response });

    byte[] ClientData(string type, JsonNode asked, Lie? lie) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = lie?.Type ?? type, challenge = lie?.Challenge ?? (string)asked["challenge"]!, origin = lie?.Origin ?? origin, crossOrigin = lie?.CrossOrigin == true,
    });

    byte[] Data(Lie? lie, byte more)
    {
        var flags = (lie?.Absent == true ? 0 : Present) | (lie?.Unverified == true ? 0 : Verified) | (lie?.NowCopied == true ? MayCopy | Copied : 0) | more;
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(lie?.Site ?? site)), (byte)flags, .. count];
    }

    /// <summary>A short text in CBOR.</summary>
    static byte[] Said(string text) => [(byte)(0x60 + text.Length), .. Encoding.ASCII.GetBytes(text)];

    static byte[] Big(ushort number) => [(byte)(number >> 8), (byte)(number & 255)];

    static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public void Dispose() => key.Dispose();
}
