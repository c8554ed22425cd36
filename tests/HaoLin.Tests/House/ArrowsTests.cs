// A floor uses lower floors only, a folder is a namespace, and docs/arrows.md says who uses whom.
using System.Text.RegularExpressions;

namespace HaoLin.Tests.House;

public sealed partial class ArrowsTests
{
    static readonly Arrows product = new("HaoLin", Compiled.Product.TypesUnder("HaoLin"));
    static readonly Arrows offenders = new(Offenders, Compiled.Tests.TypesUnder(Offenders));

    const string Offenders = "HaoLin.Tests.House.Offenders";

    [Fact]
    public void A_floor_uses_lower_floors_only() => Assert.Null(product.Offences().FirstOrDefault());

    [Fact]
    public void A_floor_names_lower_floors_only() =>
        Assert.Null((from floor in Arrows.Floors
                            where Directory.Exists(Path.Combine(Cast.Scratch.Tree, "src", floor))
                            from file in Source.Under($"src/{floor}", ".cs", ".razor")
                            from offence in Arrows.OffencesIn(file, floor)
                            select offence).FirstOrDefault());

    [Fact]
    public void The_page_of_arrows_is_true() => Page.Keep("docs/arrows.md", product.ToPage());

    /// <summary>The ways in which one type can need another, each hidden from a reader of the signatures alone.</summary>
    [Theory]
    [InlineData("HearsByBase")]
    [InlineData("HearsByAttribute")]
    [InlineData("HearsByTypeArgument")]
    [InlineData("HearsByConstraint")]
    [InlineData("HearsInLambda")]
    [InlineData("HearsInAsyncMethod")]
    [InlineData("HearsByCatching")]
    [InlineData("HearsByArray")]
    public void An_upward_use_is_found_wherever_it_hides(string type)
    {
        var found = Assert.Single(offenders.Offences().Where(o => o.Contains($": {type}")).Take(1));
        Assert.StartsWith("Kernel may not use Trade:", found);
    }

    [Fact]
    public void A_downward_use_is_no_offence()
    {
        Assert.Contains(offenders.All, a => a is { From: "Trade", To: "Kernel", User: "Sale" });
        Assert.DoesNotContain(offenders.Offences(), o => o.StartsWith("Trade may not"));
    }

    [Fact]
    public void A_type_on_no_floor_is_found() => Assert.Contains($"{Offenders}.Shed.Lodger stands on no floor", offenders.Offences());

    [Fact]
    public void A_floor_that_uses_the_program_s_entry_is_found() =>
        Assert.Contains("Kernel may not use Program: UsesTheRoof.Sum → Homeless", offenders.Offences());

    [Theory]
    [InlineData("using HaoLin.Trade;")]
    [InlineData("const int Most = Trade.JoinDeal.LinesMax;")]
    [InlineData("var most = HaoLin.Trade.JoinDeal.LinesMax;")]
    public void A_constant_from_above_is_found_in_the_text(string text) =>
        Assert.Single(Arrows.OffencesIn(new("src/Kernel/X.cs", text), "Kernel"));

    [Theory]
    [InlineData("// using HaoLin.Trade;")]
    [InlineData("log(\"HaoLin.Trade.JoinDeal\");")]
    [InlineData("var hold = settings.Trade.Hold;")]
    public void A_word_that_only_looks_like_a_module_is_no_offence(string text) =>
        Assert.Empty(Arrows.OffencesIn(new("src/Kernel/X.cs", text), "Kernel"));

    [Fact]
    public void A_folder_is_a_namespace() =>
        Assert.Equal([], from file in Source.Under("src", ".cs") where file.Path != "src/Program.cs" from offence in OffencesOf(file, "src", "HaoLin") select offence);

    [Fact]
    public void Only_the_program_s_entry_stands_in_no_folder() => Assert.Equal(["Program.cs"], Directory.GetFiles(Path.Combine(Cast.Scratch.Tree, "src"), "*.cs").Select(Path.GetFileName));

    [Fact]
    public void A_folder_of_tests_is_a_namespace() =>
        Assert.Equal([], from file in Source.Under("tests/HaoLin.Tests", ".cs") from offence in OffencesOf(file, "tests/HaoLin.Tests", "HaoLin.Tests") select offence);

    [Fact]
    public void A_namespace_that_is_not_its_folder_is_found() =>
        Assert.Single(OffencesOf(new("src/Trade/WeChatPay/Keys.cs", "namespace HaoLin.Trade;"), "src", "HaoLin"));

    static IEnumerable<string> OffencesOf(Source file, string folder, string root)
    {
        var expected = string.Join('.', Path.GetDirectoryName(Path.GetRelativePath(folder, file.Path))!.Split('/').Prepend(root).Where(part => part != ""));
        var written = Namespace().Match(file.Code).Groups[1].Value;
        return written == expected ? [] : [$"{file.Path} has namespace {written}, its folder says {expected}"];
    }

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
