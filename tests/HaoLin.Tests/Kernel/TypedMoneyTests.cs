// Money as leaders and headquarters type it: with and without the sign, in full width, and never half a fen.
using HaoLin.Kernel;

namespace HaoLin.Tests.Kernel;

public sealed class TypedMoneyTests
{
    [Theory]
    [InlineData("39.8", 3980), InlineData("39.80", 3980), InlineData("39", 3900), InlineData(" ¥ 39.80 ", 3980), InlineData("￥39.8", 3980), InlineData("39.8元", 3980)]
    [InlineData("３９．８", 3980), InlineData("0", 0), InlineData("0.01", 1), InlineData(".5", 50), InlineData("1000000", 100000000)]
    public void An_amount_is_read_as_it_was_meant(string typed, long fen) => Assert.Equal(new Money(fen), Money.Read(typed));

    [Theory]
    [InlineData(null), InlineData(""), InlineData("  "), InlineData("便宜"), InlineData("-1"), InlineData("1,000"), InlineData("1e3"), InlineData("0.001"), InlineData("39.8.1"), InlineData("99999999999999999999"), InlineData("１２３４５６７８９０１２３４５６７８９０１")]
    public void What_is_no_amount_is_not_guessed_at(string? typed) => Assert.Null(Money.Read(typed));
}
