// The evening rush: gathers the joins that have arrived and writes them all in one transaction, so that lock and fsync are shared.
using System.Threading.Channels;
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaoLin.Trade;

/// <summary>
/// One per node. Correct with any number of nodes, because every batch decides under the database's locks;
/// fast because a batch pays for one lock and one commit. Nothing remote is called and no money moves inside it.
/// </summary>
public sealed class Intake : BackgroundService
{
    public const int QueueMax = 4096;
    public const int BatchMax = 256;
    /// <summary>So many joins for one commit are a rush, which other work lets pass.</summary>
    const int RushFrom = 32;
    const int TriesMax = 3;

    readonly Channel<Entry> queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(QueueMax) { SingleReader = true });
    readonly Store store;
    readonly TradeSettings settings;
    readonly Sealing sealing;
    readonly ILogger<Intake> log;
    readonly IIntakeSql sql;

    public Intake(Store store, TradeSettings settings, Sealing sealing, ILogger<Intake> log)
    {
        (this.store, this.settings, this.sealing, this.log) = (store, settings, sealing, log);
        sql = store.PostgreSql is not null ? new IntakePostgreSql(store) : new IntakeSqlite(store);
    }

    internal sealed record Entry(JoinDeal.Ask Ask, IdempotentRequest Request)
    {
        public TaskCompletionSource<Outcome<RememberedAnswer>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public byte[]? NoteSealed { get; set; }
    }

    /// <summary>Queues one join; a full queue is refused early rather than late.</summary>
    public Task<Outcome<RememberedAnswer>> Enter(JoinDeal.Ask ask, IdempotentRequest request)
    {
        var entry = new Entry(ask, request);
        return queue.Writer.TryWrite(entry) ? entry.Answer.Task : Task.FromResult<Outcome<RememberedAnswer>>(JoinDeal.Busy);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Entry>(BatchMax);
        try
        {
            while (await queue.Reader.WaitToReadAsync(stoppingToken))
            {
                batch.Clear();
                // Let those who are being parsed this very moment come along; the commit before this one was wait enough for the others.
                if (queue.Reader.Count < BatchMax) await Task.Yield();
                while (batch.Count < BatchMax && queue.Reader.TryRead(out var entry)) batch.Add(entry);
                if (batch.Count >= RushFrom) store.Rush.Feel();
                await Write(batch);
            }
        }
        catch (OperationCanceledException) { }
        finally
        {
            TurnAway();
            await sql.DisposeAsync();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // A node that is stopped before it has begun never reaches the end of its work; nobody may wait there for ever.
        TurnAway();
    }

    void TurnAway()
    {
        queue.Writer.TryComplete();
        while (queue.Reader.TryRead(out var left)) left.Answer.TrySetResult(JoinDeal.Busy);
    }

    async Task Write(List<Entry> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = await WriteOnce(batch);
                if (result.Orders.Count > 0)
                {
                    foreach (var deal in result.Shelves.Keys) store.Stirrings.Stir(deal.Value);
                    store.NewsBell.Ring();
                }
                for (var i = 0; i < batch.Count; i++) batch[i].Answer.TrySetResult(result.Answers[i]);
                return;
            }
            catch (Exception fault)
            {
                await sql.Reset();
                if (attempt < TriesMax) continue;
                if (fault is GuardDisagreed && batch.Count > 1)
                {
                    // Something is wrong with what one of them wants; the others must not suffer for it.
                    foreach (var entry in batch) await Write([entry]);
                    return;
                }
                log.LogError(fault, "a batch of {Count} joins could not be written", batch.Count);
                foreach (var entry in batch) entry.Answer.TrySetException(fault);
                return;
            }
        }
    }

    async Task<IntakeBatch> WriteOnce(List<Entry> entries)
    {
        using var turn = await store.Lane.Enter();
        var batch = await sql.Begin(entries);
        foreach (var entry in entries.Where(e => e.Ask.Note.Length > 0 && batch.PersonKeys.ContainsKey(e.Ask.PersonId)))
            entry.NoteSealed = sealing.Seal(batch.PersonKeys[entry.Ask.PersonId], entry.Ask.Note);
        DecideAll(batch, entries, settings.Hold);
        if (Break.Is("news")) batch.News.Clear();
        if (Break.Is("ack-before-commit")) await AnswerTooEarly(batch, entries);
        await sql.Commit(batch);
        return batch;
    }

    static Task AnswerTooEarly(IntakeBatch batch, IReadOnlyList<Entry> entries)
    {
        for (var i = 0; i < entries.Count; i++) entries[i].Answer.TrySetResult(batch.Answers[i]);
        return Task.Delay(50);
    }

    /// <summary>Answers every entry: from memory of its key, by refusing it, or by letting it in. One refusal never sinks its batch.</summary>
    internal static void DecideAll(IntakeBatch batch, IReadOnlyList<Entry> entries, TimeSpan hold)
    {
        var joined = new Dictionary<DealId, List<DealJoined.Neighbour>>();
        foreach (var entry in entries)
        {
            var (ask, request) = (entry.Ask, entry.Request);
            if (batch.Known.TryGetValue((request.Principal, request.Key), out var known) && !Break.Is("idempotency"))
            {
                batch.Answers.Add(known.Fingerprint.AsSpan().SequenceEqual(request.Fingerprint)
                    ? new RememberedAnswer(known.Status, known.Body, Replayed: true)
                    : Idempotency.KeyReused);
                continue;
            }
            var outcome = batch.Shelves.TryGetValue(ask.DealId, out var shelf) ? JoinDeal.Decide(shelf, ask, hold, batch.Now) : Deal.Missing;
            if (outcome.Refused)
            {
                // A conflict may end differently tomorrow, so its answer is kept with its key; a malformed ask is malformed each time.
                if (outcome.Refusal!.Status == 409) batch.Keep(request, 409, Problem.Json(outcome.Refusal));
                batch.Answers.Add(outcome.Refusal.Status == 409 ? new RememberedAnswer(409, Problem.Json(outcome.Refusal), Replayed: false) : outcome.Refusal);
                continue;
            }
            var yes = outcome.Value;
            JoinDeal.Evolve(shelf!, ask.PersonId, yes);
            var orderId = Ids.New<OrderId>(batch.Now);
            batch.Orders.Add(new(orderId, ask, yes, entry.NoteSealed));
            var body = JoinDeal.ToJson(new(orderId.Value, yes.Sequence, yes.Amount.Fen, yes.HoldUntil, yes.Gifts));
            batch.Keep(request, 201, body);
            batch.Answers.Add(new RememberedAnswer(201, body, Replayed: false));
            if (!joined.TryGetValue(ask.DealId, out var neighbours)) joined[ask.DealId] = neighbours = [];
            neighbours.Add(new(orderId.Value, ask.PersonId.Value, yes.Sequence, yes.HoldUntil));
        }
        foreach (var (deal, neighbours) in joined)
            batch.News.Add(OutboxRow.Of(new DealJoined(deal.Value, neighbours), batch.Now));
    }
}

