// The intake's SQL on PostgreSQL: one round trip to lock and read, one to write, one to commit.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Npgsql;
using NpgsqlTypes;

namespace HaoLin.Trade;

internal sealed class IntakePostgreSql(Store store) : IIntakeSql
{
    NpgsqlConnection? connection;
    NpgsqlTransaction? transaction;

    // The deals are locked first and in id order, so every statement after the first one sees a shelf nobody else can change.
    const string DealsSql = "SELECT id, opened_at, cut_off_due, cut_off_at IS NOT NULL OR completed_at IS NOT NULL OR cancelled_at IS NOT NULL, last_sequence, scheduled_at IS NOT NULL FROM deal WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE";
    const string OffersSql = "SELECT deal_id, id, name, price, stock_limit, per_person, gift_for_first, taken, is_delivery, per_household FROM offer WHERE deal_id = ANY($1) ORDER BY id";
    const string PlacesSql = "SELECT p.deal_id, p.pickup_point_id, p.cap, p.taken, d.pickup_from >= q.rests_from AND d.pickup_from < q.rests_until, p.community_id FROM deal_place p JOIN deal d ON d.id = p.deal_id JOIN pickup_point q ON q.id = p.pickup_point_id WHERE p.deal_id = ANY($1)";
    const string ClosingsSql = "SELECT from_at, until_at, daily_from, daily_until FROM closing WHERE lifted_at IS NULL AND until_at > $1";
    // What each has of what they ask for, and of every gift.
    const string TakenSql = """
        SELECT t.offer_id, t.person_id, t.quantity FROM unnest($3::uuid[], $4::uuid[]) a(offer, person) JOIN taken t ON t.offer_id = a.offer AND t.person_id = a.person
        UNION SELECT t.offer_id, t.person_id, t.quantity FROM offer o JOIN taken t ON t.offer_id = o.id AND t.person_id = ANY($2) WHERE o.deal_id = ANY($1) AND o.gift_for_first IS NOT NULL
        """;
    // The households of those who ask for what is limited so, and what each has.
    const string HomesSql = """
        SELECT h.person_id, h.community_id, h.household, t.offer_id, t.quantity FROM unnest($1::uuid[], $2::uuid[]) a(person, community)
        JOIN home h ON h.person_id = a.person AND h.community_id = a.community LEFT JOIN taken_home t ON t.household = h.household AND t.offer_id = ANY($3)
        """;
    const string KnownSql = "SELECT i.principal, i.key, i.fingerprint, i.status, i.body FROM unnest($1::uuid[], $2::text[]) a(principal, key) JOIN idempotency i ON i.principal = a.principal AND i.key = a.key";
    const string KeysSql = "SELECT id, key_wrapped FROM person WHERE id = ANY($1)";

