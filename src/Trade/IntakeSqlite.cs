// The intake's SQL on SQLite: one connection of its own with prepared statements, under the node's write lane.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.Data.Sqlite;

namespace HaoLin.Trade;

internal sealed class IntakeSqlite(Store store) : IIntakeSql
{
    const string DealSql = "SELECT opened_at, cut_off_due, cut_off_at IS NOT NULL OR completed_at IS NOT NULL OR cancelled_at IS NOT NULL, last_sequence, scheduled_at IS NOT NULL FROM deal WHERE id = $1";
    const string OffersSql = "SELECT id, name, price, stock_limit, per_person, gift_for_first, taken, is_delivery, per_household FROM offer WHERE deal_id = $1 ORDER BY id";
    const string PlacesSql = "SELECT p.pickup_point_id, p.cap, p.taken, d.pickup_from >= q.rests_from AND d.pickup_from < q.rests_until, p.community_id FROM deal_place p JOIN deal d ON d.id = p.deal_id JOIN pickup_point q ON q.id = p.pickup_point_id WHERE p.deal_id = $1";
    const string ClosingsSql = "SELECT from_at, until_at, daily_from, daily_until FROM closing WHERE lifted_at IS NULL AND until_at > $1";
    const string TakenSql = "SELECT quantity FROM taken WHERE offer_id = $1 AND person_id = $2";
    const string HomeSql = "SELECT household FROM home WHERE person_id = $1 AND community_id = $2";
    const string TakenHomeSql = "SELECT quantity FROM taken_home WHERE offer_id = $1 AND household = $2";
    const string KnownSql = "SELECT fingerprint, status, body FROM idempotency WHERE principal = $1 AND key = $2";
    const string KeySql = "SELECT key_wrapped FROM person WHERE id = $1";

    static readonly string TakeSql = "UPDATE offer SET taken = taken + $2 WHERE id = $1" + (Break.Is("stock") ? "" : " AND (stock_limit IS NULL OR taken + $2 <= stock_limit)");
    static readonly string PlaceSql = "UPDATE deal_place SET taken = taken + $3 WHERE deal_id = $1 AND pickup_point_id = $2" + (Break.Is("place-cap") ? "" : " AND taken + $3 <= cap");
    const string SequenceSql = "UPDATE deal SET last_sequence = $2 WHERE id = $1 AND last_sequence < $2";
    static readonly string TakenUpsertSql =
        "INSERT INTO taken (offer_id, person_id, quantity) VALUES ($1, $2, $3) ON CONFLICT (offer_id, person_id) DO UPDATE SET quantity = taken.quantity + excluded.quantity"
        + (Break.Is("limit") ? "" : " WHERE taken.quantity + excluded.quantity <= coalesce((SELECT per_person FROM offer WHERE id = excluded.offer_id), 2147483647)");
    static readonly string TakenHomeUpsertSql =
        "INSERT INTO taken_home (offer_id, household, quantity) VALUES ($1, $2, $3) ON CONFLICT (offer_id, household) DO UPDATE SET quantity = taken_home.quantity + excluded.quantity"
        + (Break.Is("household") ? "" : " WHERE taken_home.quantity + excluded.quantity <= (SELECT per_household FROM offer WHERE id = excluded.offer_id)");
    const string OrderHomeSql = "UPDATE orders SET household = $2 WHERE id = $1";
    const string OrderSql = "INSERT INTO orders (id, deal_id, person_id, pickup_point_id, sequence, amount, note_sealed, placed_at, hold_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    const string LineSql = "INSERT INTO order_line (order_id, offer_id, quantity, price) VALUES ($1, $2, $3, $4)";
    static readonly string KeepSql = "INSERT INTO idempotency (principal, key, fingerprint, status, body, at) VALUES ($1, $2, $3, $4, $5, $6)" + (Break.Is("idempotency") ? " ON CONFLICT DO NOTHING" : "");
    const string NewsSql = "INSERT INTO outbox (id, name, body, created_at, due_at, attempts) VALUES ($1, $2, $3, $4, $4, 0)";