/// <summary>One transaction of the intake: what was locked and read, and what is to be written.</summary>
internal sealed class IntakeBatch
{
    public required DateTimeOffset Now { get; init; }
    public Dictionary<DealId, Shelf> Shelves { get; } = [];
    /// <summary>Each deal's last number as it was read.</summary>
    public Dictionary<DealId, int> LastBefore { get; } = [];
    public Dictionary<PersonId, byte[]> PersonKeys { get; } = [];
    public Dictionary<(Guid Principal, string Key), (byte[] Fingerprint, int Status, string Body)> Known { get; } = [];
    public List<Outcome<RememberedAnswer>> Answers { get; } = [];
    public List<NewOrder> Orders { get; } = [];
    public List<IdempotencyRow> Keys { get; } = [];
    public List<OutboxRow> News { get; } = [];

    public sealed record NewOrder(OrderId Id, JoinDeal.Ask Ask, JoinDeal.Joined Joined, byte[]? NoteSealed);

    public void Add(Shelf shelf) => (Shelves[shelf.DealId], LastBefore[shelf.DealId]) = (shelf, shelf.LastSequence);

    /// <summary>Closing hours are the whole shop's, so every deal is shut by them.</summary>
    public void Shut(ShutHours hours)
    {
        foreach (var shelf in Shelves.Values) shelf.Closings.Add(hours);
    }

    public void Keep(IdempotentRequest request, int status, string body)
    {
        Known[(request.Principal, request.Key)] = (request.Fingerprint, status, body);
        Keys.Add(new() { Principal = request.Principal, Key = request.Key, Fingerprint = request.Fingerprint, Status = status, Body = body, At = Now });
    }
}

/// <summary>A guard in the database found what the rule had allowed to be too much: the books of the shelf are wrong.</summary>
internal sealed class GuardDisagreed(string what, int expected, int affected) : Exception($"the guard of {what} disagrees: {affected} of {expected} rows");

/// <summary>The two texts of the intake, side by side: one per database.</summary>
internal interface IIntakeSql : IAsyncDisposable
{
    /// <summary>Opens the transaction, locks the deals in id order and reads everything the decisions need.</summary>
    Task<IntakeBatch> Begin(IReadOnlyList<Intake.Entry> entries);
    /// <summary>Writes the batch under its guards and commits; returns only when it is durable.</summary>
    Task Commit(IntakeBatch batch);
    /// <summary>Drops a broken connection.</summary>
    Task Reset();
}
