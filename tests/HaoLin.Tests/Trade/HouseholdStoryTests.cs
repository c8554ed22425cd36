// Few boxes and a limit per household: one flat with several phones gets what one household may have, whichever way they order, and what it gives back it may have again.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace HaoLin.Tests.Trade;

public sealed class HouseholdStoryTests
{
    static Task<OnSale> Opens(Evening evening, int perHousehold = 2, int? limit = null) => evening.Opens(evening.LoquatsFor(limit: limit) with { PerHousehold = perHousehold }, evening.MulberriesFor());

    static async Task Says(Evening evening, PersonId who, string door) => await evening.Village.Do(work => SayHome.Handle(work, evening.Village.Sealing, new(who, evening.Village.Sunshine, door)));

    static async Task<string> Refused(Evening evening, JoinDeal.Ask ask)
    {
        var outcome = await evening.Presses(ask);
        return outcome.Refusal?.Code ?? outcome.Value.Body;
    }

    static Task<List<int>> Counts(Evening evening) => evening.Store.Read(db => db.Set<TakenHomeRow>().Where(t => t.Quantity != 0).OrderBy(t => t.Quantity).Select(t => t.Quantity).ToListAsync());

    [Theory, OnEachDatabase]
    public async Task Two_phones_of_one_flat_have_what_one_household_may_and_the_next_door_its_own(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await Opens(evening);
        Assert.Equal(2, (await evening.Store.Read(db => ShowDeal.Handle(db, evening.Village.Sealing, deal.Id))).Value.Offers[0].PerHousehold);
        Assert.Equal(JoinDeal.HomeMissing.Code, await Refused(evening, evening.Wants(deal, evening.Li)));
        // What is not limited so asks nobody.
        await evening.Joins(new JoinDeal.Ask(deal.Id, evening.Li, [new(deal.Offers[1], 3)], evening.Point, ""));
        Assert.Empty(await Counts(evening));
        await Says(evening, evening.Li, "5栋302");
        await Says(evening, evening.Lin, "5 号楼 302 室");
        await Says(evening, evening.Neighbours[2], "5栋303");
        var li = await evening.Joins(deal, evening.Li);
        await evening.Joins(deal, evening.Lin);
        Assert.Contains("您家已经有 2 份了，这样东西每户限 2 份", await Refused(evening, evening.Wants(deal, evening.Lin)), StringComparison.Ordinal);
        await evening.Joins(deal, evening.Neighbours[2], 2);
        Assert.Equal([2, 2], await Counts(evening));
        await evening.NothingIsBroken();

        // She changes the door, and her order still gives back to the one it was ordered from.
        await Says(evening, evening.Li, "5栋303");
        Assert.Contains(JoinDeal.HouseholdLimit.Code, await Refused(evening, evening.Wants(deal, evening.Li)), StringComparison.Ordinal);
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Li, new(li.OrderId)), evening.Settings));
        Assert.Equal([1, 2], await Counts(evening));
        await evening.NothingIsBroken();
        await evening.Joins(deal, evening.Lin);
        Assert.Contains(JoinDeal.HouseholdLimit.Code, await Refused(evening, evening.Wants(deal, evening.Li)), StringComparison.Ordinal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task What_lapses_is_cancelled_changed_or_refunded_while_it_is_open_may_be_had_again(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await Opens(evening);
        foreach (var who in evening.Neighbours.Take(2)) await Says(evening, who, "5-302");
        var lapses = await evening.Joins(deal, evening.Li, 2);
        await evening.Store.Write(async work => { await work.Db.Set<Order>().Where(o => o.Id == new OrderId(lapses.OrderId)).ExecuteUpdateAsync(set => set.SetProperty(o => o.HoldUntil, work.Now.AddSeconds(-1))); return (Outcome<Done>)Done.Deed; });
        await evening.Lapses();
        Assert.Empty(await Counts(evening));

        var paid = await evening.JoinsAndPays(deal, evening.Lin, 2);
        Assert.Contains(JoinDeal.HouseholdLimit.Code, await Refused(evening, evening.Wants(deal, evening.Li)), StringComparison.Ordinal);
        await evening.Village.Do(work => RefundOrder.Handle(work, new(evening.Zhang, new(paid), "少发一盒", [new(deal.Offers[0], 1)]), evening.Settings));
        Assert.Equal([1], await Counts(evening));
        await evening.NothingIsBroken();

        var li = await evening.Joins(new JoinDeal.Ask(deal.Id, evening.Li, [new(deal.Offers[0], 1), new(deal.Offers[1], 1)], evening.Point, ""));
        Task<Outcome<Order>> Changes(params (int Offer, int Quantity)[] lines) => evening.Store.Write(work => ChangeOrder.Handle(work, evening.Village.Sealing, new(evening.Li, new(li.OrderId), [.. lines.Select(l => new JoinDeal.Line(deal.Offers[l.Offer], l.Quantity))], evening.Point, ""), evening.Settings));
        Assert.Equal(JoinDeal.HouseholdLimit.Code, (await Changes((0, 2))).Refusal!.Code);
        Assert.Null((await Changes((1, 2))).Refusal);
        Assert.Null((await evening.See(li.OrderId)).Household);
        Assert.Equal([1], await Counts(evening));
        Assert.Null((await Changes((0, 1))).Refusal);
        Assert.Equal([2], await Counts(evening));
        await evening.NothingIsBroken();
        // After the cut-off what goes back to nobody stays counted with the order that stands.
        await evening.CutsOff(deal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Twelve_of_one_flat_at_once_over_two_nodes_get_what_one_household_may(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 12);
        foreach (var who in evening.Neighbours) await Says(evening, who, "5栋302");
        using var second = new Intake(evening.Store, evening.Settings, evening.Village.Sealing, NullLogger<Intake>.Instance);
        await second.StartAsync(default);
        async Task<int> Rush(OnSale deal) => (await Village.AtOnce(12, n => evening.Presses(evening.Wants(deal, evening.Neighbours[n]), at: n % 2 == 0 ? second : evening.Intake))).Count(a => a.Value.Status == 201);
        var deal = await Opens(evening, perHousehold: 3);
        Assert.Equal(3, await Rush(deal));
        Assert.Equal([3], await Counts(evening));
        // The control: without the limit the same twelve all get in.
        Assert.Equal(12, await Rush(await evening.Opens(evening.LoquatsFor())));
        await second.StopAsync(default);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Who_waits_for_the_same_flat_is_passed_over_and_the_next_door_is_served(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await Opens(evening, limit: 3);
        var (wang, chen) = (evening.Neighbours[2], evening.Neighbours[3]);
        foreach (var (who, door) in new[] { (evening.Li, "5-302"), (wang, "6-101"), (chen, "7-101") }) await Says(evening, who, door);
        await evening.Joins(deal, evening.Li, 2);
        var last = await evening.Joins(deal, wang);
        await Says(evening, evening.Lin, "8-801");
        await evening.Waits(deal, evening.Lin);
        await evening.Waits(deal, chen);
        Assert.Equal(JoinDeal.HouseholdLimit.Code, (await evening.Village.Refused(work => JoinWaitlist.Handle(work, evening.Village.Sealing, evening.Wants(deal, evening.Li)))).Code);
        // By the time a box comes back 小林 lives where 李阿姨 has both already.
        await Says(evening, evening.Lin, "5-302");
        await evening.Village.Do(work => CancelOrder.Handle(work, new(wang, new(last.OrderId)), evening.Settings));
        await evening.NewsGoesRound();
        Assert.DoesNotContain("promoted", await evening.KindsTo(evening.Lin), StringComparison.Ordinal);
        Assert.Contains("promoted", await evening.KindsTo(chen), StringComparison.Ordinal);
        Assert.Equal([1, 2], await Counts(evening));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task What_the_leader_writes_down_needs_the_door_and_counts_for_it(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await Opens(evening);
        JoinForNeighbours.Line Line(int at, string name, string door, int pieces = 1, PersonId? member = null) => new(at, name, member, [new(deal.Offers[0], pieces)], "", door);
        Task<JoinForNeighbours.Answer> Writes(params JoinForNeighbours.Line[] lines) => evening.Village.Do(work => JoinForNeighbours.Handle(work, evening.Village.Sealing, new(evening.Zhang, deal.Id, evening.Point, lines, false)));
        var written = await Writes(Line(1, "王姐", "5栋302"), Line(2, "小王", "五栋302"), Line(3, "老王", "5-302"), Line(4, "没门牌", ""), Line(5, "看不懂", "我家"));
        Assert.Equal([null, null, JoinForNeighbours.HouseholdLimit.Code, JoinDeal.HomeMissing.Code, Flat.Unread.Code], written.Lines.Select(l => l.Code));
        Assert.Equal([2], await Counts(evening));
        // Her door is known from now on, and a refused line has left none.
        Assert.Equal(2, await evening.Store.Read(db => db.Set<Home>().CountAsync()));
        Assert.Equal([JoinForNeighbours.HouseholdLimit.Code, null], (await Writes(Line(1, "王姐", ""), Line(2, "邻居", "5栋303"))).Lines.Select(l => l.Code));
        // A member's own word stands above the leader's.
        await Says(evening, evening.Li, "5-302");
        await evening.Store.Write(async work => { await Membership.Add(work, evening.Village.Sunshine, evening.Li, evening.Zhang.Person); return (Outcome<Done>)Done.Deed; });
        Assert.Equal([JoinForNeighbours.HouseholdLimit.Code, null], (await Writes(Line(1, "", "9-901", 1, evening.Li), Line(2, "新来的", "6-101"))).Lines.Select(l => l.Code));

        var tried = (await evening.Store.Read(db => DryRunPastedList.Handle(db, evening.Village.Sealing, new(evening.Zhang, deal.Id, "1. 赵姐 8-801 枇杷1份\n2. 钱哥 5-302 枇杷1份\n3. 孙姨 枇杷1份"), evening.Now))).Value;
        Assert.Equal([null, JoinForNeighbours.HouseholdLimit.Code, JoinDeal.HomeMissing.Code], tried.Rows.Select(r => r.Wrong?.Code));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_neighbour_who_takes_over_what_was_written_down_keeps_its_household_and_the_limit(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await Opens(evening);
        await evening.Village.Do(work => JoinForNeighbours.Handle(work, evening.Village.Sealing, new(evening.Zhang, deal.Id, evening.Point, [new(1, "李 5栋", null, [new(deal.Offers[0], 1)], "", "5栋302")], true)));
        var order = await evening.Store.Read(db => db.Set<Order>().SingleAsync());
        async Task<AdoptOrders.Answer> Adopts(PersonId who)
        {
            var link = await evening.Village.Do(work => InviteToAdopt.Handle(work, evening.Village.Sealing, new(evening.Zhang, order.Id)));
            return await evening.Village.Do(work => AdoptOrders.Handle(work, evening.Village.Sealing, new(new(who, [], false), link.Path)));
        }
        await Says(evening, evening.Lin, "9-901");
        var own = await evening.Joins(deal, evening.Lin, 2);
        // Behind two doors she would have three, and one may have two.
        Assert.Single((await Adopts(evening.Lin)).Stayed);
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Lin, new(own.OrderId)), evening.Settings));
        Assert.Equal(1, (await Adopts(evening.Lin)).Moved);
        Assert.Equal([1], await Counts(evening));
        var home = Assert.Single(await evening.Store.Read(db => db.Set<Home>().ToListAsync()));
        Assert.Equal(evening.Lin, home.PersonId);
        await evening.Joins(deal, evening.Lin);
        Assert.Equal([1, 1], await Counts(evening));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Whoever_leaves_takes_the_door_along_and_the_counts_stay_true(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await Opens(evening, perHousehold: 3);
        var li = await evening.Village.Resident(Village.LisPhone, "李阿姨");
        await Says(evening, li.Person, "5栋302");
        await Says(evening, evening.Lin, "5栋302");
        var paid = await evening.JoinsAndPays(deal, li.Person, 2);
        await evening.JoinsAndPays(deal, evening.Lin);
        var mine = (await ExportMyself.Handle(evening.Store, evening.Village.Sealing, new(li))).Value;
        Assert.Equal(("阳光花园", "5栋302"), (Assert.Single(mine.Homes).Community, mine.Homes[0].Door));
        await evening.CutsOff(deal);
        await evening.HandsOver(paid);
        Assert.Null((await evening.Store.Write(work => EraseMyself.Handle(work, evening.Village.Sealing, evening.Village.Revocations, new(li, true)))).Refusal);
        Assert.Equal([evening.Lin], await evening.Store.Read(db => db.Set<Home>().Select(h => h.PersonId).ToListAsync()));
        Assert.Null((await evening.See(paid)).Household);
        Assert.Equal([1], await Counts(evening));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Two_families_behind_one_door_are_told_apart_by_their_leader_and_put_together_again(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await Opens(evening);
        foreach (var who in evening.Neighbours.Take(2)) await Says(evening, who, "5栋302");
        var li = await evening.Joins(deal, evening.Li, 2);
        Assert.Contains(JoinDeal.HouseholdLimit.Code, await Refused(evening, evening.Wants(deal, evening.Lin)), StringComparison.Ordinal);
        Task<Outcome<Done>> Tells(Visitor by, bool separate, Guid? order = null) => evening.Store.Write(work => CountSeparately.Handle(work, evening.Village.Sealing, new(by, new(order ?? li.OrderId), separate), evening.Settings));
        Task<Outcome<ShowHousehold.Answer>> Shown(Visitor by) => evening.Store.Read(db => ShowHousehold.Handle(db, new(by, new(li.OrderId))));
        Assert.Equal(Order.Missing, (await Tells(new(evening.Lin, [], false), true)).Refusal);
        Assert.Equal(Order.Missing, (await Tells(evening.Zhang, true, Guid.CreateVersion7())).Refusal);
        Assert.Equal(Order.Missing, (await Shown(new(evening.Li, [], false))).Refusal);
        Assert.Equal(new(true, false), (await Shown(evening.Zhang)).Value);
        Assert.Null((await Tells(evening.Zhang, true)).Refusal);
        Assert.Null((await Tells(evening.Zhang, true)).Refusal);
        Assert.Equal(new(true, true), (await Shown(evening.Zhang)).Value);
        await evening.NothingIsBroken();
        // What 李阿姨 has is hers alone, and 小林 has the door's two.
        await evening.Joins(deal, evening.Lin, 2);
        Assert.Contains("您家已经有 2 份了", await Refused(evening, evening.Wants(deal, evening.Li)), StringComparison.Ordinal);
        Assert.Equal([2, 2], await Counts(evening));
        Assert.Equal(["household-separate shared separate"], await evening.Store.Read(db => db.Set<AuditLine>().Where(l => l.Kind == "household-separate").Select(l => l.Kind + " " + l.Before + " " + l.After).ToListAsync()));
        // Taken back: what stands stays, and the next order counts with the door.
        Assert.Null((await Tells(evening.Zhang, false)).Refusal);
        await evening.NothingIsBroken();
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Li, new(li.OrderId)), evening.Settings));
        Assert.Equal([2], await Counts(evening));
        Assert.Contains(JoinDeal.HouseholdLimit.Code, await Refused(evening, evening.Wants(deal, evening.Li)), StringComparison.Ordinal);
        // Another door is another word.
        await Tells(evening.Zhang, true);
        await Says(evening, evening.Li, "5 号楼 302 室");
        Assert.True((await Shown(evening.Zhang)).Value.Separate);
        await Says(evening, evening.Li, "5栋303");
        Assert.False((await Shown(evening.Zhang)).Value.Separate);
        var without = await evening.Joins(new JoinDeal.Ask(deal.Id, evening.Neighbours[3], [new(deal.Offers[1], 1)], evening.Point, ""));
        Assert.Equal(CountSeparately.NoHome, (await Tells(evening.Zhang, true, without.OrderId)).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_door_is_said_once_for_a_community_and_bad_limits_are_refused(Database on)
    {
        await using var evening = await Evening.Open(on);
        Task<Refusal> Bad(string? door, CommunityId? where = null) => evening.Village.Refused(work => SayHome.Handle(work, evening.Village.Sealing, new(evening.Li, where ?? evening.Village.Sunshine, door)));
        Assert.Equal(Flat.Unread.With("door"), await Bad("302"));
        Assert.Equal("text.too-long", (await Bad(new string('5', 61))).Code);
        Assert.Equal(SayHome.NoCommunity, await Bad("5-302", new(Guid.CreateVersion7())));
        await Says(evening, evening.Li, "5栋302");
        await Says(evening, evening.Li, " 6栋101 ");
        var home = Assert.Single((await evening.Store.Read(db => ReadHomes.Handle(db, evening.Village.Sealing, new(evening.Li)))).Items);
        Assert.Equal(("阳光花园", "6栋101"), (home.Community, home.Door));
        Assert.DoesNotContain("101", System.Text.Encoding.UTF8.GetString((await evening.Store.Read(db => db.Set<Home>().SingleAsync())).DoorSealed));
        foreach (var wrong in new[] { 0, -1, 1000 })
            Assert.Equal(DraftDeal.BadNumbers.With("offers.0.perHousehold"), await evening.Village.Refused(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor() with { PerHousehold = wrong }))));
        var deal = await Opens(evening);
        var copy = await evening.Village.Do(work => CopyDeal.Handle(work, new(evening.Zhang, deal.Id)));
        Assert.Equal([2, null], await evening.Store.Read(db => db.Set<Offer>().Where(o => o.DealId == copy).OrderBy(o => o.Position).Select(o => o.PerHousehold).ToListAsync()));
    }
}
