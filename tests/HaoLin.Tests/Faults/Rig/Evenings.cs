// Evening after evening under load, each ended by a blow (a kill, a crash, a power cut), and what was acknowledged compared with what is there.
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Faults.Rig;

/// <summary>Evening after evening under load, each ended by a blow; then every unknown key is asked again and the joins are checked.</summary>
public sealed class Evenings(Driver driver, int joinsPerEvening, Random chance)
{
    readonly MixedLoad load = new(driver, chance, joinsPerEvening);
    readonly Verdict verdict = new();

    public int Done { get; private set; }
    public TimeSpan Slowest { get; private set; }

    public async Task<Verdict> Kill(int kills)
    {
        while (Done < kills)
            await Evening(async () =>
            {
                await driver.Brand.Server.Kill();
                Done++;
                // Then nothing, or a kill within the first half second after the start, or two of them in a row.
                for (var more = chance.Next(3); more > 0 && Done < kills; more--, Done++)
                {
                    driver.Brand.Server.Launch();
                    await Task.Delay(chance.Next(500));
                    await driver.Brand.Server.Kill();
                }
                await Ready(driver.Brand.Server.StartAgain);
            });
        return verdict;
    }

    public async Task<Verdict> Crash(PostgresCluster cluster, int crashes)
    {
        for (; Done < crashes; Done++)
            await Evening(async () =>
            {
                await (Done % 2 == 0 ? cluster.Crash() : cluster.Stop("immediate"));
                await Ready(async () =>
                {
                    await cluster.Start();
                    await driver.Brand.Server.UntilReady();
                });
            });
        return verdict;
    }

    /// <summary>For a control whose fault shows by chance, because a weak database flushes by itself now and then: evening after evening until one of these shows.</summary>
    public static async Task<Verdict> Until(int most, Func<int, Task<Verdict>> evenings, params string[] named)
    {
        for (var so = 1; ; so++)
        {
            var verdict = await evenings(so);
            if (so == most || named.Any(name => verdict[name] > 0)) return verdict;
        }
    }

    /// <summary>The blow ends with everybody dead and what was not flushed gone; then all start again.</summary>
    public async Task<Verdict> Cut(int cuts, Func<Task> blow, Func<Task> start)
    {
        for (; Done < cuts; Done++)
            await Evening(async () =>
            {
                await blow();
                await Ready(start);
            });
        return verdict;
    }

    async Task Evening(Func<Task> blow)
    {
        var deal = await load.NextEvening();
        using var over = new CancellationTokenSource();
        var running = load.Run(deal, over.Token);
        var enough = chance.Next(20, joinsPerEvening / 2);
        await Brand.Until(() => Task.FromResult(load.Heard >= enough), $"{enough} joins acknowledged", TimeSpan.FromSeconds(60));
        await blow();
        await over.CancelAsync();
        await running;
        verdict.Count("asked again", await driver.Settle());
        verdict.Add(Joins.Check(driver.History.Read(), await StoredOrder.Of(driver.Brand.Sql, deal), deal));
    }

    async Task Ready(Func<Task> start)
    {
        var began = TimeProvider.System.GetTimestamp();
        await start();
        var took = TimeProvider.System.GetElapsedTime(began);
        if (took > Slowest) Slowest = took;
    }

    /// <summary>The messages as soon as the named fault shows in them, or as they are after two minutes.</summary>
    public async Task<Verdict> Messages(string named)
    {
        Verdict told = new();
        await Brand.Comes(async () => (told = await Effects.Messages(driver.Brand.Sql, load.Deals))[named] > 0, TimeSpan.FromSeconds(120));
        return told;
    }

    /// <summary>All evenings again once nothing is on its way any more.</summary>
    public async Task<Verdict> AtRest()
    {
        var rest = await Effects.MoneyAtRest(driver.Brand, TimeSpan.FromSeconds(120));
        await driver.Brand.Quiet();
        var calls = driver.History.Read();
        foreach (var deal in load.Deals)
            foreach (var lost in Joins.Check(calls, await StoredOrder.Of(driver.Brand.Sql, deal), deal).Violations) rest.Violate("later", lost);
        rest.Add(load.Seen);
        rest.Add(await Effects.Messages(driver.Brand.Sql, load.Deals));
        rest.Add(await Effects.Deeds(driver.Brand.Sql, calls));
        rest.Add(await Invariants.Check(driver.Brand.Sql));
        return rest;
    }
}
