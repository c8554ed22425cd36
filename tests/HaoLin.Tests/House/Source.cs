// The project's own files as text, and C# with its comments and strings blanked out, so that words can be looked for.
using System.Text;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.House;

public sealed record Source(string Path, string Text)
{
    static readonly string[] passedOver = [".git", ".vs", "artifacts", "bin", "obj", "TestResults", "node_modules"];

    public string[] Lines => Text.Split('\n') is [.. var lines, ""] ? lines : Text.Split('\n');

    /// <summary>The project's text files below a folder of the tree, in the order of their names.</summary>
    public static IEnumerable<Source> Under(string folder, params string[] extensions) =>
        Files(System.IO.Path.Combine(Scratch.Tree, folder))
            .Where(file => extensions.Length == 0 || extensions.Contains(System.IO.Path.GetExtension(file)))
            .Order(StringComparer.Ordinal)
            .Select(file => new Source(Short(file), File.ReadAllText(file)));

    static IEnumerable<string> Files(string folder) =>
        Directory.GetDirectories(folder).Where(sub => !passedOver.Contains(System.IO.Path.GetFileName(sub))).SelectMany(Files)
            .Concat(Directory.GetFiles(folder).Where(file => !passedOver.Contains(System.IO.Path.GetFileName(file))));

    public static string Short(string file) => System.IO.Path.GetRelativePath(Scratch.Tree, file).Replace('\\', '/');

    public static bool IsOurs(string file) =>
        file.StartsWith(Scratch.Tree, StringComparison.Ordinal) && File.Exists(file) && !Short(file).Split('/').Any(passedOver.Contains);

    /// <summary>
    /// The C# text at its full length and lines, but with every comment, string and character blank.
    /// What stands in the holes of an interpolated string is blanked with it.
    /// </summary>
    public string Code
    {
        get
        {
            var code = new StringBuilder(Text);
            for (var at = 0; at < Text.Length;)
            {
                var end = EndOfSilence(at);
                for (var i = at; i < end; i++)
                    if (code[i] != '\n') code[i] = ' ';
                at = Math.Max(end, at + 1);
            }
            return code.ToString();
        }
    }

    // Where the comment or literal that begins here ends; here, if none begins.
    int EndOfSilence(int at)
    {
        var rest = Text.AsSpan(at);
        if (rest.StartsWith("//")) return After("\n", at + 2);
        if (rest.StartsWith("/*")) return After("*/", at + 2);
        if (rest[0] == '\'') return EndOfQuoted(at + 1, '\'', escapes: true);
        var quote = at;
        while (quote < Text.Length && Text[quote] is '$' or '@') quote++;
        if (quote >= Text.Length || Text[quote] != '"') return at;
        var quotes = Text.AsSpan(quote).IndexOfAnyExcept('"') is >= 0 and var n ? n : Text.Length - quote;
        if (quotes >= 3) return After(new string('"', quotes), quote + quotes);
        return EndOfQuoted(quote + 1, '"', escapes: !Text.AsSpan(at, quote - at).Contains('@'));
    }

    int EndOfQuoted(int at, char quote, bool escapes)
    {
        for (; at < Text.Length; at++)
        {
            if (escapes && Text[at] == '\\') at++;
            else if (Text[at] == quote && !escapes && at + 1 < Text.Length && Text[at + 1] == quote) at++;
            else if (Text[at] == quote) return at + 1;
        }
        return Text.Length;
    }

    int After(string end, int at) => Text.IndexOf(end, at, StringComparison.Ordinal) is >= 0 and var found ? found + end.Length : Text.Length;
}
