// A deal opened again, closing hours, deals on top and out of sight, drafts thrown away and taken back.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;
using static HaoLin.Tests.Cast.OnPaper;

namespace HaoLin.Tests.Trade;

public sealed class KeepingOrderTests
{
    [Fact]
    public void A_deal_opens_again_while_nothing_is_collected_and_the_goods_are_not_too_near()
    {
        var deal = ADeal(DealState.CutOff);
        var later = NineTonight.AddHours(2);
        Assert.Null(ReopenDeal.Decide(deal, later, someCollected: false, NineTonight));
        Assert.Equal(ReopenDeal.SomeCollected, ReopenDeal.Decide(deal, later, someCollected: true, NineTonight));
        Assert.Equal(MoveTimes.CutOffPassed.With("cutOffDue"), ReopenDeal.Decide(deal, NineTonight, someCollected: false, NineTonight));
        Assert.Equal(ReopenDeal.TooNear.With("cutOffDue"), ReopenDeal.Decide(deal, deal.PickupFrom - ReopenDeal.Nearest + TimeSpan.FromTicks(1), someCollected: false, NineTonight));
        foreach (var state in Enum.GetValues<DealState>().Where(s => s != DealState.CutOff)) Assert.Equal(Deal.WrongState, ReopenDeal.Decide(ADeal(state), later, false, NineTonight));
    }

