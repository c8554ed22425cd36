// The strings that people and machines send and no program should mind: the published list, and what it lacks.
using System.Globalization;
using System.Text;
using System.Text.Json;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Faults.Rig;

public static class BadStrings
{
    /// <summary>tests/data/bad-input, then our own: NUL, lone surrogates, rare characters, directions, lengths at and beyond the bounds.</summary>
    public static readonly IReadOnlyList<string> All = [.. Published(), .. Own()];

    static IEnumerable<string> Published()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Scratch.Tree, "tests", "data", "bad-input", "naughty-strings.json")));
        foreach (var text in json.RootElement.GetProperty("strings").EnumerateArray()) yield return text.GetString()!;
    }

    static IEnumerable<string> Own() =>
    [
        "", " ", "\u3000", "\0", "a\0b", "\ud800", "\udc00", "a\ud800b", "\udc00\ud800", "𠮷野家", "㐂", "👨‍👩‍👧‍👦", "e\u0301", "\u202e倒着", "零\u200b宽", "\ufeffBOM", "\uffff", "\ufffe", "\u0085", "\u2028",
        "\r\nSet-Cookie: a=b", "line\nline", "\ttab", "\u001b[31mred", "\u007f", "=1+1", "+1", "-1", "@SUM(A1)", "<b>b</b>", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}", "${7*7}", "%00", "%n%s", "../../etc/passwd",
        "'; DROP TABLE orders; --", "\\", "\\u0000", "\"", "1e308", "NaN", new string('长', 60), new string('长', 61), new string('n', 500), new string('n', 501), string.Concat(Enumerable.Repeat("𠮷", 250)), string.Concat(Enumerable.Repeat("𠮷", 251)), new string('a', 4_000), new string('a', 60_000),
    ];

    /// <summary>As JSON, which unlike the writers at hand lets a lone surrogate be sent as what it is.</summary>
    public static string Json(string text)
    {
        var json = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            var paired = char.IsHighSurrogate(letter) ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) : char.IsLowSurrogate(letter) && i > 0 && char.IsHighSurrogate(text[i - 1]);
            if (letter is < ' ' or '"' or '\\' or '\u007f' || (char.IsSurrogate(letter) && !paired)) json.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else json.Append(letter);
        }
        return json.Append('"').ToString();
    }

    /// <summary>Whether UTF-8 and both databases can hold it.</summary>
    public static bool CanBeKept(string text)
    {
        if (text.Contains('\0')) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
