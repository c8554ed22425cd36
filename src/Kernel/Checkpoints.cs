// Carries SQLite's log into the database file beside the writers, so that a commit in a rush need not stop for it.
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace HaoLin.Kernel;

/// <summary>
/// Among a million orders each join changes a page of its own in the index by neighbour, and SQLite carries changed pages home inside the commit that finds the log long.
/// A passive checkpoint (sqlite.org/wal.html, section 3.2) carries them meanwhile and holds up neither readers nor writers. PostgreSQL has a process of its own for this.
/// </summary>
public static class Checkpoints
{
    /// <summary>How long the log may become before a commit carries the rest itself, in pages of 4,096 bytes: 64 MB.</summary>
    public const int LogPagesMax = 16_384;

    public static readonly Sweep Sweep = new("checkpoints", TimeSpan.FromMilliseconds(250), (services, stop) => Carry(services.GetRequiredService<Store>(), stop));

    public static async Task Carry(Store store, CancellationToken stop = default)
    {
        if (store.PostgreSql is not null) return;
        try
        {
            await using var connection = await store.OpenConnection(stop);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
            await command.ExecuteNonQueryAsync(stop);
        }
        // On a full disk the log keeps what it has and whoever writes is told; the next one carries it.
        catch (SqliteException fault) when (Store.IsUnreachable(fault)) { }
    }
}