    [Theory, OnEachDatabase]
    public async Task Ended_too_early_it_goes_on_and_everyone_who_ordered_reads_why(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 5));
        var paid = await evening.JoinsAndPays(deal, evening.Li);
        await evening.CutsOff(deal);
        Assert.Equal(Deal.Missing, await evening.Village.Refused(work => ReopenDeal.Handle(work, new(new(evening.Li, [], false), deal.Id, null, "我要"))));
        await evening.Village.Do(work => ReopenDeal.Handle(work, new(evening.Zhang, deal.Id, null, "截早了")));
        Assert.Equal(2, (await evening.Joins(deal, evening.Lin)).Sequence);
        await evening.NewsGoesRound();
        Assert.Contains("截早了", (await evening.MessagesTo(evening.Li)).Single(m => m.Kind == "reopened").Text);
        Assert.Equal(("paid", "open"), ((await evening.See(paid)).State, Deal.NameOf((await evening.SeeDeal(deal)).State)));
        await evening.CutsOff(deal);
        await evening.HandsOver(paid);
        Assert.Equal(ReopenDeal.SomeCollected, await evening.Village.Refused(work => ReopenDeal.Handle(work, new(evening.Zhang, deal.Id, null, "再开"))));
        await evening.NothingIsBroken();
    }

    [Fact]
    public void One_closing_may_lead_into_the_next()
    {
        ShutHours[] closings = [new(EightTonight, NineTonight), new(NineTonight, NineTonight.AddHours(1)), new(NineTonight.AddHours(3), NineTonight.AddHours(4))];
        Assert.Null(Closing.ShutUntil(closings, EightTonight.AddTicks(-1)));
        Assert.Equal(NineTonight.AddHours(1), Closing.ShutUntil(closings, EightTonight));
        Assert.Null(Closing.ShutUntil(closings, NineTonight.AddHours(1)));
    }

    [Theory, OnEachDatabase]
    public async Task While_the_shop_is_shut_nobody_joins_and_everybody_sees_until_when(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 5));
        var wang = evening.Village.Wang;
        Assert.Equal(Visitor.NotAllowed, await evening.Village.Refused(work => SetClosing.Handle(work, new(evening.Zhang, evening.Now, evening.Now.AddHours(1), "盘点"))));
        Assert.Equal(SetClosing.BadTimes.With("until"), await evening.Village.Refused(work => SetClosing.Handle(work, new(wang, evening.Now, evening.Now, "盘点"))));
        await evening.Village.Do(work => SetClosing.Handle(work, new(wang, evening.Now, evening.Now.AddMinutes(30), "盘点")));
        Assert.Contains(JoinDeal.Shut.Code, (await evening.Presses(evening.Wants(deal, evening.Li))).Value.Body);
        Assert.Equal(JoinDeal.Shut.Code, (await evening.Village.Refused(work => JoinWaitlist.Handle(work, evening.Village.Sealing, evening.Wants(deal, evening.Li)))).Code);
        var shown = (await evening.Store.Read(db => ShowDeal.Handle(db, evening.Village.Sealing, deal.Id))).Value;
        Assert.Equal((evening.Now.AddMinutes(30), "盘点"), (shown.ShutUntil(evening.Now), Assert.Single(shown.Closings).Reason));
        await evening.Village.Pass(TimeSpan.FromMinutes(30));
        Assert.Equal(1, (await evening.Joins(deal, evening.Li)).Sequence);
        var next = await evening.Village.Do(work => SetClosing.Handle(work, new(wang, evening.Now, evening.Now.AddMinutes(30), "盘点")));
        await evening.Village.Do(work => LiftClosing.Handle(work, new(wang, next)));
        Assert.Equal(2, (await evening.Joins(deal, evening.Lin)).Sequence);
        Assert.Equal(LiftClosing.Missing, await evening.Village.Refused(work => LiftClosing.Handle(work, new(wang, new(Id(99))))));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_pinned_deal_comes_first_and_a_hidden_one_is_in_no_list(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (first, second) = (await evening.Opens(evening.LoquatsFor()), await evening.Opens(evening.MulberriesFor()));
        Task<IReadOnlyList<DealId>> Listed() => evening.Store.Read(db => ListDeals.Handle(db, new(evening.Village.Sunshine, null)));
        await evening.Village.Do(work => ArrangeDeal.Handle(work, new(evening.Zhang, second.Id, Pinned: true)));
        Assert.Equal(second.Id, (await Listed())[0]);
        await evening.Village.Do(work => ArrangeDeal.Handle(work, new(evening.Zhang, second.Id, Pinned: false, Hidden: true)));
        Assert.Equal([first.Id], await Listed());
        Assert.Equal(1, (await evening.Joins(second, evening.Li)).Sequence);
        Assert.True((await evening.Store.Read(db => ListLedDeals.Handle(db, new(evening.Zhang)))).Single(d => d.Id == second.Id).Hidden);
        Assert.Equal(Deal.Missing, await evening.Village.Refused(work => ArrangeDeal.Handle(work, new(new(evening.Li, [], false), first.Id, Hidden: true))));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_draft_lies_in_the_bin_for_thirty_days(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (kept, gone) = (await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()))), await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()))));
        foreach (var id in new[] { kept, gone }) await evening.Village.Do(work => BinDraft.Handle(work, new(evening.Zhang, id, In: true)));
        Assert.Empty(await evening.Store.Read(db => ListLedDeals.Handle(db, new(evening.Zhang))));
        Assert.Equal(2, (await evening.Store.Read(db => ListLedDeals.Handle(db, new(evening.Zhang, Binned: true)))).Count);
        Assert.Equal(Deal.WrongState, await evening.Village.Refused(work => OpenDeal.Handle(work, new(evening.Zhang, kept), evening.Settings)));
        Assert.Equal(Deal.WrongState, await evening.Village.Refused(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()) with { DealId = kept })));
        await evening.Village.Do(work => BinDraft.Handle(work, new(evening.Zhang, kept, In: false)));
        await evening.Village.Pass(TimeSpan.FromDays(30));
        await evening.Store.Write(BinDraft.Forget);
        Assert.Equal([kept], await evening.Store.Read(db => db.Set<Deal>().Select(d => d.Id).ToListAsync()));
        Assert.Equal(1, await evening.Store.Read(db => db.Set<Offer>().CountAsync()));
        await evening.NothingIsBroken();
    }
}
