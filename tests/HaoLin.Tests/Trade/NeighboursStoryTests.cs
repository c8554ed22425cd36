// 老张 moves his group in: a pasted list is tried, written down by the rules of joining, paid or lapsed, and pasted again.
using System.Text;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Trade;

public sealed class NeighboursStoryTests
{
    const string List = "#接龙 周末枇杷\n1. 5栋李 枇杷2份\n2. 老陈 枇杷1份 桑葚1份（晚点拿）\n3. 梅姐 橘子1份\n4. 取消";

    static Task<Outcome<DryRunPastedList.Answer>> Tries(Evening evening, OnSale deal, string text, Visitor? by = null) =>
        evening.Store.Read(db => DryRunPastedList.Handle(db, evening.Village.Sealing, new(by ?? evening.Zhang, deal.Id, text), evening.Now));

    static JoinForNeighbours.Ask Asks(Evening evening, OnSale deal, bool allOrNothing, params JoinForNeighbours.Line[] lines) => new(evening.Zhang, deal.Id, evening.Point, lines, allOrNothing);

    static JoinForNeighbours.Line Line(OnSale deal, int at, string name, int loquats, PersonId? member = null, string note = "") => new(at, name, member, [new(deal.Offers[0], loquats)], note);

    static async Task<JoinForNeighbours.Ask> Confirms(Evening evening, OnSale deal, string text) => Asks(evening, deal, true,
        [.. (await Tries(evening, deal, text)).Value.Rows.Where(r => r.Read.Keep).Select(r => new JoinForNeighbours.Line(r.Read.Line, r.Read.Called, null, [.. r.Read.Items.Select(i => new JoinDeal.Line(i.OfferId, i.Quantity))], r.Read.Note))]);

    static Task<Outcome<JoinForNeighbours.Answer>> Writes(Evening evening, JoinForNeighbours.Ask ask) => evening.Store.Write(work => JoinForNeighbours.Handle(work, evening.Village.Sealing, ask));

    static Task<int> People(Evening evening) => evening.Store.Read(db => db.Set<Person>().CountAsync());

