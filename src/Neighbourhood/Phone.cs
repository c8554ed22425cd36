// A Chinese mobile number, however it was typed: +86, blanks, dashes and full-width digits are taken.
using System.Text;
using HaoLin.Kernel;

namespace HaoLin.Neighbourhood;

/// <param name="Digits">Eleven ASCII digits, no prefix.</param>
public readonly record struct Phone(string Digits)
{
    public static readonly Refusal Invalid = new("phone.invalid", 422, "请填写 11 位手机号码", "Enter an 11-digit Chinese mobile number.");

    /// <summary>No number is longer than this however it is typed; what is longer is not read at all.</summary>
    const int TypedMax = 40;

    public string Tail => Digits[^4..];

    /// <summary>138****5678: enough for its owner to recognise, too little to call.</summary>
    public string Masked => Digits[..3] + "****" + Tail;

    public static Outcome<Phone> Parse(string? typed)
    {
        if (typed is null || typed.Length > TypedMax) return Invalid;
        var kept = new StringBuilder(TypedMax);
        foreach (var c in AsciiDigits(typed))
        {
            if (char.IsAsciiDigit(c) || c == '+') kept.Append(c);
            else if (!Ornaments.Contains(c)) return Invalid;
        }
        var digits = kept.ToString();
        foreach (var prefix in Prefixes)
            if (digits.StartsWith(prefix, StringComparison.Ordinal) && digits.Length == prefix.Length + 11) digits = digits[prefix.Length..];
        return digits.Length == 11 && digits[0] == '1' && digits[1] is >= '3' and <= '9' && digits.All(char.IsAsciiDigit) ? new Phone(digits) : Invalid;
    }

    static readonly string[] Prefixes = ["+86", "0086", "86"];

    /// <summary>What people and address books put between digits, invisible marks included.</summary>
    const string Ornaments = "-–()\u202A\u202C\u200B";

    /// <summary>The text with full-width digits and signs made plain and every blank left out.</summary>
    internal static string AsciiDigits(string? typed) => typed is null || typed.Length > TypedMax ? "" : string.Concat(typed
        .Where(c => !char.IsWhiteSpace(c))
        .Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c));

    public byte[] Lookup(Sealing sealing) => sealing.Lookup("phone", Digits);

    /// <summary>The name of a counter kept for this phone; the number itself is not in it.</summary>
    public string Bucket(Sealing sealing, string what) => what + ":" + Convert.ToHexString(Lookup(sealing));

    /// <summary>The name of a counter kept for a network address; the address is not in it either.</summary>
    public static string AddressBucket(Sealing sealing, string what, string address) => what + ":" + Convert.ToHexString(sealing.Lookup("address", address));

    public override string ToString() => Masked;
}
