// An evening without a line: what the phone takes along, and what becomes of what it tells afterwards.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class OfflineDeskTests
{
    static readonly DateTimeOffset Now = Village.FirstEvening;

    [Fact]
    public void A_phones_clock_is_believed_for_a_day_and_never_ahead_of_the_server()
    {
        Assert.Equal(Now.AddHours(-3), SyncHandOvers.Believed(Now.AddHours(-3), Now));
        Assert.Equal(Now.AddDays(-1), SyncHandOvers.Believed(Now.AddDays(-1), Now));
        Assert.Equal(Now, SyncHandOvers.Believed(Now.AddDays(-1).AddTicks(-1), Now));
        Assert.Equal(Now, SyncHandOvers.Believed(Now.AddTicks(1), Now));
        Assert.Equal(Now, SyncHandOvers.Believed(DateTimeOffset.MinValue, Now));
    }

    [Fact]
    public void A_batch_is_of_one_keeper_of_known_kinds_and_not_endless()
    {
        var zhang = new Visitor(Ids.New<PersonId>(Now), [], false);
        SyncHandOvers.Deed Deed(string kind) => new(Ids.NewGuid(Now), kind, Ids.New<OrderId>(Now), Now);
        Assert.Null(SyncHandOvers.Decide(new(zhang, zhang.Person, [Deed("hand"), Deed("undo")])));
        Assert.Equal(SyncHandOvers.OtherKeeper, SyncHandOvers.Decide(new(zhang, Ids.New<PersonId>(Now), [Deed("hand")])));
        Assert.Equal(SyncHandOvers.UnknownKind, SyncHandOvers.Decide(new(zhang, null, [Deed("give")])));
        Assert.Equal(SyncHandOvers.NoneTicked, SyncHandOvers.Decide(new(zhang, null, [])));
        Assert.Equal(SyncHandOvers.TooMany, SyncHandOvers.Decide(new(zhang, null, [.. Enumerable.Repeat(Deed("hand"), SyncHandOvers.DeedsMax + 1)])));
    }

    static async Task<(Evening, OnSale, Guid Li, Guid Lin)> TwoPaid(Database on)
    {
        var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var (li, lin) = (await evening.JoinsAndPays(deal, evening.Li, 2), await evening.JoinsAndPays(deal, evening.Lin));
        await evening.CutsOff(deal);
        return (evening, deal, li, lin);
    }

    static SyncHandOvers.Deed Hands(Evening evening, Guid order, int minutesAgo = 5) => new(Ids.NewGuid(evening.Now), DeskDeed.Hand, new(order), evening.Now.AddMinutes(-minutesAgo));
    static SyncHandOvers.Deed TakesBack(Evening evening, SyncHandOvers.Deed of, int minutesAgo = 4) => new(Ids.NewGuid(evening.Now), DeskDeed.Undo, of.OrderId, evening.Now.AddMinutes(-minutesAgo), of.Id);

    static async Task<IReadOnlyList<SyncHandOvers.Result>> Tells(Evening evening, Visitor by, params SyncHandOvers.Deed[] deeds) =>
        (await evening.Village.Do(work => SyncHandOvers.Handle(work, evening.Village.Sealing, new(by, null, deeds)))).Results;

    [Theory, OnEachDatabase]
    public async Task The_phone_takes_along_who_collects_what_and_no_code(Database on)
    {
        var (evening, deal, li, lin) = await TwoPaid(on);
        await using var open = evening;
        await evening.HandsOver(lin);
        var pack = await evening.Store.Read(async db => (await PackDesk.Handle(db, evening.Village.Sealing, new(evening.Zhang), evening.Now)).Value);
        Assert.Equal((evening.Zhang.Person.Value, evening.Now + PackDesk.KeptFor), (pack.Keeper, pack.KeepUntil));
        var packed = Assert.Single(pack.Deals);
        Assert.Equal([(li, 1, "枇杷", 2), (lin, 2, "枇杷", 1)], packed.Orders.Select(o => (o.OrderId, o.Sequence, o.Goods[0].Name, o.Goods[0].Quantity)));
        Assert.Equal([false, true], packed.Orders.Select(o => o.HandedOverAt is not null && o.HandOverId is not null));
        var code = (await evening.See(li)).PickupCode!;
        Assert.DoesNotContain(code, System.Text.Json.JsonSerializer.Serialize(pack));
        Assert.Equal(PackDesk.MarkOf(code, Convert.FromHexString(packed.Salt)), packed.Orders[0].CodeMark);
        Assert.NotEqual(PackDesk.MarkOf("00000000", Convert.FromHexString(packed.Salt)), packed.Orders[0].CodeMark);
        // Only one's own desk: headquarters may look at any and takes none along, a resident has none.
        foreach (var other in new[] { evening.Village.Wang, new Visitor(evening.Li, [], false) })
            Assert.Equal(Visitor.NotAllowed, (await evening.Store.Read(db => PackDesk.Handle(db, evening.Village.Sealing, new(other), evening.Now))).Refusal);
        await evening.HandsOver(li);
        await evening.Village.Do(work => CompleteDeal.Handle(work, new(evening.Zhang, deal.Id)));
        Assert.Empty((await evening.Store.Read(db => PackDesk.Handle(db, evening.Village.Sealing, new(evening.Zhang), evening.Now))).Value.Deals);
    }

    [Theory, OnEachDatabase]
    public async Task What_is_told_twice_happens_once_and_both_times_are_kept(Database on)
    {
        var (evening, _, li, lin) = await TwoPaid(on);
        await using var open = evening;
        SyncHandOvers.Deed[] deeds = [Hands(evening, li, 60), Hands(evening, lin, 58)];
        for (var time = 0; time < 3; time++)
            Assert.All(await Tells(evening, evening.Zhang, deeds), r => Assert.True(r is { WhyNot: null, Standing: { ByAsker: true, By: "老张" } }));
        Assert.Equal(-3 * 5980, (await evening.Balances())[Account.BrandRevenue]);
        var rows = await evening.Store.Read(db => db.Set<HandOverRow>().OrderBy(h => h.SaidAt).ToListAsync());
        Assert.Equal([evening.Now.AddMinutes(-60), evening.Now.AddMinutes(-58)], rows.Select(r => r.SaidAt!.Value));
        Assert.All(rows, r => Assert.Equal(evening.Now, r.At));
        // The same id for something else is a mistake of the phone's, and is said.
        Assert.Equal(SyncHandOvers.SameIdTwice, (await Tells(evening, evening.Zhang, deeds[0] with { OrderId = new(lin) }))[0].WhyNot);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_first_hand_over_stands_and_the_second_is_shown(Database on)
    {
        var (evening, _, li, lin) = await TwoPaid(on);
        await using var open = evening;
        // 王总 lends a hand with a phone of his own, and both were in the garage.
        var (zhangs, wangs) = (Hands(evening, li, 20), Hands(evening, li, 10));
        Assert.Null((await Tells(evening, evening.Village.Wang, wangs))[0].WhyNot);
        var second = (await Tells(evening, evening.Zhang, zhangs, Hands(evening, lin)))[0];
        Assert.Equal(HandOver.Already.Code, second.WhyNot!.Code);
        Assert.Equal(("王总", false, evening.Now.AddMinutes(-10)), (second.Standing!.By, second.Standing.ByAsker, second.Standing.SaidAt));
        // One that cannot go sinks none of the others, and taking the second back leaves the first alone.
        Assert.NotNull((await evening.See(lin)).HandedOverAt);
        Assert.Equal(SyncHandOvers.NothingToUndo, (await Tells(evening, evening.Zhang, TakesBack(evening, zhangs)))[0].WhyNot);
        Assert.NotNull((await evening.See(li)).HandedOverAt);
        var task = Assert.Single(await evening.Store.Read(db => db.Set<LeaderTask>().Where(t => t.Kind == "hand-over-twice").ToListAsync()));
        Assert.Equal((evening.Zhang.Person, li), (task.LeaderId, task.Subject));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Taken_back_and_handed_over_again_without_a_line_comes_out_in_that_order(Database on)
    {
        var (evening, _, li, _) = await TwoPaid(on);
        await using var open = evening;
        var first = Hands(evening, li, 30);
        var results = await Tells(evening, evening.Zhang, first, TakesBack(evening, first, 29), Hands(evening, li, 20));
        Assert.All(results, r => Assert.Null(r.WhyNot));
        Assert.Equal(2, await evening.Store.Read(db => db.Set<HandOverRow>().CountAsync()));
        Assert.Equal(-2 * 5980, (await evening.Balances())[Account.BrandRevenue]);
        // Done before midnight and told after it: the evening it was done in counts.
        var late = Hands(evening, li, 0);
        await evening.Village.Pass(TimeSpan.FromHours(5));
        var undo = new SyncHandOvers.Deed(Ids.NewGuid(evening.Now), DeskDeed.Undo, new(li), Village.FirstEvening.AddHours(1));
        Assert.Null((await Tells(evening, evening.Zhang, undo))[0].WhyNot);
        Assert.Null((await Tells(evening, evening.Zhang, late))[0].WhyNot);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Two_phones_that_come_up_from_the_garage_together_hand_each_bag_over_once(Database on)
    {
        var (evening, _, li, lin) = await TwoPaid(on);
        await using var open = evening;
        var told = await Village.AtOnce(6, phone =>
        {
            SyncHandOvers.Deed[] deeds = [Hands(evening, li), Hands(evening, lin)];
            return evening.Store.Write(work => SyncHandOvers.Handle(work, evening.Village.Sealing, new(phone % 2 == 0 ? evening.Zhang : evening.Village.Wang, null, phone < 3 ? deeds : [.. deeds.Reverse()])));
        });
        var results = told.SelectMany(t => t.Value.Results).ToList();
        Assert.Equal(2, results.Count(r => r.WhyNot is null));
        Assert.All(results.Where(r => r.WhyNot is not null), r => Assert.Equal(HandOver.Already.Code, r.WhyNot!.Code));
        Assert.Equal(-3 * 5980, (await evening.Balances())[Account.BrandRevenue]);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Anothers_order_is_not_handed_over_and_nothing_is_said_of_it(Database on)
    {
        var (evening, _, li, lin) = await TwoPaid(on);
        await using var open = evening;
        await evening.HandsOver(li);
        var stranger = evening.Zhang with { Person = evening.Lin };
        var results = await Tells(evening, stranger, Hands(evening, li), Hands(evening, lin), new(Ids.NewGuid(evening.Now), DeskDeed.Hand, Ids.New<OrderId>(evening.Now), evening.Now));
        Assert.All(results, r => Assert.Equal((HandOver.NoSuchCode.Code, null), (r.WhyNot!.Code, r.Standing)));
        Assert.Null((await evening.See(lin)).HandedOverAt);
        // A neighbour without any desk hears no more than that.
        var neighbour = await Tells(evening, await evening.Village.See(evening.Lin), Hands(evening, li));
        Assert.Equal((Visitor.NotAllowed.Code, null), (neighbour[0].WhyNot!.Code, neighbour[0].Standing));
    }

    [Theory, OnEachDatabase]
    public async Task A_neighbours_orders_are_found_together(Database on)
    {
        var (evening, deal, li, lin) = await TwoPaid(on);
        await using var open = evening;
        var other = await evening.Opens(evening.MulberriesFor());
        var more = await evening.JoinsAndPays(other, evening.Li);
        var groups = await evening.Store.Read(db => GroupByNeighbour.Handle(db, new(evening.Zhang, [li, lin, more])));
        Assert.Equal([li, more], groups[li]);
        Assert.Equal([li, more], groups[more]);
        Assert.False(groups.ContainsKey(lin));
    }
}
