// Loquats come in cases of twelve: who takes more to fill one says how many would do, whole cases are filled, and what fills none goes back by itself, once.
using CsCheck;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class FillCasesTests
{
    const int Case = 12;

    static FillCases.Share Takes(int sequence, int wanted, int enough) => new(new(new(sequence, 0, 0, new byte[8])), sequence, wanted, enough);

    static string Back(int caseSize, params FillCases.Share[] shares) => string.Join(' ', FillCases.Decide(caseSize, shares).Select(b => $"{shares.Single(s => s.Order == b.Order).Sequence}:{b.Back}"));

    [Fact]
    public void The_lower_number_is_served_first_and_only_as_far_as_the_case_needs() =>
        Assert.Equal("1:1 3:2", Back(Case, Takes(1, 4, 2), Takes(2, 6, 6), Takes(3, 5, 3)));

    [Fact]
    public void Where_no_case_can_be_filled_everybody_keeps_what_would_do() => Assert.Equal("1:2 3:1", Back(Case, Takes(1, 4, 2), Takes(2, 3, 3), Takes(3, 2, 1)));

    [Fact]
    public void As_many_cases_are_filled_as_they_would_take() => Assert.Equal("2:4", Back(Case, Takes(1, 14, 5), Takes(2, 14, 5)));

    [Fact]
    public void Where_all_is_wanted_nothing_goes_back_whether_it_fills_a_case_or_not() => Assert.Equal("", Back(Case, Takes(1, 5, 5), Takes(2, 8, 8)));

    [Fact]
    public void Nobody_gets_less_than_would_do_or_more_than_they_took_and_no_fuller_case_was_possible() =>
        Gen.Select(Gen.Int[2, 24], Gen.Select(Gen.Int[1, 30], Gen.Int[0, 30]).List[1, 20]).Sample((size, drawn) =>
        {
            var shares = drawn.Select((d, i) => Takes(i + 1, d.Item1 + d.Item2, d.Item1)).ToList();
            var back = FillCases.Decide(size, shares).ToDictionary(b => b.Order, b => b.Back);
            Assert.All(back, b => Assert.InRange(b.Value, 1, shares.Single(s => s.Order == b.Key).Wanted - shares.Single(s => s.Order == b.Key).Enough));
            var (kept, enough, wanted) = (shares.Sum(s => s.Wanted - back.GetValueOrDefault(s.Order)), shares.Sum(s => s.Enough), shares.Sum(s => s.Wanted));
            Assert.Equal(wanted / size * size >= enough ? wanted / size * size : enough, kept);
        });

    static async Task<(Evening Evening, OnSale Deal)> SoldByTheCase(Database on)
    {
        var evening = await Evening.Open(on);
        return (evening, await evening.Opens(evening.LoquatsFor() with { CaseSize = Case }, evening.MulberriesFor()));
    }

    static Task<Outcome<Done>> Says(Evening evening, OnSale deal, PersonId who, Guid order, int? enough, int offer = 0) =>
        evening.Store.Write(work => SayEnough.Handle(work, new(who, new(order), deal.Offers[offer], enough)));

    static async Task<int> Left(Evening evening, Guid order) => (await evening.See(order)).Lines[0].Left;

    [Theory, OnEachDatabase]
    public async Task A_case_is_filled_with_what_would_not_have_been_needed_and_the_rest_is_paid_back_once(Database on)
    {
        var (evening, deal) = await SoldByTheCase(on);
        await using var _ = evening;
        var (li, lin, third) = (await evening.JoinsAndPays(deal, evening.Li, 4), await evening.JoinsAndPays(deal, evening.Lin, 6), await evening.JoinsAndPays(deal, evening.Neighbours[2], 5));
        Assert.Null((await Says(evening, deal, evening.Li, li, 2)).Refusal);
        Assert.Null((await Says(evening, deal, evening.Neighbours[2], third, 3)).Refusal);
        var shown = (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(new(evening.Li, [], false), new(li))))).Value.Lines[0];
        Assert.Equal((4, 12, 2), (shown.Quantity, shown.CaseSize, shown.Enough));

        await FillCases.Sweep(evening.Store);
        Assert.Equal((4, 6, 5), (await Left(evening, li), await Left(evening, lin), await Left(evening, third)));
        await evening.CutsOff(deal);
        await FillCases.Sweep(evening.Store);
        await FillCases.Sweep(evening.Store);
        Assert.Equal((3, 6, 3), (await Left(evening, li), await Left(evening, lin), await Left(evening, third)));
        Assert.Equal((5980L, 0L, 2 * 5980L), ((await evening.See(li)).Refunded.Fen, (await evening.See(lin)).Refunded.Fen, (await evening.See(third)).Refunded.Fen));
        await evening.NewsGoesRound();
        Assert.Contains(await evening.MessagesTo(evening.Li), m => m.Kind == "refunding");
        Assert.DoesNotContain(await evening.MessagesTo(evening.Lin), m => m.Kind == "refunding");
        await evening.PursuesRefunds();
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task While_somebody_is_paying_nothing_is_filled_and_what_was_collected_stays_collected(Database on)
    {
        var (evening, deal) = await SoldByTheCase(on);
        await using var _ = evening;
        var li = await evening.JoinsAndPays(deal, evening.Li, 4);
        await Says(evening, deal, evening.Li, li, 1);
        var lin = (await evening.Joins(deal, evening.Lin, 2)).OrderId;
        var paying = await evening.StartsPaying(evening.Lin, lin);
        await evening.CutsOff(deal);
        await FillCases.Sweep(evening.Store);
        Assert.Equal(4, await Left(evening, li));
        await evening.HandsOver(li);
        await evening.Hears(evening.Gateway.Pays(paying));
        await FillCases.Sweep(evening.Store);
        Assert.Equal((4, 2), (await Left(evening, li), await Left(evening, lin)));
        Assert.NotNull((await evening.SeeDeal(deal)).CasesFilledAt);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task How_many_would_do_is_said_by_who_ordered_before_the_cut_off_of_what_is_sold_by_the_case_and_taken_back_again(Database on)
    {
        var (evening, deal) = await SoldByTheCase(on);
        await using var _ = evening;
        var li = await evening.JoinsAndPays(deal, evening.Li, 4);
        Assert.Equal(Order.Missing, (await Says(evening, deal, evening.Lin, li, 2)).Refusal);
        Assert.Equal(SayEnough.NotByTheCase, (await Says(evening, deal, evening.Li, li, 2, offer: 1)).Refusal);
        Assert.Equal(SayEnough.BadNumber.With("enough"), (await Says(evening, deal, evening.Li, li, 0)).Refusal);
        Assert.Equal(SayEnough.BadNumber.With("enough"), (await Says(evening, deal, evening.Li, li, 4)).Refusal);
        Assert.Null((await Says(evening, deal, evening.Li, li, 2)).Refusal);
        Assert.Null((await Says(evening, deal, evening.Li, li, null)).Refusal);
        await evening.CutsOff(deal);
        Assert.Equal(SayEnough.TooLate, (await Says(evening, deal, evening.Li, li, 2)).Refusal);
        await FillCases.Sweep(evening.Store);
        Assert.Equal(4, await Left(evening, li));
    }

    [Theory, OnEachDatabase]
    public async Task An_unpaid_order_that_becomes_smaller_forgets_what_would_have_done_and_a_copied_deal_keeps_its_cases(Database on)
    {
        var (evening, deal) = await SoldByTheCase(on);
        await using var _ = evening;
        var li = (await evening.Joins(deal, evening.Li, 4)).OrderId;
        await Says(evening, deal, evening.Li, li, 3);
        await evening.Village.Do(work => ChangeOrder.Handle(work, evening.Village.Sealing, new(evening.Li, new(li), [new(deal.Offers[0], 3)], evening.Point, ""), evening.Settings));
        Assert.Null((await evening.See(li)).Lines[0].Enough);
        var copy = await evening.Village.Do(work => CopyDeal.Handle(work, new(evening.Zhang, deal.Id)));
        Assert.Equal([Case, null], await evening.Store.Read(db => db.Set<Offer>().Where(o => o.DealId == copy).OrderBy(o => o.Position).Select(o => o.CaseSize).ToListAsync()));
    }
}
