// Asks the database itself what the load left behind: numbers given, rows written, news waiting.
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HaoLin.Bench;

public sealed class Tables(string? postgreSql, string sqliteFile)
{
    async Task<long> Number(string sql, params object[] values)
    {
        await using DbConnection connection = postgreSql is null ? new SqliteConnection($"Data Source={sqliteFile};Default Timeout=30") : new NpgsqlConnection(postgreSql);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            if (postgreSql is null) parameter.ParameterName = "$" + (i + 1).ToString(CultureInfo.InvariantCulture);
            parameter.Value = values[i];
            command.Parameters.Add(parameter);
        }
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Whether exactly so many joined, each person once, under the numbers 1 to that many without a gap, and the shelf says the same.</summary>
    public async Task<string?> FaultsOf(Guid deal, int expected)
    {
        var count = await Number("SELECT count(*) FROM orders WHERE deal_id = $1", deal);
        var numbers = await Number("SELECT count(DISTINCT sequence) FROM orders WHERE deal_id = $1", deal);
        var last = await Number("SELECT coalesce(max(sequence), 0) FROM orders WHERE deal_id = $1", deal);
        var first = await Number("SELECT coalesce(min(sequence), 1) FROM orders WHERE deal_id = $1", deal);
        var people = await Number("SELECT count(DISTINCT person_id) FROM orders WHERE deal_id = $1", deal);
        var taken = await Number("SELECT sum(taken) FROM offer WHERE deal_id = $1", deal);
        var given = await Number("SELECT last_sequence FROM deal WHERE id = $1", deal);
        return count == expected && numbers == expected && last == expected && first == 1 && people == expected && taken == expected && given == expected
            ? null
            : $"{expected} were told yes; orders {count}, numbers {numbers} from {first} to {last}, people {people}, taken {taken}, last number {given}";
    }

    /// <summary>One per commit of the intake that let anybody in.</summary>
    public Task<long> CommitsOfJoins() => Number("SELECT count(*) FROM outbox WHERE name = 'trade.deal-joined'");

    public Task<long> NewsWaiting() => Number("SELECT count(*) FROM outbox WHERE done_at IS NULL AND due_at <= $1", TimeProvider.System.GetUtcNow().UtcTicks);

    /// <summary>How often PostgreSQL has flushed its log to the disk so far; SQLite does not count.</summary>
    public Task<long> Flushes() => Number("SELECT wal_sync FROM pg_stat_wal");

    public bool CountsFlushes => postgreSql is not null;
}
