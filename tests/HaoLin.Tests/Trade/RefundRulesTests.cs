// The rule of refunding a part: whatever is asked in whatever order, never more than was paid goes back, and all of it in the end.
using CsCheck;
using HaoLin.Kernel;
using HaoLin.Trade;
using static HaoLin.Tests.Cast.OnPaper;

namespace HaoLin.Tests.Trade;

public sealed class RefundRulesTests
{
    /// <summary>Three boxes of loquats, two of mulberries and a gift, paid.</summary>
    static Order ABasket()
    {
        var order = new Order
        {
            Id = new(Id(30)), DealId = new(Id(3)), PersonId = Li, PickupPointId = Point, Sequence = 1, Amount = new(3 * 5980 + 2 * 2500), PlacedAt = EightTonight, HoldUntil = EightTonight + Hold,
            PaidAt = EightTonight,
        };
        order.Lines.Add(new() { OrderId = order.Id, OfferId = Loquats, Quantity = 3, Price = new(5980) });
        order.Lines.Add(new() { OrderId = order.Id, OfferId = Mulberries, Quantity = 2, Price = new(2500) });
        order.Lines.Add(new() { OrderId = order.Id, OfferId = Gift, Quantity = 1, Price = Money.Zero });
        return order;
    }

    sealed class Paper(Order order)
    {
        readonly Dictionary<OfferId, Money> before = [];

        public int Refunds { get; set; }
        public Money WentBack => new(before.Values.Sum(m => m.Fen));

        public Outcome<IReadOnlyList<RefundOrder.Part>> Asks(IReadOnlyList<RefundOrder.Line>? lines)
        {
            var decided = RefundOrder.Decide(order, before, Refunds, lines);
            if (decided.Refused) return decided;
            Refunds++;
            foreach (var (offer, quantity, amount, _) in decided.Value)
            {
                before[offer] = before.GetValueOrDefault(offer) + amount;
                order.Lines.Single(l => l.OfferId == offer).Refunded += quantity;
                order.Refunded += amount;
            }
            if (order.Refunded == order.Amount) order.RefundAskedAt = EightTonight;
            return decided;
        }

        public Outcome<IReadOnlyList<RefundOrder.Part>> Asks(OfferId offer, int quantity, long? fen = null) => Asks([new(offer, quantity, fen is { } f ? new Money(f) : null)]);
    }

    [Fact]
    public void Two_crushed_boxes_go_back_at_their_price()
    {
        var paper = new Paper(ABasket());
        Assert.Equal([new RefundOrder.Part(Loquats, 2, new(2 * 5980))], paper.Asks(Loquats, 2).Value);
        Assert.Equal([new RefundOrder.Part(Loquats, 0, new(1000))], paper.Asks(Loquats, 0, 1000).Value);
        // What has gone back already is not paid twice.
        Assert.Equal([new RefundOrder.Part(Loquats, 1, new(4980))], paper.Asks(Loquats, 1).Value);
    }

    [Fact]
    public void What_is_not_there_is_refused()
    {
        var paper = new Paper(ABasket());
        Assert.Equal(RefundOrder.TooManyPieces, paper.Asks(Loquats, 4).Refusal);
        Assert.Equal(RefundOrder.TooManyPieces, paper.Asks(Loquats, -1).Refusal);
        Assert.Equal(RefundOrder.TooMuch, paper.Asks(Mulberries, 0, 5001).Refusal);
        Assert.Equal(RefundOrder.TooMuch, paper.Asks(Mulberries, 0, long.MaxValue).Refusal);
        Assert.Equal(RefundOrder.BadAmount, paper.Asks(Mulberries, 1, -1).Refusal);
        Assert.Equal(RefundOrder.Nothing, paper.Asks(Mulberries, 0).Refusal);
        Assert.Equal(RefundOrder.Nothing, paper.Asks([]).Refusal);
        Assert.Equal(RefundOrder.NotInOrder, paper.Asks(Gift, 1).Refusal);
        Assert.Equal(RefundOrder.NotInOrder, paper.Asks(new(Id(99)), 1).Refusal);
        Assert.Equal(RefundOrder.NotInOrder, paper.Asks([new(Loquats, 1), new(Loquats, 1)]).Refusal);
        Assert.Equal(Money.Zero, paper.WentBack);
        Assert.Equal(RefundOrder.NotPaid, RefundOrder.Decide(AnOrder(), new Dictionary<OfferId, Money>(), 0, null).Refusal);
    }

    [Fact]
    public void All_that_is_left_takes_the_gift_with_it_and_ends_it()
    {
        var order = ABasket();
        var paper = new Paper(order);
        paper.Asks(Loquats, 1);
        Assert.Equal([new RefundOrder.Part(Loquats, 2, new(11960)), new RefundOrder.Part(Mulberries, 2, new(5000)), new RefundOrder.Part(Gift, 1, Money.Zero)], paper.Asks(null).Value);
        Assert.Equal((order.Amount, "refunding"), (paper.WentBack, order.State));
        Assert.Equal(RefundOrder.Already, paper.Asks(null).Refusal);
    }

    /// <summary>Whoever writes every line's every fen means the whole order, pieces and gift too.</summary>
    [Fact]
    public void Every_fen_asked_for_line_by_line_is_the_whole_order()
    {
        var order = ABasket();
        Assert.Equal(3, new Paper(order).Asks([new(Loquats, 0, new(3 * 5980)), new(Mulberries, 2)]).Value.Count);
        Assert.Equal([0, 0, 0], order.Lines.Select(l => l.Left));
    }

    [Fact]
    public void The_fiftieth_refund_of_a_payment_is_kept_for_all_that_is_left()
    {
        var order = ABasket();
        var paper = new Paper(order);
        for (var i = 0; i < RefundOrder.RefundsMax - 1; i++) Assert.False(paper.Asks(Loquats, 0, 1).Refused);
        Assert.Equal(RefundOrder.TooOften, paper.Asks(Loquats, 0, 1).Refusal);
        Assert.False(paper.Asks(null).Refused);
        Assert.Equal((RefundOrder.RefundsMax, order.Amount), (paper.Refunds, paper.WentBack));
    }

    static readonly Gen<RefundOrder.Line> AnyLine = Gen.Select(Gen.Int[0, 3], Gen.Int[-1, 4], Gen.Long[-10, 20_000], Gen.Bool,
        (which, quantity, fen, named) => new RefundOrder.Line(new[] { Loquats, Mulberries, Gift, new(Id(99)) }[which], quantity, named ? new Money(fen) : null));

    /// <summary>P6 on paper: any sequence stays within what was paid, each line within its price, and the rest brings it to nothing left.</summary>
    [Fact]
    public void Whatever_goes_back_in_whatever_order_it_is_never_more_than_was_paid_and_ends_at_nothing_left() => AnyLine.Array[0, 3].Array[0, 30].Sample(wishes =>
    {
        var order = ABasket();
        var paper = new Paper(order);
        var seen = Money.Zero;
        foreach (var wish in wishes)
        {
            var decided = paper.Asks(wish);
            if (!decided.Refused) seen += decided.Value.Aggregate(Money.Zero, (sum, part) => sum + part.Amount);
            if (order.Refunded > order.Amount || order.Refunded != seen || order.Lines.Any(l => l.Refunded > l.Quantity || l.Refunded < 0)) return false;
        }
        if (order.RefundAskedAt is null) paper.Asks(null);
        return order.Left == Money.Zero && paper.WentBack == order.Amount && order.Lines.All(l => l.Left == 0) && order.State == "refunding";
    }, iter: 5_000);
}