    static readonly string OfferGuard = Break.Is("stock") ? "" : " AND (o.stock_limit IS NULL OR o.taken + x.n <= o.stock_limit)";
    static readonly string TakeSql = "UPDATE offer o SET taken = o.taken + x.n FROM unnest($1::uuid[], $2::int[]) x(id, n) WHERE o.id = x.id" + OfferGuard;
    static readonly string PlaceSql = "UPDATE deal_place p SET taken = p.taken + x.n FROM unnest($1::uuid[], $2::uuid[], $3::int[]) x(deal, point, n) WHERE p.deal_id = x.deal AND p.pickup_point_id = x.point"
        + (Break.Is("place-cap") ? "" : " AND p.taken + x.n <= p.cap");
    const string SequenceSql = "UPDATE deal d SET last_sequence = x.n FROM unnest($1::uuid[], $2::int[]) x(id, n) WHERE d.id = x.id AND d.last_sequence < x.n";
    static readonly string TakenUpsertSql =
        "INSERT INTO taken (offer_id, person_id, quantity) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[]) ON CONFLICT (offer_id, person_id) DO UPDATE SET quantity = taken.quantity + excluded.quantity"
        + (Break.Is("limit") ? "" : " WHERE taken.quantity + excluded.quantity <= coalesce((SELECT per_person FROM offer WHERE id = excluded.offer_id), 2147483647)");
    static readonly string TakenHomeUpsertSql =
        "INSERT INTO taken_home (offer_id, household, quantity) SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::int[]) ON CONFLICT (offer_id, household) DO UPDATE SET quantity = taken_home.quantity + excluded.quantity"
        + (Break.Is("household") ? "" : " WHERE taken_home.quantity + excluded.quantity <= (SELECT per_household FROM offer WHERE id = excluded.offer_id)");
    const string OrderHomesSql = "UPDATE orders o SET household = x.h FROM unnest($1::uuid[], $2::bytea[]) x(id, h) WHERE o.id = x.id";
    const string OrdersSql = "INSERT INTO orders (id, deal_id, person_id, pickup_point_id, sequence, amount, note_sealed, placed_at, hold_until) SELECT i, d, p, k, s, a, n, $8, h FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::bigint[], $7::bytea[], $9::bigint[]) x(i, d, p, k, s, a, n, h)";
    const string LinesSql = "INSERT INTO order_line (order_id, offer_id, quantity, price) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[])";
    static readonly string KeepSql = "INSERT INTO idempotency (principal, key, fingerprint, status, body, at) SELECT p, k, f, s, b, $6 FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::int[], $5::text[]) x(p, k, f, s, b)"
        + (Break.Is("idempotency") ? " ON CONFLICT DO NOTHING" : "");
    const string NewsSql = "INSERT INTO outbox (id, name, body, created_at, due_at, attempts) SELECT i, n, b, $4, $4, 0 FROM unnest($1::uuid[], $2::text[], $3::text[]) x(i, n, b)";

    public async Task<IntakeBatch> Begin(IReadOnlyList<Intake.Entry> entries)
    {
        connection ??= await Open();
        transaction = await connection.BeginTransactionAsync();
        var deals = entries.Select(e => e.Ask.DealId.Value).Distinct().Order().ToArray();
        var people = entries.Select(e => e.Ask.PersonId.Value).Distinct().ToArray();
        var asked = entries.SelectMany(e => e.Ask.Lines.Select(l => (Offer: l.OfferId.Value, Person: e.Ask.PersonId.Value))).Distinct().ToArray();
        var writers = entries.Where(e => e.Ask.Note.Length > 0).Select(e => e.Ask.PersonId.Value).Distinct().ToArray();

        await using var reads = new NpgsqlBatch(connection, transaction);
        Add(reads, DealsSql, deals);
        Add(reads, Store.NowMicrosSql);
        Add(reads, OffersSql, deals);
        Add(reads, PlacesSql, deals);
        Add(reads, TakenSql, deals, people, asked.Select(a => a.Offer).ToArray(), asked.Select(a => a.Person).ToArray());
        Add(reads, KnownSql, entries.Select(e => e.Request.Principal).ToArray(), entries.Select(e => e.Request.Key).ToArray());
        // An hour's grace: the instant that decides is the one read above, and this is what the node made of an earlier one.
        Add(reads, ClosingsSql, store.Clock.GetUtcNow().AddHours(-1).UtcTicks);
        if (writers.Length > 0) Add(reads, KeysSql, writers);

        var batch = await Read(reads, deals.Length);
        await ReadHomes(batch, entries);
        return batch;
    }

