// Personal data at rest: sealed with a key per person, so that erasing a person is erasing one key.
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HaoLin.Kernel;

/// <summary>The node's master key: made on first start, kept in a file only its owner may read, never in the database.</summary>
public sealed class Sealing
{
    const int NonceBytes = 12;
    const int TagBytes = 16;

    readonly byte[] wrapping;
    readonly byte[] lookup;
    readonly byte[] token;
    readonly byte[] answers;
    readonly byte[] retention;
    readonly byte[] handedOut;

    /// <param name="retention">A key of its own for what only the law keeps, so that it can be kept apart from everything else.</param>
    Sealing(byte[] master, byte[] retention)
    {
        this.retention = retention;
        answers = Derive(master, "haolin answers");
        handedOut = Derive(master, "haolin handed out");
        wrapping = Derive(master, "haolin person keys");
        lookup = Derive(master, "haolin look-up");
        token = Derive(master, "haolin tokens");
    }

    public static Sealing FromFolder(string dataFolder)
    {
        var folder = Directory.CreateDirectory(Path.Combine(dataFolder, "keys"));
        return new(Key(folder, "master.key"), Key(folder, "retention.key"));
    }

    static byte[] Key(DirectoryInfo folder, string name)
    {
        var file = Path.Combine(folder.FullName, name);
        var key = Convert.FromHexString(SmallFile.MakeOnce(file, () => Convert.ToHexString(RandomNumberGenerator.GetBytes(32))));
        return key.Length == 32 ? key : throw new InvalidOperationException($"{file} does not hold a 32-byte key in hex");
    }

    public static Sealing Of(byte[] master) => new(master, Derive(master, "haolin retention"));

    static byte[] Derive(byte[] master, string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>A fresh key for one person, wrapped by the master key: this is what the database holds.</summary>
    public byte[] NewPersonKey() => Encrypt(wrapping, RandomNumberGenerator.GetBytes(32));

    public byte[] Seal(byte[] personKey, string text) => Encrypt(Decrypt(wrapping, personKey), Encoding.UTF8.GetBytes(text));

    public string Open(byte[] personKey, byte[] sealedText) => Encoding.UTF8.GetString(Decrypt(Decrypt(wrapping, personKey), sealedText));

    /// <summary>Seals what the law keeps of somebody whose own key is destroyed.</summary>
    public byte[] Retain(string text) => Encrypt(retention, Encoding.UTF8.GetBytes(text));

    public string OpenRetained(byte[] sealedText) => Encoding.UTF8.GetString(Decrypt(retention, sealedText));

    const string AnswerMark = "sealed:";

    /// <summary>An answer kept for retries: it says what a screen says, names among it, and is nothing to read in a table.</summary>
    public string SealAnswer(string body) => AnswerMark + Convert.ToBase64String(Encrypt(answers, Encoding.UTF8.GetBytes(body)));

    /// <summary>As it was given; what was never sealed (a refusal) stays as it is.</summary>
    public string OpenAnswer(string kept) => kept.StartsWith(AnswerMark, StringComparison.Ordinal) ? Encoding.UTF8.GetString(Decrypt(answers, Convert.FromBase64String(kept[AnswerMark.Length..]))) : kept;

    /// <summary>What a browser keeps for us for a while, to bring it back as it was; it can neither read nor change it.</summary>
    public string HandOut(string text) => Base64Url.EncodeToString(Encrypt(handedOut, Encoding.UTF8.GetBytes(text)));

    /// <summary>What was handed out, or null where it was not.</summary>
    public string? TakeBack(string? held)
    {
        if (held is null || held.Length > HandedOutMax || !Base64Url.IsValid(held)) return null;
        var box = Base64Url.DecodeFromChars(held);
        if (box.Length < NonceBytes + TagBytes) return null;
        try { return Encoding.UTF8.GetString(Decrypt(handedOut, box)); }
        catch (CryptographicException) { return null; }
    }

    const int HandedOutMax = 4096;

    /// <summary>A keyed hash by which an exact value (a phone, its last four digits) can be found without being stored.</summary>
    public byte[] Lookup(string kind, string value) => HMACSHA256.HashData(lookup, Encoding.UTF8.GetBytes(kind + "\n" + value));

    /// <summary>A keyed hash that only this brand's nodes can make: signs bearer tokens.</summary>
    public void Sign(ReadOnlySpan<byte> content, Span<byte> mac32) => HMACSHA256.HashData(token, content, mac32);

    static byte[] Encrypt(byte[] key, byte[] plain)
    {
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length));
        return box;
    }

    static byte[] Decrypt(byte[] key, byte[] box)
    {
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), plain);
        return plain;
    }
}
