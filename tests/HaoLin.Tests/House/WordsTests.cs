// The project speaks of the product alone: no machine's paths, no tools with which it was made.
namespace HaoLin.Tests.House;

public sealed class WordsTests
{
    // Each word is put together from two, so that this file does not offend against itself.
    static readonly string[] foreign =
    [
        "/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "C:" + "\\Users", "../sha" + "red", "Cla" + "ude", "Anthro" + "pic", "Chat" + "GPT", "Co" + "pilot", "AGENTS" + ".md",
    ];

    [Fact]
    public void No_file_speaks_of_a_machine_or_of_tools() => Assert.Equal([], Source.Under(".").SelectMany(Offences));

    [Fact]
    public void A_path_of_a_machine_is_found()
    {
        foreach (var word in foreign) Assert.Single(Offences(new("src/X.cs", $"// See {word}x for the rest.")));
    }

    [Fact]
    public void A_test_that_skips_when_shared_data_are_absent_may_name_them()
    {
        var text = $"if (!Directory.Exists(\"{foreign[4]}/data\")) Assert.Skip(\"not here\");";
        Assert.Empty(Offences(new("tests/HaoLin.Tests/X.cs", text)));
        Assert.Single(Offences(new("src/X.cs", text)));
    }

    static IEnumerable<string> Offences(Source file) =>
        from word in foreign
        where file.Text.Contains(word, StringComparison.OrdinalIgnoreCase)
        where !(word == foreign[4] && file.Path.StartsWith("tests/", StringComparison.Ordinal) && file.Text.Contains("Assert.Skip"))
        select $"{file.Path} says \"{word}\"";
}
