// Refuses to start on a database that could forget what it acknowledged, unless the configuration names it.
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Kernel;

public static class Durability
{
    /// <summary>Reads the settings that decide whether a commit survives a power cut.</summary>
    /// <returns>What was found, as one line to print at every start.</returns>
    /// <exception cref="StartRefused">A setting is weaker than promised and <paramref name="allowWeak"/> is false.</exception>
    public static async Task<string> Check(Store store, bool allowWeak)
    {
        await using var db = store.Open();
        await db.Database.OpenConnectionAsync();
        var found = store.PostgreSql is null ? await Sqlite(db) : await PostgreSql(db);
        var weak = found.Where(f => f.Value != f.Promised).ToList();
        var line = string.Join(", ", found.Select(f => $"{f.Name}={f.Value}"));
        if (weak.Count == 0) return line;
        var sentence = string.Join(" and ", weak.Select(f => $"{f.Name} is {f.Value} where {f.Promised} is needed"));
        return allowWeak
            ? $"{line} - NOT DURABLE: {sentence}; allowed by HAOLIN__DATABASE__ALLOWWEAK"
            : throw new StartRefused($"the database could lose acknowledged orders in a power cut: {sentence}. Change it, or set HAOLIN__DATABASE__ALLOWWEAK=true to accept that.");
    }

    static async Task<List<(string Name, string Value, string Promised)>> Sqlite(HaoLinDb db)
    {
        var mode = await Scalar(db, "PRAGMA journal_mode=WAL");
        var sync = await Scalar(db, "PRAGMA synchronous") switch { "0" => "OFF", "1" => "NORMAL", "2" => "FULL", "3" => "EXTRA", var other => other };
        return [("journal_mode", mode.ToUpperInvariant(), "WAL"), ("synchronous", sync == "EXTRA" ? "FULL" : sync, "FULL")];
    }

    static async Task<List<(string Name, string Value, string Promised)>> PostgreSql(HaoLinDb db)
    {
        var found = new List<(string, string, string)>();
        foreach (var name in new[] { "fsync", "synchronous_commit", "full_page_writes" })
        {
            var value = await Scalar(db, "SHOW " + name);
            found.Add((name, value is "remote_apply" or "remote_write" ? "on" : value, "on"));
        }
        return found;
    }

    static async Task<string> Scalar(HaoLinDb db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }
}