    static async Task<IntakeBatch> Read(NpgsqlBatch reads, int deals)
    {
        await using var row = await reads.ExecuteReaderAsync();
        var shelves = new List<Shelf>(deals);
        while (await row.ReadAsync())
            shelves.Add(new()
            {
                DealId = new(row.GetGuid(0)), OpenedAt = row.IsDBNull(1) ? null : Instant(row.GetInt64(1)), CutOffDue = Instant(row.GetInt64(2)),
                Closed = row.GetBoolean(3), LastSequence = row.GetInt32(4), Scheduled = row.GetBoolean(5),
            });
        await row.NextResultAsync();
        await row.ReadAsync();
        var batch = new IntakeBatch { Now = Store.FromMicros(row.GetInt64(0)) };
        foreach (var shelf in shelves) batch.Add(shelf);
        await ReadShelves(row, batch);
        await row.NextResultAsync();
        while (await row.ReadAsync())
            batch.Known[(row.GetGuid(0), row.GetString(1))] = (row.GetFieldValue<byte[]>(2), row.GetInt32(3), row.GetString(4));
        await row.NextResultAsync();
        while (await row.ReadAsync()) batch.Shut(new(Instant(row.GetInt64(0)), Instant(row.GetInt64(1)), Maybe(row, 2), Maybe(row, 3)));
        if (await row.NextResultAsync())
            while (await row.ReadAsync()) batch.PersonKeys[new(row.GetGuid(0))] = row.GetFieldValue<byte[]>(1);
        return batch;
    }

