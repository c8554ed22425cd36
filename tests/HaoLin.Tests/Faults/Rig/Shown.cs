// How a page may hold what somebody sent: as text, whole and escaped, and never as markup of its own.
using System.Net;
using System.Text.RegularExpressions;

namespace HaoLin.Tests.Faults.Rig;

public static partial class Shown
{
    /// <summary>The page holds the text where a reader sees it, byte for byte.</summary>
    public static void Whole(Verdict verdict, string page, string html, string kept)
    {
        if (!WebUtility.HtmlDecode(html).ReplaceLineEndings("\n").Contains(kept.ReplaceLineEndings("\n"), StringComparison.Ordinal))
            verdict.Violate("not shown", $"{page} does not show {BadStrings.Json(BadStrings.Start(kept))}");
        else verdict.Count("shown");
        Escaped(verdict, page, html, kept);
    }

    /// <summary>Nothing of the text became markup; whether the page shows it at all is its own affair.</summary>
    public static void Escaped(Verdict verdict, string page, string html, string sent)
    {
        // Shorter than this and it is in every page anyway.
        if (sent.Length >= 6 && sent.AsSpan().IndexOfAny('<', '"') >= 0 && html.Contains(sent, StringComparison.Ordinal)) verdict.Violate("unescaped", $"{page} holds {BadStrings.Json(BadStrings.Start(sent))} as it was sent");
        // Between its quotes a value may say what it likes.
        var bare = Values().Replace(html, "=\"\"");
        foreach (var found in new[] { Handler().Match(bare), ScriptAddress().Match(bare), QuotedScriptAddress().Match(html), Foreign().Match(html) })
            if (found.Success) verdict.Violate("unescaped", $"{page} holds {BadStrings.Start(found.Value)}");
        verdict.Count("pages looked through");
    }

    [GeneratedRegex("=\"[^\"]*\"")]
    private static partial Regex Values();

    [GeneratedRegex("""<[a-z][^<>]*\son[a-z]+\s*=""", RegexOptions.IgnoreCase)]
    private static partial Regex Handler();

    [GeneratedRegex("""<[a-z][^<>]*\s(?:href|src|action|formaction)\s*=\s*'?\s*javascript""", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptAddress();

    [GeneratedRegex("""\s(?:href|src|action|formaction)="\s*(?:javascript|data:text)""", RegexOptions.IgnoreCase)]
    private static partial Regex QuotedScriptAddress();

    // A script that is no file of ours, and the marks of our own strings.
    [GeneratedRegex("""<script(?![^>]*\ssrc="/)[^>]*>\s*[^\s<]|<[a-z]+\sid=q[\s>]""", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();
}
