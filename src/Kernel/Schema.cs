// Applies the hand-written schema steps at start, under a lock, each in one transaction.
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Kernel;

public static class Schema
{
    /// <summary>Until the first release there is one step; numbered steps follow from 1.0 on.</summary>
    static readonly int[] Steps = [1];

    public static async Task Apply(Store store)
    {
        var dialect = store.PostgreSql is null ? "sqlite" : "postgresql";
        using var turn = await store.Lane.Enter();
        await using var db = store.Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        // The number only has to be the same on every node of this product.
        if (store.PostgreSql is not null) await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_xact_lock(7244683)");
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE IF NOT EXISTS schema_step (number INTEGER PRIMARY KEY)");
        var done = await db.Database.SqlQueryRaw<int>("SELECT number AS \"Value\" FROM schema_step").ToListAsync();
        if (done.Count > 0 && done.Max() > Steps.Max())
            throw new StartRefused($"this database was written by a newer haolin (step {done.Max()}); use that version or restore a backup");
        foreach (var step in Steps.Except(done).Order())
        {
            foreach (var text in TextsOf(step, dialect))
            {
                await using var command = db.Database.GetDbConnection().CreateCommand();
                command.Transaction = Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(transaction);
                command.CommandText = text;
                await command.ExecuteNonQueryAsync();
            }
            await db.Database.ExecuteSqlRawAsync("INSERT INTO schema_step (number) VALUES ({0})", step);
        }
        await transaction.CommitAsync();
    }

    /// <summary>A step is written in one text per floor and database (001-2-neighbourhood.sqlite.sql); their names say their order.</summary>
    public static IEnumerable<string> TextsOf(int step, string dialect) =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith($"{step:000}-", StringComparison.Ordinal) && name.EndsWith($".{dialect}.sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(Text);

    public static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new StartRefused("missing schema step " + name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
