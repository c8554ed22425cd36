// An amount of money in whole fen (1/100 yuan), so that nothing is ever rounded in secret.
using System.Globalization;

namespace HaoLin.Kernel;

public readonly record struct Money(long Fen) : IComparable<Money>
{
    public static readonly Money Zero = new(0);

    public static Money operator +(Money a, Money b) => new(a.Fen + b.Fen);
    public static Money operator -(Money a, Money b) => new(a.Fen - b.Fen);
    public static Money operator -(Money a) => new(-a.Fen);
    public static Money operator *(Money a, int times) => new(a.Fen * times);
    public static bool operator <(Money a, Money b) => a.Fen < b.Fen;
    public static bool operator >(Money a, Money b) => a.Fen > b.Fen;
    public static bool operator <=(Money a, Money b) => a.Fen <= b.Fen;
    public static bool operator >=(Money a, Money b) => a.Fen >= b.Fen;

    public int CompareTo(Money other) => Fen.CompareTo(other.Fen);

    /// <summary>The price of 500 g when <paramref name="net"/> costs this much, rounded half up to the fen (明码标价 asks for a unit price).</summary>
    public Money Per500G(Weight net) => net.Grams <= 0
        ? throw new ArgumentOutOfRangeException(nameof(net), "a unit price needs a weight")
        : new((Fen * 500 + net.Grams / 2) / net.Grams);

    /// <summary>Yuan with two decimals and no sign of currency: 12.80.</summary>
    public string Yuan => string.Create(CultureInfo.InvariantCulture, $"{(Fen < 0 ? "-" : "")}{Math.Abs(Fen) / 100}.{Math.Abs(Fen) % 100:00}");

    /// <summary>An amount as a person types it: 39.8, ¥39.80, ３９．８元. Null when it is no amount, is below zero, or has less than a fen in it.</summary>
    public static Money? Read(string? typed)
    {
        if (typed is null || typed.Length > 20) return null;
        var plain = string.Concat(typed.Where(c => !char.IsWhiteSpace(c)).Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c)).TrimStart('¥', '￥').TrimEnd('元');
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan) && yuan <= 1_000_000_000_000m && yuan * 100 == decimal.Truncate(yuan * 100)
            ? new((long)(yuan * 100))
            : null;
    }

    public override string ToString() => "¥" + Yuan;
}
