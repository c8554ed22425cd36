// Earlier seasons' orders, loaded in bulk as the product would have left them: deals of five hundred, each order with its line, its place in the limit and its pickup code.
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace HaoLin.Bench;

/// <param name="guests">The deal that is written once more for each five hundred orders, and who joined.</param>
public sealed class History(string? postgreSql, string sqliteFile, Guests guests, Action<string> tell)
{
    const int PerDeal = 500, Chunk = 50_000;
    static readonly TimeSpan Ago = TimeSpan.FromDays(300);

    readonly DateTimeOffset from = TimeProvider.System.GetUtcNow() - Ago;
    readonly HashSet<string> given = [];
    int loaded, lastCode = 20_000_000;

    /// <summary>Some of the orders with who placed them, for whoever asks for pages.</summary>
    public List<(Guid Order, int Person, string Code)> Known { get; } = [];

    readonly record struct Row(Guid Order, Guid Deal, Guid Offer, int Person, int Sequence, string Code, long At);

    /// <summary>Loads until there are so many.</summary>
    public async Task UpTo(int orders)
    {
        if (orders > loaded) tell($"loading earlier orders, {loaded:N0} to {orders:N0}");
        await using DbConnection connection = postgreSql is null ? new SqliteConnection($"Data Source={sqliteFile};Default Timeout=60") : new NpgsqlConnection(postgreSql);
        await connection.OpenAsync();
        await ReadCodes(connection);
        while (loaded < orders)
        {
            var rows = Next(Math.Min(Chunk, orders - loaded));
            await using (var transaction = await connection.BeginTransactionAsync())
            {
                foreach (var deal in rows.GroupBy(r => (r.Deal, r.Offer))) await Deal(connection, transaction, deal.Key.Deal, deal.Key.Offer, deal.First().At, deal.Count());
                if (connection is NpgsqlConnection npgsql) await Copy(npgsql, rows);
                else Insert((SqliteConnection)connection, (SqliteTransaction)transaction, rows);
                await transaction.CommitAsync();
            }
            loaded += rows.Length;
            foreach (var row in rows.Where((_, i) => i % 100 == 0)) Known.Add((row.Order, row.Person, row.Code));
        }
        // What the database would do by itself within minutes, done before anything is measured.
        await Run(connection, null, postgreSql is null ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM ANALYZE");
        if (postgreSql is not null) await using (var own = new NpgsqlConnection(postgreSql)) { await own.OpenAsync(); await Run(own, null, "ANALYZE"); }
    }

    /// <summary>The demo's own orders have theirs, drawn at random.</summary>
    async Task ReadCodes(DbConnection connection)
    {
        if (loaded > 0) return;
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT pickup_code FROM orders WHERE pickup_code IS NOT NULL";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) given.Add(reader.GetString(0));
    }

    string NextCode()
    {
        for (; ; )
            if ((++lastCode).ToString("D8", CultureInfo.InvariantCulture) is var code && !given.Contains(code)) return code;
    }

    Row[] Next(int count)
    {
        var rows = new Row[count];
        var (deal, offer) = (Guid.Empty, Guid.Empty);
        for (var i = 0; i < count; i++)
        {
            var number = loaded + i;
            var at = from + TimeSpan.FromSeconds(5 * (double)number);
            if (i == 0 || number % PerDeal == 0) (deal, offer) = (Guid.CreateVersion7(at), Guid.CreateVersion7(at));
            rows[i] = new(Guid.CreateVersion7(at), deal, offer, number % guests.People.Count, number % PerDeal + 1, NextCode(), at.UtcTicks);
        }
        return rows;
    }

    /// <summary>A deal that is over, as the one at hand is but for its times.</summary>
    async Task Deal(DbConnection connection, DbTransaction transaction, Guid id, Guid offer, long at, int orders)
    {
        var day = TimeSpan.TicksPerDay;
        await Again(connection, transaction, "deal", "id", guests.Deal, ("id", id), ("created_at", at), ("opened_at", at), ("cut_off_due", at + day), ("cut_off_at", at + day), ("completed_at", at + 3 * day), ("last_sequence", orders));
        await Again(connection, transaction, "deal_place", "deal_id", guests.Deal, ("deal_id", id));
        await Again(connection, transaction, "offer", "deal_id", guests.Deal, ("id", offer), ("deal_id", id), ("taken", orders), ("stock_limit", null));
    }

    readonly Dictionary<string, string[]> columns = [];

    async Task Again(DbConnection connection, DbTransaction transaction, string table, string key, Guid template, params (string Column, object? Value)[] changed)
    {
        if (!columns.TryGetValue(table, out var all)) columns[table] = all = await Columns(connection, transaction, table);
        var values = all.Select(c => Array.FindIndex(changed, x => x.Column == c) is >= 0 and var i ? changed[i].Value is null ? "NULL" : $"@p{i}" : c);
        var given = changed.Select((c, i) => ($"p{i}", c.Value)).Where(c => c.Value is not null).Append(("template", (object?)template));
        await Run(connection, transaction, $"INSERT INTO {table} ({string.Join(", ", all)}) SELECT {string.Join(", ", values)} FROM {table} WHERE {key} = @template", [.. given.Select(c => (c.Item1, c.Item2!))]);
    }

    async Task<string[]> Columns(DbConnection connection, DbTransaction transaction, string table)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = postgreSql is null ? $"SELECT name FROM pragma_table_info('{table}')" : $"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'";
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync()) found.Add(reader.GetString(0));
        return [.. found];
    }

    async Task Run(DbConnection connection, DbTransaction? transaction, string sql, params (string Name, object Value)[] values)
    {
        await using var command = connection.CreateCommand();
        (command.Transaction, command.CommandText, command.CommandTimeout) = (transaction, sql, 300);
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            // The product writes ids as upper-case text on SQLite.
            (parameter.ParameterName, parameter.Value) = ("@" + name, postgreSql is null && value is Guid id ? Text(id) : value);
            command.Parameters.Add(parameter);
        }
        await command.ExecuteNonQueryAsync();
    }

    static string Text(Guid id) => id.ToString().ToUpperInvariant();

    async Task Copy(NpgsqlConnection connection, Row[] rows)
    {
        await using (var orders = await connection.BeginBinaryImportAsync("COPY orders (id, deal_id, person_id, pickup_point_id, sequence, amount, placed_at, hold_until, paid_at, handed_over_at, commission_payable_at, pickup_code) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var row in rows)
            {
                await orders.StartRowAsync();
                foreach (var id in new[] { row.Order, row.Deal, guests.People[row.Person], guests.PickupPoint }) await orders.WriteAsync(id, NpgsqlDbType.Uuid);
                await orders.WriteAsync(row.Sequence, NpgsqlDbType.Integer);
                foreach (var number in Numbers(row)) await orders.WriteAsync(number, NpgsqlDbType.Bigint);
                await orders.WriteAsync(row.Code, NpgsqlDbType.Text);
            }
            await orders.CompleteAsync();
        }
        await using (var lines = await connection.BeginBinaryImportAsync("COPY order_line (order_id, offer_id, quantity, price) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var row in rows)
            {
                await lines.StartRowAsync();
                await lines.WriteAsync(row.Order, NpgsqlDbType.Uuid);
                await lines.WriteAsync(row.Offer, NpgsqlDbType.Uuid);
                await lines.WriteAsync(1, NpgsqlDbType.Integer);
                await lines.WriteAsync(guests.PriceFen, NpgsqlDbType.Bigint);
            }
            await lines.CompleteAsync();
        }
        await using var taken = await connection.BeginBinaryImportAsync("COPY taken (offer_id, person_id, quantity) FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            await taken.StartRowAsync();
            await taken.WriteAsync(row.Offer, NpgsqlDbType.Uuid);
            await taken.WriteAsync(guests.People[row.Person], NpgsqlDbType.Uuid);
            await taken.WriteAsync(1, NpgsqlDbType.Integer);
        }
        await taken.CompleteAsync();
    }

    /// <summary>Amount, placed, held until, paid, handed over, commission payable.</summary>
    long[] Numbers(Row row) => [guests.PriceFen, row.At, row.At + 15 * TimeSpan.TicksPerMinute, row.At + TimeSpan.TicksPerMinute, row.At + 2 * TimeSpan.TicksPerDay, row.At + 4 * TimeSpan.TicksPerDay];

    void Insert(SqliteConnection connection, SqliteTransaction transaction, Row[] rows)
    {
        using var order = Prepared(connection, transaction, "INSERT INTO orders (id, deal_id, person_id, pickup_point_id, sequence, amount, placed_at, hold_until, paid_at, handed_over_at, commission_payable_at, pickup_code) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", 12);
        using var line = Prepared(connection, transaction, "INSERT INTO order_line (order_id, offer_id, quantity, price) VALUES ($0, $1, 1, $2)", 3);
        using var taken = Prepared(connection, transaction, "INSERT INTO taken (offer_id, person_id, quantity) VALUES ($0, $1, 1)", 2);
        var people = guests.People.Select(Text).ToArray();
        var place = Text(guests.PickupPoint);
        foreach (var row in rows)
        {
            var (id, offer) = (Text(row.Order), Text(row.Offer));
            Bind(order, [id, Text(row.Deal), people[row.Person], place, row.Sequence, .. Numbers(row).Select(n => (object)n), row.Code]);
            Bind(line, [id, offer, guests.PriceFen]);
            Bind(taken, [offer, people[row.Person]]);
        }
    }

    static SqliteCommand Prepared(SqliteConnection connection, SqliteTransaction transaction, string sql, int parameters)
    {
        var command = new SqliteCommand(sql, connection, transaction);
        for (var i = 0; i < parameters; i++) command.Parameters.Add(new() { ParameterName = "$" + i.ToString(CultureInfo.InvariantCulture) });
        command.Prepare();
        return command;
    }

    static void Bind(SqliteCommand command, object[] values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }
}
