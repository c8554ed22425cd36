// 王总 writes a deal, 老张 and 陈姐 adopt it with one tap, its price and times follow headquarters, and the sum over the communities is right.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class SharedDealTests
{
    /// <summary>阳光花园 is 老张's, 月亮湾 陈姐's; headquarters' deal is for both, with thirty pieces for 月亮湾.</summary>
    sealed record Shop(Evening Evening, Visitor Chen, PickupPointId Gate, OnSale Source);

    static async Task<Shop> Publishes(Evening evening, bool published = true)
    {
        var village = evening.Village;
        var bay = await village.Do(work => OpenCommunity.Handle(work, new(village.Wang, "月亮湾", "湖滨路 2 号")));
        var chen = await village.See((await village.Do(work => AppointLeader.Handle(work, village.Sealing, new(village.Wang, "13800000004", "陈姐", bay)))).PersonId);
        var gate = await village.Do(work => AddPickupPoint.Handle(work, new(village.Wang, bay, "东门", "岗亭边", 16 * 60, 20 * 60)));
        var id = await village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor(), evening.MulberriesToTheFirst(5)) with { By = village.Wang, Places = [evening.Point, gate], Caps = new Dictionary<PickupPointId, int> { [gate] = 30 }, Delivery = new(new(500), "全小区", null) },
            new TradeSettings(Evening.Hold) { CommissionPoints = 1_000 }));
        if (published) Assert.Null((await Publish(evening, village.Wang, id)).Refusal);
        return new(evening, chen, gate, await evening.Known(id));
    }

    static Task<Outcome<Done>> Publish(Evening evening, Visitor by, DealId id, bool on = true) => evening.Store.Write(work => PublishDeal.Handle(work, new(by, id, on)));

    static Task<Outcome<DealId>> Adopts(Evening evening, Visitor by, OnSale source) => evening.Store.Write(work => AdoptDeal.Handle(work, new(by, source.Id), evening.Settings));

    static Task<Outcome<Done>> Moves(Evening evening, Visitor by, DealId id, DateTimeOffset? cutOff, double hours = 0) => evening.Store.Write(work => MoveTimes.Handle(work, new(by, id, cutOff, new(2026, 4, 19), Village.FirstEvening.AddHours(20.5 + hours), Village.FirstEvening.AddHours(24.5), "车晚一点")));

    static Task<Outcome<Done>> Lowers(Evening evening, Visitor by, OnSale source, long fen) => evening.Store.Write(work => LowerPrice.Handle(work, new(by, source.Id, source.Offers[0], new(fen))));

    static async Task<ListSharedDeals.Answer> Shared(Evening evening, Visitor by) => (await evening.Store.Read(db => ListSharedDeals.Handle(db, evening.Village.Sealing, new(by), evening.Now))).Value;

    [Theory, OnEachDatabase]
    public async Task A_leader_adopts_it_with_one_tap_cannot_change_it_and_headquarters_sees_the_sum(Database on)
    {
        await using var evening = await Evening.Open(on);
        var village = evening.Village;
        var (_, chen, gate, source) = await Publishes(evening);
        await evening.NewsGoesRound();
        Assert.Single(await evening.MessagesTo(chen.Person), m => m.Kind == "deal-published");
        Assert.Equal(["阳光花园 · 3 号楼"], Assert.Single((await Shared(evening, evening.Zhang)).Items).Points);
        Assert.Equal(598, (await Shared(evening, evening.Zhang)).Items[0].Goods[0].EarnsFen);
        Assert.Equal(Visitor.NotAllowed, (await Adopts(evening, new(evening.Li, [], false), source)).Refusal);
        await village.Do(work => RestFromLeading.Handle(work, new(chen, chen.Person, BusinessDay.Of(evening.Now).AddDays(2), null)));
        Assert.Equal(OpenDeal.LeaderRests, (await Adopts(evening, chen, source)).Refusal);
        await village.Do(work => EndRest.Handle(work, new(chen, chen.Person)));
        Assert.Equal(Deal.WrongState, await village.Refused(work => OpenDeal.Handle(work, new(village.Wang, source.Id), TradeSettings.Default)));
        Assert.Equal(Deal.WrongState, await village.Refused(work => BinDraft.Handle(work, new(village.Wang, source.Id, true))));
        Assert.Equal(Deal.WrongState, await village.Refused(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()) with { By = village.Wang, DealId = source.Id })));

        var (zhangs, chens) = (await evening.Known((await Adopts(evening, evening.Zhang, source)).Value), await evening.Known((await Adopts(evening, chen, source)).Value));
        Assert.Equal(AdoptDeal.AlreadyThere, (await Adopts(evening, evening.Zhang, source)).Refusal);
        Assert.Equal(PublishDeal.Adopted, (await Publish(evening, village.Wang, source.Id, on: false)).Refusal);
        var seen = (await evening.Store.Read(db => ShowDeal.Handle(db, village.Sealing, chens.Id))).Value;
        Assert.Equal(("open", 30, 1, null), (seen.State, seen.PickupPoints.Single().Left, seen.Gifts.Count, seen.Delivery?.Area));
        var li = await evening.JoinsAndPays(zhangs, evening.Li, 2);
        var lin = (await evening.Joins(evening.Wants(chens, evening.Lin) with { PickupPointId = gate })).OrderId;
        await evening.Pays(evening.Lin, lin);

        // Whatever way the leader takes to the times, they are headquarters'.
        Assert.Equal(Deal.Followed, (await Moves(evening, evening.Zhang, zhangs.Id, Village.FirstEvening.AddMinutes(60))).Refusal);
        Assert.Equal(Deal.Followed, await village.Refused(work => CutOffDeal.Handle(work, new(evening.Zhang, zhangs.Id), evening.Settings)));
        Assert.Equal(Visitor.NotAllowed, (await Lowers(evening, evening.Zhang, source, 100)).Refusal);
        Assert.Equal(LowerPrice.OnlyDown.With("priceFen"), (await Lowers(evening, village.Wang, source, 6000)).Refusal);
        Assert.Null((await Lowers(evening, village.Wang, source, 5000)).Refusal);
        foreach (var deal in new[] { zhangs, chens }) Assert.Equal(5000, (await evening.SeeOffer(deal)).Price.Fen);
        // What was ordered keeps its price, also when it is changed; what is ordered now has the new one.
        await village.Do(work => ChangeOrder.Handle(work, village.Sealing, new(evening.Li, new(li), [new(zhangs.Offers[0], 2)], evening.Point, "挑软的"), evening.Settings));
        Assert.Equal((2 * 5980, 5000), ((await evening.See(li)).Amount.Fen, (await evening.Joins(zhangs, evening.Neighbours[2])).AmountFen));
        await evening.NothingIsBroken();

        Assert.Null((await Moves(evening, village.Wang, source.Id, Village.FirstEvening.AddMinutes(100), 1)).Refusal);
        foreach (var deal in new[] { zhangs, chens })
            Assert.Equal((Village.FirstEvening.AddMinutes(100), Village.FirstEvening.AddHours(21.5)), ((await evening.SeeDeal(deal)).CutOffDue, (await evening.SeeDeal(deal)).PickupFrom));
        await evening.NewsGoesRound();
        Assert.Contains(await evening.MessagesTo(evening.Lin), m => m.Kind == "moved" && m.Text.Contains("车晚一点", StringComparison.Ordinal));
        var sum = Assert.Single((await Shared(evening, village.Wang)).Items);
        Assert.Equal((2, 3, 4, 3L * 5980), (sum.Runs.Count, sum.Orders, sum.Pieces, sum.PaidFen));
        Assert.Equal(4, sum.Goods[0].Pieces);
        Assert.Equal(["月亮湾", "阳光花园"], sum.Runs.Select(r => r.Communities).Order(StringComparer.Ordinal));
        Assert.Equal(2 * 598, (await evening.Store.Read(db => ShowEarnings.Handle(db, evening.Settings, new(evening.Zhang)))).Value.Total.CommissionFen);
        await evening.NothingIsBroken();
        // The control: without the tie to its source the leader would move it.
        await evening.Store.Write(async work => { await work.Db.Set<Deal>().Where(d => d.Id == zhangs.Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.SourceId, (DealId?)null)); });
        Assert.Null((await Moves(evening, evening.Zhang, zhangs.Id, Village.FirstEvening.AddMinutes(60))).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Times_follow_where_orders_have_stopped_and_what_nobody_adopted_is_taken_back(Database on)
    {
        await using var evening = await Evening.Open(on);
        var village = evening.Village;
        var (_, chen, _, source) = await Publishes(evening, published: false);
        Assert.Equal(Deal.Missing, (await Adopts(evening, evening.Zhang, source)).Refusal);
        Assert.Equal(Visitor.NotAllowed, (await Publish(evening, evening.Zhang, source.Id)).Refusal);
        // What 老张 writes himself is not headquarters' to give away.
        var his = await village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor())));
        Assert.Equal(Deal.Missing, (await Publish(evening, village.Wang, his)).Refusal);
        Assert.Null((await Publish(evening, village.Wang, source.Id)).Refusal);
        Assert.Null((await Publish(evening, village.Wang, source.Id)).Refusal);
        Assert.Null((await Publish(evening, village.Wang, source.Id, on: false)).Refusal);
        Assert.Empty((await Shared(evening, evening.Zhang)).Items);
        await village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()) with { By = village.Wang, DealId = source.Id }));
        Assert.Null((await Publish(evening, village.Wang, source.Id)).Refusal);
        Assert.Equal(Deal.Missing, (await Adopts(evening, chen, source)).Refusal);
        var zhangs = await evening.Known((await Adopts(evening, evening.Zhang, source)).Value);
        await evening.JoinsAndPays(zhangs, evening.Li);
        await village.Do(work => CutOffDeal.Handle(work, new(village.Wang, zhangs.Id), evening.Settings));
        Assert.Equal(Deal.Followed, await village.Refused(work => ReopenDeal.Handle(work, new(evening.Zhang, zhangs.Id, null, "截早了"))));
        Assert.Null((await Moves(evening, village.Wang, source.Id, null, 2)).Refusal);
        Assert.Equal(Village.FirstEvening.AddHours(22.5), (await evening.SeeDeal(zhangs)).PickupFrom);
        Assert.Equal(MoveTimes.Unmoved, (await Moves(evening, village.Wang, source.Id, null, 2)).Refusal);
        await village.Pass(TimeSpan.FromHours(2));
        Assert.Empty((await Shared(evening, evening.Zhang)).Items);
        Assert.Single((await Shared(evening, village.Wang)).Items);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Eight_taps_at_once_open_it_once(Database on)
    {
        await using var evening = await Evening.Open(on);
        var (_, _, _, source) = await Publishes(evening);
        var zhou = await evening.Village.See((await evening.Village.Do(work => AppointLeader.Handle(work, evening.Village.Sealing, new(evening.Village.Wang, "13800000003", "小周", evening.Village.Sunshine)))).PersonId);
        var answers = await Village.AtOnce(8, n => Adopts(evening, n % 2 == 0 ? evening.Zhang : zhou, source));
        Assert.Equal((1, 7), (answers.Count(a => !a.Refused), answers.Count(a => a.Refusal == AdoptDeal.AlreadyThere)));
        Assert.Equal(1, await evening.Store.Read(db => db.Set<Deal>().CountAsync(d => d.SourceId == source.Id)));
    }
}
