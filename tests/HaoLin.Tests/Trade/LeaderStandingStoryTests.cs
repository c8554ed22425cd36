// A leader who is new, rests or is trusted: what opens, what waits, and who is told.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class LeaderStandingStoryTests
{
    [Theory, OnEachDatabase]
    public async Task On_probation_lao_zhang_opens_once_headquarters_has_read_it(Database on)
    {
        await using var evening = await Evening.Open(on);
        var village = evening.Village;
        Assert.Equal("text.missing", (await village.Refused(work => SetLeaderGrade.Handle(work, new(village.Wang, village.Zhang.Person, LeaderFile.Probation, " ")))).Code);
        Assert.Equal(SetLeaderGrade.UnknownGrade, await village.Refused(work => SetLeaderGrade.Handle(work, new(village.Wang, village.Zhang.Person, "gold", "很好"))));
        Assert.Equal(SetLeaderGrade.NoLeader, await village.Refused(work => SetLeaderGrade.Handle(work, new(village.Wang, village.Wang.Person, LeaderFile.Senior, "很好"))));
        Assert.Equal(Visitor.NotAllowed, await village.Refused(work => SetLeaderGrade.Handle(work, new(village.Zhang, village.Zhang.Person, LeaderFile.Senior, "很好"))));
        for (var twice = 0; twice < 2; twice++) await village.Do(work => SetLeaderGrade.Handle(work, new(village.Wang, village.Zhang.Person, LeaderFile.Probation, "换了新货源，先一起看看")));
        var deal = await Drafted(evening);
        Assert.Equal(OpenDeal.OnProbation, await village.Refused(work => OpenDeal.Handle(work, new(village.Zhang, deal), evening.Settings)));
        await village.Do(work => AskForReview.Handle(work, new(village.Zhang, deal, null)));
        var li = await village.See(evening.Li);
        await village.Do(work => ApplyToLead.Handle(work, village.Sealing, new(li, village.Sunshine, "下午都在家")));
        Assert.Equal(new WatchEvening.Unanswered(Applications: 1, Reviews: 1), (await evening.Store.Read(db => WatchEvening.Handle(evening.Store, db, new(village.Wang)))).Value.Waits);
        await village.Do(work => ReviewDeal.Handle(work, new(village.Wang, deal, MayOpen: true, null)));
        await village.Do(work => OpenDeal.Handle(work, new(village.Zhang, deal), evening.Settings));
        Assert.Equal(0, (await evening.Store.Read(db => WatchEvening.Handle(evening.Store, db, new(village.Wang)))).Value.Waits.Reviews);
        Assert.Equal(["总部把您定为见习团长：换了新货源，先一起看看"], await Told(evening, village.Zhang.Person, "leader-grade"));
        Assert.Equal([("regular", "probation")], (await evening.Store.Read(db => db.Set<AuditLine>().Where(l => l.Kind == "leader-grade").ToListAsync())).Select(l => (l.Before, l.After)));
    }

    [Theory, OnEachDatabase]
    public async Task While_he_rests_nothing_opens_not_even_what_was_scheduled_and_then_it_does(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (village, zhang) = (evening.Village, evening.Village.Zhang);
        var today = BusinessDay.Of(evening.Now);
        Assert.Equal("backOn", (await village.Refused(work => RestFromLeading.Handle(work, new(zhang, zhang.Person, today, null)))).Detail);
        Assert.Equal(RestFromLeading.BackWhen.Code, (await village.Refused(work => RestFromLeading.Handle(work, new(zhang, zhang.Person, null, null)))).Code);
        var (scheduled, draft) = (await Drafted(evening), await Drafted(evening));
        await village.Do(work => ScheduleDeal.Handle(work, new(zhang, scheduled, evening.Now.AddHours(1)), evening.Settings));
        await village.Do(work => RestFromLeading.Handle(work, new(zhang, zhang.Person, today.AddDays(3), "去看孙女")));
        Assert.Equal(OpenDeal.LeaderRests, await village.Refused(work => OpenDeal.Handle(work, new(zhang, draft), evening.Settings)));
        await village.Pass(TimeSpan.FromHours(1));
        await OpenDeal.Sweep(evening.Store, evening.Settings);
        Assert.Equal(DealState.Draft, (await evening.Store.Read(db => db.Set<Deal>().SingleAsync(d => d.Id == scheduled))).State);
        // The neighbours hear the day, and not what it is for.
        var heard = await Told(evening, evening.Li, "leader-rests");
        Assert.Contains($"{today.AddDays(3).Day}日起再开团", Assert.Single(heard));
        Assert.DoesNotContain("孙女", heard[0]);
        await village.Do(work => EndRest.Handle(work, new(zhang, zhang.Person)));
        await village.Do(work => OpenDeal.Handle(work, new(zhang, draft), evening.Settings));
    }

    [Theory, OnEachDatabase]
    public async Task What_headquarters_asked_for_headquarters_ends(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (village, zhang) = (evening.Village, evening.Village.Zhang);
        Assert.Equal("reason", (await village.Refused(work => RestFromLeading.Handle(work, new(village.Wang, zhang.Person, null, "")))).Detail);
        await village.Do(work => RestFromLeading.Handle(work, new(village.Wang, zhang.Person, null, "先把退款的事说清楚")));
        Assert.Equal(EndRest.ByHeadquarters, await village.Refused(work => EndRest.Handle(work, new(zhang, zhang.Person))));
        Assert.Equal(EndRest.ByHeadquarters, await village.Refused(work => RestFromLeading.Handle(work, new(zhang, zhang.Person, BusinessDay.Of(evening.Now).AddDays(1), null))));
        var file = (await evening.Store.Read(db => ReadLeaderFile.Handle(db, evening.Now, new(zhang, zhang.Person)))).Value;
        Assert.Equal((true, null, true, "先把退款的事说清楚"), (file.Rests, file.RestsUntil, file.RestsByHeadquarters, file.RestReason));
        for (var twice = 0; twice < 2; twice++) await village.Do(work => EndRest.Handle(work, new(village.Wang, zhang.Person)));
        Assert.Equal(2, (await Told(evening, zhang.Person, "leader-rests")).Count);
        var draft = await Drafted(evening);
        await village.Do(work => OpenDeal.Handle(work, new(zhang, draft), evening.Settings));
    }

    [Theory, InlineData(31, null, null), InlineData(30, null, 30), InlineData(30, 30, null), InlineData(9, 30, null), InlineData(7, 30, 7), InlineData(5, null, 7), InlineData(1, 7, 1), InlineData(0, 7, 1), InlineData(0, 1, null), InlineData(-1, 1, -1), InlineData(-40, -1, null)]
    public void A_leader_is_told_at_each_mark_once(int left, int? warned, int? told) => Assert.Equal(told, WarnOfPapers.Decide(left, warned));

    [Theory, OnEachDatabase]
    public async Task Without_the_papers_the_brand_wants_nothing_opens_and_before_they_end_he_is_told(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (village, zhang) = (evening.Village, evening.Village.Zhang);
        var (strict, today) = (evening.Settings with { LeaderPapers = [LeaderPaper.Agreement, LeaderPaper.Health] }, BusinessDay.Of(evening.Now));
        var deal = await Drafted(evening);
        Assert.Equal(OpenDeal.PapersMissing.With("团长协议、健康证"), await village.Refused(work => OpenDeal.Handle(work, new(zhang, deal), strict)));
        Assert.Equal(Visitor.NotAllowed, await village.Refused(work => RecordPaper.Handle(work, new(zhang, zhang.Person, LeaderPaper.Health, null))));
        Assert.Equal(RecordPaper.OverAlready, await village.Refused(work => RecordPaper.Handle(work, new(village.Wang, zhang.Person, LeaderPaper.Health, today.AddDays(-1)))));
        Assert.Equal(RecordPaper.UnknownKind, await village.Refused(work => RecordPaper.Handle(work, new(village.Wang, zhang.Person, "passport", null))));
        Assert.Equal(RecordPaper.NoLeader, await village.Refused(work => RecordPaper.Handle(work, new(village.Wang, evening.Li, LeaderPaper.Health, null))));
        await village.Do(work => RecordPaper.Handle(work, new(village.Wang, zhang.Person, LeaderPaper.Agreement, null)));
        await village.Do(work => RecordPaper.Handle(work, new(village.Wang, zhang.Person, LeaderPaper.Health, today.AddDays(20))));
        await village.Do(work => OpenDeal.Handle(work, new(zhang, deal), strict));
        for (var twice = 0; twice < 2; twice++) await evening.Store.Write(WarnOfPapers.Handle);
        Assert.Equal(["您的健康证还有 20 天到期，换好请给总部看一眼"], await Told(evening, zhang.Person, "leader-paper"));
        await village.Pass(TimeSpan.FromDays(21));
        await evening.Store.Write(WarnOfPapers.Handle);
        Assert.Equal("您的健康证过期了，换好请给总部看一眼", (await Told(evening, zhang.Person, "leader-paper"))[^1]);
        Assert.Equal([LeaderPaper.Health], await evening.Store.Read(db => LeaderPaper.Missing(db, zhang.Person, strict.LeaderPapers, BusinessDay.Of(evening.Now))));
        var mine = (await evening.Store.Read(db => ListPapers.Handle(db, evening.Now, new(zhang, zhang.Person, strict.LeaderPapers)))).Value.Items;
        Assert.Equal([(LeaderPaper.Agreement, true), (LeaderPaper.Health, false)], mine.Select(p => (p.Kind, p.Counts)));
        // Shown anew it counts again, and the audit says what stood before.
        await village.Do(work => RecordPaper.Handle(work, new(village.Wang, zhang.Person, LeaderPaper.Health, today.AddYears(1))));
        Assert.Empty(await evening.Store.Read(db => LeaderPaper.Missing(db, zhang.Person, strict.LeaderPapers, BusinessDay.Of(evening.Now))));
        Assert.StartsWith("health until", (await evening.Store.Read(db => db.Set<AuditLine>().Where(l => l.Kind == "leader-paper").OrderBy(l => l.At).ToListAsync()))[^1].Before, StringComparison.Ordinal);
    }

    static Task<DealId> Drafted(Evening evening) => evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor())));

    static Task<List<string>> Told(Evening evening, PersonId who, string kind) =>
        evening.Store.Read(db => db.Set<Message>().Where(m => m.PersonId == who && m.Kind == kind).OrderBy(m => m.At).Select(m => m.Text).ToListAsync());
}
