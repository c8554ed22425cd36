// Every sentence that residents, leaders and headquarters read is there in English too, with the same things in it, and none stands in a page as bare Chinese.
using System.Text.RegularExpressions;
using HaoLin.Tests.House;
using HaoLin.Web.Shared;

namespace HaoLin.Tests.Web.Shared;

public sealed partial class TongueTests
{
    static IEnumerable<Source> Screens => new[] { "Shared", "Resident", "Leader", "Headquarters", "Tables" }.SelectMany(room => Source.Under("src/Web/" + room, ".razor", ".cs"));

    /// <summary>What the group reads is Chinese whoever sends it, and a refusal carries its own English.</summary>
    static IEnumerable<Source> Pages => Screens.Where(file => file.Path.EndsWith(".razor", StringComparison.Ordinal)
        || (file.Path.StartsWith("src/Web/Leader/", StringComparison.Ordinal) && !file.Path.Contains("/Poster", StringComparison.Ordinal)));

    [Fact]
    public void Every_sentence_on_a_screen_has_its_English() =>
        Assert.Equal([], Screens.SelectMany(file => Sentences(file.Text).Where(s => !Tongue.Knows(s)).Select(s => $"{file.Path}: {s}")));

    [Fact]
    public void Sentences_are_really_found()
    {
        var found = Screens.SelectMany(file => Sentences(file.Text)).Distinct().ToList();
        Assert.True(found.Count > 550, $"{found.Count} sentences found");
        Assert.Contains("{0} 分 {1:00} 秒", found);
        Assert.Contains("{0} 到{1}取。", found);
    }

    [Fact]
    public void No_Chinese_stands_bare_on_a_screen() => Assert.Equal([], Pages.SelectMany(file => Bare(file.Text).Select(line => $"{file.Path}: {line}")));

    [Theory]
    [InlineData("<p>还没有订单</p>"), InlineData("<Page Title=\"我的团\">"), InlineData("@T(\"今天\")，@name"), InlineData("<b>@(isMine ? \"订单\" : null)</b>"), InlineData("@code { string Words => \"还没有的话\"; }"), InlineData("@F($\"{n} 份\")共")]
    public void Bare_Chinese_is_found(string page) => Assert.Single(Bare(page));

    /// <summary>Comments, what T and F say, words that T is given later, and what is marked as Chinese in every tongue.</summary>
    [Theory]
    [InlineData("@* 接龙 *@<p>@T(\"今天\") @F($\"{(n > 0 ? \"a\" : T(\"没有\"))} 份\")</p>"), InlineData("// 接龙"), InlineData("@code { new(\"/orders\", \"订单\"); }"), InlineData("<p class=\"paste\" lang=\"zh-CN\">点<b>这里</b></p>")]
    public void Chinese_that_speaks_English_too_is_not_bare(string page) => Assert.Empty(Bare(page));

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
        foreach (Match start in Filled().Matches(code)) yield return Format(code, start.Index + start.Length).Said;
    }

    /// <summary>The lines that still hold Chinese when everything is gone that is said in both tongues.</summary>
    static IEnumerable<string> Bare(string page)
    {
        var rest = Aside().Replace(page, "");
        while (Filled().Match(rest) is { Success: true } start) rest = rest[..start.Index] + rest[(Format(rest, start.Index + start.Length).End + 1)..];
        rest = Plain().Replace(rest, "");
        // In a page's code words may wait to be given to T; in what it shows they may not.
        var code = rest.IndexOf("@code", StringComparison.Ordinal) is >= 0 and var at ? at : rest.Length;
        rest = rest[..code] + Quoted().Replace(rest[code..], text => text.Groups[1].Value == Brand || Tongue.Knows(text.Groups[1].Value) ? "" : text.Value);
        return rest.Split('\n').Where(line => Chinese().IsMatch(line)).Select(line => line.Trim());
    }

    const string Brand = "好邻生活";

    static (string Said, int End) Format(string code, int at)
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
        return (format.ToString(), at);
    }

    [GeneratedRegex("""(?<!\w)T\("([^"]+)"\)""")]
    private static partial Regex Plain();

    [GeneratedRegex("(?<!\\w)F\\(\\$\"")]
    private static partial Regex Filled();

    /// <summary>Comments of the page and of its code, and elements whose language is Chinese for every reader.</summary>
    [GeneratedRegex("""@\*.*?\*@|(?<!:)//[^\n]*|<(\w+)[^>]*\blang="zh-CN"[^>]*>.*?</\1>""", RegexOptions.Singleline)]
    private static partial Regex Aside();

    [GeneratedRegex("\"([^\"\n]*)\"")]
    private static partial Regex Quoted();

    // Han, and the comma, colon and brackets that are set as wide as it.
    [GeneratedRegex(@"[\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e]")]
    private static partial Regex Chinese();

    [GeneratedRegex(@":0[0.#]*$")]
    private static partial Regex Spec();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Hole();
}
