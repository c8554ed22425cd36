// The yardsticks on SQLite: statements prepared once and bound by hand on one connection, as near to the library as one can get.
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HaoLin.Bench;

public sealed class StraightSqlite(string file, Guests guests) : Straight(guests)
{
    public override Task<double> InBatches(int joins)
    {
        using var own = new Writer(file);
        own.Write(Guests, NextRows(BatchSize));
        var since = Stopwatch.GetTimestamp();
        var written = 0;
        for (; written < joins; written += BatchSize) own.Write(Guests, NextRows(BatchSize));
        return Task.FromResult(written / Stopwatch.GetElapsedTime(since).TotalSeconds);
    }

    /// <summary>SQLite has one writer, so more clients would only stand in its queue.</summary>
    public override Task<double> OneByOne(TimeSpan time, int clients)
    {
        using var own = new Writer(file);
        var since = Stopwatch.GetTimestamp();
        var written = 0;
        for (; Stopwatch.GetElapsedTime(since) < time; written++) own.Write(Guests, NextRows(1));
        return Task.FromResult(written / Stopwatch.GetElapsedTime(since).TotalSeconds);
    }

    sealed class Writer : IDisposable
    {
        readonly SqliteConnection connection;
        readonly Statement begin, commit, offer, deal, taken, order, line, keep, news;

        public Writer(string file)
        {
            connection = new(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
            connection.Open();
            using (var pragma = connection.CreateCommand())
            {
                pragma.CommandText = "PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000";
                pragma.ExecuteNonQuery();
            }
            Statement Prepared(string sql) => new(connection.Handle!, sql);
            begin = Prepared("BEGIN IMMEDIATE");
            commit = Prepared("COMMIT");
            offer = Prepared("UPDATE offer SET taken = taken + ?2 WHERE id = ?1 AND (stock_limit IS NULL OR taken + ?2 <= stock_limit)");
            deal = Prepared("UPDATE deal SET last_sequence = ?2 WHERE id = ?1");
            taken = Prepared("INSERT INTO taken (offer_id, person_id, quantity) VALUES (?1, ?2, 1)");
            order = Prepared("INSERT INTO orders (id, deal_id, person_id, pickup_point_id, sequence, amount, placed_at, hold_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
            line = Prepared("INSERT INTO order_line (order_id, offer_id, quantity, price) VALUES (?1, ?2, 1, ?3)");
            keep = Prepared("INSERT INTO idempotency (principal, key, fingerprint, status, body, at) VALUES (?1, ?2, ?3, 201, ?4, ?5)");
            news = Prepared("INSERT INTO outbox (id, name, body, created_at, due_at, attempts, done_at) VALUES (?1, 'bench', ?2, ?3, ?3, 0, ?3)");
        }

        public void Write(Guests guests, JoinRow[] rows)
        {
            var now = TimeProvider.System.GetUtcNow().UtcTicks;
            begin.Run();
            offer.Text(1, guests.Offer).Number(2, rows.Length).Run();
            deal.Text(1, guests.Deal).Number(2, rows[^1].Sequence).Run();
            foreach (var row in rows)
            {
                taken.Text(1, guests.Offer).Text(2, row.Person).Run();
                order.Text(1, row.Order).Text(2, guests.Deal).Text(3, row.Person).Text(4, guests.PickupPoint).Number(5, row.Sequence).Number(6, guests.PriceFen).Number(7, now).Number(8, row.HoldUntil).Run();
                line.Text(1, row.Order).Text(2, guests.Offer).Number(3, guests.PriceFen).Run();
                keep.Text(1, row.Person).Text(2, row.Key).Blob(3, row.Fingerprint).Text(4, row.Body).Number(5, now).Run();
            }
            news.Text(1, rows[0].Order).Text(2, News(guests.Deal, rows)).Number(3, now).Run();
            commit.Run();
        }

        public void Dispose()
        {
            foreach (var statement in new[] { begin, commit, offer, deal, taken, order, line, keep, news }) statement.Dispose();
            connection.Dispose();
        }
    }

    sealed class Statement : IDisposable
    {
        readonly sqlite3 database;
        readonly sqlite3_stmt statement;

        public Statement(sqlite3 database, string sql)
        {
            this.database = database;
            if (raw.sqlite3_prepare_v2(database, sql, out statement) != raw.SQLITE_OK) throw new InvalidOperationException(raw.sqlite3_errmsg(database).utf8_to_string());
        }

        public Statement Text(int index, string value) { raw.sqlite3_bind_text(statement, index, value); return this; }

        /// <summary>An id as the product's tables hold it: upper-case text.</summary>
        public Statement Text(int index, Guid id)
        {
            Span<char> text = stackalloc char[36];
            id.TryFormat(text, out _);
            Span<byte> upper = stackalloc byte[36];
            for (var i = 0; i < 36; i++) upper[i] = (byte)char.ToUpper(text[i], CultureInfo.InvariantCulture);
            raw.sqlite3_bind_text(statement, index, upper);
            return this;
        }

        public Statement Number(int index, long value) { raw.sqlite3_bind_int64(statement, index, value); return this; }

        public Statement Blob(int index, byte[] value) { raw.sqlite3_bind_blob(statement, index, value); return this; }

        public void Run()
        {
            var result = raw.sqlite3_step(statement);
            raw.sqlite3_reset(statement);
            if (result != raw.SQLITE_DONE) throw new InvalidOperationException(raw.sqlite3_errmsg(database).utf8_to_string());
        }

        public void Dispose() => statement.Dispose();
    }
}
