// Opens and makes the encrypted part of a WeChat Pay notice: AES-256-GCM under the merchant's APIv3 key.
using System.Security.Cryptography;
using System.Text;

namespace HaoLin.Trade.WeChatPay;

/// <summary>
/// AEAD_AES_256_GCM as in RFC 5116, section 5.2: a 32-byte key, a 12-byte nonce, and base64 of ciphertext followed by its
/// 16-byte tag. Source:
/// pay.weixin.qq.com/docs/merchant/products/platform-certificate/decryption-certificate.html.
/// </summary>
public static class WeChatPayCipher
{
    public const string Algorithm = "AEAD_AES_256_GCM";
    public const int KeyBytes = 32;
    const int NonceBytes = 12;
    const int TagBytes = 16;

    /// <summary>The plaintext, or null when anything at all is wrong with what was given.</summary>
    public static byte[]? Decrypt(string apiV3Key, string nonce, string associatedData, string ciphertext)
    {
        var key = Encoding.UTF8.GetBytes(apiV3Key);
        var iv = Encoding.UTF8.GetBytes(nonce);
        var sealedBytes = new byte[ciphertext.Length];
        if (key.Length != KeyBytes || iv.Length != NonceBytes
            || !Convert.TryFromBase64String(ciphertext, sealedBytes, out var length) || length < TagBytes)
        {
            return null;
        }

        var plaintext = new byte[length - TagBytes];
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(iv, sealedBytes.AsSpan(0, length - TagBytes), sealedBytes.AsSpan(length - TagBytes, TagBytes),
                plaintext, Encoding.UTF8.GetBytes(associatedData));
            return plaintext;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The other direction, as the gateway does it; the product itself never encrypts a notice.</summary>
    public static string Encrypt(string apiV3Key, string nonce, string associatedData, ReadOnlySpan<byte> plaintext)
    {
        var sealedBytes = new byte[plaintext.Length + TagBytes];
        using var aes = new AesGcm(Encoding.UTF8.GetBytes(apiV3Key), TagBytes);
        aes.Encrypt(Encoding.UTF8.GetBytes(nonce), plaintext, sealedBytes.AsSpan(0, plaintext.Length),
            sealedBytes.AsSpan(plaintext.Length), Encoding.UTF8.GetBytes(associatedData));
        return Convert.ToBase64String(sealedBytes);
    }
}