    readonly Dictionary<string, SqliteCommand> prepared = [];
    SqliteConnection? connection;
    SqliteTransaction? transaction;

    public async Task<IntakeBatch> Begin(IReadOnlyList<Intake.Entry> entries)
    {
        connection ??= (SqliteConnection)await store.OpenConnection();
        transaction = connection.BeginTransaction(deferred: false);
        var batch = new IntakeBatch { Now = store.Clock.GetUtcNow() };
        foreach (var deal in entries.Select(e => e.Ask.DealId).Distinct()) ReadShelf(batch, deal);
        using (var row = Query(ClosingsSql, batch.Now.UtcTicks))
            while (row.Read()) batch.Shut(new(new(row.GetInt64(0), TimeSpan.Zero), new(row.GetInt64(1), TimeSpan.Zero), Maybe(row, 2), Maybe(row, 3)));
        foreach (var entry in entries)
        {
            var (ask, request) = (entry.Ask, entry.Request);
            if (batch.Shelves.TryGetValue(ask.DealId, out var shelf))
            {
                ReadTaken(shelf, ask);
                if (shelf.AsksHomeFor(ask.Lines)) ReadHome(shelf, ask);
            }
            using (var row = Query(KnownSql, request.Principal, request.Key))
                if (row.Read()) batch.Known[(request.Principal, request.Key)] = ((byte[])row.GetValue(0), row.GetInt32(1), row.GetString(2));
            if (ask.Note.Length == 0 || batch.PersonKeys.ContainsKey(ask.PersonId)) continue;
            using var key = Query(KeySql, ask.PersonId.Value);
            if (key.Read()) batch.PersonKeys[ask.PersonId] = (byte[])key.GetValue(0);
        }
        return batch;
    }

    void ReadShelf(IntakeBatch batch, DealId id)
    {
        Shelf shelf;
        using (var row = Query(DealSql, id.Value))
        {
            if (!row.Read()) return;
            shelf = new()
            {
                DealId = id, OpenedAt = row.IsDBNull(0) ? null : new DateTimeOffset(row.GetInt64(0), TimeSpan.Zero),
                CutOffDue = new(row.GetInt64(1), TimeSpan.Zero), Closed = row.GetBoolean(2), LastSequence = row.GetInt32(3), Scheduled = row.GetBoolean(4),
            };
        }
        using (var row = Query(OffersSql, id.Value))
            while (row.Read())
                shelf.Offers[new(row.GetGuid(0))] = new()
                {
                    Id = new(row.GetGuid(0)), Name = row.GetString(1), Price = new(row.GetInt64(2)), StockLimit = Maybe(row, 3), PerPerson = Maybe(row, 4),
                    GiftForFirst = Maybe(row, 5), Taken = row.GetInt32(6), IsDelivery = row.GetBoolean(7), PerHousehold = Maybe(row, 8),
                };
        using (var row = Query(PlacesSql, id.Value))
            while (row.Read()) shelf.Places[new(row.GetGuid(0))] = new() { CommunityId = new(row.GetGuid(4)), Cap = Maybe(row, 1), Taken = row.GetInt32(2), Rests = !row.IsDBNull(3) && row.GetBoolean(3) };
        batch.Add(shelf);
    }

    void ReadTaken(Shelf shelf, JoinDeal.Ask ask)
    {
        foreach (var offer in shelf.Offers.Values)
        {
            if (shelf.TakenBy.ContainsKey((offer.Id, ask.PersonId))) continue;
            if (offer.GiftForFirst is null && !ask.Lines.Any(l => l.OfferId == offer.Id)) continue;
            using var row = Query(TakenSql, offer.Id.Value, ask.PersonId.Value);
            shelf.TakenBy[(offer.Id, ask.PersonId)] = row.Read() ? row.GetInt32(0) : 0;
        }
    }

