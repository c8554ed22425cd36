// The yardsticks on PostgreSQL: arrays through unnest in one round trip, and a transaction per order under the deal's lock.
using System.Diagnostics;
using Npgsql;

namespace HaoLin.Bench;

public sealed class StraightPostgreSql(string connection, Guests guests) : Straight(guests)
{
    readonly string connection = connection + ";Max Auto Prepare=50;Maximum Pool Size=90";

    public override async Task<double> InBatches(int joins)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var own = await source.OpenConnectionAsync();
        await WriteBatch(own, NextRows(BatchSize));
        var since = Stopwatch.GetTimestamp();
        var written = 0;
        for (; written < joins; written += BatchSize) await WriteBatch(own, NextRows(BatchSize));
        return written / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    async Task WriteBatch(NpgsqlConnection own, JoinRow[] rows)
    {
        var now = TimeProvider.System.GetUtcNow().UtcTicks;
        // Sent as one message, these are one transaction.
        await using var batch = new NpgsqlBatch(own);
        Add(batch, "UPDATE offer SET taken = taken + $2 WHERE id = $1 AND (stock_limit IS NULL OR taken + $2 <= stock_limit)", Guests.Offer, rows.Length);
        Add(batch, "UPDATE deal SET last_sequence = $2 WHERE id = $1", Guests.Deal, rows[^1].Sequence);
        var people = Array.ConvertAll(rows, r => r.Person);
        var orders = Array.ConvertAll(rows, r => r.Order);
        Add(batch, "INSERT INTO taken (offer_id, person_id, quantity) SELECT $1, p, 1 FROM unnest($2::uuid[]) p", Guests.Offer, people);
        Add(batch, "INSERT INTO orders (id, deal_id, person_id, pickup_point_id, sequence, amount, placed_at, hold_until) SELECT o, $1, p, $2, s, $3, $4, $5 FROM unnest($6::uuid[], $7::uuid[], $8::int[]) x(o, p, s)",
            Guests.Deal, Guests.PickupPoint, Guests.PriceFen, now, rows[0].HoldUntil, orders, people, Array.ConvertAll(rows, r => r.Sequence));
        Add(batch, "INSERT INTO order_line (order_id, offer_id, quantity, price) SELECT o, $1, 1, $2 FROM unnest($3::uuid[]) o", Guests.Offer, Guests.PriceFen, orders);
        Add(batch, "INSERT INTO idempotency (principal, key, fingerprint, status, body, at) SELECT p, k, f, 201, b, $1 FROM unnest($2::uuid[], $3::text[], $4::bytea[], $5::text[]) x(p, k, f, b)",
            now, people, Array.ConvertAll(rows, r => r.Key), Array.ConvertAll(rows, r => r.Fingerprint), Array.ConvertAll(rows, r => r.Body));
        Add(batch, "INSERT INTO outbox (id, name, body, created_at, due_at, done_at) VALUES ($1, 'bench', $2, $3, $3, $3)", rows[0].Order, News(Guests.Deal, rows), now);
        await batch.ExecuteNonQueryAsync();
    }

    public override async Task<double> OneByOne(TimeSpan time, int clients)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        var since = Stopwatch.GetTimestamp();
        var done = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            await using var own = await source.OpenConnectionAsync();
            var count = 0;
            for (; Stopwatch.GetElapsedTime(since) < time; count++) await WriteOne(own);
            return count;
        }));
        return done.Sum() / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    async Task WriteOne(NpgsqlConnection own)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var transaction = await own.BeginTransactionAsync();
        await using var number = new NpgsqlCommand("UPDATE deal SET last_sequence = last_sequence + 1 WHERE id = $1 RETURNING last_sequence", own, transaction) { Parameters = { new() { Value = Guests.Deal } } };
        var row = NextRow(now, (int)(await number.ExecuteScalarAsync())!);
        await using var batch = new NpgsqlBatch(own, transaction);
        Add(batch, "UPDATE offer SET taken = taken + 1 WHERE id = $1 AND (stock_limit IS NULL OR taken + 1 <= stock_limit)", Guests.Offer);
        Add(batch, "INSERT INTO taken (offer_id, person_id, quantity) VALUES ($1, $2, 1)", Guests.Offer, row.Person);
        Add(batch, "INSERT INTO orders (id, deal_id, person_id, pickup_point_id, sequence, amount, placed_at, hold_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            row.Order, Guests.Deal, row.Person, Guests.PickupPoint, row.Sequence, Guests.PriceFen, now.UtcTicks, row.HoldUntil);
        Add(batch, "INSERT INTO order_line (order_id, offer_id, quantity, price) VALUES ($1, $2, 1, $3)", row.Order, Guests.Offer, Guests.PriceFen);
        Add(batch, "INSERT INTO idempotency (principal, key, fingerprint, status, body, at) VALUES ($1, $2, $3, 201, $4, $5)", row.Person, row.Key, row.Fingerprint, row.Body, now.UtcTicks);
        Add(batch, "INSERT INTO outbox (id, name, body, created_at, due_at, done_at) VALUES ($1, 'bench', $2, $3, $3, $3)", row.Order, News(Guests.Deal, [row]), now.UtcTicks);
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        batch.BatchCommands.Add(command);
    }
}
