// Says a screen's sentence in the reader's language: Chinese as it is written in the page, English from english.txt.
using System.Collections.Frozen;
using System.Globalization;

namespace HaoLin.Web.Shared;

public static class Tongue
{
    static readonly FrozenDictionary<string, string> English = ReadEnglish();

    public static bool IsEnglish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    /// <summary>A fixed sentence. What english.txt does not hold stays Chinese rather than turning into a key.</summary>
    public static string T(string chinese) =>
        IsEnglish && English.TryGetValue(chinese, out var english) ? english : chinese;

    /// <summary>A sentence with things in it; its line in english.txt has {0}, {1} in their places.</summary>
    public static string F(FormattableString chinese) =>
        string.Format(CultureInfo.InvariantCulture, T(chinese.Format), chinese.GetArguments());

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