    void ReadHome(Shelf shelf, JoinDeal.Ask ask)
    {
        if (!shelf.Places.TryGetValue(ask.PickupPointId, out var place)) return;
        if (shelf.HomeOf(ask.PersonId, place) is null)
        {
            using var row = Query(HomeSql, ask.PersonId.Value, place.CommunityId.Value);
            if (!row.Read()) return;
            shelf.Homes[(ask.PersonId, place.CommunityId)] = Household.Of((byte[])row.GetValue(0));
        }
        var home = shelf.HomeOf(ask.PersonId, place)!.Value;
        foreach (var offer in shelf.Offers.Values.Where(o => o.PerHousehold is not null && !shelf.TakenAtHome.ContainsKey((o.Id, home))))
        {
            using var row = Query(TakenHomeSql, offer.Id.Value, home.Bytes);
            shelf.TakenAtHome[(offer.Id, home)] = row.Read() ? row.GetInt32(0) : 0;
        }
    }

    public Task Commit(IntakeBatch batch)
    {
        var offers = batch.Orders.Count == 0 ? [] : IntakeChanges.Offers(batch);
        var taken = batch.Orders.Count == 0 ? [] : IntakeChanges.Taken(batch);
        IntakeChanges.Assert("offers taken", offers.Count, offers.Sum(o => Run(TakeSql, o.Offer.Value, o.Change)));
        foreach (var (deal, last) in IntakeChanges.Sequences(batch)) Run(SequenceSql, deal.Value, last);
        var places = IntakeChanges.Places(batch);
        IntakeChanges.Assert("caps of pickup points", places.Count, places.Sum(p => Run(PlaceSql, p.Deal.Value, p.Place.Value, p.Change)));
        IntakeChanges.Assert("limits per person", taken.Count, taken.Sum(t => Run(TakenUpsertSql, t.Offer.Value, t.Person.Value, t.Change)));
        var homes = IntakeChanges.Homes(batch);
        IntakeChanges.Assert("limits per household", homes.Count, homes.Sum(h => Run(TakenHomeUpsertSql, h.Offer.Value, h.Household.Bytes, h.Change)));
        foreach (var order in batch.Orders)
        {
            Run(OrderSql, order.Id.Value, order.Ask.DealId.Value, order.Ask.PersonId.Value, order.Ask.PickupPointId.Value, order.Joined.Sequence, order.Joined.Amount.Fen,
                order.NoteSealed ?? (object)DBNull.Value, batch.Now.UtcTicks, order.Joined.HoldUntil.UtcTicks);
            if (order.Joined.Household is { } home) Run(OrderHomeSql, order.Id.Value, home.Bytes);
            foreach (var (offer, quantity, price) in order.Joined.Lines) Run(LineSql, order.Id.Value, offer.Value, quantity, price.Fen);
        }
        foreach (var key in batch.Keys) Run(KeepSql, key.Principal, key.Key, key.Fingerprint, key.Status, key.Body, batch.Now.UtcTicks);
        foreach (var news in batch.News) Run(NewsSql, news.Id, news.Name, news.Body, batch.Now.UtcTicks);
        transaction!.Commit();
        transaction.Dispose();
        transaction = null;
        return Task.CompletedTask;
    }

    SqliteCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection!.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i });
            prepared[sql] = command;
        }
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        return command;
    }

    SqliteDataReader Query(string sql, params ReadOnlySpan<object> values) => Command(sql, values).ExecuteReader();

    int Run(string sql, params ReadOnlySpan<object> values) => Command(sql, values).ExecuteNonQuery();

    static int? Maybe(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    public Task Reset()
    {
        foreach (var command in prepared.Values) command.Dispose();
        prepared.Clear();
        transaction?.Dispose();
        connection?.Dispose();
        (transaction, connection) = (null, null);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await Reset();
}
