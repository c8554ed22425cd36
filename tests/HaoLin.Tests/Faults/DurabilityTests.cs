// What the product refuses to start on: a database that could forget, a second node on one SQLite folder, a setting nobody knows.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;
using Npgsql;

namespace HaoLin.Tests.Faults;

public sealed class DurabilityTests
{
    [Fact]
    public async Task A_database_that_acknowledges_before_it_writes_is_refused_in_one_sentence_unless_it_is_named() =>
        await RefusedUnlessNamed(await PostgresCluster.Shared.Fresh("weak") + ";Options=-c synchronous_commit=off", "synchronous_commit");

    [Theory]
    [InlineData("fsync")]
    [InlineData("full_page_writes")]
    public async Task A_database_that_does_not_reach_the_disk_is_refused_in_one_sentence_unless_it_is_named(string setting)
    {
        await using var cluster = PostgresCluster.OwnedBy("weak");
        var database = await cluster.Fresh("weak");
        await using (var operator_ = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Username = "postgres", Pooling = false }.ToString()))
        {
            await operator_.OpenAsync();
            foreach (var text in new[] { $"ALTER SYSTEM SET {setting} = off", "SELECT pg_reload_conf()" })
            {
                await using var command = new NpgsqlCommand(text, operator_);
                await command.ExecuteNonQueryAsync();
            }
        }
        await RefusedUnlessNamed(database, setting);
    }

    static async Task RefusedUnlessNamed(string database, string setting)
    {
        var (code, output, errors) = await Demo(Scratch.Folder("weak"), database);
        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.Contains($"{setting} is off where on is needed", OneSentence(errors));
        Assert.Contains("HAOLIN__DATABASE__ALLOWWEAK=true", errors);
        await using var allowed = await PublishedServer.Start(new() { Database = database, Environment = { ["HAOLIN__DATABASE__ALLOWWEAK"] = "true" } });
        Assert.Contains($"NOT DURABLE: {setting} is off", allowed.Said);
        await allowed.Kill();
        await allowed.StartAgain();
        Assert.Contains("NOT DURABLE", allowed.Said);
    }

    static Task<(int Code, string Output, string Errors)> Demo(string data, string? database) =>
        PublishedServer.Try(PublishedServer.Binary, ["demo", "--port", "0", "--data", data, .. database is null ? Array.Empty<string>() : ["--database", database]]);

    /// <summary>What it said, which is one line and tells nothing of its insides.</summary>
    static string OneSentence(string errors)
    {
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l.StartsWith("haolin: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", errors);
        Assert.DoesNotContain("Exception", errors);
        return line;
    }

    [Fact]
    public async Task SQLite_tells_at_every_start_that_a_commit_reaches_the_disk()
    {
        await using var server = await PublishedServer.Start();
        Assert.Contains("journal_mode=WAL, synchronous=FULL", server.Said);
    }

    [Fact]
    public async Task A_build_that_does_not_wait_for_the_disk_refuses_to_start()
    {
        var (code, _, errors) = await PublishedServer.Try("/usr/bin/env", "HAOLIN_BREAK=sqlite-sync", PublishedServer.Breakable, "demo", "--port", "0", "--data", Scratch.Folder("weak"));
        Assert.NotEqual(0, code);
        Assert.Contains("synchronous is OFF where FULL is needed", OneSentence(errors));
    }

    [Fact]
    public async Task A_second_node_on_one_SQLite_folder_refuses_in_one_sentence_and_the_first_serves_on()
    {
        await using var first = await PublishedServer.Start();
        var (code, output, errors) = await Demo(first.Data, null);
        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.Contains("another haolin already serves", OneSentence(errors));
        using var answer = await first.Http.GetAsync("/health/ready");
        Assert.True(answer.IsSuccessStatusCode);
        await first.Kill();
        // The guard died with its process.
        await first.StartAgain();
    }

    [Fact]
    public async Task A_setting_nobody_knows_is_refused_with_the_one_that_was_meant()
    {
        var (code, output, errors) = await PublishedServer.Try("/usr/bin/env", "HAOLIN__TRADE__HOLDS=20m", PublishedServer.Binary, "demo", "--port", "0", "--data", Scratch.Folder("unknown"));
        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.Contains("did you mean TRADE__HOLD", OneSentence(errors));
    }
}
