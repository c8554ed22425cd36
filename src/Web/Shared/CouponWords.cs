// What a coupon says to whoever holds it: what it takes off, from how much on, until when.
using HaoLin.Kernel;
using HaoLin.Trade;
using static HaoLin.Web.Shared.Tongue;

namespace HaoLin.Web.Shared;

public static class CouponWords
{
    /// <summary>满 ¥50.00 减 ¥5.00; 打 8 折，最多减 ¥10.00.</summary>
    public static string Rule(CouponTerms terms) => terms switch
    {
        { Percent: { } percent, LeastSpendFen: 0 } => F($"打 {Tenths(percent)} 折，最多减 {new Money(terms.AmountFen)}"),
        { Percent: { } percent } => F($"满 {new Money(terms.LeastSpendFen)} 打 {Tenths(percent)} 折，最多减 {new Money(terms.AmountFen)}"),
        { LeastSpendFen: 0 } => F($"减 {new Money(terms.AmountFen)}"),
        _ => F($"满 {new Money(terms.LeastSpendFen)} 减 {new Money(terms.AmountFen)}"),
    };

    public static string Until(CouponTerms terms, DateTimeOffset now) => F($"{When.DayAndTime(terms.ValidUntil, now)} 前可用");

    /// <summary>Why this one was taken by itself.</summary>
    public static string Why(string? why) => why switch
    {
        "most" => T("替您选了最省的一张。"),
        "sooner" => T("几张省得一样多，先用快到期的。"),
        _ => T("这张券正好能用，替您用上了。"),
    };

    static string Tenths(int percent) => ((100 - percent) / 10m).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}
