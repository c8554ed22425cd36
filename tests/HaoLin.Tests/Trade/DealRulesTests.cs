// The rules of a deal without a database: its steps, drafting, opening, copying, cutting off, completing and calling off.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using static HaoLin.Tests.Cast.OnPaper;

namespace HaoLin.Tests.Trade;

public sealed class DealRulesTests
{
    [Fact]
    public void A_deal_takes_the_allowed_steps_and_no_other()
    {
        HashSet<(DealState, DealState)> allowed =
        [
            (DealState.Draft, DealState.Open), (DealState.Draft, DealState.Cancelled), (DealState.Open, DealState.CutOff),
            (DealState.CutOff, DealState.Open), (DealState.Draft, DealState.Scheduled), (DealState.Scheduled, DealState.Draft), (DealState.Scheduled, DealState.Open), (DealState.Scheduled, DealState.Cancelled),
            (DealState.Open, DealState.Cancelled), (DealState.CutOff, DealState.Completed), (DealState.CutOff, DealState.Cancelled),
        ];
        foreach (var from in Enum.GetValues<DealState>())
            foreach (var to in Enum.GetValues<DealState>())
            {
                var deal = ADeal(from);
                Assert.Equal(allowed.Contains((from, to)), deal.MayBecome(to));
                if (allowed.Contains((from, to))) deal.Become(to, null, "", EightTonight);
                else Assert.Throws<InvalidOperationException>(() => deal.Become(to, null, "", EightTonight));
                Assert.Equal(allowed.Contains((from, to)) ? to : from, deal.State);
            }
    }

    [Fact]
    public void Each_step_is_written_down_with_who_when_and_why()
    {
        var deal = ADeal();
        var step = deal.Become(DealState.CutOff, Zhang.Person, "团长提前截单", NineTonight);
        Assert.Equal((2, "open", "cut-off", NineTonight, Zhang.Person, "团长提前截单"), (step.Number, step.FromState, step.ToState, step.At, step.By, step.Reason));
        Assert.Null(deal.Become(DealState.Completed, null, "", NineTonight).By);
        Assert.Equal(3, deal.Steps);
    }

    [Fact]
    public void A_deal_is_led_by_its_leader_and_headquarters_and_no_longer_by_a_leader_who_left()
    {
        var deal = ADeal();
        Assert.True(deal.IsLedBy(Zhang));
        Assert.True(deal.IsLedBy(Wang));
        Assert.False(deal.IsLedBy(Zhang with { Leads = [] }));
        Assert.False(deal.IsLedBy(new(Li, [Sunshine], AtHeadquarters: false)));
    }

    static DraftDeal.Ask Draft() => new(Zhang, null, "福建枇杷", "", NineTonight, new(2026, 4, 19), EightTonight.AddHours(20), EightTonight.AddHours(24), [Sold()], [Point]);

    static DraftDeal.OfferAsk Sold(long fen = 5980, int? limit = 50, int? perPerson = 2, int? gift = null) => new(new(Id(50)), new(fen), limit, perPerson, gift);

    static Refusal? Decides(DraftDeal.Ask ask, DealState? state = null, int products = 1, CommunityId? community = null) =>
        DraftDeal.Decide(ask, state, [community ?? Sunshine], products, EightTonight);

    [Fact]
    public void A_leader_drafts_for_the_communities_they_lead_and_headquarters_for_all()
    {
        Assert.Null(Decides(Draft()));
        Assert.Equal(Visitor.NotAllowed, Decides(Draft(), community: new CommunityId(Id(99))));
        Assert.Null(Decides(Draft() with { By = Wang }, community: new CommunityId(Id(99))));
        Assert.Equal(Visitor.NotAllowed, Decides(Draft() with { By = new(Li, [], false) }));
    }

