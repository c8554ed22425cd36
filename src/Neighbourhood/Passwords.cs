// What makes a password good enough, and how it is hashed and compared.
using HaoLin.Kernel;
using Microsoft.AspNetCore.Identity;

namespace HaoLin.Neighbourhood;

/// <remarks>Hashing takes tens of milliseconds on purpose, so it is never done inside a transaction: others would wait for it.</remarks>
public static class Passwords
{
    public static readonly Refusal TooShort = new("password.too-short", 422, "密码至少 8 位", "A password has at least 8 characters.");
    public static readonly Refusal TooLong = new("password.too-long", 422, "密码最多 128 位", "A password has at most 128 characters.");
    public static readonly Refusal IsThePhone = new("password.is-the-phone", 422, "密码不能是手机号", "The password must not be the phone number.");
    public static readonly Refusal TooCommon = new("password.too-common", 422, "这个密码太常见，请换一个", "This password is too common; choose another.");

    const int LengthMin = 8;
    const int LengthMax = 128;

    static readonly PasswordHasher<string> Hasher = new();

    /// <summary>Compared with when there is nobody to compare with, so that an unknown phone costs the same work.</summary>
    static readonly Lazy<string> Decoy = new(() => Hash("nobody has this password"));

    static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "12345678", "123456789", "1234567890", "0123456789", "87654321", "987654321", "9876543210", "123123123", "12341234", "11223344", "112233445566",
        "147258369", "159357258", "123654789", "789456123", "5201314520", "52013145", "1314520520", "13145201314", "woaini520", "woaini1314", "woaini123",
        "password", "password1", "passw0rd", "p@ssw0rd", "qwertyui", "qwertyuiop", "qwerty123", "1qaz2wsx", "1q2w3e4r", "1q2w3e4r5t", "q1w2e3r4", "qazwsxedc",
        "asdfghjk", "asdfghjkl", "zxcvbnm1", "zxcvbnm123", "abc12345", "abcd1234", "abc123456", "abcdefgh", "a1234567", "a12345678", "a123456789", "aa123456",
        "qq123456", "qq123456789", "admin123", "admin888", "administrator", "iloveyou", "sunshine1", "88888888a", "woshishui", "zhang123", "wang1234", "haolin123",
    };

    /// <returns>Why the password is not good enough, or null.</returns>
    public static Refusal? Check(string? password, Phone phone)
    {
        if (password is null || password.Length < LengthMin) return TooShort;
        if (password.Length > LengthMax) return TooLong;
        if (password.Contains(phone.Digits, StringComparison.Ordinal)) return IsThePhone;
        return Common.Contains(password.Trim()) || password.Distinct().Count() <= 2 ? TooCommon : null;
    }

    public static string Hash(string password) => Hasher.HashPassword("", password);

    /// <param name="hash">Null when there is no such person or no password; the answer is then no, after the same work.</param>
    public static bool Match(string? hash, string? password)
    {
        var given = password is null || password.Length > LengthMax ? "" : password;
        var result = Hasher.VerifyHashedPassword("", hash ?? Decoy.Value, given);
        return hash is not null && result != PasswordVerificationResult.Failed;
    }
}
