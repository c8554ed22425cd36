// P4: a retry never does it twice: the same key gets the same answer, however many copies, cut off or not, before and after a restart.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class RetryTests
{
    const int Keys = 1_000, KeysLong = 20_000, Copies = 20;

    [Theory]
    [OnEachDatabase]
    public async Task Twenty_copies_of_each_of_a_thousand_requests_have_a_thousand_effects(Database on)
    {
        var keys = Seed.Figure(on, Keys, KeysLong);
        await using var brand = await Brand.Open(on, new() { Residents = keys, Nodes = on == Database.PostgreSql ? 2 : 1 });
        using var driver = new Driver(brand, $"retry-{on}");
        var (verdict, requests, deal) = await SendCopies(driver, keys, $"retry {on}");
        await brand.Server.Kill();
        await brand.Server.StartAgain();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (request, _) => await driver.Send(request));
        verdict.Add(Joins.Check(driver.History.Read(), await StoredOrder.Of(brand.Sql, deal), deal));
        await brand.Quiet();
        verdict.Add(await Effects.Messages(brand.Sql, [deal]));
        verdict.Add(await Invariants.Check(brand.Sql));
        var effects = await brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE deal_id = @deal", ("deal", deal.Id));
        Seed.Say($"P4 {on}: {keys} keys x {Copies} copies, {verdict["swallowed"]} answers cut off: {effects} effects; {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.Equal(keys, effects);
        Assert.True(verdict["swallowed"] >= keys * Copies * 2 / 5, $"only {verdict["swallowed"]} answers were cut off");
    }

    [Fact]
    public async Task A_build_that_does_not_look_at_its_keys_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = "idempotency", Residents = Seed.Tenth(Keys) });
        using var driver = new Driver(brand, "retry-control");
        var (verdict, _, deal) = await SendCopies(driver, Seed.Tenth(Keys), "retry control");
        verdict.Add(Joins.Check(driver.History.Read(), await StoredOrder.Of(brand.Sql, deal), deal));
        Seed.Say($"P4 control idempotency on {Seed.Chosen}: {verdict}");
        verdict.MustHaveSeen("duplicated");
    }

    /// <summary>Sixteen keys at a time, all copies of one at once, half of them through the relay that swallows answers; then each key once more.</summary>
    static async Task<(Verdict, List<Request>, Deal)> SendCopies(Driver driver, int keys, string name)
    {
        var (brand, chance, verdict) = (driver.Brand, Seed.Chance(name), new Verdict());
        var deal = await brand.OpenDeal((1_000_000, null));
        var relays = brand.Nodes.Select(node => new SwallowingRelay(node, Seed.Chance(name + node))).ToList();
        // One connection per copy, as from one phone each: a connection used again would hide the cut.
        using var cutOff = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };
        var requests = Enumerable.Range(0, keys).Select(client => driver.Join(deal, client, Request.NewKey(chance), 1)).ToList();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (request, _) =>
            await Task.WhenAll(Enumerable.Range(0, Copies).Select(copy =>
            {
                var node = copy / 2 % brand.Nodes.Count;
                var there = request with { Address = new Uri(brand.Nodes[node], request.Address.AbsolutePath) };
                return copy % 2 == 0 ? driver.Send(there) : driver.Send(relays[node].Through(there), cutOff);
            })));
        driver.Unknown.Clear();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (request, _) => await driver.Send(request));
        verdict.Count("swallowed", relays.Sum(r => r.Swallowed));
        foreach (var relay in relays) await relay.DisposeAsync();
        return (verdict, requests, deal);
    }
}