    [Fact]
    public void Only_a_draft_can_be_written_anew()
    {
        Assert.Null(Decides(Draft(), DealState.Draft));
        foreach (var state in Enum.GetValues<DealState>().Where(s => s != DealState.Draft)) Assert.Equal(Deal.WrongState, Decides(Draft(), state));
    }

    [Fact]
    public void A_draft_names_goods_places_and_a_product_that_is_there()
    {
        Assert.Equal(DraftDeal.NoOffers, Decides(Draft() with { Offers = [] }));
        Assert.Equal(DraftDeal.NoOffers, Decides(Draft() with { Offers = [Sold(gift: 30)] }));
        Assert.Equal(DraftDeal.TooManyOffers, Decides(Draft() with { Offers = [.. Enumerable.Repeat(Sold(), 61)] }));
        Assert.Equal(DraftDeal.NoPlaces, Decides(Draft() with { Places = [] }));
        Assert.Equal(DraftDeal.ProductMissing, Decides(Draft(), products: 0));
        Assert.Null(Decides(Draft() with { Offers = [Sold(), Sold(0, gift: 30)] }));
    }

    [Theory]
    [InlineData(0, 50, 2, null), InlineData(-1, 50, 2, null), InlineData(10_000_001, 50, 2, null), InlineData(5980, 0, 2, null), InlineData(5980, 1_000_001, 2, null)]
    [InlineData(5980, 50, 0, null), InlineData(5980, 50, 1000, null), InlineData(0, null, null, 0), InlineData(0, null, null, 100_001)]
    public void A_draft_refuses_numbers_that_make_no_sense(long fen, int? limit, int? perPerson, int? gift) =>
        Assert.Equal(DraftDeal.BadNumbers.Code, Decides(Draft() with { Offers = [Sold(), Sold(fen, limit, perPerson, gift)] })?.Code);

    [Fact]
    public void Cut_off_comes_first_then_arrival_then_pickup_and_all_within_a_good_year()
    {
        DraftDeal.Ask[] wrong =
        [
            Draft() with { PickupUntil = EightTonight.AddHours(20) }, Draft() with { CutOffDue = EightTonight.AddHours(21) },
            Draft() with { ArrivesOn = new(2026, 4, 17) }, Draft() with { ArrivesOn = new(2026, 4, 20) }, Draft() with { ArrivesOn = DateOnly.MaxValue },
            Draft() with { CutOffDue = DateTimeOffset.MinValue }, Draft() with { PickupUntil = DateTimeOffset.MaxValue },
            Draft() with { CutOffDue = EightTonight.AddDays(-401) },
        ];
        Assert.All(wrong, ask => Assert.Equal(DraftDeal.BadTimes.Code, Decides(ask)?.Code));
        Assert.Null(Decides(Draft() with { CutOffDue = EightTonight.AddHours(20) }));
    }

    [Fact]
    public void A_draft_opens_until_its_cut_off_has_passed()
    {
        Assert.Null(OpenDeal.Decide(ADeal(DealState.Draft), NineTonight.AddTicks(-1)));
        Assert.Equal(OpenDeal.CutOffPassed, OpenDeal.Decide(ADeal(DealState.Draft), NineTonight));
        Assert.Equal(Deal.WrongState, OpenDeal.Decide(ADeal(), EightTonight));
    }

    [Fact]
    public void The_clock_cuts_off_when_it_is_due_and_a_leader_when_they_like()
    {
        Assert.Equal(CutOffDeal.NotDue, CutOffDeal.Decide(ADeal(), byClock: true, NineTonight.AddTicks(-1)));
        Assert.Null(CutOffDeal.Decide(ADeal(), byClock: true, NineTonight));
        Assert.Null(CutOffDeal.Decide(ADeal(), byClock: false, EightTonight));
        foreach (var state in Enum.GetValues<DealState>().Where(s => s != DealState.Open)) Assert.Equal(Deal.WrongState, CutOffDeal.Decide(ADeal(state), byClock: true, NineTonight));
    }

