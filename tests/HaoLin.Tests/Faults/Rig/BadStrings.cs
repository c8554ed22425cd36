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

    /// <summary>What would be markup if a page did not escape it, short enough for any field.</summary>
    public static readonly IReadOnlyList<string> Markup = ["<b id=q>粗</b>", "\"><i id=q>", "' onclick='q", "<script>q()</script>", "</title><i>q", "&lt;b&gt;&amp;"];

    /// <summary>All where figures are long; on the seed's database our own and a third of the published ones, which third the seed says; on the other one few.</summary>
    public static IReadOnlyList<string> For(Database on) => Seed.Figure(on, 30, 100) switch
    {
        100 => All,
        30 => [.. Published().Where((_, i) => (i + Seed.Value) % 3 == 0), .. Own()],
        _ => Few,
    };

    /// <summary>Enough for a negative control and for what costs much to ask.</summary>
    public static IReadOnlyList<string> Few => [.. All.Where((_, i) => i % 10 == 0), .. All.Where(s => !CanBeKept(s)), .. Markup];

    static IEnumerable<string> Published()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Scratch.Tree, "tests", "data", "bad-input", "naughty-strings.json")));
        foreach (var text in json.RootElement.GetProperty("strings").EnumerateArray()) yield return text.GetString()!;
    }

    static IEnumerable<string> Own() =>
    [
        "", " ", "\u3000", "\0", "a\0b", "\ud800", "\udc00", "a\ud800b", "\udc00\ud800", "𠮷野家", "㐂", "👨‍👩‍👧‍👦", "e\u0301", "\u202e倒着", "零\u200b宽", "\ufeffBOM", "\uffff", "\ufffe", "\u0085", "\u2028",
        "\r\nSet-Cookie: a=b", "line\nline", "\ttab", "\u001b[31mred", "\u007f", "=1+1", "+1", "-1", "@SUM(A1)", "<b>b</b>", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}", "${7*7}", "%00", "%n%s", "../../etc/passwd",
        "'; DROP TABLE orders; --", "\\", "\\u0000", "\"", "1e308", "NaN", "/团/购?谁=我", "//elsewhere.example/", "/\\elsewhere.example", "/me\r\nX-Evil: 1", .. Lengths(), new string('a', 60_000),
    ];

    /// <summary>Around every bound that a text field has; the long ones of signs that take two places in memory, which count as one.</summary>
    static IEnumerable<string> Lengths() => new[] { 20, 30, 40, 60, 80, 120, 200, 500, 4_000 }.SelectMany(bound => new[] { new string('长', bound), new string('n', bound + 1), Repeat("𠮷", bound), Repeat("𠮷", bound + 1) });

    static string Repeat(string sign, int times) => string.Concat(Enumerable.Repeat(sign, times));

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
    public static bool CanBeKept(string text) => !text.Contains('\0') && !HoldsLoneSurrogate(text);

    static bool HoldsLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return true;
            i++;
        }
        return false;
    }

    /// <summary>Whether a text field of at most so many characters has to take it; outer blanks are not kept.</summary>
    public static bool IsGood(string text, int most, bool mayBeBlank) => CanBeKept(text) && text.Trim() is var kept && kept.EnumerateRunes().Count() <= most && (mayBeBlank || kept.Length > 0);

    /// <summary>Enough of it for an address or a message.</summary>
    public static string Start(string text, int most = 200) => text.Length > most ? text[..most] : text;
}
