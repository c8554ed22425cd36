// Proves that the tests' PostgreSQL is a durable one, comes back after a crash and leaves nothing behind.
using Npgsql;

namespace HaoLin.Tests.Cast;

[Trait("needs", "postgresql")]
public sealed class PostgresClusterTests(PostgresCluster shared)
{
    [Fact]
    public async Task A_fresh_database_is_empty_durable_and_owned_by_a_plain_role()
    {
        await using var connection = await Open(await shared.Fresh("first"));
        Assert.Equal("on", await Ask(connection, "SHOW fsync"));
        Assert.Equal("on", await Ask(connection, "SHOW synchronous_commit"));
        Assert.Equal("off", await Ask(connection, "SELECT current_setting('is_superuser')"));
        Assert.Equal("0", await Ask(connection, "SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'"));
        await Ask(connection, "CREATE TABLE t (id int); SELECT 'made'");
    }

    [Fact]
    public async Task Two_databases_of_one_name_do_not_meet()
    {
        await using var one = await Open(await shared.Fresh("twin"));
        await using var other = await Open(await shared.Fresh("twin"));
        await Ask(one, "CREATE TABLE t (id int); SELECT 'made'");
        Assert.Equal("0", await Ask(other, "SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'"));
    }

    [Fact]
    public async Task What_was_committed_is_there_after_the_database_is_killed()
    {
        await using var own = PostgresCluster.OwnedBy("crash");
        var address = await own.Fresh("crash") + ";Pooling=false";
        await using (var before = await Open(address))
        {
            await Ask(before, "CREATE TABLE t AS SELECT 7 AS n; SELECT 'made'");
            await own.Crash();
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => Ask(before, "SELECT 'still here'"));
        }
        await Assert.ThrowsAnyAsync<Exception>(() => Open(address));
        await own.Start();
        await using var after = await Open(address);
        Assert.Equal("7", await Ask(after, "SELECT n::text FROM t"));
    }

    static async Task<NpgsqlConnection> Open(string address)
    {
        var connection = new NpgsqlConnection(address);
        await connection.OpenAsync();
        return connection;
    }

    static async Task<string?> Ask(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }
}