    [Fact]
    public void Times_move_while_orders_come_and_the_cut_off_no_more_once_they_stopped()
    {
        var deal = ADeal();
        var later = deal.Times with { CutOffDue = NineTonight.AddHours(2) };
        var nextDay = deal.Times with { ArrivesOn = deal.ArrivesOn.AddDays(1), PickupFrom = deal.PickupFrom.AddDays(1), PickupUntil = deal.PickupUntil.AddDays(1) };
        Assert.Null(MoveTimes.Decide(deal, later, EightTonight));
        Assert.Null(MoveTimes.Decide(deal, nextDay, EightTonight));
        Assert.Null(MoveTimes.Decide(ADeal(DealState.CutOff), nextDay, EightTonight));
        Assert.Equal(MoveTimes.CutOffAlready.Code, MoveTimes.Decide(ADeal(DealState.CutOff), later, EightTonight)?.Code);
        Assert.Equal(MoveTimes.CutOffPassed.Code, MoveTimes.Decide(deal, deal.Times with { CutOffDue = EightTonight }, EightTonight)?.Code);
        Assert.Equal(MoveTimes.Unmoved, MoveTimes.Decide(deal, deal.Times, EightTonight));
        Assert.Equal(DraftDeal.BadTimes.With("pickupUntil"), MoveTimes.Decide(deal, deal.Times with { PickupUntil = deal.PickupFrom }, EightTonight));
        foreach (var state in new[] { DealState.Draft, DealState.Completed, DealState.Cancelled }) Assert.Equal(Deal.WrongState, MoveTimes.Decide(ADeal(state), nextDay, EightTonight));
    }

    [Fact]
    public void A_copy_moves_on_by_the_fewest_whole_weeks_that_leave_an_hour()
    {
        Assert.Equal(TimeSpan.Zero, CopyDeal.Decide(EightTonight.AddHours(1), EightTonight));
        Assert.Equal(TimeSpan.FromDays(7), CopyDeal.Decide(EightTonight.AddHours(1).AddTicks(-1), EightTonight));
        Assert.Equal(TimeSpan.FromDays(7), CopyDeal.Decide(EightTonight.AddDays(-7).AddHours(1), EightTonight));
        Assert.Equal(TimeSpan.FromDays(14), CopyDeal.Decide(EightTonight.AddDays(-7), EightTonight));
        Assert.Equal(TimeSpan.FromDays(7 * 53), CopyDeal.Decide(EightTonight.AddDays(-7 * 53).AddHours(1), EightTonight));
    }

    [Fact]
    public void A_deal_is_completed_when_nothing_is_left_to_do()
    {
        Assert.Null(CompleteDeal.Decide(ADeal(DealState.CutOff), outstanding: 0, disputes: 0));
        Assert.Equal(CompleteDeal.NotAllCollected, CompleteDeal.Decide(ADeal(DealState.CutOff), outstanding: 1, disputes: 0));
        Assert.Equal(CompleteDeal.Disputed, CompleteDeal.Decide(ADeal(DealState.CutOff), outstanding: 0, disputes: 1));
        Assert.Equal(Deal.WrongState, CompleteDeal.Decide(ADeal(), outstanding: 0, disputes: 0));
    }

    [Fact]
    public void A_deal_is_called_off_until_somebody_has_collected()
    {
        foreach (var state in new[] { DealState.Draft, DealState.Open, DealState.CutOff }) Assert.Null(CancelDeal.Decide(ADeal(state), someCollected: false));
        Assert.Equal(CancelDeal.SomeCollected, CancelDeal.Decide(ADeal(DealState.CutOff), someCollected: true));
        Assert.Equal(Deal.WrongState, CancelDeal.Decide(ADeal(DealState.Completed), someCollected: false));
        Assert.Equal(Deal.WrongState, CancelDeal.Decide(ADeal(DealState.Cancelled), someCollected: false));
    }
}
