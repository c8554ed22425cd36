// At the hand-over desk: codes, wrong codes, mistakes undone, and two people at once.
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class DeskStoryTests
{
    static async Task<(Evening Evening, OnSale Deal, Guid Order)> OnePaid(Database on)
    {
        var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(), evening.MulberriesToTheFirst(1));
        var order = await evening.JoinsAndPays(deal, evening.Li, 2);
        await evening.CutsOff(deal);
        return (evening, deal, order);
    }

    [Theory, OnEachDatabase]
    public async Task Zhang_reads_a_code_with_blanks_and_sees_what_to_hand_over(Database on)
    {
        var (evening, _, order) = await OnePaid(on);
        await using var open = evening;
        var code = (await evening.See(order)).PickupCode!;
        var handed = await evening.Village.Do(work => HandOver.Handle(work, new(evening.Zhang, $" {code[..4]} {code[4..]}", null)));
        Assert.Equal((order, evening.Li, 1, evening.Now), (handed.OrderId.Value, handed.PersonId, handed.Sequence, handed.HandedOverAt));
        Assert.Equal([("枇杷", 2), ("桑葚", 1)], handed.Lines.OrderByDescending(l => l.Quantity));
        Assert.Equal(HandOver.Already.Code, (await evening.Village.Refused(work => HandOver.Handle(work, new(evening.Zhang, code, null)))).Code);
        Assert.Equal(Visitor(), await evening.Village.Refused(work => HandOver.Handle(work, new(new(evening.Li, [], false), code, null))));
        await evening.NothingIsBroken();

        static Refusal Visitor() => HaoLin.Neighbourhood.Visitor.NotAllowed;
    }

    [Theory, OnEachDatabase]
    public async Task Another_leaders_order_and_no_order_are_answered_alike_and_thirty_guesses_are_enough(Database on)
    {
        var (evening, _, order) = await OnePaid(on);
        await using var open = evening;
        var code = (await evening.See(order)).PickupCode!;
        var other = evening.Zhang with { Person = evening.Lin };
        Assert.Equal(HandOver.NoSuchCode, await evening.Village.Refused(work => HandOver.Handle(work, new(other, code, null))));
        for (var guess = 1; guess < HandOver.WrongCodesMax; guess++)
            Assert.Equal(HandOver.NoSuchCode, await evening.Village.Refused(work => HandOver.Handle(work, new(other, $"{guess:00000000}", null))));
        Assert.Equal(HandOver.TooManyGuesses, await evening.Village.Refused(work => HandOver.Handle(work, new(other, code, null))));
        // Found by name there is nothing to guess; and 老张's own desk goes on.
        Assert.Equal(HandOver.NoSuchCode, await evening.Village.Refused(work => HandOver.Handle(work, new(other, null, new(order)))));
        await evening.HandsOver(order);
        await evening.Village.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(HandOver.NoSuchCode, await evening.Village.Refused(work => HandOver.Handle(work, new(other, code, null))));
    }

    [Theory, OnEachDatabase]
    public async Task Two_helpers_hand_one_bag_over_once(Database on)
    {
        var (evening, _, order) = await OnePaid(on);
        await using var open = evening;
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => evening.Store.Write(work => HandOver.Handle(work, new(evening.Zhang, null, new(order)))))));
        Assert.Single(answers, a => !a.Refused);
        Assert.All(answers.Where(a => a.Refused), a => Assert.Equal(HandOver.Already.Code, a.Refusal!.Code));
        Assert.Equal(-2 * 5980, (await evening.Balances())[Account.BrandRevenue]);
        await evening.NewsGoesRound();
        Assert.Single(await evening.MessagesTo(evening.Li), m => m.Kind == "handed-over");
    }

    [Theory, OnEachDatabase]
    public async Task A_mistake_is_undone_and_done_right_and_the_books_follow(Database on)
    {
        var (evening, deal, order) = await OnePaid(on);
        await using var open = evening;
        for (var i = 0; i < 2; i++)
        {
            await evening.HandsOver(order);
            await evening.Village.Do(work => UndoHandOver.Handle(work, new(evening.Zhang, new(order))));
        }
        Assert.Equal("paid", (await evening.See(order)).State);
        Assert.Equal(-2 * 5980, (await evening.Balances())[Account.PrepaidOrders]);
        await evening.HandsOver(order);
        await evening.Village.Pass(TimeSpan.FromHours(5));
        Assert.Equal(UndoHandOver.NotToday, await evening.Village.Refused(work => UndoHandOver.Handle(work, new(evening.Zhang, new(order)))));
        await evening.Village.Do(work => CompleteDeal.Handle(work, new(evening.Zhang, deal.Id)));
        Assert.Equal(UndoHandOver.DealOver, await evening.Village.Refused(work => UndoHandOver.Handle(work, new(evening.Zhang, new(order)))));
        Assert.Equal(3, await evening.Store.Read(db => db.Set<HandOverRow>().CountAsync()));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_bag_handed_over_while_the_deal_is_called_off_is_one_or_the_other(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 8);
        var handed = 0;
        for (var round = 0; round < 6; round++)
        {
            var deal = await evening.Opens(evening.LoquatsFor());
            var orders = new List<Guid>();
            foreach (var who in evening.Neighbours) orders.Add(await evening.JoinsAndPays(deal, who));
            await evening.CutsOff(deal);
            var desk = Task.Run(async () => (await evening.Store.Write(work => HandOver.Handle(work, new(evening.Zhang, null, new(orders[round]))))).Refusal);
            var office = Task.Run(async () => (await evening.Store.Write(work => CancelDeal.Handle(work, new(evening.Village.Wang, deal.Id, "召回"), evening.Settings))).Refusal);
            var (atDesk, atOffice) = (await desk, await office);
            Assert.True((atDesk, atOffice) is (null, not null) or (not null, null), $"{atDesk} {atOffice}");
            Assert.Equal(atDesk ?? HandOver.Refunded, HandOver.Refunded);
            Assert.Equal(atOffice ?? CancelDeal.SomeCollected, CancelDeal.SomeCollected);
            if (atDesk is null) handed++;
            await evening.NothingIsBroken();
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{handed} of 6 handed over first");
    }

    [Theory, OnEachDatabase]
    public async Task Undoing_while_the_deal_is_completed_is_one_or_the_other(Database on)
    {
        await using var evening = await Evening.Open(on);
        for (var round = 0; round < 6; round++)
        {
            var deal = await evening.Opens(evening.LoquatsFor());
            var order = await evening.JoinsAndPays(deal, evening.Li);
            await evening.CutsOff(deal);
            await evening.HandsOver(order);
            var undo = Task.Run(async () => (await evening.Store.Write(work => UndoHandOver.Handle(work, new(evening.Zhang, new(order))))).Refusal);
            var complete = Task.Run(async () => (await evening.Store.Write(work => CompleteDeal.Handle(work, new(evening.Zhang, deal.Id)))).Refusal);
            Assert.True((await undo, await complete) is (null, not null) or (not null, null), $"{await undo} {await complete}");
        }
    }
}
