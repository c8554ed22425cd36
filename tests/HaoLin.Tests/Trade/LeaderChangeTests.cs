// 老张 falls ill: 小周 is asked and says yes, or 王总 decides; desk and tasks follow, neighbours are told, and each earns what was paid while they led.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class LeaderChangeTests
{
    const int Fee = 500, Points = 1_000, Each = 5980 * Points / 10_000;

    static async Task<Visitor> Leads(Evening evening, string phone, string name, CommunityId community) =>
        await evening.Village.See((await evening.Village.Do(work => AppointLeader.Handle(work, evening.Village.Sealing, new(evening.Village.Wang, phone, name, community)))).PersonId);

    static async Task<OnSale> Opens(Evening evening)
    {
        var id = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()) with { Delivery = new(new(Fee), "1–12 号楼", null) }, new TradeSettings(Evening.Hold) { CommissionPoints = Points }));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, id), TradeSettings.Default));
        return await evening.Known(id);
    }

    static Task<Outcome<Done>> Asks(Evening evening, Visitor by, OnSale deal, PersonId? to, string? reason = "老张病了") => evening.Store.Write(work => NameStandIn.Handle(work, new(by, deal.Id, to, reason)));

    static Task<Outcome<Done>> Decides(Evening evening, Visitor by, OnSale deal, PersonId to, string? reason = "老张好了") => evening.Store.Write(work => HandDealOn.Handle(work, new(by, deal.Id, to, reason)));

    static Task<LeaderChangeId> Asked(Evening evening) => evening.Store.Read(db => db.Set<LeaderChange>().Where(c => c.DoneAt == null && c.DeclinedAt == null).Select(c => c.Id).SingleAsync());

    static Task<Outcome<Done>> Says(Evening evening, Visitor by, LeaderChangeId change, bool yes = true) => evening.Store.Write(work => AnswerStandIn.Handle(work, new(by, change, yes)));

    static async Task<long> Earned(Evening evening, Visitor leader) => (await evening.Store.Read(db => ShowEarnings.Handle(db, evening.Settings, new(leader)))).Value.Total.CommissionFen;

    static async Task<long> InTheBooks(Evening evening) => -(await evening.Balances()).Where(b => b.Key is Account.CommissionExpected or Account.CommissionPayable).Sum(b => b.Value);

    [Theory, OnEachDatabase]
    public async Task A_leader_asks_another_who_says_yes_and_each_earns_what_was_paid_while_they_led(Database on)
    {
        await using var evening = await Evening.Open(on);
        var village = evening.Village;
        var zhou = await Leads(evening, "13800000003", "小周", village.Sunshine);
        var bay = await village.Do(work => OpenCommunity.Handle(work, new(village.Wang, "月亮湾", "湖滨路 2 号")));
        var chen = await Leads(evening, "13800000004", "陈姐", bay);
        var deal = await Opens(evening);
        var li = await evening.JoinsAndPays(deal, evening.Li);
        var lin = (await evening.Joins(new(deal.Id, evening.Lin, [new(deal.Offers[0], 1), new(deal.Offers[1], 1)], evening.Point, ""))).OrderId;
        await evening.Pays(evening.Lin, lin);
        var third = (await evening.Joins(deal, evening.Neighbours[2])).OrderId;

        Assert.Equal("text.missing", (await Asks(evening, evening.Zhang, deal, zhou.Person, " ")).Refusal!.Code);
        Assert.Equal(Deal.Missing, (await Asks(evening, new(evening.Li, [], false), deal, zhou.Person)).Refusal);
        Assert.Equal(Deal.Missing, (await Asks(evening, zhou, deal, zhou.Person)).Refusal);
        foreach (var wrong in new[] { chen.Person, evening.Zhang.Person, evening.Li }) Assert.Equal(LeaderChange.NoLeaderHere, (await Asks(evening, evening.Zhang, deal, wrong)).Refusal);
        Assert.Null((await Asks(evening, evening.Zhang, deal, zhou.Person)).Refusal);
        var first = await Asked(evening);
        Assert.Equal(("老张", 3, 2), (await evening.Store.Read(db => ReadStandIn.Handle(db, village.Sealing, new(zhou, first)))).Value is var seen ? (seen.From, seen.Orders, seen.ToHandOver) : default);
        Assert.Equal(AnswerStandIn.Missing, (await evening.Store.Read(db => ReadStandIn.Handle(db, village.Sealing, new(chen, first)))).Refusal);
        Assert.Equal(AnswerStandIn.Missing, (await Says(evening, chen, first)).Refusal);
        Assert.Null((await Says(evening, zhou, first, yes: false)).Refusal);
        Assert.Contains(await evening.MessagesTo(evening.Zhang.Person), m => m.Text.Contains("不方便接手", StringComparison.Ordinal));
        // Asked again and taken back: too late to say yes.
        Assert.Null((await Asks(evening, evening.Zhang, deal, zhou.Person)).Refusal);
        var second = await Asked(evening);
        Assert.Null((await Asks(evening, evening.Zhang, deal, null)).Refusal);
        Assert.Equal(AnswerStandIn.Missing, (await Says(evening, zhou, second)).Refusal);
        Assert.Equal(evening.Zhang.Person, (await evening.SeeDeal(deal)).LeaderId);
        Assert.Null((await Asks(evening, evening.Zhang, deal, zhou.Person)).Refusal);
        var last = await Asked(evening);
        Assert.Null((await Says(evening, zhou, last)).Refusal);
        Assert.Equal(AnswerStandIn.Missing, (await Says(evening, zhou, last)).Refusal);

        await evening.NewsGoesRound();
        var told = Assert.Single(await evening.MessagesTo(evening.Li), m => m.Kind == "deal-leader");
        Assert.Contains("换团长了：老张病了", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("小周", told.Text, StringComparison.Ordinal);
        Assert.Equal("小周", (await evening.Store.Read(db => ShowDeal.Handle(db, village.Sealing, deal.Id))).Value.LeaderName);
        Assert.Equal(Deal.Missing, await village.Refused(work => CutOffDeal.Handle(work, new(evening.Zhang, deal.Id), evening.Settings)));
        await evening.Pays(evening.Neighbours[2], third);
        await village.Do(work => CutOffDeal.Handle(work, new(zhou, deal.Id), evening.Settings));
        Assert.NotNull((await evening.Store.Write(async work => await HandOver.Handle(work, new(evening.Zhang, (await work.Db.Set<Order>().SingleAsync(o => o.Id == new OrderId(li))).PickupCode!, null)))).Refusal);
        await village.Do(async work => await HandOver.Handle(work, new(zhou, (await work.Db.Set<Order>().SingleAsync(o => o.Id == new OrderId(li))).PickupCode!, null)));

        // What 李阿姨 paid is 老张's though 小周 hands it over; what is still to be brought is earned whole by whoever brings it.
        Assert.Equal((Each, 2 * Each + Fee), (await Earned(evening, evening.Zhang), await Earned(evening, zhou)));
        Assert.Equal(3 * Each + Fee, await InTheBooks(evening));
        await village.Do(work => RefundOrder.Handle(work, new(zhou, new(li), "坏了一半", [new(deal.Offers[0], 0, new(2990))]), evening.Settings));
        Assert.Equal((Each / 2, 2 * Each + Fee), (await Earned(evening, evening.Zhang), await Earned(evening, zhou)));
        Assert.Equal((Each / 2) + (2 * Each) + Fee, await InTheBooks(evening));
        Assert.Equal(2, (await evening.Store.Read(db => ShowDealEarnings.Handle(db, village.Sealing, evening.Settings, new(zhou, deal.Id)))).Value.Orders.Count);
        Assert.Equal(3, (await evening.Store.Read(db => ShowDealEarnings.Handle(db, village.Sealing, evening.Settings, new(village.Wang, deal.Id)))).Value.Orders.Count);
        await evening.NothingIsBroken();
        // The control: without what the order itself says, all of it would be the new leader's.
        await evening.Store.Write(async work => { await work.Db.Set<Order>().ExecuteUpdateAsync(set => set.SetProperty(o => o.EarnedBy, (PersonId?)null)); });
        Assert.Equal(0, await Earned(evening, evening.Zhang));
    }

    [Theory, OnEachDatabase]
    public async Task Headquarters_decides_at_once_tasks_follow_and_every_fen_has_one_earner_there_and_back(Database on)
    {
        await using var evening = await Evening.Open(on);
        var village = evening.Village;
        var zhou = await Leads(evening, "13800000003", "小周", village.Sunshine);
        var deal = await Opens(evening);
        await evening.JoinsAndPays(deal, evening.Li);
        Assert.Equal(Visitor.NotAllowed, (await Decides(evening, evening.Zhang, deal, zhou.Person)).Refusal);
        Assert.Equal("text.missing", (await Decides(evening, village.Wang, deal, zhou.Person, null)).Refusal!.Code);
        Assert.Equal(Deal.Missing, (await Decides(evening, village.Wang, new(new(Guid.CreateVersion7()), []), zhou.Person)).Refusal);
        Assert.Null((await Asks(evening, evening.Zhang, deal, zhou.Person)).Refusal);
        Assert.Null((await Decides(evening, village.Wang, deal, zhou.Person, "老张住院")).Refusal);
        Assert.Equal(0, await evening.Store.Read(db => db.Set<LeaderChange>().CountAsync(c => c.DoneAt == null && c.DeclinedAt == null)));
        await evening.JoinsAndPays(deal, evening.Lin);
        await village.Do(work => CutOffDeal.Handle(work, new(zhou, deal.Id), evening.Settings));
        await evening.NewsGoesRound();
        Assert.Equal(1, await evening.Store.Read(db => db.Set<LeaderTask>().CountAsync(t => t.LeaderId == zhou.Person && t.Kind == "receive")));
        await village.Pass(TimeSpan.FromMinutes(1));
        Assert.Null((await Decides(evening, village.Wang, deal, evening.Zhang.Person)).Refusal);
        Assert.Equal(1, await evening.Store.Read(db => db.Set<LeaderTask>().CountAsync(t => t.LeaderId == evening.Zhang.Person && t.Kind == "receive")));
        Assert.Equal((Each, Each), (await Earned(evening, evening.Zhang), await Earned(evening, zhou)));
        Assert.Equal(2 * Each, await InTheBooks(evening));
        var past = (await evening.Store.Read(db => ListStandIns.Handle(db, village.Sealing, new(village.Wang, deal.Id)))).Value;
        Assert.Equal(["小周", "老张"], past.Past.Select(p => p.Name));
        var steps = (await evening.Store.Read(db => WatchDeal.Handle(db, village.Sealing, new(village.Wang, deal.Id)))).Value.Steps;
        Assert.Equal(2, steps.Count(s => s.To == WatchDeal.Step.Leader));
        await evening.NothingIsBroken();
        await village.Do(work => CancelDeal.Handle(work, new(village.Wang, deal.Id, "车坏了"), evening.Settings));
        Assert.Equal(LeaderChange.NotRunning, (await Decides(evening, village.Wang, deal, zhou.Person)).Refusal);
        Assert.Equal((0, 0), (await Earned(evening, evening.Zhang), await Earned(evening, zhou)));
    }

    [Theory, OnEachDatabase]
    public async Task Eight_hands_at_once_change_the_leader_once(Database on)
    {
        await using var evening = await Evening.Open(on);
        var zhou = await Leads(evening, "13800000003", "小周", evening.Village.Sunshine);
        var deal = await Opens(evening);
        await evening.JoinsAndPays(deal, evening.Li);
        Assert.Null((await Asks(evening, evening.Zhang, deal, zhou.Person)).Refusal);
        var change = await Asked(evening);
        var answers = await Village.AtOnce(8, n => n % 2 == 0 ? Says(evening, zhou, change) : Decides(evening, evening.Village.Wang, deal, zhou.Person));
        Assert.Equal(1, answers.Count(a => !a.Refused));
        Assert.Equal(1, await evening.Store.Read(db => db.Set<LeaderChange>().CountAsync(c => c.DoneAt != null)));
        await evening.NewsGoesRound();
        Assert.Single(await evening.MessagesTo(evening.Li), m => m.Kind == "deal-leader");
        Assert.Equal(Each, await Earned(evening, evening.Zhang));
    }
}