    [Theory, OnEachDatabase]
    public async Task A_pasted_list_becomes_orders_only_when_it_is_confirmed(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10), evening.MulberriesFor());
        var before = await People(evening);
        var ask = await Confirms(evening, deal, List);
        Assert.Equal((before, 0), (await People(evening), (await evening.SeeDeal(deal)).LastSequence));

        var written = (await Writes(evening, ask)).Value.Lines;
        Assert.Equal([(2, 1), (3, 2)], written.Select(w => (w.At, w.Sequence!.Value)));
        var order = await evening.See(written[1].OrderId!.Value);
        Assert.Equal(("awaiting-payment", evening.Zhang.Person, new Money(5980 + 2500)), (order.State, order.PlacedBy, order.Amount));
        Assert.Equal((await evening.SeeDeal(deal)).CutOffDue, order.HoldUntil);
        // In the list as any other; the door is masked with the name.
        var rows = await evening.Store.Read(db => ShowSequence.Handle(db, evening.Village.Sealing, new(deal.Id, null, 10)));
        Assert.Equal([(2, "老*", false), (1, "李**", false)], rows.Select(r => (r.Sequence, r.MaskedName, r.Paid)));
        Assert.Equal("晚点拿", (await evening.Store.Read(db => ShowOrder.Handle(db, evening.Village.Sealing, new(evening.Zhang, order.Id)))).Value.Note);
        Assert.Equal(3, (await evening.SeeOffer(deal)).Taken);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_list_that_grew_is_pasted_again_and_nobody_is_written_down_twice(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10, perPerson: 3), evening.MulberriesFor());
        await Writes(evening, await Confirms(evening, deal, List));
        var people = await People(evening);
        var again = (await Tries(evening, deal, List + "\n5. 小周 枇杷1份")).Value.Rows;
        Assert.Equal([2, 3], again.Where(r => r.Read.Marks.Any(m => m.Code == "already-there")).Select(r => r.Read.Line));
        Assert.Equal([6], again.Where(r => r.Read.Keep).Select(r => r.Read.Line));
        // Written down once more on purpose, 李 5栋 is the same person, whose limit holds.
        var second = await Writes(evening, Asks(evening, deal, false, Line(deal, 2, "李  5栋", 2), Line(deal, 6, "小周", 1)));
        Assert.Equal([JoinDeal.LimitReached.Code, null], second.Value.Lines.Select(l => l.Code));
        Assert.Equal(people + 1, await People(evening));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task All_or_nothing_writes_nothing_and_the_other_way_writes_what_it_can(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 3));
        JoinForNeighbours.Line[] lines = [Line(deal, 1, "李 5栋", 2), Line(deal, 2, "老陈", 2), Line(deal, 3, "", 1), Line(deal, 4, "梅姐", 0), Line(deal, 5, "王姐", 1)];
        var before = await People(evening);
        var none = await Writes(evening, Asks(evening, deal, true, lines));
        Assert.Equal((JoinForNeighbours.SomeRefused.Code, "第 2、3、4 行"), (none.Refusal!.Code, none.Refusal.Detail));
        Assert.Equal((before, 0), (await People(evening), (await evening.SeeOffer(deal)).Taken));
        var some = (await Writes(evening, Asks(evening, deal, false, lines))).Value.Lines;
        Assert.Equal([null, JoinForNeighbours.SoldOut.Code, JoinForNeighbours.NameMissing.Code, JoinDeal.BadQuantity.Code, null], some.Select(l => l.Code));
        Assert.Equal([1, null, null, null, 2], some.Select(l => l.Sequence));
        Assert.Equal((before + 2, 3), (await People(evening), (await evening.SeeOffer(deal)).Taken));
        Assert.Equal(JoinForNeighbours.NoneWritten, (await Writes(evening, Asks(evening, deal, false, Line(deal, 1, "老陈", 1)))).Refusal);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_confirmation_sent_twice_is_written_once(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10));
        var ask = Asks(evening, deal, true, Line(deal, 1, "李 5栋", 2));
        var answers = await Village.AtOnce(6, _ => Idempotency.Once(evening.Store, new(evening.Zhang.Person.Value, "form-1", Encoding.UTF8.GetBytes("same")),
            async work => (await JoinForNeighbours.Handle(work, evening.Village.Sealing, ask)).Match<Outcome<(int, string)>>(a => (201, string.Join(',', a.Lines.Select(l => l.Sequence))), refusal => refusal), refusal => (refusal.Status, refusal.Code)));
        Assert.All(answers, answer => Assert.True(answer.Refusal == Idempotency.InFlight || answer.Value.Body == "1"));
        Assert.Equal(2, (await evening.SeeOffer(deal)).Taken);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task The_goods_wait_until_the_cut_off_and_the_leader_pays_or_they_go_back(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10));
        var written = (await Writes(evening, Asks(evening, deal, true, Line(deal, 1, "李 5栋", 2), Line(deal, 2, "老陈", 1), Line(deal, 3, "梅姐", 1)))).Value.Lines;
        var (paid, unpaid, dropped) = (written[0].OrderId!.Value, written[1].OrderId!.Value, written[2].OrderId!.Value);
        await evening.Village.Pass(TimeSpan.FromMinutes(40));
        await evening.Lapses();
        Assert.Equal("awaiting-payment", (await evening.See(paid)).State);
        // Another resident may not; the leader may, and may drop one.
        Assert.Equal(Order.Missing, (await StartPayment.Handle(evening.Store, evening.Client, new(evening.Lin, new(paid)))).Refusal);
        Assert.Equal(Order.Missing, await evening.Village.Refused(work => CancelOrder.Handle(work, new(evening.Lin, new(dropped)), evening.Settings)));
        await evening.Pays(evening.Zhang.Person, paid);
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Zhang.Person, new(dropped)), evening.Settings));
        await evening.NothingIsBroken();
        await evening.CutsOff(deal);
        Assert.Equal(["paid", "lapsed", "cancelled"], new[] { (await evening.See(paid)).State, (await evening.See(unpaid)).State, (await evening.See(dropped)).State });
        Assert.Equal(2, (await evening.SeeOffer(deal)).Taken);
        // Known at the desk by name and by door, without a phone.
        var lists = (await evening.Store.Read(db => PrintLists.Handle(db, evening.Village.Sealing, new(evening.Zhang, deal.Id)))).Value;
        Assert.Equal([("李 5栋", "")], lists.People.Select(p => (p.Name, p.PhoneTail)));
        Assert.Single((await evening.Store.Read(db => FindAtDesk.Handle(db, evening.Village.Sealing, new(evening.Zhang, null, "5栋")))).Value);
        await evening.HandsOver(paid);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_code_that_died_is_closed_and_the_order_is_paid_with_another(Database on)
    {
        await using var evening = await Evening.Open(on);
        var id = await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor(limit: 10)) with { CutOffDue = Village.FirstEvening.AddHours(6) }));
        await evening.Village.Do(work => OpenDeal.Handle(work, new(evening.Zhang, id), TradeSettings.Default));
        var deal = await evening.Known(id);
        var order = (await Writes(evening, Asks(evening, deal, true, Line(deal, 1, "李 5栋", 1)))).Value.Lines[0].OrderId!.Value;
        var first = await evening.StartsPaying(evening.Zhang.Person, order);
        await evening.Village.Pass(TimeSpan.FromHours(2) + TimeSpan.FromMinutes(1));
        await evening.AsksAboutPayments();
        var second = await evening.StartsPaying(evening.Zhang.Person, order);
        Assert.NotEqual(first, second);
        await evening.Hears(evening.Gateway.Pays(second));
        Assert.Equal("paid", (await evening.See(order)).State);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task When_the_cut_off_moves_the_goods_are_held_until_the_new_one(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10));
        var order = (await Writes(evening, Asks(evening, deal, true, Line(deal, 1, "李 5栋", 1)))).Value.Lines[0].OrderId!.Value;
        var lis = await evening.Joins(deal, evening.Li);
        var times = (await evening.SeeDeal(deal)).Times;
        await evening.Village.Do(work => MoveTimes.Handle(work, new(evening.Zhang, deal.Id, times.CutOffDue.AddMinutes(30), times.ArrivesOn, times.PickupFrom, times.PickupUntil, "多留半小时")));
        Assert.Equal((times.CutOffDue.AddMinutes(30), evening.Now + Evening.Hold), ((await evening.See(order)).HoldUntil, (await evening.See(lis.OrderId)).HoldUntil));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Only_the_deals_own_leader_does_it_and_only_for_their_own(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10));
        var ask = Asks(evening, deal, true, Line(deal, 1, "李 5栋", 1));
        foreach (var by in new[] { evening.Village.Wang, new Visitor(evening.Li, [], false) })
        {
            Assert.Equal(Deal.Missing, (await Writes(evening, ask with { By = by })).Refusal);
            Assert.Equal(Deal.Missing, (await Tries(evening, deal, List, by)).Refusal);
        }
        // A member is chosen, told who did it, and may pay themselves; nobody of another leader's can be named.
        var li = (await Writes(evening, Asks(evening, deal, true, Line(deal, 1, "", 1, evening.Li)))).Value.Lines[0];
        await evening.NewsGoesRound();
        Assert.Contains((await evening.MessagesTo(evening.Li)).Select(m => m.Text), text => text.StartsWith("团长替您接龙了，您是第 1 号", StringComparison.Ordinal));
        await evening.Pays(evening.Li, li.OrderId!.Value);
        Assert.Equal(JoinForNeighbours.NoneWritten, (await Writes(evening, Asks(evening, deal, false, Line(deal, 1, "王总", 1, evening.Village.Wang.Person)))).Refusal);
        var name = await evening.Store.Read(async db => (await db.Set<Person>().FirstAsync(p => p.Id == evening.Lin)).Name(evening.Village.Sealing));
        Assert.Equal([evening.Lin], (await Tries(evening, deal, $"1. {name} 枇杷1份")).Value.Rows[0].Members.Select(m => m.Id));
        // A leader no more: what was written down is theirs no longer.
        var left = (await Writes(evening, Asks(evening, deal, true, Line(deal, 1, "老陈", 1)))).Value.Lines[0].OrderId!.Value;
        await evening.Store.Write(work => work.Db.Set<Role>().Where(r => r.PersonId == evening.Zhang.Person).ExecuteUpdateAsync(set => set.SetProperty(r => r.EndedAt, work.Now)));
        Assert.Equal(Order.Missing, await evening.Village.Refused(work => CancelOrder.Handle(work, new(evening.Zhang.Person, new(left)), evening.Settings)));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task After_the_cut_off_nothing_is_written_down(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 10));
        // Somebody is paying at the moment the leader cuts off early: the usual time is left, and no more.
        var order = (await Writes(evening, Asks(evening, deal, true, Line(deal, 1, "李 5栋", 1)))).Value.Lines[0].OrderId!.Value;
        await evening.StartsPaying(evening.Zhang.Person, order);
        await evening.CutsOff(deal);
        Assert.Equal(evening.Now + Evening.Hold, (await evening.See(order)).HoldUntil);
        Assert.Equal(JoinDeal.DealClosed, (await Writes(evening, Asks(evening, deal, true, Line(deal, 2, "老陈", 1)))).Refusal);
        Assert.Equal(JoinDeal.DealClosed, (await Tries(evening, deal, List)).Refusal);
        await evening.Village.Pass(Evening.Hold + LapseHolds.UnknownGrace + TimeSpan.FromSeconds(1));
        await evening.Lapses();
        Assert.Equal("lapsed", (await evening.See(order)).State);
        await evening.NothingIsBroken();
    }
}
