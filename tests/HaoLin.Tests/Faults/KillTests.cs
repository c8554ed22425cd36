// P2: an acknowledged order is never lost, whatever is killed and whenever; its effects happen exactly once; with controls that must turn red.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class KillTests
{
    const int Kills = 20, KillsLong = 200, Crashes = 5, CrashesLong = 50, JoinsPerEvening = 400;

    /// <summary>Ten seconds, as promised; on a machine so busy that even the first start took longer than that, twice the first start.</summary>
    static TimeSpan ReadyAgainMax(Brand brand) => TimeSpan.FromSeconds(Math.Max(10, 2 * brand.FirstStart.TotalSeconds));

    [Theory]
    [OnEachDatabase]
    public async Task Whatever_was_acknowledged_is_there_after_kill_minus_nine_and_its_effects_are_there_once(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = JoinsPerEvening });
        using var driver = new Driver(brand, $"kill-{on}");
        var evening = new Evenings(driver, Seed.Chance($"kill {on}"));
        var verdict = await evening.Kill(Seed.Figure(on, Kills, KillsLong));
        verdict.Add(await evening.AtRest());
        Seed.Say($"P2 {on}: {evening.Done} kills, ready again within {evening.Slowest.TotalSeconds:0.0} s: {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.True(evening.Slowest <= ReadyAgainMax(brand), $"ready again only after {evening.Slowest.TotalSeconds:0.0} s");
        Assert.True(verdict["acknowledged"] >= evening.Done * 5, $"only {verdict["acknowledged"]} joins were acknowledged: {verdict}");
    }

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_the_database_crashed_and_the_server_carries_on()
    {
        await using var cluster = PostgresCluster.OwnedBy("crash");
        await using var brand = await Brand.Open(Database.PostgreSql, new() { Residents = JoinsPerEvening, Cluster = cluster });
        using var driver = new Driver(brand, "crash");
        var evening = new Evenings(driver, Seed.Chance("crash"));
        var verdict = await evening.Crash(cluster, Seed.Figure(Seed.Chosen, Crashes, CrashesLong));
        verdict.Add(await evening.AtRest());
        Seed.Say($"P2 PostgreSql: {evening.Done} crashes of the database, ready again within {evening.Slowest.TotalSeconds:0.0} s: {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.True(evening.Slowest <= ReadyAgainMax(brand), $"ready again only after {evening.Slowest.TotalSeconds:0.0} s");
    }

    [Theory]
    [InlineData("ack-before-commit", "lost")]
    [InlineData("inbox", "repeated")]
    [InlineData("news", "missing")]
    public async Task A_build_that_promises_too_early_or_forgets_or_repeats_is_found_out(string fault, string named)
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = fault, Residents = JoinsPerEvening });
        using var driver = new Driver(brand, $"kill-{fault}");
        var evening = new Evenings(driver, Seed.Chance($"kill {fault}"));
        var verdict = await evening.Kill(Seed.Tenth(Kills) + 1);
        // A message counts as missing only when no news is on its way; a build that repeats is never at rest, so there nothing is waited for.
        if (named == "missing") await brand.Quiet();
        if (named != "lost") verdict.Add(await evening.Messages(named));
        Seed.Say($"P2 control {fault} on {Seed.Chosen}: {verdict}");
        verdict.MustHaveSeen(named);
    }

    [Fact]
    public async Task A_database_that_acknowledges_before_it_writes_is_found_out()
    {
        await using var cluster = PostgresCluster.OwnedBy("weak");
        await using var brand = await Brand.Open(Database.PostgreSql, new()
        {
            Residents = JoinsPerEvening, Cluster = cluster, Database = ";Options=-c synchronous_commit=off", Environment = { ["HAOLIN__DATABASE__ALLOWWEAK"] = "true" },
        });
        using var driver = new Driver(brand, "weak");
        var evening = new Evenings(driver, Seed.Chance("weak"));
        var verdict = await evening.Crash(cluster, Seed.Tenth(Crashes) + 2);
        Seed.Say($"P2 control synchronous_commit=off: {verdict}");
        verdict.MustHaveSeen("lost", "stale", "unsettled");
    }

    /// <summary>Evening after evening under load, each ended by a kill; then every unknown key is asked again and the joins are checked.</summary>
    sealed class Evenings(Driver driver, Random chance)
    {
        readonly MixedLoad load = new(driver, chance, JoinsPerEvening);
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

        async Task Evening(Func<Task> blow)
        {
            var deal = await load.NextEvening();
            using var over = new CancellationTokenSource();
            var running = load.Run(deal, over.Token);
            var enough = chance.Next(20, JoinsPerEvening / 2);
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
}
