// Says a screen's sentence in the reader's language: Chinese as it is written in the page, English from english.txt.
using System.Collections.Frozen;
using System.Globalization;

namespace HaoLin.Web.Shared;

public static class Tongue
{
    const string GiftMark = "赠 ", ChineseComma = "，";

    static readonly FrozenDictionary<string, string> English = ReadEnglish();
    static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");

    public static bool IsEnglish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    /// <summary>A fixed sentence. What english.txt does not hold stays Chinese rather than turning into a key.</summary>
    public static string T(string chinese) =>
        IsEnglish && English.TryGetValue(chinese, out var english) ? english : chinese;

    /// <summary>A sentence with things in it; its line in english.txt has {0}, {1} in their places.</summary>
    public static string F(FormattableString chinese) =>
        string.Format(CultureInfo.InvariantCulture, T(chinese.Format), chinese.GetArguments());

    /// <summary>Between two things that are not our words; not a line of english.txt, whose end would lose the space.</summary>
    public static string Comma => IsEnglish ? ", " : ChineseComma;

    /// <summary>What leaves the screen for the neighbours' group is Chinese, whichever language its sender reads.</summary>
    public static string InChinese(Func<string> words)
    {
        var reader = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = Chinese;
        try { return words(); }
        finally { CultureInfo.CurrentUICulture = reader; }
    }

    /// <summary>The goods of an order in a line: 枇杷 ×2，赠 桑葚 ×1.</summary>
    public static string Listed(IEnumerable<(bool Gift, string Name, int Quantity)> lines) =>
        Listed(string.Join(ChineseComma, lines.Select(l => $"{(l.Gift ? GiftMark : "")}{l.Name} ×{l.Quantity}")));

    /// <summary>The same line as the list of neighbours (接龙) tells it, its comma and its mark of a gift in the reader's language.</summary>
    public static string Listed(string goods) =>
        IsEnglish ? goods.Replace(ChineseComma, Comma, StringComparison.Ordinal).Replace(GiftMark, T("赠") + " ", StringComparison.Ordinal) : goods;

    public static bool Knows(string chinese) => English.ContainsKey(chinese);

    static FrozenDictionary<string, string> ReadEnglish()
    {
        using var stream = typeof(Tongue).Assembly.GetManifestResourceStream("english.txt")
            ?? throw new InvalidOperationException("english.txt is not inside the program");
        using var reader = new StreamReader(stream);
        var pairs = new Dictionary<string, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("//", StringComparison.Ordinal) || line.Length == 0) continue;
            var at = line.IndexOf(" = ", StringComparison.Ordinal);
            pairs.Add(line[..at], line[(at + 3)..]);
        }
        return pairs.ToFrozenDictionary();
    }
}
