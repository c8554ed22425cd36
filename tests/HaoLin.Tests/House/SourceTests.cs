// Proves that looking for words in code passes over comments and literals, of every kind the language has.
namespace HaoLin.Tests.House;

public sealed class SourceTests
{
    [Theory]
    [InlineData("a // x\nb", "a     \nb")]
    [InlineData("a /* x\nx */ b", "a     \n     b")]
    [InlineData("a \"x\\\"x\" b", "a        b")]
    [InlineData("a @\"x\"\"x\\\" b", "a          b")]
    [InlineData("a $\"x{x}\" b", "a         b")]
    [InlineData("a 'x' b", "a     b")]
    [InlineData("a '\\'' b", "a      b")]
    [InlineData("a '\"' b '\"' c", "a     b     c")]
    [InlineData("a \"\"\"x \"x\" x\"\"\" b", "a               b")]
    [InlineData("a $\"\"\"x {x}\"\"\" b", "a              b")]
    [InlineData("a \"// x\" b", "a        b")]
    [InlineData("a \"\" b", "a    b")]
    public void Only_code_is_left(string text, string code) => Assert.Equal(code, new Source("X.cs", text).Code);
}
