// A deal that opens by itself: seen before, joined only after, opened early or taken back, and held back where the clock may not open it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;
using static HaoLin.Tests.Cast.OnPaper;

namespace HaoLin.Tests.Trade;

public sealed class ScheduleDealTests
{
    [Fact]
    public void An_opening_lies_ahead_and_before_the_cut_off()
    {
        var draft = ADeal(DealState.Draft);
        Assert.Null(ScheduleDeal.Decide(draft, EightTonight.AddMinutes(30), EightTonight));
        Assert.Equal(ScheduleDeal.NotAhead.With("opensDue"), ScheduleDeal.Decide(draft, EightTonight, EightTonight));
        Assert.Equal(ScheduleDeal.AfterCutOff.With("opensDue"), ScheduleDeal.Decide(draft, NineTonight, EightTonight));
        foreach (var state in Enum.GetValues<DealState>().Where(s => s != DealState.Draft)) Assert.Equal(Deal.WrongState, ScheduleDeal.Decide(ADeal(state), EightTonight.AddMinutes(30), EightTonight));
    }

    [Fact]
    public void The_clock_opens_what_is_due_and_nothing_else()
    {
        var deal = ADeal(DealState.Scheduled);
        deal.OpensDue = EightTonight;
        Assert.Equal(OpenDeal.NotDue, OpenDeal.Decide(deal, EightTonight.AddTicks(-1), byClock: true));
        Assert.Null(OpenDeal.Decide(deal, EightTonight, byClock: true));
        Assert.Null(OpenDeal.Decide(deal, EightTonight.AddHours(-1)));
        Assert.Equal(OpenDeal.LeaderGone, OpenDeal.Decide(deal, EightTonight, byClock: true, leads: false));
        Assert.Equal(OpenDeal.CutOffPassed, OpenDeal.Decide(deal, NineTonight, byClock: true));
        Assert.Equal(OpenDeal.NotDue, OpenDeal.Decide(ADeal(DealState.Draft), EightTonight, byClock: true));
    }

    [Theory, OnEachDatabase]
    public async Task It_is_seen_coming_and_opens_once_at_its_time(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await Scheduled(evening, TimeSpan.FromMinutes(30));
        var shown = (await evening.Store.Read(db => ShowDeal.Handle(db, evening.Village.Sealing, deal.Id))).Value;
        Assert.Equal(("scheduled", evening.Now.AddMinutes(30)), (shown.State, shown.OpensAt));
        Assert.Equal([deal.Id], await evening.Store.Read(db => ListDeals.Handle(db, new(evening.Village.Sunshine, null))));
        Assert.Contains(JoinDeal.NotYetOpen.Code, (await evening.Presses(evening.Wants(deal, evening.Li))).Value.Body);
        Assert.Equal(JoinDeal.NotYetOpen, await evening.Village.Refused(work => JoinWaitlist.Handle(work, evening.Village.Sealing, evening.Wants(deal, evening.Li))));
        Assert.Equal(Deal.WrongState, await evening.Village.Refused(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()) with { DealId = deal.Id })));

        await OpenDeal.Sweep(evening.Store, evening.Settings);
        Assert.Equal(DealState.Scheduled, (await evening.SeeDeal(deal)).State);
        await evening.Village.Pass(TimeSpan.FromMinutes(30));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => OpenDeal.Sweep(evening.Store, evening.Settings))));
        Assert.Equal(1, (await evening.Joins(deal, evening.Li)).Sequence);
        var steps = await evening.Store.Read(db => db.Set<DealStep>().OrderBy(s => s.Number).ToListAsync());
        Assert.Equal([("draft", "scheduled", evening.Zhang.Person), ("scheduled", "open", (PersonId?)null)], steps.Select(s => (s.FromState, s.ToState, s.By)));
        await evening.NewsGoesRound();
        Assert.Equal("deal-opened joined", await evening.KindsTo(evening.Li));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Zhang_opens_it_early_or_takes_it_back(Database on)
    {
        await using var evening = await Evening.Open(on);
        var early = await Scheduled(evening, TimeSpan.FromMinutes(30));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, early.Id), evening.Settings));
        Assert.Equal(1, (await evening.Joins(early, evening.Li)).Sequence);

        var back = await Scheduled(evening, TimeSpan.FromMinutes(30));
        Assert.Equal(Deal.Missing, await evening.Village.Refused(work => UnscheduleDeal.Handle(work, new(new(evening.Li, [], false), back.Id))));
        await evening.Village.Do(work => UnscheduleDeal.Handle(work, new(evening.Zhang, back.Id)));
        Assert.Equal(Deal.WrongState, await evening.Village.Refused(work => UnscheduleDeal.Handle(work, new(evening.Zhang, back.Id))));
        await evening.Village.Pass(TimeSpan.FromMinutes(30));
        await OpenDeal.Sweep(evening.Store, evening.Settings);
        await evening.Lapses();
        Assert.Equal((DealState.Draft, (DateTimeOffset?)null), ((await evening.SeeDeal(back)).State, (await evening.SeeDeal(back)).OpensDue));
        Assert.Equal(Deal.Missing.Code, (await evening.Presses(evening.Wants(back, evening.Li))).Refusal!.Code);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task What_the_clock_may_not_open_is_a_draft_again_and_Zhang_is_told_why(Database on)
    {
        await using var evening = await Evening.Open(on);
        var late = await Scheduled(evening, TimeSpan.FromMinutes(30));
        await evening.Village.Pass(TimeSpan.FromMinutes(91));
        await OpenDeal.Sweep(evening.Store, evening.Settings);
        Assert.Equal(DealState.Draft, (await evening.SeeDeal(late)).State);
        await evening.NewsGoesRound();
        Assert.Contains("截单时间已经过了", Assert.Single(await evening.MessagesTo(evening.Zhang.Person)).Text);
        await evening.NothingIsBroken();
    }

    static async Task<OnSale> Scheduled(Evening evening, TimeSpan ahead)
    {
        var id = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor())));
        await evening.Village.Do(work => ScheduleDeal.Handle(work, new(evening.Zhang, id, evening.Now + ahead), evening.Settings));
        return await evening.Known(id);
    }
}
