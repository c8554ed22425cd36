// Keeps the last answer about each deal while nothing of it has changed here, and never longer than a second.
using System.Collections.Concurrent;
using HaoLin.Kernel;

namespace HaoLin.Trade;

public sealed class DealBoard(Store store, Sealing sealing)
{
    public static readonly TimeSpan OldestAnswer = TimeSpan.FromSeconds(1);
    const int DealsMax = 2000;

    readonly ConcurrentDictionary<DealId, Lazy<Task<Kept>>> kept = new();

    sealed record Kept(Outcome<ShowDeal.Answer> Answer, long Version, DateTimeOffset At);

    public async Task<Outcome<ShowDeal.Answer>> Show(DealId id)
    {
        var version = store.Stirrings.Version(id.Value);
        if (kept.TryGetValue(id, out var found) && await Fresh(found, version) is { } known) return known;
        if (kept.Count > DealsMax) kept.Clear();
        // Whoever comes while the question is being asked shares its answer.
        var asked = new Lazy<Task<Kept>>(() => Ask(id, version));
        var mine = kept.AddOrUpdate(id, asked, (_, other) => ReferenceEquals(other, found) || other.Value.IsCompleted ? asked : other);
        try { return (await mine.Value).Answer; }
        catch { kept.TryRemove(id, out _); throw; }
    }

    async Task<Outcome<ShowDeal.Answer>?> Fresh(Lazy<Task<Kept>> found, long version)
    {
        if (!found.IsValueCreated || !found.Value.IsCompletedSuccessfully) return null;
        var answer = await found.Value;
        return answer.Version == version && store.Clock.GetUtcNow() - answer.At < OldestAnswer ? answer.Answer : (Outcome<ShowDeal.Answer>?)null;
    }

    async Task<Kept> Ask(DealId id, long version)
    {
        var at = store.Clock.GetUtcNow();
        return new(await store.Read(db => ShowDeal.Handle(db, sealing, id)), version, at);
    }
}
