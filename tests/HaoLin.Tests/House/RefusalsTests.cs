// A refusal's code is a promise to callers: unique, well formed, and listed on docs/refusals.md.
using HaoLin.Kernel;

namespace HaoLin.Tests.House;

public sealed class RefusalsTests
{
    static readonly IReadOnlyList<Refusals.Named> product = Refusals.Of(typeof(Refusal).Assembly.GetTypes().Where(type => type != typeof(Refusal)));

    [Fact]
    public void A_refusal_is_said_in_both_languages_under_a_code_of_its_own() => Assert.Equal([], Refusals.Offences(product));

    [Fact]
    public void A_refusal_stands_beside_its_use_case() => Assert.Equal([], Refusals.MadeOnTheWay(Compiled.Product.TypesUnder("HaoLin")));

    [Fact]
    public void The_page_of_refusals_is_true() => Page.Keep("docs/refusals.md", Refusals.ToPage(product));

    [Fact]
    public void Refusals_are_really_found() => Assert.Contains(product, named => named.Refusal.Code == "trade.sold-out");

    [Fact]
    public void Two_refusals_under_one_code_are_found() =>
        Assert.Contains("trade.sold-out is said by OneShop.SoldOut and OtherShop.AllGone", Refusals.Offences(Refusals.Of([typeof(OneShop), typeof(OtherShop)])));

    [Fact]
    public void A_borrowed_refusal_is_no_offence() => Assert.Empty(Refusals.Offences(Refusals.Of([typeof(OneShop), typeof(Borrower)])));

    [Theory]
    [InlineData("SoldOut", 409, "卖完了", "Sold out.", "is not of the form")]
    [InlineData("trade.sold-out", 200, "卖完了", "Sold out.", "is no status")]
    [InlineData("trade.sold-out", 409, "Sold out", "Sold out.", "is no Chinese sentence")]
    [InlineData("trade.sold-out", 409, "卖完了。", "Sold out.", "is no Chinese sentence")]
    [InlineData("trade.sold-out", 409, "卖完了", "sold out", "is no English sentence")]
    public void A_refusal_that_is_badly_put_is_found(string code, int status, string chinese, string english, string fault) =>
        Assert.Contains(fault, Assert.Single(Refusals.Offences([new("Shop", "SoldOut", new(code, status, chinese, english))])));

    [Fact]
    public void A_refusal_made_on_the_way_is_found() =>
        Assert.Equal(["OtherShop.Sell makes a refusal on the way"],
            Refusals.MadeOnTheWay([Compiled.Tests.MainModule.GetType(typeof(RefusalsTests).FullName).NestedTypes.Single(t => t.Name == "OtherShop")])
                .Select(offence => offence.Replace("RefusalsTests", "OtherShop")));

    static class OneShop
    {
        internal static readonly Refusal SoldOut = new("trade.sold-out", 409, "卖完了", "Sold out.");
    }

    static class OtherShop
    {
        internal static readonly Refusal AllGone = new("trade.sold-out", 409, "没有了", "All gone.");
        internal static Refusal Sell(int left) => left == 0 ? new("trade.none-left", 409, "没有了", $"{left} left.") : AllGone;
    }

    static class Borrower
    {
        internal static readonly Refusal SoldOut = OneShop.SoldOut;
    }
}
