// P2 once more, with the fault that neither a kill nor a crash shows: the power goes, and with it all that was written and not flushed.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class PowerCutTests
{
    const int Cuts = 10, CutsLong = 100, JoinsPerEvening = 300;

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_the_power_was_cut_on_one_folder() =>
        await OneMachine(new(), async (driver, evening, blow) =>
        {
            var verdict = await evening.Cut(Seed.Figure(Database.Sqlite, Cuts, CutsLong), blow, driver.Brand.Server.StartAgain);
            await Clean(driver, evening, verdict, "one folder");
        });

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_the_power_of_the_database_was_cut() =>
        await ItsDatabase("", async (driver, evening, blow, start) =>
        {
            var verdict = await evening.Cut(Seed.Figure(Database.PostgreSql, Cuts, CutsLong), blow, start);
            await Clean(driver, evening, verdict, "PostgreSQL");
        });

    static async Task Clean(Driver driver, Evenings evening, Verdict verdict, string what)
    {
        verdict.Add(await evening.AtRest());
        Seed.Say($"P2 {what}: {evening.Done} power cuts, ready again within {evening.Slowest.TotalSeconds:0.0} s: {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.True(evening.Slowest <= driver.Brand.ReadyAgainMax, $"ready again only after {evening.Slowest.TotalSeconds:0.0} s");
        Assert.True(verdict["acknowledged"] >= evening.Done * 5, $"only {verdict["acknowledged"]} joins were acknowledged: {verdict}");
    }

    [Fact]
    public async Task A_build_that_does_not_wait_for_the_disk_is_found_out() =>
        await OneMachine(new() { Break = "sqlite-sync", Environment = { ["HAOLIN__DATABASE__ALLOWWEAK"] = "true" } }, async (driver, evening, blow) =>
        {
            var verdict = await evening.Cut(1, blow, driver.Brand.Server.StartAgain);
            Seed.Say($"P2 control synchronous=OFF: {verdict}");
            verdict.MustHaveSeen("lost");
        });

    [Fact]
    public async Task A_database_that_does_not_wait_for_the_disk_is_found_out() =>
        await ItsDatabase(";Options=-c synchronous_commit=off", async (driver, evening, blow, start) =>
        {
            string[] named = ["lost", "stale", "unsettled"];
            var verdict = await Evenings.Until(8, so => evening.Cut(so, blow, start), named);
            Seed.Say($"P2 control synchronous_commit=off under a power cut: {verdict}");
            verdict.MustHaveSeen(named);
        });

    [Theory]
    [InlineData("", true)]
    [InlineData("names-flush", false)]
    public async Task The_keys_are_on_the_disk_before_anything_is_sealed_with_them_and_a_build_that_leaves_a_name_in_memory_is_found_out(string fault, bool there)
    {
        var data = Scratch.Folder("cut");
        var power = new PowerCut(data);
        await using var server = await PublishedServer.Start(new() { Binary = PublishedServer.Breakable, Data = data, Environment = power.Preloaded.Append(("HAOLIN_BREAK", fault)).ToDictionary(v => v.Item1, v => v.Item2) });
        Assert.Equal(there, power.HasKept("keys/master.key") && power.HasKept("keys/retention.key"));
    }

    /// <summary>Server, simulators and SQLite on one machine that loses its power.</summary>
    static async Task OneMachine(Brand.Options options, Func<Driver, Evenings, Func<Task>, Task> evening)
    {
        var data = Scratch.Folder("cut");
        var power = new PowerCut(data);
        await using var brand = await Brand.Open(Database.Sqlite, options with { Data = data, Preloaded = power.Preloaded, Residents = JoinsPerEvening });
        // A build that never flushes would have no database at all after the cut: nothing would be there to be asked.
        if (options.Break is not null) await power.AllReachedTheDisk();
        using var driver = new Driver(brand, "cut-sqlite");
        await evening(driver, new(driver, JoinsPerEvening, Seed.Chance("cut sqlite")), async () =>
        {
            await brand.Server.KillEverybody();
            await power.Cut();
        });
    }

    /// <summary>PostgreSQL's machine loses its power; the server on another one carries on.</summary>
    static async Task ItsDatabase(string settings, Func<Driver, Evenings, Func<Task>, Func<Task>, Task> evening)
    {
        await using var cluster = PostgresCluster.OwnedBy("cut");
        await cluster.Start();
        await cluster.Stop();
        var power = new PowerCut(cluster.Data, PostgresCluster.Owner);
        await power.AllReachedTheDisk();
        cluster.Under(power.Preloaded);
        await using var brand = await Brand.Open(Database.PostgreSql, new()
        {
            Residents = JoinsPerEvening, Cluster = cluster, Database = settings, Environment = settings == "" ? [] : new() { ["HAOLIN__DATABASE__ALLOWWEAK"] = "true" },
        });
        using var driver = new Driver(brand, "cut-postgresql");
        await evening(driver, new(driver, JoinsPerEvening, Seed.Chance("cut postgresql")), async () =>
        {
            await cluster.Crash();
            await power.Cut();
        }, async () =>
        {
            await cluster.Start();
            await brand.Server.UntilReady();
        });
    }
}
