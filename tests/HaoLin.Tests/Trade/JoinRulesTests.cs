// The rules of joining, waiting and changing one's mind, without a database.
using CsCheck;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using static HaoLin.Tests.Cast.OnPaper;

namespace HaoLin.Tests.Trade;

public sealed class JoinRulesTests
{
    static Outcome<JoinDeal.Joined> Joins(Shelf shelf, JoinDeal.Ask ask, DateTimeOffset? now = null)
    {
        var outcome = JoinDeal.Decide(shelf, ask, Hold, now ?? EightTonight);
        if (!outcome.Refused) JoinDeal.Evolve(shelf, ask.PersonId, outcome.Value);
        return outcome;
    }

    [Fact]
    public void Li_a_yi_gets_the_first_number_and_fifteen_minutes_to_pay()
    {
        var shelf = AShelf();
        var joined = Joins(shelf, Wants(Li, (Loquats, 2), (Mulberries, 1))).Value;
        Assert.Equal((1, 2 * 5980 + 2500L, EightTonight + Hold), (joined.Sequence, joined.Amount.Fen, joined.HoldUntil));
        Assert.Equal([(Loquats, 2, new(5980)), (Mulberries, 1, new Money(2500))], joined.Lines);
        Assert.Equal((2, 1, 1), (shelf.Offers[Loquats].Taken, shelf.TakenOf(Mulberries, Li), shelf.LastSequence));
    }

    [Fact]
    public void A_hold_never_outlives_the_cut_off() =>
        Assert.Equal(NineTonight, Joins(AShelf(), Wants(Li, 1), NineTonight.AddMinutes(-1)).Value.HoldUntil);

    [Fact]
    public void One_joins_while_the_deal_is_open_and_not_a_tick_longer()
    {
        Assert.False(Joins(AShelf(), Wants(Li, 1), NineTonight.AddTicks(-1)).Refused);
        Assert.Equal(JoinDeal.DealClosed, Joins(AShelf(), Wants(Li, 1), NineTonight).Refusal);
        Assert.Equal(JoinDeal.DealClosed, Joins(AShelf(closed: true), Wants(Li, 1)).Refusal);
        var draft = new Shelf { DealId = new(Id(3)), OpenedAt = null, CutOffDue = NineTonight, Closed = false, LastSequence = 0 };
        Assert.Equal(Deal.Missing, Joins(draft, Wants(Li, 1)).Refusal);
    }

    [Fact]
    public void The_last_box_goes_to_one_neighbour_and_the_next_is_told_it_is_sold_out()
    {
        var shelf = AShelf(loquats: 3);
        Assert.False(Joins(shelf, Wants(Li, 2)).Refused);
        Assert.Equal(JoinDeal.SoldOut, Joins(shelf, Wants(Lin, 2)).Refusal);
        Assert.False(Joins(shelf, Wants(Lin, 1)).Refused);
        Assert.Equal(JoinDeal.SoldOut, Joins(shelf, Wants(Lin, 1)).Refusal);
        Assert.Equal((3, 2), (shelf.Offers[Loquats].Taken, shelf.LastSequence));
    }

    [Fact]
    public void The_limit_per_person_counts_all_their_orders_and_all_lines_of_one()
    {
        var shelf = AShelf(perPerson: 2);
        Assert.Equal(JoinDeal.LimitReached, Joins(shelf, Wants(Li, 3)).Refusal);
        Assert.Equal(JoinDeal.LimitReached, Joins(shelf, Wants(Li, (Loquats, 1), (Loquats, 2))).Refusal);
        Assert.False(Joins(shelf, Wants(Li, 1)).Refused);
        Assert.False(Joins(shelf, Wants(Li, 1)).Refused);
        Assert.Equal(JoinDeal.LimitReached, Joins(shelf, Wants(Li, 1)).Refusal);
        Assert.False(Joins(shelf, Wants(Lin, 2)).Refused);
    }

    [Fact]
    public void Lines_of_the_same_goods_become_one() =>
        Assert.Equal([(Loquats, 3, new Money(5980))], Joins(AShelf(), Wants(Li, (Loquats, 1), (Loquats, 2))).Value.Lines);

