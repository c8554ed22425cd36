// What free text a person may send: measured, trimmed, and never able to break a database or a page.
using System.Globalization;

namespace HaoLin.Kernel;

public static class Texts
{
    public static readonly Refusal Unreadable = new("text.unreadable", 422, "文字里有无法保存的字符", "The text holds characters that cannot be kept (NUL or a lone surrogate).");
    public static readonly Refusal TooLong = new("text.too-long", 422, "文字太长了", "The text is too long.");
    public static readonly Refusal Missing = new("text.missing", 422, "请填写这一项", "This field must be filled in.");

    /// <summary>The text without outer blanks, otherwise byte for byte; null or blank becomes "".</summary>
    /// <param name="text">As it was sent.</param>
    /// <param name="lengthMax">The longest it may be, in Unicode characters (an emoji is one, as people count).</param>
    public static Outcome<string> Optional(string? text, int lengthMax)
    {
        var kept = text?.Trim() ?? "";
        if (Break.Is("texts")) return kept;
        var pairs = 0;
        for (var i = 0; i < kept.Length; i++)
        {
            if (kept[i] == '\0') return Unreadable;
            if (!char.IsSurrogate(kept[i])) continue;
            if (!char.IsHighSurrogate(kept[i]) || i + 1 == kept.Length || !char.IsLowSurrogate(kept[i + 1])) return Unreadable;
            i++;
            pairs++;
        }
        if (kept.Length - pairs > lengthMax) return TooLong;
        return kept;
    }

    /// <summary>The first characters, counted as <see cref="Optional"/> counts them; no pair is torn.</summary>
    public static string Start(string text, int lengthMax) => string.Concat(text.EnumerateRunes().Take(lengthMax));

    /// <summary>What a reader calls the first letter, or "" where there is none.</summary>
    public static string Initial(string text) => StringInfo.GetNextTextElement(text);

    public static Outcome<string> Required(string? text, int lengthMax)
    {
        var kept = Optional(text, lengthMax);
        return kept.Refused || kept.Value.Length > 0 ? kept : Missing;
    }
}
