// What every file owes its reader: a first line that says what it is for, a length one can hold in mind, a name that says something.
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace HaoLin.Tests.House;

public sealed partial class FilesTests
{
    const int FileLines = 400, FunctionLines = 70;

    static readonly string[] kinds = [".cs", ".razor", ".css", ".js", ".sql"];

    static IEnumerable<Source> Ours => Source.Under("src", kinds).Concat(Source.Under("tests", kinds));

    static IEnumerable<TypeDefinition> Types => Compiled.Product.TypesUnder("HaoLin")
        .Concat(Compiled.Tests.TypesUnder("HaoLin.Tests").Where(type => !type.Namespace.Contains(".Offenders")))
        .Concat(Compiled.Product.MainModule.Types.Where(type => type.Name == "Program"));

    [Fact]
    public void Line_one_says_what_a_file_is_for() => Assert.Equal([], Ours.SelectMany(FirstLine));

    [Theory]
    [InlineData("a.cs", "using System;\n// Too late.\n")]
    [InlineData("a.cs", "// lower case, and no full stop\n")]
    [InlineData("a.cs", "// Opens.\n")]
    [InlineData("a.cs", "/// <summary>Opens a deal for a leader.</summary>\n")]
    [InlineData("a.razor", "<p>The page of a deal.</p>\n")]
    [InlineData("a.css", ".deal { color: red }\n")]
    [InlineData("a.sql", "CREATE TABLE t (id int);\n")]
    [InlineData("a.js", "")]
    public void A_file_that_does_not_say_what_it_is_for_is_found(string path, string text) => Assert.Single(FirstLine(new(path, text)));

    [Theory]
    [InlineData("a.cs", "// Opens a deal for its leader.\nnamespace X;\n")]
    [InlineData("a.razor", "@* The page of a deal, as neighbours see it. *@\n")]
    [InlineData("a.css", "/* The colours and sizes of all pages. */\n")]
    [InlineData("a.sql", "-- The tables of the house on SQLite.\n")]
    public void A_file_that_says_what_it_is_for_is_no_offence(string path, string text) => Assert.Empty(FirstLine(new(path, text)));

    static IEnumerable<string> FirstLine(Source file)
    {
        var form = Path.GetExtension(file.Path) switch
        {
            ".razor" => @"^@\* (.+) \*@$",
            ".css" => @"^/\* (.+) \*/$",
            ".sql" => @"^-- (.+)$",
            _ => @"^// (.+)$",
        };
        var line = file.Lines.FirstOrDefault("");
        var said = Regex.Match(line, form).Groups[1].Value;
        return Sentence().IsMatch(said) ? [] : [$"{file.Path}: line 1 is no sentence that says what the file is for: {line}"];
    }

    // A capital, a Chinese word or the program's name, at least three words, a full stop.
    [GeneratedRegex(@"^(`?haolin|[\p{Lu}\p{Lo}])[^\s]*(\s+[^\s]+){2,}[.!?]$")]
    private static partial Regex Sentence();

    [Fact]
    public void A_file_is_shorter_than_four_hundred_lines() => Assert.Equal([], Ours.SelectMany(Length));

    [Fact]
    public void A_file_of_four_hundred_lines_is_found()
    {
        Assert.Single(Length(new("a.cs", string.Concat(Enumerable.Repeat("x\n", FileLines)))));
        Assert.Empty(Length(new("a.cs", string.Concat(Enumerable.Repeat("x\n", FileLines - 1)))));
    }

    static IEnumerable<string> Length(Source file) =>
        file.Lines.Length >= FileLines ? [$"{file.Path} has {file.Lines.Length} lines"] : [];

    [Fact]
    public void A_function_is_shorter_than_seventy_lines() => Assert.Equal([], Lengths(Types));

    [Fact]
    public void A_function_of_seventy_lines_is_found()
    {
        var offender = Compiled.Tests.MainModule.GetType("HaoLin.Tests.House.Offenders.Homeless");
        Assert.Contains("Homeless.TooLong has 71 lines", Assert.Single(Lengths([offender])));
    }

    [Fact]
    public void Functions_are_really_measured()
    {
        var functions = Compiled.Functions(Types).ToArray();
        Assert.True(functions.Length > 500, $"{functions.Length} functions found");
        var longest = functions.Where(f => f.Name == "FilesTests.Functions_are_really_measured").Max(f => f.Lines);
        Assert.InRange(longest, 4, 6);
    }

    static IEnumerable<string> Lengths(IEnumerable<TypeDefinition> types) =>
        from function in Compiled.Functions(types)
        where function.Lines >= FunctionLines
        select $"{function.Name} has {function.Lines} lines ({function.File}:{function.FirstLine})";

    [Fact]
    public void A_name_says_what_a_thing_is() => Assert.Equal([], Ours.SelectMany(EmptyNames).Concat(EmptyNames(Types)));

    [Theory]
    [InlineData("src/Trade/DealHelper.cs")]
    [InlineData("src/Common/Money.cs")]
    [InlineData("src/Trade/OrderManager.cs")]
    [InlineData("src/Web/Utils/Text.cs")]
    [InlineData("src/Trade/DealService.cs")]
    public void A_name_that_says_nothing_is_found(string path) => Assert.Single(EmptyNames(new Source(path, "")));

    [Fact]
    public void A_type_whose_name_says_nothing_is_found() =>
        Assert.Single(EmptyNames([new TypeDefinition("HaoLin.Trade", "OrderManager", TypeAttributes.Class)]));

    static IEnumerable<string> EmptyNames(Source file) =>
        file.Path.Split('/').Select(part => Path.GetFileNameWithoutExtension(part)!).Where(part => EmptyName().IsMatch(part)).Select(part => $"{file.Path}: {part} says nothing");

    static IEnumerable<string> EmptyNames(IEnumerable<TypeDefinition> types) =>
        types.SelectMany(Compiled.AndNested).Where(type => EmptyName().IsMatch(type.Name)).Select(type => $"{type.FullName} says nothing");

    [GeneratedRegex("^Misc$|(Helpers?|Common|Managers?|Services?|Util(s|ity|ities)?)$")]
    private static partial Regex EmptyName();
}
