// P1: no oversell and no undersell at any concurrency, and the limit per person exact; with controls that must turn red.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class OversellTests
{
    const int Clients = 200, Units = 50, PerPerson = 2, Rounds = 10, RoundsLong = 200;

    [Theory]
    [OnEachDatabase]
    public async Task Two_hundred_neighbours_press_at_once_and_exactly_fifty_boxes_are_sold(Database on)
    {
        var rounds = Seed.Figure(on, Rounds, RoundsLong);
        // On PostgreSQL half of the rounds come through two nodes.
        await using var brand = await Brand.Open(on, new() { Hold = "6s", Residents = Clients, Nodes = on == Database.PostgreSql ? 2 : 1 });
        using var driver = new Driver(brand, $"rush-{on}");
        var verdict = await RunRounds(driver, rounds, $"rush {on}", TimeSpan.FromSeconds(60));
        await brand.Quiet();
        verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"P1 {on}: {Clients} clients x {Units} units x {rounds} rounds: oversold {verdict["oversold"]}, undersold {verdict["undersold"]}; {verdict}; a payment began within {Slowest(driver.History, "start-payment"):0.0} s");
        verdict.MustBeClean(driver.History);
        Assert.Equal(rounds * Units, verdict["sold"]);
    }

    [Theory]
    [OnEachDatabase]
    public async Task Six_hundred_families_behind_one_address_take_exactly_two_hundred_boxes_and_all_are_answered(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 600 });
        using var driver = new Driver(brand, $"six-hundred-{on}");
        var deal = await brand.OpenDeal((200, 1));
        var chance = Seed.Chance($"six hundred {on}");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, 600).Select(async client =>
        {
            var join = driver.Join(deal, client, Request.NewKey(chance) + "-1", 1);
            await gate.Task;
            return await driver.Send(join);
        }).ToList();
        gate.SetResult();
        var calls = await Task.WhenAll(all);
        var times = calls.Select(c => (c.Answered - c.Asked).TotalMilliseconds).Order().ToList();
        Seed.Say($"P1 {on}: 600 from one address for 200 boxes: {calls.Count(c => c.Ok)} bought, p50 {times[300]:0} ms, p99 {times[594]:0} ms");
        Assert.Equal(200, calls.Count(c => c.Http == 201));
        Assert.Equal(400, calls.Count(c => c.Code == "trade.sold-out"));
        var verdict = Joins.Check(calls, await StoredOrder.Of(brand.Sql, deal), deal);
        verdict.Add(await Stock.Check(brand.Sql, calls, deal, 200, 1, demandIsEnough: true));
        verdict.MustBeClean(driver.History);
    }

    [Theory]
    [OnEachDatabase]
    public async Task Baskets_of_two_things_in_either_order_never_stand_in_each_others_way(Database on)
    {
        var rounds = Seed.Figure(on, 10, 100);
        await using var brand = await Brand.Open(on, new() { Residents = Clients, Nodes = on == Database.PostgreSql ? 2 : 1 });
        using var driver = new Driver(brand, $"baskets-{on}");
        var chance = Seed.Chance($"baskets {on}");
        var verdict = new Verdict();
        for (var round = 0; round < rounds; round++)
        {
            var deal = await brand.OpenDeal((Units, 1), (Units, 1));
            (Guid, int)[] there = [(deal.Offers[0], 1), (deal.Offers[1], 1)], back = [(deal.Offers[1], 1), (deal.Offers[0], 1)];
            var calls = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client =>
                driver.Send(driver.Join(deal, client, Request.NewKey(chance) + "-1", client % 2 == 0 ? there : back, node: client % brand.Nodes.Count))));
            Assert.DoesNotContain(calls, c => c.Unknown);
            for (var offer = 0; offer < 2; offer++) verdict.Add(await Stock.Check(brand.Sql, calls, deal, Units, 1, demandIsEnough: true, offer));
            verdict.Add(Joins.Check(calls, await StoredOrder.Of(brand.Sql, deal), deal));
        }
        Seed.Say($"P1 {on}: A+B and B+A, {Clients} clients x {rounds} rounds: {verdict}");
        verdict.MustBeClean(driver.History);
    }

    [Theory]
    [InlineData("stock", "oversold")]
    [InlineData("limit", "over-limit")]
    [InlineData("stock-short", "undersold")]
    public async Task A_build_that_sells_wrongly_is_found_out(string fault, string named)
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = fault, Hold = "6s", Residents = Clients });
        using var driver = new Driver(brand, $"rush-{fault}");
        var verdict = await RunRounds(driver, Seed.Tenth(2 * Rounds), $"rush {fault}", TimeSpan.FromSeconds(15));
        Seed.Say($"P1 control {fault} on {Seed.Chosen}: {verdict}");
        verdict.MustHaveSeen(named);
    }

    static double Slowest(History history, string op) => history.Read().Where(c => c.Op == op && !c.Unknown).Max(c => (c.Answered - c.Asked).TotalSeconds);

    /// <summary>Five evenings run side by side, so that batches hold joins of several deals.</summary>
    static async Task<Verdict> RunRounds(Driver driver, int rounds, string name, TimeSpan patience)
    {
        var verdict = new Verdict();
        await Parallel.ForAsync(0, rounds, new ParallelOptions { MaxDegreeOfParallelism = 5 }, async (round, _) =>
        {
            var deal = await driver.Brand.OpenDeal((Units, PerPerson));
            var nodes = round % 2 == 0 ? driver.Brand.Nodes.Count : 1;
            var one = await new Rush(driver, deal, Units, PerPerson, Seed.Chance($"{name} {round}"), patience).Run(Enumerable.Range(0, Clients), nodes);
            lock (verdict) verdict.Add(one);
        });
        return verdict;
    }
}
