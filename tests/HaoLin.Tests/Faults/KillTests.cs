// P2: an acknowledged order is never lost, whatever is killed and whenever; its effects happen exactly once; with controls that must turn red.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class KillTests
{
    const int Kills = 20, KillsLong = 200, Crashes = 5, CrashesLong = 50, JoinsPerEvening = 400;

    [Theory]
    [OnEachDatabase]
    public async Task Whatever_was_acknowledged_is_there_after_kill_minus_nine_and_its_effects_are_there_once(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = JoinsPerEvening });
        using var driver = new Driver(brand, $"kill-{on}");
        var evening = new Evenings(driver, JoinsPerEvening, Seed.Chance($"kill {on}"));
        var verdict = await evening.Kill(Seed.Figure(on, Kills, KillsLong));
        verdict.Add(await evening.AtRest());
        Seed.Say($"P2 {on}: {evening.Done} kills, ready again within {evening.Slowest.TotalSeconds:0.0} s: {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.True(evening.Slowest <= brand.ReadyAgainMax, $"ready again only after {evening.Slowest.TotalSeconds:0.0} s");
        Assert.True(verdict["acknowledged"] >= evening.Done * 5, $"only {verdict["acknowledged"]} joins were acknowledged: {verdict}");
    }

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_the_database_crashed_and_the_server_carries_on()
    {
        await using var cluster = PostgresCluster.OwnedBy("crash");
        await using var brand = await Brand.Open(Database.PostgreSql, new() { Residents = JoinsPerEvening, Cluster = cluster });
        using var driver = new Driver(brand, "crash");
        var evening = new Evenings(driver, JoinsPerEvening, Seed.Chance("crash"));
        var verdict = await evening.Crash(cluster, Seed.Figure(Seed.Chosen, Crashes, CrashesLong));
        verdict.Add(await evening.AtRest());
        Seed.Say($"P2 PostgreSql: {evening.Done} crashes of the database, ready again within {evening.Slowest.TotalSeconds:0.0} s: {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.True(evening.Slowest <= brand.ReadyAgainMax, $"ready again only after {evening.Slowest.TotalSeconds:0.0} s");
    }

    [Theory]
    [InlineData("ack-before-commit", "lost")]
    [InlineData("inbox", "repeated")]
    [InlineData("news", "missing")]
    public async Task A_build_that_promises_too_early_or_forgets_or_repeats_is_found_out(string fault, string named)
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = fault, Residents = JoinsPerEvening });
        using var driver = new Driver(brand, $"kill-{fault}");
        var evening = new Evenings(driver, JoinsPerEvening, Seed.Chance($"kill {fault}"));
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
        // It writes by itself five times a second otherwise, and a crash right after that shows nothing.
        await cluster.Start();
        await cluster.Stop();
        await File.AppendAllTextAsync(Path.Combine(cluster.Data, "postgresql.conf"), "\nwal_writer_delay = 10s\n");
        await using var brand = await Brand.Open(Database.PostgreSql, new()
        {
            Residents = JoinsPerEvening, Cluster = cluster, Database = ";Options=-c synchronous_commit=off", Environment = { ["HAOLIN__DATABASE__ALLOWWEAK"] = "true" },
        });
        using var driver = new Driver(brand, "weak");
        var evening = new Evenings(driver, JoinsPerEvening, Seed.Chance("weak"));
        string[] named = ["lost", "stale", "unsettled"];
        var verdict = await Evenings.Until(8, so => evening.Crash(cluster, so), named);
        Seed.Say($"P2 control synchronous_commit=off: {verdict}");
        verdict.MustHaveSeen(named);
    }
}