    /// <summary>Asked only where somebody wants what is limited per household; the deals are locked by now, so what is counted stands still.</summary>
    async Task ReadHomes(IntakeBatch batch, IReadOnlyList<Intake.Entry> entries)
    {
        var wanted = new HashSet<(Guid Person, Guid Community)>();
        foreach (var ask in entries.Select(e => e.Ask))
            if (batch.Shelves.TryGetValue(ask.DealId, out var shelf) && shelf.AsksHomeFor(ask.Lines) && shelf.Places.TryGetValue(ask.PickupPointId, out var place)) wanted.Add((ask.PersonId.Value, place.CommunityId.Value));
        if (wanted.Count == 0) return;
        var limited = batch.Shelves.Values.SelectMany(s => s.Offers.Values.Where(o => o.PerHousehold is not null).Select(o => (Offer: o.Id.Value, Shelf: s))).ToDictionary(o => o.Offer, o => o.Shelf);
        await using var reads = new NpgsqlBatch(connection, transaction);
        Add(reads, HomesSql, wanted.Select(w => w.Person).ToArray(), wanted.Select(w => w.Community).ToArray(), limited.Keys.ToArray());
        await using var row = await reads.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var home = Household.Of(row.GetFieldValue<byte[]>(2));
            foreach (var shelf in batch.Shelves.Values) shelf.Homes[(new(row.GetGuid(0)), new(row.GetGuid(1)))] = home;
            if (!row.IsDBNull(3)) limited[row.GetGuid(3)].TakenAtHome[(new(row.GetGuid(3)), home)] = row.GetInt32(4);
        }
    }

    /// <summary>Plans are kept for as long as the connection, and one made while a table was small would read it whole when it has grown.</summary>
    async Task<NpgsqlConnection> Open()
    {
        var opened = await store.PostgreSql!.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SET enable_seqscan = off", opened);
        await command.ExecuteNonQueryAsync();
        return opened;
    }

    static async Task ReadShelves(NpgsqlDataReader row, IntakeBatch batch)
    {
        var dealOf = new Dictionary<Guid, Shelf>();
        await row.NextResultAsync();
        while (await row.ReadAsync())
        {
            var shelf = dealOf[row.GetGuid(1)] = batch.Shelves[new(row.GetGuid(0))];
            shelf.Offers[new(row.GetGuid(1))] = new()
            {
                Id = new(row.GetGuid(1)), Name = row.GetString(2), Price = new(row.GetInt64(3)), StockLimit = Maybe(row, 4), PerPerson = Maybe(row, 5),
                GiftForFirst = Maybe(row, 6), Taken = row.GetInt32(7), IsDelivery = row.GetBoolean(8), PerHousehold = Maybe(row, 9),
            };
        }
        await row.NextResultAsync();
        while (await row.ReadAsync()) batch.Shelves[new(row.GetGuid(0))].Places[new(row.GetGuid(1))] = new() { CommunityId = new(row.GetGuid(5)), Cap = Maybe(row, 2), Taken = row.GetInt32(3), Rests = !row.IsDBNull(4) && row.GetBoolean(4) };
        await row.NextResultAsync();
        while (await row.ReadAsync())
            if (dealOf.TryGetValue(row.GetGuid(0), out var shelf)) shelf.TakenBy[(new(row.GetGuid(0)), new(row.GetGuid(1)))] = row.GetInt32(2);
    }

    public async Task Commit(IntakeBatch batch)
    {
        await using var writes = new NpgsqlBatch(connection, transaction);
        var offers = IntakeChanges.Offers(batch);
        var taken = IntakeChanges.Taken(batch);
        if (batch.Orders.Count > 0) AddOrders(writes, batch, offers, taken);
        // Only deals with a cap cost this statement, and one for the whole batch.
        var (places, placesAt) = (IntakeChanges.Places(batch), writes.BatchCommands.Count);
        if (places.Count > 0) Add(writes, PlaceSql, places.Select(p => p.Deal.Value).ToArray(), places.Select(p => p.Place.Value).ToArray(), places.Select(p => p.Change).ToArray());
        var (homes, homesAt) = (IntakeChanges.Homes(batch), writes.BatchCommands.Count);
        if (homes.Count > 0) AddHomes(writes, batch, homes);
        if (batch.Keys.Count > 0)
            Add(writes, KeepSql, batch.Keys.Select(k => k.Principal).ToArray(), batch.Keys.Select(k => k.Key).ToArray(), batch.Keys.Select(k => k.Fingerprint).ToArray(),
                batch.Keys.Select(k => k.Status).ToArray(), batch.Keys.Select(k => k.Body).ToArray(), batch.Now.UtcTicks);
        if (batch.News.Count > 0)
            Add(writes, NewsSql, batch.News.Select(n => n.Id).ToArray(), batch.News.Select(n => n.Name).ToArray(), batch.News.Select(n => n.Body).ToArray(), batch.Now.UtcTicks);
        if (writes.BatchCommands.Count > 0) await writes.ExecuteNonQueryAsync();
        if (batch.Orders.Count > 0)
        {
            IntakeChanges.Assert("offers taken", offers.Count, (int)writes.BatchCommands[0].RecordsAffected);
            IntakeChanges.Assert("limits per person", taken.Count, (int)writes.BatchCommands[2].RecordsAffected);
            if (places.Count > 0) IntakeChanges.Assert("caps of pickup points", places.Count, (int)writes.BatchCommands[placesAt].RecordsAffected);
            if (homes.Count > 0) IntakeChanges.Assert("limits per household", homes.Count, (int)writes.BatchCommands[homesAt].RecordsAffected);
        }
        await transaction!.CommitAsync();
        await transaction.DisposeAsync();
        transaction = null;
    }

    static void AddOrders(NpgsqlBatch writes, IntakeBatch batch, IReadOnlyList<(OfferId Offer, int Change)> offers, IReadOnlyList<(OfferId Offer, PersonId Person, int Change)> taken)
    {
        var orders = batch.Orders;
        var sequences = IntakeChanges.Sequences(batch);
        Add(writes, TakeSql, offers.Select(o => o.Offer.Value).ToArray(), offers.Select(o => o.Change).ToArray());
        Add(writes, SequenceSql, sequences.Select(s => s.Deal.Value).ToArray(), sequences.Select(s => s.Last).ToArray());
        Add(writes, TakenUpsertSql, taken.Select(t => t.Offer.Value).ToArray(), taken.Select(t => t.Person.Value).ToArray(), taken.Select(t => t.Change).ToArray());
        Add(writes, OrdersSql, orders.Select(o => o.Id.Value).ToArray(), orders.Select(o => o.Ask.DealId.Value).ToArray(), orders.Select(o => o.Ask.PersonId.Value).ToArray(),
            orders.Select(o => o.Ask.PickupPointId.Value).ToArray(), orders.Select(o => o.Joined.Sequence).ToArray(), orders.Select(o => o.Joined.Amount.Fen).ToArray(),
            orders.Select(o => o.NoteSealed).ToArray(), batch.Now.UtcTicks, orders.Select(o => o.Joined.HoldUntil.UtcTicks).ToArray());
        var lines = orders.SelectMany(o => o.Joined.Lines.Select(l => (Order: o.Id.Value, l.Offer, l.Quantity, l.Price))).ToList();
        Add(writes, LinesSql, lines.Select(l => l.Order).ToArray(), lines.Select(l => l.Offer.Value).ToArray(), lines.Select(l => l.Quantity).ToArray(), lines.Select(l => l.Price.Fen).ToArray());
    }

    static void AddHomes(NpgsqlBatch writes, IntakeBatch batch, IReadOnlyList<(OfferId Offer, Household Household, int Change)> homes)
    {
        Add(writes, TakenHomeUpsertSql, homes.Select(h => h.Offer.Value).ToArray(), homes.Select(h => h.Household.Bytes).ToArray(), homes.Select(h => h.Change).ToArray());
        var counted = batch.Orders.Where(o => o.Joined.Household is not null).ToList();
        Add(writes, OrderHomesSql, counted.Select(o => o.Id.Value).ToArray(), counted.Select(o => o.Joined.Household!.Value.Bytes).ToArray());
    }

    static void Add(NpgsqlBatch batch, string sql, params object[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in parameters)
            command.Parameters.Add(value is byte[]?[] bytes
                ? new NpgsqlParameter { Value = bytes, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea }
                : new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }

    static int? Maybe(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);

    public async Task Reset()
    {
        try
        {
            if (transaction is not null) await transaction.DisposeAsync();
            if (connection is not null) await connection.DisposeAsync();
        }
        catch (Exception) { /* the connection is broken already; the next batch opens another */ }
        (transaction, connection) = (null, null);
    }

    public async ValueTask DisposeAsync() => await Reset();
}

