// What was committed reaches the database file itself beside the writers, and nobody has to wait for it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Kernel;

public sealed class CheckpointsTests
{
    [Fact]
    public async Task What_is_in_the_log_is_carried_into_the_file_while_somebody_writes()
    {
        await using var village = await Village.Open(Database.Sqlite);
        await Checkpoints.Carry(village.Store);
        await village.Store.Write(work => Write(work, "first"));
        Assert.Equal(0, await InTheFileAlone(village, "first"));
        await village.Store.Write(async work =>
        {
            await Write(work, "second");
            await work.Db.SaveChangesAsync();
            // The writer has not committed; the carrier neither waits for it nor takes along what is not there yet.
            await Checkpoints.Carry(village.Store);
        });
        Assert.Equal(1, await InTheFileAlone(village, "first"));
        Assert.Equal(0, await InTheFileAlone(village, "second"));
        await Checkpoints.Carry(village.Store);
        Assert.Equal(1, await InTheFileAlone(village, "second"));
    }

    [Fact]
    public async Task A_log_that_nobody_carries_home_is_carried_by_a_commit_in_the_end()
    {
        await using var village = await Village.Open(Database.Sqlite);
        await using var connection = await village.Store.OpenConnection();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_autocheckpoint";
        Assert.Equal(Checkpoints.LogPagesMax, Convert.ToInt32(await command.ExecuteScalarAsync()));
    }

    static Task Write(Work work, string bucket)
    {
        work.Db.Add(new Attempt { Bucket = bucket, WindowStart = work.Now, Count = 1 });
        return Task.CompletedTask;
    }

    /// <summary>How many such rows a copy of the database file has that was taken without its log.</summary>
    static async Task<int> InTheFileAlone(Village village, string bucket)
    {
        var copy = Path.Combine(Scratch.Folder("file"), "haolin.db");
        File.Copy(village.Store.Settings.SqliteFile, copy);
        await using var connection = new SqliteConnection($"Data Source={copy};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM attempt WHERE bucket = $1";
        command.Parameters.AddWithValue("$1", bucket);
        return Convert.ToInt32(await command.ExecuteScalarAsync());
    }
}
