// What the simulated gateway knows, in one SQLite file that survives any kill: orders, refunds and the notices owed.
using System.Globalization;
using HaoLin.Kernel;
using Microsoft.Data.Sqlite;

namespace HaoLin.Web.Simulated.Gateway;

/// <summary>One connection, one at a time: the gateway is a stand-in, and what it must be is right.</summary>
sealed class GatewayTruth : IDisposable
{
    readonly Lock gate = new();
    readonly SqliteConnection connection;

    public GatewayTruth(string folder)
    {
        Directory.CreateDirectory(folder);
        connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "gateway.db"), Pooling = false }.ToString());
        connection.Open();
        var sql = new Sql(connection, null);
        // What was answered must survive a power cut too: a merchant builds on it.
        sql.Execute("PRAGMA journal_mode=WAL");
        sql.Execute("PRAGMA synchronous=FULL");
        sql.Execute(Schema);
    }

    const string Schema = """
        CREATE TABLE IF NOT EXISTS orders (
            id INTEGER PRIMARY KEY AUTOINCREMENT, out_trade_no TEXT NOT NULL UNIQUE, token TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
            total INTEGER NOT NULL CHECK (total > 0), trade_type TEXT NOT NULL DEFAULT 'NATIVE', payer TEXT, attach TEXT, notify_url TEXT NOT NULL,
            created_at INTEGER NOT NULL, expires INTEGER NOT NULL, paid_at INTEGER, closed_at INTEGER,
            is_combined INTEGER NOT NULL DEFAULT 0, part_of INTEGER REFERENCES orders (id),
            CHECK (paid_at IS NULL OR closed_at IS NULL)) STRICT;
        CREATE TABLE IF NOT EXISTS refunds (
            id INTEGER PRIMARY KEY AUTOINCREMENT, out_refund_no TEXT NOT NULL UNIQUE, order_id INTEGER NOT NULL REFERENCES orders (id),
            fen INTEGER NOT NULL CHECK (fen > 0), reason TEXT, notify_url TEXT, created_at INTEGER NOT NULL,
            settles_at INTEGER, ended_at INTEGER, status TEXT NOT NULL, tries INTEGER NOT NULL) STRICT;
        CREATE INDEX IF NOT EXISTS refunds_of_order ON refunds (order_id);
        CREATE INDEX IF NOT EXISTS refunds_under_way ON refunds (settles_at) WHERE settles_at IS NOT NULL;
        CREATE TABLE IF NOT EXISTS notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, event TEXT NOT NULL, out_trade_no TEXT NOT NULL, out_refund_no TEXT,
            url TEXT NOT NULL, resource TEXT NOT NULL, created_at INTEGER NOT NULL, due_at INTEGER, held INTEGER NOT NULL, lost INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0, delivered_at INTEGER, last_answer TEXT) STRICT;
        CREATE INDEX IF NOT EXISTS notices_due ON notices (due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX IF NOT EXISTS notices_of_order ON notices (out_trade_no);
        """;

    public T Write<T>(Func<Sql, T> deed)
    {
        lock (gate)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            var result = deed(new(connection, transaction));
            transaction.Commit();
            return result;
        }
    }

    public T Read<T>(Func<Sql, T> question)
    {
        lock (gate) return question(new(connection, null));
    }

    public void Dispose()
    {
        lock (gate) connection.Dispose();
    }
}

/// <summary>Plain SQL with `$name` arguments; times are milliseconds since 1970.</summary>
sealed class Sql(SqliteConnection connection, SqliteTransaction? transaction)
{
    public int Execute(string text, params (string Name, object? Value)[] arguments)
    {
        using var command = Command(text, arguments);
        return command.ExecuteNonQuery();
    }

    public List<T> List<T>(string text, Func<SqliteDataReader, T> row, params (string Name, object? Value)[] arguments)
    {
        using var command = Command(text, arguments);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }

    public T? One<T>(string text, Func<SqliteDataReader, T> row, params (string Name, object? Value)[] arguments) where T : class =>
        List(text, row, arguments) is [var only, ..] ? only : null;

    public long Count(string text, params (string Name, object? Value)[] arguments)
    {
        using var command = Command(text, arguments);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    SqliteCommand Command(string text, (string Name, object? Value)[] arguments)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = transaction;
        foreach (var (name, value) in arguments)
            command.Parameters.AddWithValue("$" + name, value switch { null => DBNull.Value, DateTimeOffset at => at.ToUnixTimeMilliseconds(), bool b => b ? 1L : 0L, _ => value });
        return command;
    }
}

static class Columns
{
    public static DateTimeOffset Time(this SqliteDataReader row, string name) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(row.GetOrdinal(name))).ToOffset(BusinessDay.Offset);

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader row, string name) =>
        row.IsDBNull(row.GetOrdinal(name)) ? null : row.Time(name);

    public static string Text(this SqliteDataReader row, string name) => row.GetString(row.GetOrdinal(name));

    public static string? TextOrNull(this SqliteDataReader row, string name) => row.IsDBNull(row.GetOrdinal(name)) ? null : row.Text(name);

    public static long? WholeOrNull(this SqliteDataReader row, string name) => row.IsDBNull(row.GetOrdinal(name)) ? null : row.Whole(name);

    public static long Whole(this SqliteDataReader row, string name) => row.GetInt64(row.GetOrdinal(name));
}
