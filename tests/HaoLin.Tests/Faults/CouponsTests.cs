// P16: a hundred neighbours want the last coupon at once, over HTTP, and whoever has it pays for two orders at once: one is given, one is used.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class CouponsTests
{
    const int Clients = 100, Rounds = 100, RoundsLong = 1_000, Off = 500;

    [Theory]
    [OnEachDatabase]
    public async Task A_hundred_neighbours_claim_the_last_coupon_and_one_has_it_and_uses_it_once(Database on)
    {
        var rounds = Seed.Figure(on, Rounds, RoundsLong);
        await using var brand = await Brand.Open(on, new() { Residents = Clients, Nodes = on == Database.PostgreSql ? 2 : 1 });
        using var driver = new Driver(brand, $"coupons-{on}");
        var verdict = await Claim(driver, rounds, $"coupons {on}");
        await brand.Quiet();
        verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"P16 {on}: {Clients} clients on the last coupon x {rounds} rounds: over-issue {verdict["over-issue"]}, given {verdict["given"]}, used twice {verdict["used twice"]}; {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.Equal((rounds, rounds), (verdict["given"], verdict["used"]));
    }

    [Fact]
    public async Task A_build_that_does_not_look_at_the_budget_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = "coupon-budget", Residents = Clients });
        using var driver = new Driver(brand, "coupons-control");
        var verdict = await Claim(driver, Seed.Tenth(Rounds) / 2, "coupons control");
        Seed.Say($"P16 control coupon-budget on {Seed.Chosen}: {verdict}");
        verdict.MustHaveSeen("over-issue");
    }

    static async Task<Verdict> Claim(Driver driver, int rounds, string name)
    {
        var (brand, verdict, chance) = (driver.Brand, new Verdict(), Seed.Chance(name));
        var headquarters = (await PublishedServer.Run("token", "--data", brand.Server.Data, "--phone", "13800000001")).Trim();
        var deal = await brand.OpenDeal((1_000_000, null));
        for (var round = 0; round < rounds; round++)
        {
            var from = History.Now.AddMinutes(-1);
            var campaign = (await driver.Send(new(-1, "campaign", deal.Id, Request.NewKey(chance), headquarters, new(brand.Nodes[0], "/api/v1/headquarters/campaigns"),
                $$"""{"name":"最后一张","who":"claimed","amountFen":{{Off}},"validFrom":"{{from:O}}","validUntil":"{{from.AddDays(1):O}}","budgetFen":{{2 * Off - 1}},"number":9}"""))).Id("id");
            var calls = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => driver.Send(new(client, "claim", campaign, Request.NewKey(chance), brand.Tokens[client],
                new(brand.Nodes[client % brand.Nodes.Count], $"/api/v1/campaigns/{campaign}/claim"), ""))));
            verdict.Count("claims", calls.Length);
            foreach (var call in calls.Where(c => !c.Ok && c.Code != "trade.campaign-none-left")) verdict.Violate("broke", $"a claim was answered {call.Http} {call.Body}");
            var given = await brand.Sql.Number("SELECT COUNT(*) FROM coupon WHERE campaign_id = @id", ("id", campaign));
            verdict.Count("given", (int)given);
            if (given > 1 || calls.Count(c => c.Ok) > 1) verdict.Violate("over-issue", $"{given} coupons of a budget for one, {calls.Count(c => c.Ok)} were told yes");
            if (calls.FirstOrDefault(c => c.Ok) is { } winner) await UseTwice(driver, deal, winner.Client, campaign, chance, verdict);
        }
        return verdict;
    }

    /// <summary>Two orders, two payments begun at once, both paid: the coupon is taken off one of them.</summary>
    static async Task UseTwice(Driver driver, Deal deal, int client, Guid campaign, Random chance, Verdict verdict)
    {
        var brand = driver.Brand;
        var orders = new[] { await driver.Send(driver.Join(deal, client, Request.NewKey(chance), 1)), await driver.Send(driver.Join(deal, client, Request.NewKey(chance), 1)) };
        await Task.WhenAll(orders.Select((order, at) => driver.Pay(order.Id("orderId"), client, chance, at % brand.Nodes.Count)));
        foreach (var order in orders)
            await Brand.Until(async () => await brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE id = @id AND paid_at IS NOT NULL", ("id", order.Id("orderId"))) == 1, "the order is paid", TimeSpan.FromSeconds(30));
        const string takenOff = "SELECT COUNT(*) FROM payment p JOIN coupon c ON c.id = p.coupon_id WHERE c.campaign_id = @id AND p.paid_at IS NOT NULL";
        var used = await brand.Sql.Number(takenOff, ("id", campaign));
        verdict.Count("used", (int)used);
        if (used > 1) verdict.Violate("used twice", $"coupon of {campaign} was taken off {used} payments");
    }
}
