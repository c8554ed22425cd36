// What the shop's look promises to the eye and to the phone: readable against its ground, small, and one sheet for all.
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using HaoLin.Tests.House;

namespace HaoLin.Tests.Web.Shared;

public sealed partial class StyleSheetTests
{
    static readonly string Sheet = Source.Under("src/wwwroot/css", ".css").Single(sheet => sheet.Path.EndsWith("/haolin.css", StringComparison.Ordinal)).Text;

    // Words and the ground they stand on, as the sheet uses them.
    static readonly (string Word, string Ground)[] Pairs =
    [
        ("ink", "paper"), ("ink", "card"), ("ink", "sunk"), ("ink", "leaf-soft"), ("ink", "loquat-soft"), ("ink", "buy-soft"),
        ("ink-2", "paper"), ("ink-2", "card"), ("ink-2", "sunk"), ("ink-2", "leaf-soft"), ("leaf", "paper"), ("leaf", "card"), ("leaf", "leaf-soft"),
        ("on-leaf", "leaf"), ("on-leaf", "leaf-deep"), ("buy", "paper"), ("buy", "card"), ("buy", "buy-soft"), ("on-buy", "buy"), ("on-buy", "buy-deep"),
        ("on-loquat", "loquat-soft"), ("berry", "berry-soft"), ("berry", "card"),
    ];

    [Theory, InlineData(false, false), InlineData(true, false), InlineData(false, true), InlineData(true, true)]
    public void Li_a_yi_can_read_every_word_against_its_ground(bool dark, bool large)
    {
        var colours = Colours(dark, large);
        Assert.Equal([], Pairs.Where(pair => Contrast(colours[pair.Word], colours[pair.Ground]) < 4.5)
            .Select(pair => $"{pair.Word} on {pair.Ground}: {Contrast(colours[pair.Word], colours[pair.Ground]):0.00}"));
    }

    [Theory, InlineData("#777777", "#ffffff", 4.48), InlineData("#000000", "#ffffff", 21), InlineData("#ffffff", "#ffffff", 1)]
    public void Contrast_is_measured_as_the_standard_says(string word, string ground, double expected) =>
        Assert.Equal(expected, Contrast(word, ground), 2);

    [Fact]
    public void The_whole_sheet_travels_in_less_than_the_first_fourteen_kilobytes()
    {
        using var packed = new MemoryStream();
        using (var packer = new BrotliStream(packed, CompressionLevel.Optimal)) packer.Write(System.Text.Encoding.UTF8.GetBytes(Sheet));
        Assert.InRange(packed.ToArray().Length, 1000, 14 * 1024);
    }

    [Fact]
    public void Nothing_is_fetched_from_elsewhere_to_look_right() =>
        Assert.DoesNotMatch(@"@import|@font-face|url\(", Sheet);

    [Fact]
    public void Screens_need_no_loosened_content_policy() =>
        Assert.Equal([], Source.Under("src/Web", ".razor").Where(page => !page.Path.StartsWith("src/Web/Simulated/") && !page.Path.StartsWith("src/Web/Headquarters/")).Where(page => Loosening().IsMatch(page.Text)).Select(page => page.Path));

    // Inline handlers, inline styles and scripts written into the page. Headquarters has its own policy; the simulated phone is another program.
    [GeneratedRegex(@"\son[a-z]+=""|(?<!\w)style=""|<style[\s>]|<script(?![^>]*\ssrc=)[^>]*>")]
    private static partial Regex Loosening();

    static Dictionary<string, string> Colours(bool dark, bool large)
    {
        var colours = new Dictionary<string, string>();
        Take(Sheet[Sheet.IndexOf(":root {", StringComparison.Ordinal)..]);
        var night = Sheet.IndexOf("@media (prefers-color-scheme: dark)", StringComparison.Ordinal);
        if (dark) Take(Sheet[night..]);
        if (large) Take(Sheet[Sheet.IndexOf("html[data-elder] {", StringComparison.Ordinal)..]);
        if (large && dark) Take(Sheet[Sheet.IndexOf("html[data-elder]", Sheet.IndexOf("@media (prefers-color-scheme: dark)", night + 1, StringComparison.Ordinal), StringComparison.Ordinal)..]);
        return colours;

        void Take(string from)
        {
            foreach (Match token in Token().Matches(from[..from.IndexOf('}')])) colours[token.Groups[1].Value] = token.Groups[2].Value;
        }
    }

    [GeneratedRegex(@"--([a-z0-9-]+): (#[0-9a-f]{3,6});")]
    private static partial Regex Token();

    static double Contrast(string word, string ground)
    {
        var (a, b) = (Luminance(word), Luminance(ground));
        return (Math.Max(a, b) + .05) / (Math.Min(a, b) + .05);
    }

    static double Luminance(string colour)
    {
        var hex = colour.Length == 4 ? string.Concat(colour[1..].Select(c => $"{c}{c}")) : colour[1..];
        double Part(int at)
        {
            var part = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return part <= .04045 ? part / 12.92 : Math.Pow((part + .055) / 1.055, 2.4);
        }
        return .2126 * Part(0) + .7152 * Part(2) + .0722 * Part(4);
    }
}
