// Looks into the product's database from outside: plain SQL over the bare drivers, sharing no code with the product.
using System.Data.Common;
using HaoLin.Tests.Cast;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HaoLin.Tests.Faults.Rig;

public sealed class Sql(Database kind, string address)
{
    public Database Kind => kind;

    public async Task<DbConnection> Open()
    {
        DbConnection connection = kind == Database.Sqlite ? new SqliteConnection(address) : new NpgsqlConnection(address);
        await connection.OpenAsync();
        // What the product flushes, and when, stays the product's own doing.
        if (kind == Database.Sqlite)
        {
            await using var command = Command(connection, "PRAGMA wal_autocheckpoint=0", []);
            await command.ExecuteNonQueryAsync();
        }
        return connection;
    }

    public static Sql Of(string data, string? postgreSql) => postgreSql is null
        ? new(Database.Sqlite, new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, "haolin.db"), Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 30 }.ToString())
        : new(Database.PostgreSql, postgreSql + ";Pooling=false");

    public async Task<List<T>> Rows<T>(string sql, Func<DbDataReader, T> row, params (string Name, object? Value)[] values)
    {
        await using var connection = await Open();
        return await Rows(connection, sql, row, values);
    }

    public static async Task<List<T>> Rows<T>(DbConnection connection, string sql, Func<DbDataReader, T> row, params (string Name, object? Value)[] values)
    {
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(row(reader));
        return rows;
    }

    public async Task<long> Number(string sql, params (string Name, object? Value)[] values) => (await Rows(sql, row => row.GetInt64(0), values))[0];

    public async Task<int> Run(string sql, params (string Name, object? Value)[] values)
    {
        await using var connection = await Open();
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Writes the rows found once more, with some columns changed: a new deal is made from an old one without knowing all of its columns.</summary>
    public async Task Copy(string table, string column, Guid id, params (string Name, object? Value)[] changes)
    {
        await using var connection = await Open();
        var rows = await Rows(connection, $"SELECT * FROM {table} WHERE {column} = @id", row => Enumerable.Range(0, row.FieldCount)
            .Select(i => (Name: row.GetName(i), Value: row.IsDBNull(i) ? null : row.GetValue(i))).ToArray(), ("id", id));
        foreach (var row in rows)
        {
            (string Name, object? Value)[] values = [.. row.Select(field => changes.Any(c => c.Name == field.Name) ? changes.First(c => c.Name == field.Name) : field)];
            await using var command = Command(connection, $"INSERT INTO {table} ({string.Join(", ", values.Select(v => v.Name))}) VALUES ({string.Join(", ", values.Select(v => "@" + v.Name))})", values);
            await command.ExecuteNonQueryAsync();
        }
    }

    static DbCommand Command(DbConnection connection, string sql, (string Name, object? Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