    [Fact]
    public void An_order_that_makes_no_sense_is_refused_whole()
    {
        var shelf = AShelf(gifts: 5);
        Assert.Equal(JoinDeal.NoLines, Joins(shelf, Wants(Li)).Refusal);
        Assert.Equal(JoinDeal.TooManyLines, Joins(shelf, Wants(Li, [.. Enumerable.Repeat((Loquats, 1), 51)])).Refusal);
        Assert.Equal(JoinDeal.OfferMissing, Joins(shelf, Wants(Li, (new(Id(99)), 1))).Refusal);
        Assert.Equal(JoinDeal.PlaceMissing, Joins(shelf, Wants(Li, 1) with { PickupPointId = new(Id(99)) }).Refusal);
        foreach (var quantity in new[] { 0, -1, 1000, int.MinValue, int.MaxValue })
        {
            Assert.Equal(JoinDeal.BadQuantity, Joins(shelf, Wants(Li, quantity)).Refusal);
            Assert.Equal(JoinDeal.BadQuantity, Joins(shelf, Wants(Li, (Mulberries, 1), (Mulberries, quantity))).Refusal);
        }
        Assert.Equal(JoinDeal.BadQuantity, Joins(shelf, Wants(Li, (Mulberries, 999), (Mulberries, 1))).Refusal);
        Assert.Equal((0, 0), (shelf.LastSequence, shelf.Offers[Loquats].Taken));
    }

    [Fact]
    public void The_first_two_get_mulberries_one_each_and_nobody_can_order_a_gift()
    {
        var shelf = AShelf(gifts: 2);
        Assert.Equal(JoinDeal.OfferMissing, Joins(shelf, Wants(Li, (Gift, 1))).Refusal);
        Assert.Equal(["桑葚"], Joins(shelf, Wants(Li, 1)).Value.Gifts);
        Assert.Equal([], Joins(shelf, Wants(Li, 1)).Value.Gifts);
        var lins = Joins(shelf, Wants(Lin, 1)).Value;
        Assert.Equal(("桑葚", 5980L), (Assert.Single(lins.Gifts), lins.Amount.Fen));
        Assert.Equal([], Joins(shelf, Wants(new(Id(63)), 1)).Value.Gifts);
    }

