// How one gets at the database: reads, and write transactions that save a change and its news together.
using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace HaoLin.Kernel;

/// <summary>Where the data is: a SQLite file, or a PostgreSQL server when a connection string is given.</summary>
public sealed record StoreSettings(string DataFolder, string? PostgreSql)
{
    public string SqliteFile => Path.Combine(DataFolder, "haolin.db");
}

public sealed class Store : IAsyncDisposable
{
    /// <summary>A transaction that loses a race (a deadlock, a serialization failure, a unique key) is tried this often in all.</summary>
    const int TriesMax = 4;

    readonly Mappings mappings;
    readonly TimeProvider node;
    readonly DatabaseTime? told;
    readonly DbContextOptions options;
    readonly string sqlite;

    public Store(StoreSettings settings, Mappings mappings, TimeProvider clock)
    {
        this.mappings = mappings;
        node = clock;
        Clock = settings.PostgreSql is null ? clock : told = new(clock);
        Settings = settings;
        var builder = new DbContextOptionsBuilder().UseSnakeCaseNamingConvention();
        sqlite = new SqliteConnectionStringBuilder { DataSource = settings.SqliteFile, ForeignKeys = true, DefaultTimeout = 30 }.ToString();
        if (settings.PostgreSql is { } text)
        {
            var source = new NpgsqlDataSourceBuilder(text);
            source.ConnectionStringBuilder.ApplicationName ??= "haolin";
            if (!text.Contains("Pool Size", StringComparison.OrdinalIgnoreCase)) source.ConnectionStringBuilder.MaxPoolSize = 40;
            source.ConnectionStringBuilder.MaxAutoPrepare = 100;
            PostgreSql = source.Build();
            builder.UseNpgsql(PostgreSql);
        }
        else builder.UseSqlite(sqlite).AddInterceptors(new FullSync());
        Lane = new(single: PostgreSql is null);
        Rush = new(clock);
        options = builder.Options;
    }

    public StoreSettings Settings { get; }
    /// <summary>What <see cref="Now"/> tells, without asking the database each time: for what is shown, and for what is decided again in a transaction.</summary>
    public TimeProvider Clock { get; }
    public Lane Lane { get; }
    public Rush Rush { get; }
    public Stirrings Stirrings { get; } = new();
    public Turnstile Turnstile { get; } = new();

    /// <summary>The pool of PostgreSQL connections, or null on SQLite.</summary>
    public NpgsqlDataSource? PostgreSql { get; }

    /// <summary>Rung after each commit that left news in the outbox.</summary>
    public Bell NewsBell { get; } = new();

    /// <summary>A context for reading. It may be used for one question and is then disposed.</summary>
    public HaoLinDb Open() => new(options, mappings);

    public async Task<T> Read<T>(Func<HaoLinDb, Task<T>> question)
    {
        await using var db = Open();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await question(db);
    }

    /// <summary>A connection of one's own for a hot path; the caller takes the lane before writing on SQLite.</summary>
    public async Task<DbConnection> OpenConnection(CancellationToken stop = default)
    {
        if (PostgreSql is not null) return await PostgreSql.OpenConnectionAsync(stop);
        var connection = new SqliteConnection(sqlite);
        await connection.OpenAsync(stop);
        await FullSync.Set(connection, stop);
        return connection;
    }

    /// <summary>Runs one deed in one transaction. A refusal rolls everything back (but a counted one, which keeps its count); news and change are committed together.</summary>
    /// <param name="deed">Loads, decides and changes through the work it is given.</param>
    /// <param name="unlessKnown">Asked when a unique key says somebody else was first; its answer, if any, is the outcome.</param>
    /// <param name="at">The instant the deed is to happen at, for filling a demonstration with a past; null is now.</param>
    public async Task<Outcome<T>> Write<T>(Func<Work, Task<Outcome<T>>> deed, Func<Task<Outcome<T>?>>? unlessKnown = null, DateTimeOffset? at = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try { return await WriteOnce(deed, at); }
            catch (Exception fault) when (attempt < TriesMax && LostARace(fault)) { }
            // Somebody wrote the same unique key first: decide again, on what is there now.
            catch (Exception fault) when (attempt < TriesMax && unlessKnown is null && IsDuplicate(fault)) { }
            catch (Exception fault) when (unlessKnown is not null && IsDuplicate(fault))
            {
                if (await unlessKnown() is { } known) return known;
                throw;
            }
        }
    }

    async Task<Outcome<T>> WriteOnce<T>(Func<Work, Task<Outcome<T>>> deed, DateTimeOffset? at)
    {
        Work work;
        Outcome<T> outcome;
        using (await Lane.Enter())
        {
            await using var db = Open();
            await using var transaction = await db.Database.BeginTransactionAsync();
            // On SQLite the lane was waited for already; a given instant stays.
            work = new(db, at ?? await Now(db), at is null && PostgreSql is not null ? () => Now(db) : null);
            outcome = await deed(work);
            if (outcome.Refusal is { Counted: false }) return outcome;
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        foreach (var subject in work.Stirred) Stirrings.Stir(subject);
        if (work.HasNews) NewsBell.Ring();
        return outcome;
    }

    public Task Write(Func<Work, Task> deed) => Write<Done>(async work =>
    {
        await deed(work);
        return Done.Deed;
    });

    /// <summary>Database time on PostgreSQL (all nodes agree on it), the node's clock on SQLite.</summary>
    public async Task<DateTimeOffset> Now(HaoLinDb db)
    {
        if (told is null || Break.Is("node-time")) return node.GetUtcNow();
        var now = FromMicros((await db.Database.SqlQueryRaw<long>(NowMicrosSql + " AS \"Value\"").ToListAsync())[0]);
        told.Hear(now);
        return now;
    }

    public const string NowMicrosSql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    public static DateTimeOffset FromMicros(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * 10);

    public static bool IsDuplicate(Exception fault) => (fault as DbUpdateException)?.InnerException switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => true,
        SqliteException { SqliteExtendedErrorCode: 1555 or 2067 } => true,
        _ => fault is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } or SqliteException { SqliteExtendedErrorCode: 1555 or 2067 },
    };

    static bool LostARace(Exception fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
            if (e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } or DbUpdateConcurrencyException)
                return true;
        return false;
    }

    /// <summary>The database did not answer, is full or stands still: nobody's mistake, and it passes. Whether the change was kept is not known.</summary>
    public static bool IsUnreachable(Exception fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
            switch (e)
            {
                case SqliteException { SqliteErrorCode: 5 or 6 or 8 or 10 or 13 or 14 }: return true;
                // Class 57 is a server that stops or starts, class 53 one that has no room left, 25006 one that only reads.
                case PostgresException told: return told.IsTransient || told.SqlState is ['5', '7' or '3', ..] or PostgresErrorCodes.ReadOnlySqlTransaction;
                case NpgsqlException: return true;
            }
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (PostgreSql is not null) await PostgreSql.DisposeAsync();
        else SqliteConnection.ClearPool(new SqliteConnection(sqlite));
    }

    /// <summary>Sets what SQLite keeps per connection; a commit must reach the disk before it is acknowledged.</summary>
    sealed class FullSync : DbConnectionInterceptor
    {
        static string Pragmas => $"PRAGMA synchronous={(Break.Is("sqlite-sync") ? "OFF" : "FULL")}; PRAGMA wal_autocheckpoint={Checkpoints.LogPagesMax};";

        public static async Task Set(DbConnection connection, CancellationToken stop)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            await command.ExecuteNonQueryAsync(stop);
        }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
        }

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
            Set(connection, cancellationToken);
    }
}
