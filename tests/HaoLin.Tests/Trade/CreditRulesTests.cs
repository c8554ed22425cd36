// How credit is spread over orders that are paid in one go, and how it comes back with parts of one: to the fen, whatever the order.
using HaoLin.Kernel;
using HaoLin.Trade;

namespace HaoLin.Tests.Trade;

public sealed class CreditRulesTests
{
    [Theory]
    [InlineData(0, "5980 2500", "0 0")]
    [InlineData(1000, "5980 2500", "705 295")]
    [InlineData(8480, "5980 2500", "5980 2500")]
    [InlineData(9999, "5980 2500", "5980 2500")]
    [InlineData(8479, "5980 2500", "5979 2499")]
    [InlineData(1, "5980", "1")]
    [InlineData(5979, "5980", "5979")]
    [InlineData(5980, "5980", "5980")]
    [InlineData(1, "1 1", "0 0")]
    public void Credit_pays_for_all_or_leaves_the_channel_a_fen_of_each(long credit, string prices, string borne) =>
        Assert.Equal(borne, string.Join(' ', Credit.Spread(new(credit), [.. prices.Split(' ').Select(p => new Money(long.Parse(p)))]).Select(m => m.Fen)));

    [Fact]
    public void What_is_shown_is_what_is_taken_for_any_carts()
    {
        var chance = new Random(261124);
        for (var round = 0; round < 20_000; round++)
        {
            var prices = Enumerable.Range(0, chance.Next(1, 7)).Select(_ => new Money(chance.NextInt64(1, chance.Next(3) == 0 ? 5 : 50_000))).ToArray();
            var (credit, whole) = (new Money(chance.NextInt64(0, 120_000)), Credit.Sum(prices));
            var parts = Credit.Spread(credit, prices);
            var used = Credit.Sum(parts);
            Assert.True(used <= credit && used <= whole);
            if (credit < whole) Assert.All(parts.Zip(prices), pair => Assert.True(pair.First >= Money.Zero && pair.First < pair.Second));
            // Asking for exactly what was shown takes exactly that again.
            Assert.Equal(parts, Credit.Spread(used, prices));
        }
    }

    [Fact]
    public void Any_parts_of_an_order_bring_back_exactly_what_money_and_credit_each_bore()
    {
        var chance = new Random(261125);
        for (var round = 0; round < 20_000; round++)
        {
            var paid = new Money(chance.NextInt64(1, 100_000));
            var credit = new Money(chance.NextInt64(0, paid.Fen + 1));
            var (gone, byCredit, byMoney) = (Money.Zero, Money.Zero, Money.Zero);
            while (gone < paid)
            {
                var next = new Money(Math.Min(paid.Fen - gone.Fen, chance.NextInt64(1, paid.Fen + 1)));
                var share = Credit.BackOf(credit, paid, gone + next) - Credit.BackOf(credit, paid, gone);
                Assert.InRange(share.Fen, 0, next.Fen);
                (gone, byCredit, byMoney) = (gone + next, byCredit + share, byMoney + next - share);
            }
            Assert.Equal((credit, paid - credit), (byCredit, byMoney));
        }
    }
}
