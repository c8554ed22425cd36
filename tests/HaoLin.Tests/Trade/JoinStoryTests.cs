// Joining through the intake on real databases: retries, batches of good and bad, several offers, a full house, two nodes.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Trade;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace HaoLin.Tests.Trade;

public sealed class JoinStoryTests
{
    [Theory, OnEachDatabase]
    public async Task Li_a_yi_gets_the_same_answer_when_she_presses_twice(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 50));
        var ask = evening.Wants(deal, evening.Li, note: "放门口");
        var first = (await evening.Presses(ask, "phone-1")).Value;
        Assert.Equal((201, false), (first.Status, first.Replayed));
        var again = (await evening.Presses(ask, "phone-1")).Value;
        Assert.Equal((201, first.Body, true), (again.Status, again.Body, again.Replayed));
        Assert.Equal(Idempotency.KeyReused, (await evening.Presses(evening.Wants(deal, evening.Li, 2), "phone-1")).Refusal);
        // The key is hers: 小林 may use the same one.
        Assert.NotEqual(first.Body, (await evening.Presses(evening.Wants(deal, evening.Lin), "phone-1")).Value.Body);
        Assert.Equal(2, (await evening.SeeOffer(deal)).Taken);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Twenty_presses_at_once_make_one_order(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 50));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => evening.Presses(evening.Wants(deal, evening.Li), "phone-1"))));
        Assert.Single(answers.Select(a => (a.Value.Status, a.Value.Body)).Distinct());
        Assert.Single(answers, a => !a.Value.Replayed);
        Assert.Equal(1, (await evening.SeeOffer(deal)).Taken);
        await evening.NewsGoesRound();
        Assert.Equal("deal-opened joined", await evening.KindsTo(evening.Li));
    }

    [Theory, OnEachDatabase]
    public async Task A_no_is_remembered_with_its_key_and_a_new_press_is_a_new_question(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 1));
        var lins = await evening.Joins(deal, evening.Lin);
        var no = (await evening.Presses(evening.Wants(deal, evening.Li), "phone-1")).Value;
        Assert.Equal((409, true), (no.Status, no.Body.Contains("trade.sold-out", StringComparison.Ordinal)));
        await evening.Village.Do(work => CancelOrder.Handle(work, new(evening.Lin, new(lins.OrderId)), evening.Settings));
        Assert.Equal((409, no.Body), ((await evening.Presses(evening.Wants(deal, evening.Li), "phone-1")).Value.Status, no.Body));
        Assert.Equal(201, (await evening.Presses(evening.Wants(deal, evening.Li), "phone-2")).Value.Status);
    }

    [Theory, OnEachDatabase]
    public async Task In_one_batch_the_good_are_let_in_and_each_refused_one_is_told_why(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 8);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 3, perPerson: 2), evening.MulberriesFor());
        var draft = await evening.Known(await evening.Village.Do(work => DraftDeal.Handle(work, evening.Asks(evening.LoquatsFor()))));
        var closed = await evening.Opens(evening.LoquatsFor());
        await evening.CutsOff(closed);
        var n = evening.Neighbours;
        // All of them stand in the queue before the intake begins, so one transaction takes them all.
        var intake = new Intake(evening.Store, evening.Settings, evening.Village.Sealing, NullLogger<Intake>.Instance);
        JoinDeal.Ask[] asks =
        [
            evening.Wants(deal, n[0], 2), evening.Wants(deal, n[1], 3), evening.Wants(deal, n[2]), evening.Wants(deal, n[3]), evening.Wants(deal, n[4], 0),
            evening.Wants(draft, n[5]), evening.Wants(closed, n[6]), evening.Wants(deal, n[7]) with { Lines = [new(deal.Offers[1], 4)] }, evening.Wants(deal, n[2]) with { Note = "\0" },
        ];
        var pressed = asks.Select((a, i) => evening.Presses(a, $"key-{i}", intake)).ToList();
        pressed.Add(evening.Presses(asks[0], "key-0", intake));
        await intake.StartAsync(default);
        var said = await Task.WhenAll(pressed);
        string Codes(Outcome<RememberedAnswer> o) => o.Refusal?.Code ?? (o.Value.Status == 201 ? "yes" : o.Value.Body.Split("\"code\":\"")[1].Split('"')[0]);
        Assert.Equal(["yes", "trade.limit-reached", "yes", "trade.sold-out", "trade.bad-quantity", "trade.deal-missing", "trade.deal-closed", "yes", "text.unreadable", "yes"], said.Select(Codes));
        Assert.Equal([1, 2, 3], new[] { said[0], said[2], said[7] }.Select(s => JoinDeal.FromJson(s.Value.Body).Sequence));
        Assert.True(said[^1].Value.Replayed);
        Assert.Equal((3, 4), ((await evening.SeeOffer(deal)).Taken, (await evening.SeeOffer(deal, 1)).Taken));
        await intake.StopAsync(default);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Baskets_of_both_goods_in_either_order_sell_exactly_what_there_is(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 60);
        var deal = await evening.Opens(evening.LoquatsFor(limit: 20), evening.MulberriesFor(limit: 30));
        var answers = await Task.WhenAll(evening.Neighbours.Select((who, i) => Task.Run(() => evening.Presses(evening.Wants(deal, who) with
        {
            Lines = i % 2 == 0 ? [new(deal.Offers[0], 1), new(deal.Offers[1], 1)] : [new(deal.Offers[1], 1), new(deal.Offers[0], 1)],
        }))));
        Assert.Equal((20, 40), (answers.Count(a => a.Value.Status == 201), answers.Count(a => a.Value.Status == 409)));
        var rest = await Task.WhenAll(evening.Neighbours.Select(who => evening.Presses(evening.Wants(deal, who) with { Lines = [new(deal.Offers[1], 1)] })));
        Assert.Equal(10, rest.Count(a => a.Value.Status == 201));
        Assert.Equal((20, 30), ((await evening.SeeOffer(deal)).Taken, (await evening.SeeOffer(deal, 1)).Taken));
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task A_full_house_says_so_at_once_and_a_closing_one_answers_everybody(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor());
        var intake = new Intake(evening.Store, evening.Settings, evening.Village.Sealing, NullLogger<Intake>.Instance);
        var waiting = Enumerable.Range(0, Intake.QueueMax).Select(_ => evening.Presses(evening.Wants(deal, evening.Li), at: intake)).ToList();
        Assert.Equal(JoinDeal.Busy, (await evening.Presses(evening.Wants(deal, evening.Lin), at: intake)).Refusal);
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        await intake.StartAsync(default);
        await intake.StopAsync(default);
        var said = await Task.WhenAll(waiting);
        Assert.All(said, s => Assert.True(s.Refusal == JoinDeal.Busy || s.Value.Status == 201));
        Assert.Equal(said.Count(s => !s.Refused), (await evening.SeeOffer(deal)).Taken);
        Assert.Equal(JoinDeal.Busy, (await evening.Presses(evening.Wants(deal, evening.Lin), at: intake)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task One_whose_count_is_wrong_does_not_spoil_the_batch_for_the_others(Database on)
    {
        await using var evening = await Evening.Open(on);
        var deal = await evening.Opens(evening.LoquatsFor(perPerson: 2), evening.MulberriesFor());
        // The rule reads a count the database will not add to: as if somebody had put the limit down behind our back.
        await evening.Joins(deal, evening.Li);
        await evening.Store.Write(work => work.Db.Database.ExecuteSqlRawAsync(on == Database.Sqlite
            ? "CREATE TRIGGER wrong BEFORE UPDATE ON taken BEGIN SELECT RAISE(IGNORE); END"
            : "CREATE FUNCTION wrong() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER wrong BEFORE UPDATE ON taken FOR EACH ROW EXECUTE FUNCTION wrong()"));
        var intake = new Intake(evening.Store, evening.Settings, evening.Village.Sealing, NullLogger<Intake>.Instance);
        var (li, lin) = (evening.Presses(evening.Wants(deal, evening.Li), at: intake), evening.Presses(evening.Wants(deal, evening.Lin), at: intake));
        await intake.StartAsync(default);
        Assert.Equal(201, (await lin).Value.Status);
        await Assert.ThrowsAnyAsync<Exception>(() => li);
        await intake.StopAsync(default);
        await evening.NothingIsBroken();
    }

    [Theory, OnEachDatabase]
    public async Task Whoever_comes_while_it_is_being_cut_off_is_either_in_the_deal_or_out_of_it(Database on)
    {
        await using var evening = await Evening.Open(on, neighbours: 40);
        var deal = await evening.Opens(evening.LoquatsFor());
        var presses = evening.Neighbours.Select(who => Task.Run(() => evening.Presses(evening.Wants(deal, who)))).ToList();
        await Task.WhenAll(presses.Take(10));
        await evening.CutsOff(deal);
        var said = await Task.WhenAll(presses);
        Assert.Equal(JoinDeal.DealClosed.Code, (await evening.Presses(evening.Wants(deal, evening.Li))).Value.Body.Split("\"code\":\"")[1].Split('"')[0]);
        var orders = await evening.Store.Read(db => db.Set<Order>().Where(o => o.DealId == deal.Id).ToListAsync());
        Assert.Equal(said.Count(s => s.Value.Status == 201), orders.Count);
        Assert.All(orders, o => Assert.NotNull(o.LapsedAt));
        await evening.NothingIsBroken();
    }

    [Fact, Trait("needs", "postgresql")]
    public async Task Two_nodes_on_one_database_sell_fifty_boxes_once()
    {
        await using var evening = await Evening.Open(Database.PostgreSql, neighbours: 90);
        var (hot, other) = (await evening.Opens(evening.LoquatsFor(limit: 50, perPerson: 2)), await evening.Opens(evening.MulberriesFor(limit: 40)));
        await using var second = new Store(evening.Store.Settings, Village.Mappings, evening.Village.Clock);
        using var intake = new Intake(second, evening.Settings, evening.Village.Sealing, NullLogger<Intake>.Instance);
        await intake.StartAsync(default);
        // Everybody presses at both nodes with the same key, as a phone does that lost the first answer; and wants of both deals.
        var answers = await Task.WhenAll(evening.Neighbours.SelectMany((who, i) => new[]
        {
            Task.Run(() => evening.Presses(evening.Wants(hot, who), "hot")), Task.Run(() => evening.Presses(evening.Wants(hot, who), "hot", intake)),
            Task.Run(() => evening.Presses(evening.Wants(other, who), "other", i % 2 == 0 ? intake : null)),
        }));
        await intake.StopAsync(default);
        Assert.DoesNotContain(answers, a => a.Refused);
        var (first, again) = (answers.Where((_, i) => i % 3 == 0).ToList(), answers.Where((_, i) => i % 3 == 1).ToList());
        Assert.Equal(first.Select(a => a.Value.Body), again.Select(a => a.Value.Body));
        Assert.Equal(50, first.Count(a => a.Value.Status == 201));
        Assert.Equal(Enumerable.Range(1, 50), first.Where(a => a.Value.Status == 201).Select(a => JoinDeal.FromJson(a.Value.Body).Sequence).Order());
        Assert.Equal(40, answers.Where((_, i) => i % 3 == 2).Count(a => a.Value.Status == 201));
        await evening.NewsGoesRound();
        Assert.Equal(90, await evening.Store.Read(db => db.Set<Message>().CountAsync(m => m.Kind == "joined")));
        await evening.NothingIsBroken();
    }
}
