// One use case is one file, and every such file is read in the same order.
namespace HaoLin.Tests.House;

public sealed class UseCasesTests
{
    static readonly string[] names = [.. UseCases.Among(Compiled.Product.TypesUnder("HaoLin")).Select(type => type.Name)];

    [Fact]
    public void A_use_case_has_a_file_of_its_own_and_the_order_of_all()
    {
        var files = Source.Under("src", ".cs").GroupBy(file => Path.GetFileNameWithoutExtension(file.Path)).ToDictionary(g => g.Key, g => g.First());
        Assert.Equal([], names.SelectMany(name => UseCases.Offences(name, files.GetValueOrDefault(name))));
    }

    [Fact]
    public void Use_cases_are_really_found() => Assert.Contains("JoinDeal", names);

    [Fact]
    public void A_use_case_in_a_file_of_another_name_is_found() => Assert.Single(UseCases.Offences("OpenDeal", null));

    const string Good = """
        public static class OpenDeal
        {
            public sealed record Ask(int Deal);
            public static readonly Refusal Missing = new("a", 404, "b", "c");
            public static Refusal? Decide(int deal) => null;
            public static Task<Outcome<int>> Handle(Work work, Ask ask) => Decide(1);
            static int After() => 1;
        }
        """;

    [Fact]
    public void The_order_of_all_is_no_offence() => Assert.Empty(UseCases.Offences("OpenDeal", new("OpenDeal.cs", Good)));

    [Fact]
    public void A_question_answers_and_decides_nothing() =>
        Assert.Empty(UseCases.Offences("ShowDeal", new("ShowDeal.cs", "record Ask(int A);\nrecord Answer(int B);\nstatic Answer Handle(Ask ask) => null;")));

    [Theory]
    [InlineData("public sealed record Ask(int Deal);", 4)]
    [InlineData("public static readonly Refusal Missing = new(\"a\", 404, \"b\", \"c\");", 5)]
    [InlineData("public static Refusal? Decide(int deal) => null;", 6)]
    [InlineData("public static Task<Outcome<int>> Handle(Work work, Ask ask) => Decide(1);", 2)]
    public void A_part_out_of_its_place_is_found(string part, int line)
    {
        var lines = Good.Split('\n').Where(l => l.Trim() != part).ToList();
        Assert.Equal(7, lines.Count);
        lines.Insert(line, "    " + part);
        Assert.Contains("is in the order", Assert.Single(UseCases.Offences("OpenDeal", new("OpenDeal.cs", string.Join('\n', lines)))));
    }

    [Fact]
    public void A_use_case_that_does_nothing_is_found() =>
        Assert.Contains("has no Handle", Assert.Single(UseCases.Offences("OpenDeal", new("OpenDeal.cs", Good.Replace("Handle", "Do")))));

    [Fact]
    public void Two_use_cases_in_one_file_are_found() =>
        Assert.Contains("holds 2 use cases", Assert.Single(UseCases.Offences("OpenDeal", new("OpenDeal.cs", Good + Good))));
}