    [Fact]
    public void However_neighbours_come_nothing_is_oversold_and_numbers_have_no_gaps() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[1, 4], Gen.Int[0, 5], Gen.Select(Gen.Byte[100, 108], Gen.Int[-1, 5], Gen.Int[0, 3]).Array[0, 60]).Sample((limit, perPerson, gifts, asks) =>
        {
            var shelf = AShelf(limit, perPerson, gifts);
            var given = new Dictionary<PersonId, int>();
            var sequence = 0;
            foreach (var (who, loquats, mulberries) in asks)
            {
                var person = new PersonId(Id(who));
                var before = shelf.Offers[Loquats].Taken;
                var outcome = Joins(shelf, Wants(person, (Loquats, loquats), (Mulberries, mulberries + 1)));
                if (outcome.Refused)
                {
                    Assert.Equal(before, shelf.Offers[Loquats].Taken);
                    // A no is true: one box fewer or one neighbour earlier would have been a yes.
                    if (outcome.Refusal == JoinDeal.SoldOut) Assert.True(before + loquats > limit);
                    if (outcome.Refusal == JoinDeal.LimitReached) Assert.True(given.GetValueOrDefault(person) + loquats > perPerson);
                    continue;
                }
                Assert.Equal(++sequence, outcome.Value.Sequence);
                given[person] = given.GetValueOrDefault(person) + loquats;
            }
            Assert.Equal(given.Values.Sum(), shelf.Offers[Loquats].Taken);
            Assert.InRange(shelf.Offers[Loquats].Taken, 0, limit);
            Assert.All(given.Values, had => Assert.InRange(had, 1, perPerson));
            Assert.Equal(Math.Min(gifts, given.Count), shelf.Offers[Gift].Taken);
        });

    [Fact]
    public void One_waits_only_for_what_one_could_not_have()
    {
        var shelf = AShelf(loquats: 1, perPerson: 2);
        Assert.Equal(JoinWaitlist.StillThere, JoinWaitlist.Decide(shelf, Wants(Li, 1), waitsAlready: false, EightTonight));
        Assert.Null(JoinWaitlist.Decide(shelf, Wants(Li, 2), waitsAlready: false, EightTonight));
        Assert.Equal(JoinWaitlist.WaitsAlready, JoinWaitlist.Decide(shelf, Wants(Li, 2), waitsAlready: true, EightTonight));
        Assert.Equal(JoinDeal.LimitReached, JoinWaitlist.Decide(shelf, Wants(Li, 3), waitsAlready: false, EightTonight));
        Assert.Equal(JoinDeal.DealClosed, JoinWaitlist.Decide(shelf, Wants(Li, 2), waitsAlready: true, NineTonight));
    }

    [Fact]
    public void An_order_is_cancelled_by_its_resident_until_the_cut_off()
    {
        Assert.Null(CancelOrder.Decide(ADeal(), AnOrder(), NineTonight.AddTicks(-1)));
        Assert.Null(CancelOrder.Decide(ADeal(), AnOrder(paid: true), EightTonight));
        Assert.Equal(CancelOrder.TooLate, CancelOrder.Decide(ADeal(), AnOrder(), NineTonight));
        Assert.Equal(CancelOrder.TooLate, CancelOrder.Decide(ADeal(DealState.CutOff), AnOrder(), EightTonight));
        Action<Order>[] ends = [o => o.CancelledAt = EightTonight, o => o.LapsedAt = EightTonight, o => o.RefundAskedAt = EightTonight, o => o.HandedOverAt = EightTonight];
        foreach (var end in ends)
        {
            var order = AnOrder(paid: true);
            end(order);
            Assert.Equal(CancelOrder.AlreadyEnded, CancelOrder.Decide(ADeal(), order, EightTonight));
        }
    }

    static Outcome<JoinDeal.Joined> Changes(Order order, Shelf shelf, bool beingPaid = false, params (OfferId, int)[] lines) =>
        ChangeOrder.Decide(ADeal(), order, shelf, new(Li, order.Id, Wants(Li, lines).Lines, Point, ""), beingPaid, Hold, EightTonight.AddMinutes(5));

    static Shelf ShelfWith(Order order, int? loquats = 2, int? perPerson = null, int? gifts = null)
    {
        var shelf = AShelf(loquats, perPerson, gifts);
        shelf.LastSequence = 7;
        foreach (var line in order.Lines) shelf.Take(line.OfferId, order.PersonId, order.Household, order.PickupPointId, line.Quantity);
        return shelf;
    }

    [Fact]
    public void A_changed_order_keeps_its_number_and_its_hold()
    {
        var order = AnOrder();
        var changed = Changes(order, ShelfWith(order), lines: [(Loquats, 2), (Mulberries, 1)]).Value;
        Assert.Equal((7, order.HoldUntil, 2 * 5980 + 2500L), (changed.Sequence, changed.HoldUntil, changed.Amount.Fen));
    }

    [Fact]
    public void A_change_is_decided_as_if_the_goods_had_been_put_back_first()
    {
        var order = AnOrder(loquats: 2);
        Assert.False(Changes(order, ShelfWith(order, loquats: 2, perPerson: 2), lines: (Loquats, 2)).Refused);
        Assert.False(Changes(order, ShelfWith(order, loquats: 2, perPerson: 2), lines: (Loquats, 1)).Refused);
        Assert.Equal(JoinDeal.SoldOut, Changes(order, ShelfWith(order, loquats: 2), lines: (Loquats, 3)).Refusal);
        Assert.Equal(JoinDeal.LimitReached, Changes(order, ShelfWith(order, loquats: 9, perPerson: 2), lines: (Loquats, 3)).Refusal);
        Assert.Equal(JoinDeal.NoLines, Changes(order, ShelfWith(order)).Refusal);
    }

    [Fact]
    public void A_gift_stays_with_an_order_that_is_changed()
    {
        var order = AnOrder();
        order.Lines.Add(new() { OrderId = order.Id, OfferId = Gift, Quantity = 1, Price = Money.Zero });
        var changed = Changes(order, ShelfWith(order, gifts: 1), lines: (Mulberries, 1)).Value;
        Assert.Equal([(Mulberries, 1, new(2500)), (Gift, 1, Money.Zero)], changed.Lines);
    }

    [Fact]
    public void Paid_goods_stay_and_goods_being_paid_stay_for_now()
    {
        var paid = AnOrder(paid: true);
        Assert.Equal(ChangeOrder.PaidAlready, Changes(paid, ShelfWith(paid), lines: (Loquats, 2)).Refusal);
        Assert.False(Changes(paid, ShelfWith(paid), lines: (Loquats, 1)).Refused);
        var order = AnOrder(loquats: 2);
        Assert.Equal(ChangeOrder.BeingPaid, Changes(order, ShelfWith(order), beingPaid: true, (Loquats, 1)).Refusal);
        Assert.False(Changes(order, ShelfWith(order), beingPaid: true, (Loquats, 1), (Loquats, 1)).Refused);
    }
}
