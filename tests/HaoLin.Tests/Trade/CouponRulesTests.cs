// What a coupon takes off, and how it is split over lines and refunds: to the fen, whatever the order.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;

namespace HaoLin.Tests.Trade;

public sealed class CouponRulesTests
{
    static readonly DateTimeOffset Noon = new(2026, 4, 18, 12, 0, 0, BusinessDay.Offset);

    static Campaign A(long amount, long least = 0, int? percent = null) => new()
    {
        Id = new(Guid.CreateVersion7(Noon)), Name = "枇杷季", Who = Campaign.Claimed, Percent = percent, Amount = new(amount), LeastSpend = new(least), ValidFrom = Noon, ValidUntil = Noon.AddDays(7),
        Budget = new(amount), Number = 1, PerPerson = 1, StartedBy = new(Guid.CreateVersion7(Noon)), StartedAt = Noon,
    };

    static readonly Visitor Wang = new(new(Guid.CreateVersion7(Noon)), [], AtHeadquarters: true);

    static StartCampaign.Ask Asks => new(Wang, "枇杷季", Campaign.Claimed, null, new(500), Money.Zero, Noon, Noon.AddDays(7), new(50_000), 100, 1, [], []);

    [Theory]
    [InlineData(500, 0, null, 5980, 5980, 500)]
    [InlineData(500, 6000, null, 5980, 5980, 0)]
    [InlineData(500, 5980, null, 5980, 5980, 500)]
    [InlineData(1000, 0, 20, 3999, 3999, 799)]
    [InlineData(1000, 0, 20, 9999, 9999, 1000)]
    [InlineData(9000, 0, null, 5980, 5980, 5979)]
    [InlineData(9000, 0, null, 2500, 5980, 2500)]
    [InlineData(500, 0, null, 0, 5980, 0)]
    public void A_coupon_takes_off_what_it_says_and_leaves_a_fen_to_pay(long amount, long least, int? percent, long counted, long whole, long off) =>
        Assert.Equal(new(off), A(amount, least, percent).Off(new(counted), new(whole)));

    [Fact]
    public void A_split_sums_to_the_fen_takes_from_no_line_more_than_it_costs_and_is_the_same_in_any_order()
    {
        var chance = new Random(260418);
        for (var round = 0; round < 20_000; round++)
        {
            var parts = Enumerable.Range(0, chance.Next(1, 9)).Select(_ => new Money(chance.Next(5) == 0 ? 0 : chance.NextInt64(1, chance.Next(2) == 0 ? 10 : 1_000_000))).ToArray();
            var whole = parts.Sum(p => p.Fen);
            var sum = new Money(chance.NextInt64(0, whole + 1));
            var shares = Coupon.Split(sum, parts);
            Assert.Equal(sum.Fen, shares.Sum(s => s.Fen));
            Assert.All(shares.Zip(parts), pair => Assert.InRange(pair.First.Fen, 0, pair.Second.Fen));
            Assert.All(shares.Zip(parts), pair => Assert.True(whole == 0 || Math.Abs((decimal)sum.Fen * pair.Second.Fen / whole - pair.First.Fen) < 1));
            var order = Enumerable.Range(0, parts.Length).ToArray();
            chance.Shuffle(order);
            var shuffled = Coupon.Split(sum, [.. order.Select(i => parts[i])]);
            Assert.Equal(shares.Zip(parts).Order(), shuffled.Zip(order.Select(i => parts[i])).Order());
        }
    }

    [Fact]
    public void Any_parts_of_a_refund_give_back_no_more_than_was_paid_and_end_at_exactly_that()
    {
        var chance = new Random(260419);
        for (var round = 0; round < 5_000; round++)
        {
            var prices = Enumerable.Range(0, chance.Next(1, 5)).Select(_ => new Money(chance.NextInt64(1, 3_000))).ToArray();
            OrderLine[] lines = [.. prices.Select((price, at) => new OrderLine { OrderId = default, OfferId = new(new Guid(at, 0, 0, new byte[8])), Quantity = chance.Next(1, 5), Price = price })];
            var whole = lines.Sum(l => l.Total.Fen);
            var off = new Money(chance.NextInt64(0, whole));
            foreach (var (line, share) in lines.Zip(Coupon.Split(off, [.. lines.Select(l => l.Total)]))) line.CouponShare = share;
            var order = new Order
            {
                Id = default, DealId = default, PersonId = default, PickupPointId = default, Sequence = 1, Amount = new(whole), PlacedAt = Noon, HoldUntil = Noon, PaidAt = Noon, Lines = [.. lines],
            };
            Assert.Equal(off, order.CouponOff);
            var (before, cash) = (new Dictionary<OfferId, Money>(), 0L);
            while (order.RefundAskedAt is null)
            {
                var line = lines[chance.Next(lines.Length)];
                var left = line.Total - before.GetValueOrDefault(line.OfferId);
                var all = chance.Next(6) == 0;
                if (!all && left == Money.Zero) continue;
                var parts = RefundOrder.Decide(order, before, 0, all ? null : [new(line.OfferId, 0, new(chance.NextInt64(1, left.Fen + 1)))]).Value;
                foreach (var part in parts)
                {
                    Assert.InRange(part.Cash.Fen, 0, part.Amount.Fen);
                    before[part.OfferId] = before.GetValueOrDefault(part.OfferId) + part.Amount;
                    order.Refunded += part.Amount;
                    order.Lines.Single(l => l.OfferId == part.OfferId).Refunded += part.Quantity;
                    cash += part.Cash.Fen;
                }
                Assert.InRange(cash, 0, whole - off.Fen);
                if (order.Refunded == order.Amount) order.RefundAskedAt = Noon;
            }
            Assert.Equal(whole - off.Fen, cash);
        }
    }

    [Fact]
    public void A_campaign_that_makes_no_sense_is_refused_in_one_sentence()
    {
        Assert.Null(StartCampaign.Decide(Asks, Noon));
        Assert.Equal(Visitor.NotAllowed, StartCampaign.Decide(Asks with { By = Wang with { AtHeadquarters = false } }, Noon));
        Assert.Equal(StartCampaign.BadWho, StartCampaign.Decide(Asks with { Who = "all" }, Noon));
        foreach (var wrong in new[] { Asks with { Amount = Money.Zero }, Asks with { Percent = 0 }, Asks with { Percent = 91 }, Asks with { LeastSpend = new(499) }, Asks with { LeastSpend = new(-1) } })
            Assert.Equal(StartCampaign.BadAmount, StartCampaign.Decide(wrong, Noon));
        foreach (var wrong in new[] { Asks with { ValidUntil = Noon }, Asks with { ValidFrom = Noon.AddDays(-9), ValidUntil = Noon.AddDays(-1) }, Asks with { ValidUntil = Noon.AddDays(4000) } })
            Assert.Equal(StartCampaign.BadTimes, StartCampaign.Decide(wrong, Noon));
        foreach (var wrong in new[] { Asks with { Budget = new(499) }, Asks with { Number = 0 }, Asks with { PerPerson = 0 }, Asks with { PerPerson = 21 }, Asks with { Who = Campaign.Newcomer, PerPerson = 2 } })
            Assert.Equal(StartCampaign.BadBudget, StartCampaign.Decide(wrong, Noon));
    }
}
