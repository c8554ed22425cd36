// Every sentence that residents read is there in English too, with the same things in it.
using System.Text.RegularExpressions;
using HaoLin.Tests.House;
using HaoLin.Web.Shared;

namespace HaoLin.Tests.Web.Shared;

public sealed partial class TongueTests
{
    static IEnumerable<Source> Screens => Source.Under("src/Web/Shared", ".razor", ".cs").Concat(Source.Under("src/Web/Resident", ".razor", ".cs"));

    [Fact]
    public void Every_sentence_on_a_residents_screen_has_its_English() =>
        Assert.Equal([], Screens.SelectMany(file => Sentences(file.Text).Where(s => !Tongue.Knows(s)).Select(s => $"{file.Path}: {s}")));

    [Fact]
    public void Sentences_are_really_found()
    {
        var found = Screens.SelectMany(file => Sentences(file.Text)).Distinct().ToList();
        Assert.True(found.Count > 180, $"{found.Count} sentences found");
        Assert.Contains("{0} 分 {1:00} 秒", found);
        Assert.Contains("{0} 到{1}取。", found);
    }

    [Fact]
    public void The_English_of_a_sentence_holds_what_the_Chinese_holds()
    {
        var lines = Source.Under("src/Web/Shared", ".txt").Single().Lines.Where(line => line.Contains(" = ", StringComparison.Ordinal)).Select(line => line.Split(" = ", 2));
        Assert.Equal([], lines.Where(pair => !Holes(pair[0]).SetEquals(Holes(pair[1]))).Select(pair => pair[0]));
    }

    static HashSet<string> Holes(string text) => [.. Hole().Matches(text).Select(hole => hole.Value)];

    /// <summary>The texts given to T("…") and F($"…"), the latter with {0}, {1} for what stands in their holes.</summary>
    static IEnumerable<string> Sentences(string code)
    {
        foreach (Match plain in Plain().Matches(code)) yield return plain.Groups[1].Value;
        foreach (Match start in Filled().Matches(code)) yield return Format(code, start.Index + start.Length);
    }

    static string Format(string code, int at)
    {
        var (format, hole) = (new System.Text.StringBuilder(), 0);
        for (; code[at] != '"'; at++)
        {
            if (code[at] != '{') { format.Append(code[at]); continue; }
            var (from, depth, inText) = (at + 1, 1, false);
            while (depth > 0)
            {
                at++;
                if (code[at] == '"') inText = !inText;
                else if (!inText && code[at] == '{') depth++;
                else if (!inText && code[at] == '}') depth--;
            }
            format.Append('{').Append(hole++).Append(Spec().Match(code[from..at]).Value).Append('}');
        }
        return format.ToString();
    }

    [GeneratedRegex("""(?<!\w)T\("([^"]+)"\)""")]
    private static partial Regex Plain();

    [GeneratedRegex("(?<!\\w)F\\(\\$\"")]
    private static partial Regex Filled();

    [GeneratedRegex(@":0+$")]
    private static partial Regex Spec();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Hole();
}
