// A hundred phones of ten flats rush for boxes limited per household, over HTTP and two nodes: no flat gets more than it may, and none fewer.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class HouseholdRushTests
{
    const int Clients = 100, Flats = 10, Each = 3, Rounds = 5, RoundsLong = 50;

    [Theory]
    [OnEachDatabase]
    public async Task A_hundred_phones_of_ten_flats_get_three_boxes_a_flat(Database on)
    {
        var rounds = Seed.Figure(on, Rounds, RoundsLong);
        await using var brand = await Brand.Open(on, new() { Residents = Clients, Nodes = on == Database.PostgreSql ? 2 : 1 });
        using var driver = new Driver(brand, $"households-{on}");
        var verdict = await Rush(driver, rounds, $"households {on}");
        await brand.Quiet();
        verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"households {on}: {Clients} phones of {Flats} flats for {Each} each x {rounds} rounds: too many {verdict["over limit"]}; {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.Equal(rounds * Flats * Each, verdict["boxes"]);
    }

    [Fact]
    public async Task A_build_that_does_not_look_at_the_household_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = "household", Residents = Clients });
        using var driver = new Driver(brand, "households-control");
        var verdict = await Rush(driver, 1, "households control");
        verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"households control household on {Seed.Chosen}: {verdict}");
        verdict.MustHaveSeen("over limit");
    }

    static async Task<Verdict> Rush(Driver driver, int rounds, string name)
    {
        var (brand, verdict, chance) = (driver.Brand, new Verdict(), Seed.Chance(name));
        var community = brand.Server.One("community");
        for (var client = 0; client < Clients; client++)
        {
            var said = await driver.Send(new(client, "home", Guid.Empty, Request.NewKey(chance), brand.Tokens[client], new(brand.Nodes[0], "/api/v1/me/homes"), $$"""{"communityId":"{{community}}","door":"5栋{{301 + client % Flats}}"}"""));
            Assert.True(said.Ok, said.Body);
        }
        for (var round = 0; round < rounds; round++)
        {
            var deal = await brand.OpenDeal((10_000, null));
            await brand.Sql.Run("UPDATE offer SET per_household = @most WHERE deal_id = @id AND price > 0", ("most", Each), ("id", deal.Id));
            var calls = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => driver.Send(driver.Join(deal, client, Request.NewKey(chance), 1, node: client % brand.Nodes.Count))));
            foreach (var call in calls.Where(c => !c.Ok && c.Code != "trade.household-limit")) verdict.Violate("broke", $"a join was answered {call.Http} {call.Body}");
            foreach (var flat in Enumerable.Range(0, Clients).GroupBy(client => client % Flats))
                if (flat.Count(client => calls[client].Ok) is var got and > Each) verdict.Violate("over limit", $"{got} boxes went to a flat for {Each}");
            verdict.Count("boxes", (int)await brand.Sql.Number("SELECT coalesce(sum(l.quantity), 0) FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.deal_id = @id AND l.price > 0", ("id", deal.Id)));
        }
        return verdict;
    }
}
