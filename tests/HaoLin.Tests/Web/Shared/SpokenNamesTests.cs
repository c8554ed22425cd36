// A button is called by the words that stand on it, so that whoever speaks to the screen reaches it (WCAG 2.2, 2.5.3 Label in Name).
using System.Text.RegularExpressions;
using HaoLin.Tests.House;

namespace HaoLin.Tests.Web.Shared;

public sealed partial class SpokenNamesTests
{
    [Theory]
    [InlineData(false), InlineData(true)]
    public void What_stands_on_a_button_is_in_its_spoken_name(bool english)
    {
        var named = Source.Under("src/Web", ".razor").SelectMany(page => Named(page.Text).Select(pair => (page.Path, pair.Spoken, pair.Seen))).ToList();
        Assert.True(named.Count > 25, $"{named.Count} buttons found");
        var tongue = Source.Under("src/Web/Shared", ".txt").Single().Lines.Where(line => line.Contains(" = ", StringComparison.Ordinal)).Select(line => line.Split(" = ", 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        string Said(string chinese) => english ? tongue[chinese] : chinese;
        Assert.Equal([], named.Where(n => !Said(n.Spoken).Contains(Said(n.Seen), StringComparison.OrdinalIgnoreCase)).Select(n => $"{n.Path}: {Said(n.Seen)} is spoken as {Said(n.Spoken)}"));
    }

    [Fact]
    public void Another_name_than_the_words_is_found()
    {
        var (spoken, seen) = Assert.Single(Named("<button aria-label=\"@F($\"改{point.Name}的{n} 样\")\" type=\"button\">@T(\"改一改\")</button>"));
        Assert.Equal(("改{0}的{1} 样", "改一改"), (spoken, seen));
    }

    static IEnumerable<(string Spoken, string Seen)> Named(string page) => Button().Matches(page).Select(match =>
    {
        var hole = 0;
        return (Hole().Replace(match.Groups[1].Value, _ => $"{{{hole++}}}"), match.Groups[2].Value);
    });

    [GeneratedRegex("""aria-label="@F\(\$"((?:[^"{]|\{[^}]*\})*)"\)"[^>]*>\s*@T\("([^"]+)"\)\s*</""")]
    private static partial Regex Button();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Hole();
}
