// Remembers the answer to each costly request by (who, key), so that a retry never does it twice (IETF draft Idempotency-Key).
using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Kernel;

/// <summary>One remembered answer; kept 7 days. The key belongs to its principal, so nobody can be given another's answer.</summary>
public sealed class IdempotencyRow
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    public required Guid Principal { get; init; }
    public required string Key { get; init; }
    /// <summary>SHA-256 of method, path and body.</summary>
    public required byte[] Fingerprint { get; init; }
    public required int Status { get; init; }
    public required string Body { get; init; }
    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<IdempotencyRow>
    {
        public void Configure(EntityTypeBuilder<IdempotencyRow> row)
        {
            row.ToTable("idempotency").HasKey(r => new { r.Principal, r.Key });
            row.HasIndex(r => r.At).HasDatabaseName("idempotency_at");
        }
    }
}

/// <summary>A costly request as its sender named it.</summary>
public sealed record IdempotentRequest(Guid Principal, string Key, byte[] Fingerprint);

/// <summary>The status and body to send, whether made now or remembered.</summary>
public sealed record RememberedAnswer(int Status, string Body, bool Replayed);

public static class Idempotency
{
    public static readonly Refusal KeyMissing = new("idempotency.key-missing", 400, "请求缺少 Idempotency-Key", "This request needs an Idempotency-Key header.");
    public static readonly Refusal KeyMalformed = new("idempotency.key-malformed", 400, "Idempotency-Key 须为 1 到 255 个可见字符", "The Idempotency-Key must be 1 to 255 visible ASCII characters.");
    public static readonly Refusal KeyReused = new("idempotency.key-reused", 422, "同一个 Idempotency-Key 已用于另一个请求", "This Idempotency-Key was used for a different request.");
    public static readonly Refusal InFlight = new("idempotency.in-flight", 409, "同一个请求正在处理，请稍候再试", "The same request is still being handled; try again shortly.");

    static readonly ConcurrentDictionary<(Guid, string), byte> Running = new();

    /// <summary>The key as sent, quoted (a structured-field string) or bare; null when it is not a usable key.</summary>
    public static string? Parse(string? header)
    {
        if (header is null) return null;
        var text = header.Trim();
        if (text.Length >= 2 && text[0] == '"' && text[^1] == '"') text = text[1..^1];
        return text.Length is > 0 and <= 255 && text.All(c => c is > ' ' and <= '~') ? text : null;
    }

    /// <summary>Runs the deed once for its key: the answer is saved in the deed's own transaction. Refusals are remembered too; a fault is not.</summary>
    public static Task<Outcome<RememberedAnswer>> Once(Store store, IdempotentRequest request, Func<Work, Task<Outcome<(int Status, string Body)>>> deed, Func<Refusal, (int Status, string Body)> say) =>
        UnlessRemembered(store, request, async () =>
        {
            Refusal? refused = null;
            var done = await store.Write<RememberedAnswer>(async work =>
            {
                var outcome = await deed(work);
                if (outcome.Refused) { refused = outcome.Refusal; return outcome.Refusal!; }
                return Keep(work, request, outcome.Value.Status, outcome.Value.Body);
            }, unlessKnown: () => Remembered(store, request));
            if (refused is null || done is { Refused: false } ) return done;
            // A refused deed was rolled back; its answer is kept in a transaction of its own.
            return await store.Write<RememberedAnswer>(work =>
            {
                var (status, body) = say(refused);
                return Task.FromResult<Outcome<RememberedAnswer>>(Keep(work, request, status, body));
            }, unlessKnown: () => Remembered(store, request));
        });

    /// <summary>Runs a deed of several transactions that is harmless to repeat, and keeps its answer after it. An unknown outcome (5xx) is not kept: the retry finds out.</summary>
    public static Task<Outcome<RememberedAnswer>> Around(Store store, IdempotentRequest request, Func<Task<Outcome<(int Status, string Body)>>> deed, Func<Refusal, (int Status, string Body)> say) =>
        UnlessRemembered(store, request, async () =>
        {
            var outcome = await deed();
            if (outcome.Refusal is { Status: >= 500 } unknown) return unknown;
            var (status, body) = outcome.Refused ? say(outcome.Refusal!) : outcome.Value;
            return await store.Write(work => Task.FromResult<Outcome<RememberedAnswer>>(Keep(work, request, status, body)), unlessKnown: () => Remembered(store, request));
        });

    static async Task<Outcome<RememberedAnswer>> UnlessRemembered(Store store, IdempotentRequest request, Func<Task<Outcome<RememberedAnswer>>> deed)
    {
        var running = (request.Principal, request.Key);
        if (!Running.TryAdd(running, 0)) return InFlight;
        try { return await Remembered(store, request) ?? await deed(); }
        finally { Running.TryRemove(running, out _); }
    }

    static RememberedAnswer Keep(Work work, IdempotentRequest request, int status, string body)
    {
        work.Db.Add(new IdempotencyRow { Principal = request.Principal, Key = request.Key, Fingerprint = request.Fingerprint, Status = status, Body = body, At = work.Now });
        return new(status, body, Replayed: false);
    }

    static async Task<Outcome<RememberedAnswer>?> Remembered(Store store, IdempotentRequest request)
    {
        await using var db = store.Open();
        var row = await db.Set<IdempotencyRow>().AsNoTracking().FirstOrDefaultAsync(r => r.Principal == request.Principal && r.Key == request.Key);
        if (row is null) return null;
        return row.Fingerprint.AsSpan().SequenceEqual(request.Fingerprint) ? new RememberedAnswer(row.Status, row.Body, Replayed: true) : KeyReused;
    }

    /// <summary>Forgets answers older than seven days; a daily run.</summary>
    public static Task Forget(Work work) =>
        work.Db.Set<IdempotencyRow>().Where(r => r.At < work.Now - IdempotencyRow.KeptFor).ExecuteDeleteAsync();
}
