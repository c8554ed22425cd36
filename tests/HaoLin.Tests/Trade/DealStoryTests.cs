// A deal from draft to end on real databases: written, changed, copied, opened, cut off and completed, by a leader or by the clock.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class DealStoryTests
{
    [Theory, OnEachDatabase]
    public async Task Zhang_writes_a_draft_changes_it_and_opens_it(Database on)
    {
        await using var evening = await Evening.Open(on);
        var id = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor(limit: 10))));
        await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.MulberriesFor(limit: 20), evening.LoquatsFor(fen: 4980, limit: 30), evening.MulberriesToTheFirst(5)) with { DealId = id, Title = " 周末鲜果 " }));
        var deal = await evening.Known(id);
        Assert.Equal(3, deal.Offers.Count);
        var (loquats, gift) = (await evening.SeeOffer(deal, 1), await evening.SeeOffer(deal, 2));
        Assert.Equal(("枇杷", 4980L, 30, "2 斤装/盒", 1000L), (loquats.Name, loquats.Price.Fen, loquats.StockLimit, loquats.Unit, loquats.NetWeight.Grams));
        Assert.Equal((0L, 5, 1, 5), (gift.Price.Fen, gift.StockLimit, gift.PerPerson, gift.GiftForFirst));
        Assert.Equal(("周末鲜果", DealState.Draft), ((await evening.SeeDeal(deal)).Title, (await evening.SeeDeal(deal)).State));
        Assert.Equal(Deal.Missing.Code, (await evening.Presses(evening.Wants(deal, evening.Li))).Refusal!.Code);
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, id), TradeSettings.Default));
        Assert.Equal(Deal.WrongState, await evening.Village.Refused(work => OpenDeal.Handle(work, new(evening.Zhang, id), TradeSettings.Default)));
        Assert.Equal(Deal.WrongState, await evening.Village.Refused(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()) with { DealId = id })));
        await evening.NewsGoesRound();
        Assert.Equal("deal-opened", await evening.KindsTo(evening.Lin));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Last_weeks_deal_is_copied_with_its_goods_and_its_times_a_week_on(Database on)
    {
        await using var evening = await Evening.Open(on);
        var past = await evening.Opens(evening.LoquatsFor(limit: 50, perPerson: 2), evening.MulberriesToTheFirst(30));
        await evening.JoinsAndPays(past, evening.Li);
        await evening.Village.Pass(TimeSpan.FromDays(6));
        var copy = await evening.Known(await evening.Village.Do(work => CopyDeal.Handle(work, new(evening.Zhang, past.Id))));
        var (before, after) = (await evening.SeeDeal(past), await evening.SeeDeal(copy));
        Assert.Equal((before.Title, before.Story, before.CutOffDue.AddDays(7), before.ArrivesOn.AddDays(7), before.PickupFrom.AddDays(7), before.PickupUntil.AddDays(7)),
            (after.Title, after.Story, after.CutOffDue, after.ArrivesOn, after.PickupFrom, after.PickupUntil));
        Assert.Equal((past.Id, DealState.Draft, 0), (after.CopiedFrom, after.State, after.LastSequence));
        Assert.Equal((50, 2, 0), ((await evening.SeeOffer(copy)).StockLimit, (await evening.SeeOffer(copy)).PerPerson, (await evening.SeeOffer(copy)).Taken));
        Assert.Equal(30, (await evening.SeeOffer(copy, 1)).GiftForFirst);
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, copy.Id), TradeSettings.Default));
        Assert.Equal((1, "桑葚"), ((await evening.Joins(copy, evening.Li)).Sequence, Assert.Single((await evening.Joins(copy, evening.Lin)).Gifts)));
        Assert.Equal(Deal.Missing, await evening.Village.Refused(work => CopyDeal.Handle(work, new(new(evening.Li, [], false), past.Id))));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_clock_cuts_a_deal_off_when_it_is_due_and_the_audit_says_so(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        await evening.JoinsAndPays(deal, evening.Li);
        await evening.Village.Pass(TimeSpan.FromMinutes(90) - TimeSpan.FromMicroseconds(1));
        await CutOffDeal.Sweep(evening.Store, evening.Settings);
        Assert.Equal(DealState.Open, (await evening.SeeDeal(deal)).State);
        var last = await evening.Joins(deal, evening.Lin);
        Assert.Equal((await evening.SeeDeal(deal)).CutOffDue, last.PayBefore);
        await evening.Village.Pass(TimeSpan.FromMicroseconds(1));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => CutOffDeal.Sweep(evening.Store, evening.Settings))));
        Assert.Equal("lapsed", (await evening.See(last.OrderId)).State);
        var steps = await evening.Store.Read(db => db.Set<DealStep>().OrderBy(s => s.Number).ToListAsync());
        Assert.Equal([("draft", "open", evening.Zhang.Person), ("open", "cut-off", (PersonId?)null)], steps.Select(s => (s.FromState, s.ToState, s.By)));
        await evening.NewsGoesRound();
        Assert.Equal("cut-off deal-opened joined paid", await evening.KindsTo(evening.Li));
        Assert.Equal(1, await evening.Store.Read(db => db.Set<LeaderTask>().CountAsync()));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task When_the_truck_is_late_everybody_who_ordered_is_told_why_and_the_steps_keep_it(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 2, perPerson: 2));
        await evening.JoinsAndPays(deal, evening.Li, 2);
        await evening.Waits(deal, evening.Lin);
        var was = (await evening.SeeDeal(deal)).Times;
        var longer = was with { CutOffDue = was.CutOffDue.AddHours(1) };
        await evening.Village.Do(work => MoveTimes.Handle(work, Moved(evening.Zhang, deal, longer, "还有人没看到")));
        await evening.NewsGoesRound();
        Assert.Equal(Deal.Missing, await evening.Village.Refused(work => MoveTimes.Handle(work, Moved(new(evening.Li, [], false), deal, was, "我来改"))));
        Assert.Equal("text.missing", (await evening.Village.Refused(work => MoveTimes.Handle(work, Moved(evening.Zhang, deal, was, " ")))).Code);

        // The clock keeps to the new time.
        await evening.Village.Pass(TimeSpan.FromMinutes(91));
        await CutOffDeal.Sweep(evening.Store, evening.Settings);
        Assert.Equal(DealState.Open, (await evening.SeeDeal(deal)).State);
        await evening.Village.Pass(TimeSpan.FromHours(1));
        await CutOffDeal.Sweep(evening.Store, evening.Settings);
        var late = longer with { ArrivesOn = was.ArrivesOn.AddDays(1), PickupFrom = was.PickupFrom.AddDays(1), PickupUntil = was.PickupUntil.AddDays(1) };
        await evening.Village.Do(work => MoveTimes.Handle(work, Moved(evening.Zhang, deal, late, "高速封路，货车晚一天") with { CutOffDue = null }));
        await evening.NewsGoesRound();

        Assert.Equal(late, (await evening.SeeDeal(deal)).Times);
        Assert.Equal("cut-off deal-opened joined moved moved paid", await evening.KindsTo(evening.Li));
        Assert.Equal(1, (await evening.MessagesTo(evening.Lin)).Count(m => m.Kind == "moved"));
        Assert.Contains((await evening.MessagesTo(evening.Li)), m => m.Text.Contains("高速封路，货车晚一天") && m.Text.Contains("4月20日"));
        var task = await evening.Store.Read(db => db.Set<LeaderTask>().SingleAsync());
        Assert.Equal(late.PickupFrom, task.DueAt);
        var steps = await evening.Store.Read(db => db.Set<DealStep>().OrderBy(s => s.Number).ToListAsync());
        Assert.Equal([("draft", "open", ""), ("open", "open", "还有人没看到"), ("open", "cut-off", "到点自动截单"), ("cut-off", "cut-off", "高速封路，货车晚一天")], steps.Select(s => (s.FromState, s.ToState, s.Reason)));
        await evening.NothingIsBroken();
    }

    static MoveTimes.Ask Moved(Visitor by, OnSale deal, DealTimes to, string reason) => new(by, deal.Id, to.CutOffDue, to.ArrivesOn, to.PickupFrom, to.PickupUntil, reason);

    [Theory, OnEachDatabase]
    public async Task A_deal_completes_by_itself_two_days_after_all_is_collected_and_waits_for_what_is_not(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (even, open) = (await evening.Opens(evening.LoquatsFor()), await evening.Opens(evening.LoquatsFor()));
        var (collected, left) = (await evening.JoinsAndPays(even, evening.Li), await evening.JoinsAndPays(open, evening.Lin));
        await evening.CutsOff(even);
        await evening.CutsOff(open);
        await evening.HandsOver(collected);
        await evening.Village.Pass(TimeSpan.FromHours(24.5) + CompleteDeal.ByItselfAfter - TimeSpan.FromSeconds(1));
        await CompleteDeal.Sweep(evening.Store);
        Assert.Equal(DealState.CutOff, (await evening.SeeDeal(even)).State);
        await evening.Village.Pass(TimeSpan.FromSeconds(1));
        await CompleteDeal.Sweep(evening.Store);
        Assert.Equal((DealState.Completed, DealState.CutOff), ((await evening.SeeDeal(even)).State, (await evening.SeeDeal(open)).State));
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(left), "没来取"), evening.Settings));
        await CompleteDeal.Sweep(evening.Store);
        Assert.Equal(DealState.Completed, (await evening.SeeDeal(open)).State);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_leader_whose_role_has_ended_leads_nothing_any_more(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var order = await evening.JoinsAndPays(deal, evening.Li);
        var role = await evening.Store.Read(db => db.Set<Role>().SingleAsync(r => r.PersonId == evening.Zhang.Person));
        await evening.Village.Do(work => EndRole.Handle(work, evening.Village.Revocations, new(evening.Village.Wang, role.Id)));
        var zhang = await evening.Village.See(evening.Zhang.Person);
        Assert.Equal(Deal.Missing, await evening.Village.Refused(work => CutOffDeal.Handle(work, new(zhang, deal.Id), evening.Settings)));
        Assert.Equal(Deal.Missing, await evening.Village.Refused(work => CancelDeal.Handle(work, new(zhang, deal.Id, "走了"), evening.Settings)));
        Assert.Equal(Deal.Missing, await evening.Village.Refused(work => CopyDeal.Handle(work, new(zhang, deal.Id))));
        Assert.Equal(Order.Missing, await evening.Village.Refused(work => RefundOrder.Handle(work, new(zhang, new(order), "走了"), evening.Settings)));
        Assert.Equal(Deal.Missing, (await evening.Store.Read(db => WatchDeal.Handle(db, evening.Village.Sealing, new(zhang, deal.Id)))).Refusal);
        await evening.Village.Do(work => CutOffDeal.Handle(work, new(evening.Village.Wang, deal.Id), evening.Settings));
    }

    [Theory, OnEachDatabase]
    public async Task A_deal_that_cannot_be_cut_off_does_not_hold_up_the_others(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (bad, good) = (await evening.Opens(evening.LoquatsFor()), await evening.Opens(evening.LoquatsFor()));
        await evening.Joins(bad, evening.Li);
        // Its count was lost, so what lapses cannot be given back.
        await evening.Store.Write(work => work.Db.Set<Offer>().Where(o => o.DealId == bad.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.Taken, 0)));
        await evening.Store.Write(work => work.Db.Set<Deal>().Where(d => d.Id == bad.Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.CutOffDue, work.Now)));
        await evening.Village.Pass(TimeSpan.FromHours(2));
        await Assert.ThrowsAsync<AggregateException>(() => CutOffDeal.Sweep(evening.Store, evening.Settings));
        Assert.Equal((DealState.Open, DealState.CutOff), ((await evening.SeeDeal(bad)).State, (await evening.SeeDeal(good)).State));
    }

    [Fact, Trait("needs", "postgresql")]
    public async Task Who_waited_for_a_deal_comes_after_the_one_waited_for()
    {
        await using var evening = await Evening.Open(Database.PostgreSql);
        var deal = await evening.Opens(evening.LoquatsFor());
        TaskCompletionSource held = new(), asked = new();
        var first = evening.Store.Write(async work =>
        {
            await Deal.Lock(work, deal.Id);
            held.SetResult();
            await asked.Task;
            // The second has its instant and no lock; a minute goes by before the first is done.
            await evening.Village.Pass(TimeSpan.FromMinutes(1));
        });
        await held.Task;
        DateTimeOffset before = default, after = default;
        await evening.Store.Write(async work =>
        {
            before = work.Now;
            asked.SetResult();
            await Deal.Lock(work, deal.Id);
            after = work.Now;
        });
        await first;
        Assert.Equal(TimeSpan.FromMinutes(1), after - before);
    }
}
