// Keeps the last answer about each deal while nothing of it has changed here, and never longer than a second.
using System.Collections.Concurrent;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public sealed class DealBoard(Store store, Sealing sealing)
{
    public static readonly TimeSpan OldestAnswer = TimeSpan.FromSeconds(1);
    const int DealsMax = 2000;

    readonly ConcurrentDictionary<DealId, Lazy<Task<Kept>>> kept = new();

    readonly ConcurrentDictionary<CommunityId, (IReadOnlyList<DealId> Ids, DateTimeOffset At, long Version)> lists = new();

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
        var answer = await store.Read(db => ShowDeal.Handle(db, sealing, id));
        return new(answer, version, store.Clock.GetUtcNow());
    }

    /// <summary>What can be joined or is under way, asked at most once a second per community.</summary>
    public async Task<IReadOnlyList<ShowDeal.Answer>> List(CommunityId? community)
    {
        var now = store.Clock.GetUtcNow();
        var key = community ?? default;
        if (!lists.TryGetValue(key, out var list) || now - list.At >= OldestAnswer || list.Version != store.Stirrings.Total)
        {
            var total = store.Stirrings.Total;
            list = (await store.Read(db => ListDeals.Handle(db, new(community, null))), now, total);
            if (lists.Count > DealsMax) lists.Clear();
            lists[key] = list;
        }
        var answers = new List<ShowDeal.Answer>(list.Ids.Count);
        foreach (var id in list.Ids)
            if (await Show(id) is { Refused: false } deal) answers.Add(deal.Value);
        return answers;
    }
}
