// Personal data at rest: sealed with a key per person, so that erasing a person is erasing one key.
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

    Sealing(byte[] master)
    {
        wrapping = Derive(master, "haolin person keys");
        lookup = Derive(master, "haolin look-up");
        token = Derive(master, "haolin tokens");
    }

    public static Sealing FromFolder(string dataFolder)
    {
        var folder = Directory.CreateDirectory(Path.Combine(dataFolder, "keys"));
        var file = Path.Combine(folder.FullName, "master.key");
        var master = Convert.FromHexString(SmallFile.MakeOnce(file, () => Convert.ToHexString(RandomNumberGenerator.GetBytes(32))));
        return master.Length == 32 ? new(master) : throw new InvalidOperationException($"{file} does not hold a 32-byte key in hex");
    }

    public static Sealing Of(byte[] master) => new(master);

    static byte[] Derive(byte[] master, string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>A fresh key for one person, wrapped by the master key: this is what the database holds.</summary>
    public byte[] NewPersonKey() => Encrypt(wrapping, RandomNumberGenerator.GetBytes(32));

    public byte[] Seal(byte[] personKey, string text) => Encrypt(Decrypt(wrapping, personKey), Encoding.UTF8.GetBytes(text));

    public string Open(byte[] personKey, byte[] sealedText) => Encoding.UTF8.GetString(Decrypt(Decrypt(wrapping, personKey), sealedText));

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