/// <summary>What a decided batch changes, told apart from what it read.</summary>
internal static class IntakeChanges
{
    public static List<(OfferId Offer, int Change)> Offers(IntakeBatch batch) =>
        [.. batch.Orders.SelectMany(o => o.Joined.Lines).GroupBy(l => l.Offer).Select(g => (g.Key, g.Sum(l => l.Quantity))).OrderBy(c => c.Key.Value)];

    public static List<(OfferId Offer, PersonId Person, int Change)> Taken(IntakeBatch batch) =>
        [.. batch.Orders.SelectMany(o => o.Joined.Lines.Select(l => (l.Offer, o.Ask.PersonId, l.Quantity))).GroupBy(l => (l.Offer, l.PersonId))
            .Select(g => (g.Key.Offer, g.Key.PersonId, g.Sum(l => l.Quantity))).OrderBy(c => c.Offer.Value).ThenBy(c => c.PersonId.Value)];

    public static List<(DealId Deal, int Last)> Sequences(IntakeBatch batch) =>
        [.. batch.Shelves.Values.Where(s => s.LastSequence != batch.LastBefore[s.DealId]).Select(s => (s.DealId, s.LastSequence)).OrderBy(s => s.DealId.Value)];

    public static List<(DealId Deal, PickupPointId Place, int Change)> Places(IntakeBatch batch) =>
        [.. batch.Shelves.Values.SelectMany(s => s.PlaceChanges.Select(c => (s.DealId, c.Key, c.Value))).OrderBy(c => c.DealId.Value).ThenBy(c => c.Key.Value)];

    public static List<(OfferId Offer, Household Household, int Change)> Homes(IntakeBatch batch) =>
        [.. batch.Shelves.Values.SelectMany(s => s.HomeChanges.Select(c => (c.Key.Offer, c.Key.Household, c.Value))).OrderBy(c => c.Offer.Value).ThenBy(c => c.Household.Hex, StringComparer.Ordinal)];

    /// <summary>The rule has been decided already; the database's own guard must agree, or the whole batch is rolled back.</summary>
    public static void Assert(string what, int expected, int affected)
    {
        if (expected != affected) throw new GuardDisagreed(what, expected, affected);
    }
}
