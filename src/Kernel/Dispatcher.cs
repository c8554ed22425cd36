// Carries news from the outbox to its hearers: in batches, by several workers, at least once, with each effect exactly once.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaoLin.Kernel;

public sealed class Dispatcher(Store store, Hearings hearings, ILogger<Dispatcher> log) : BackgroundService
{
    public const int BatchMax = 64;
    /// <summary>In a rush a little news is carried once a second by each worker: nothing stands still, and the rest is caught up with afterwards.</summary>
    const int BatchInRush = 16;
    static readonly TimeSpan RushPause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, store.PostgreSql is null ? 1 : 2).Select(_ => Work(stoppingToken)));

    async Task Work(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var carried = await CarryBatch(store.Rush.IsOn ? BatchInRush : BatchMax);
                if (store.Rush.IsOn) await Task.Delay(RushPause, store.Clock, stop);
                else if (carried < BatchInRush) await store.NewsBell.Wait(Poll, store.Clock, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested) { return; }
            catch (Exception fault)
            {
                log.LogError(fault, "the outbox could not be read; trying again");
                await Task.Delay(Poll, store.Clock, stop).ContinueWith(_ => { }, CancellationToken.None);
            }
        }
    }

    /// <summary>Claims what is due and hands it to its hearers; answers how many messages it claimed.</summary>
    public async Task<int> CarryBatch(int most = BatchMax)
    {
        var claimed = await Claim(most);
        if (claimed.Count == 0) return 0;
        try { await store.Write(work => Hear(work, claimed)); }
        catch (Exception) when (claimed.Count > 1)
        {
            // One bad message must not hold up its neighbours: each gets a transaction of its own.
            foreach (var message in claimed) await HearAlone(message);
        }
        catch (Exception fault) { await PutOff(claimed[0], fault); }
        return claimed.Count;
    }

    async Task HearAlone(OutboxRow message)
    {
        try { await store.Write(work => Hear(work, [message])); }
        catch (Exception fault) { await PutOff(message, fault); }
    }

    async Task Hear(Work work, IReadOnlyList<OutboxRow> messages)
    {
        var ids = messages.Select(m => m.Id).ToArray();
        var heard = (await work.Db.Set<InboxRow>().AsNoTracking().Where(i => ids.Contains(i.MessageId)).Select(i => new { i.MessageId, i.Hearer }).ToListAsync())
            .Select(i => (i.MessageId, i.Hearer)).ToHashSet();
        foreach (var message in messages)
        {
            foreach (var hearer in hearings.For(message.Name))
            {
                if (!Break.Is("inbox") && heard.Contains((message.Id, hearer.Name))) continue;
                if (!Break.Is("inbox")) work.Db.Add(new InboxRow { MessageId = message.Id, Hearer = hearer.Name, At = work.Now });
                await hearer.Hear(work, message);
            }
        }
        if (Break.Is("inbox") && ids[0].GetHashCode() % 4 == 0) { await work.Db.SaveChangesAsync(); return; }
        await work.Db.Set<OutboxRow>().Where(m => ids.Contains(m.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.DoneAt, work.Now).SetProperty(m => m.LockedUntil, (DateTimeOffset?)null));
    }

    async Task<List<OutboxRow>> Claim(int most)
    {
        using var turn = await store.Lane.Enter();
        await using var db = store.Open();
        var now = (await store.Now(db)).UtcTicks;
        var skip = store.PostgreSql is null ? "" : "FOR UPDATE SKIP LOCKED";
#pragma warning disable EF1002 // the text is ours; only the locking clause differs between the databases
        return await db.Set<OutboxRow>().FromSqlRaw(
            $$"""
            UPDATE outbox SET locked_until = {0}, attempts = attempts + 1
            WHERE id IN (SELECT id FROM outbox WHERE done_at IS NULL AND due_at <= {1} AND (locked_until IS NULL OR locked_until < {1})
                         ORDER BY due_at LIMIT {2} {{skip}})
            RETURNING *
            """, now + Lease.Ticks, now, most).AsNoTracking().ToListAsync();
#pragma warning restore EF1002
    }

    /// <summary>Tries again after 2, 4, 8 … seconds, at most an hour apart; the reason stays on the row for whoever looks.</summary>
    async Task PutOff(OutboxRow message, Exception fault)
    {
        log.LogError(fault, "{Fact} {Id} could not be heard (attempt {Attempt})", message.Name, message.Id, message.Attempts);
        var wait = TimeSpan.FromSeconds(Math.Min(3600, Math.Pow(2, Math.Min(message.Attempts, 12))));
        await store.Write(work => work.Db.Set<OutboxRow>().Where(m => m.Id == message.Id).ExecuteUpdateAsync(set => set
            .SetProperty(m => m.LockedUntil, work.Now + wait)
            .SetProperty(m => m.Error, fault.GetType().Name + ": " + fault.Message)));
    }

    /// <summary>Drops what was heard more than seven days ago, with its inbox rows; a daily run.</summary>
    public static async Task Forget(Work work)
    {
        var before = work.Now - TimeSpan.FromDays(7);
        await work.Db.Set<InboxRow>().Where(i => i.At < before).ExecuteDeleteAsync();
        await work.Db.Set<OutboxRow>().Where(m => m.DoneAt != null && m.DoneAt < before).ExecuteDeleteAsync();
    }
}
