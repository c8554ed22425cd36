// A hundred neighbours rush to a pickup point with a cap, over HTTP and two nodes: not a piece more goes there, and none fewer.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class PlaceCapRushTests
{
    const int Clients = 100, Cap = 31, Rounds = 5, RoundsLong = 50;

    [Theory]
    [OnEachDatabase]
    public async Task A_hundred_rush_to_a_point_for_thirty_one_pieces_and_thirty_one_go_there(Database on)
    {
        var rounds = Seed.Figure(on, Rounds, RoundsLong);
        await using var brand = await Brand.Open(on, new() { Residents = Clients, Nodes = on == Database.PostgreSql ? 2 : 1 });
        using var driver = new Driver(brand, $"places-{on}");
        var verdict = await Rush(driver, rounds, $"places {on}");
        await brand.Quiet();
        verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"places {on}: {Clients} clients for {Cap} pieces at a point x {rounds} rounds: too many {verdict["overfull"]}; {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.Equal(rounds * Cap, verdict["pieces"]);
    }

    [Fact]
    public async Task A_build_that_does_not_look_at_the_cap_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = "place-cap", Residents = Clients });
        using var driver = new Driver(brand, "places-control");
        var verdict = await Rush(driver, 1, "places control");
        verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"places control place-cap on {Seed.Chosen}: {verdict}");
        verdict.MustHaveSeen("overfull");
    }

    static async Task<Verdict> Rush(Driver driver, int rounds, string name)
    {
        var (brand, verdict, chance) = (driver.Brand, new Verdict(), Seed.Chance(name));
        for (var round = 0; round < rounds; round++)
        {
            var deal = await brand.OpenDeal((10_000, null));
            var capped = await driver.Send(new(-1, "caps", deal.Id, Request.NewKey(chance), brand.LeaderToken, new(brand.Nodes[0], $"/api/v1/deals/{deal.Id}/caps"), $$$"""{"caps":{"{{{deal.Place}}}":{{{Cap}}}}}"""));
            Assert.True(capped.Ok, capped.Body);
            var calls = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => driver.Send(driver.Join(deal, client, Request.NewKey(chance), 1))));
            foreach (var call in calls.Where(c => !c.Ok && c.Code != "trade.place-full")) verdict.Violate("broke", $"a join was answered {call.Http} {call.Body}");
            var pieces = (int)await brand.Sql.Number("SELECT coalesce(sum(l.quantity), 0) FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.deal_id = @id AND l.price > 0", ("id", deal.Id));
            verdict.Count("pieces", pieces);
            if (pieces > Cap || calls.Count(c => c.Ok) > Cap) verdict.Violate("overfull", $"{pieces} pieces go to a point for {Cap}, {calls.Count(c => c.Ok)} were told yes");
        }
        return verdict;
    }
}
