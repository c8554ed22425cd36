// Keeps the last answer about each deal and each list of deals while nothing of it has changed here, and never longer than a second.
using System.Collections.Concurrent;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Trade;

public sealed class DealBoard(Store store, Sealing sealing)
{
    /// <summary>So old may an answer be where another node may have changed the deal.</summary>
    public static readonly TimeSpan OldestAnswer = TimeSpan.FromSeconds(1);

    const int AskedAtOnce = 4;

    readonly DealCounts counts = new();
    readonly Board<DealId, Outcome<ShowDeal.Answer>> deals = new(store.Clock);
    readonly Board<CommunityId, IReadOnlyList<ShowDeal.Answer>> lists = new(store.Clock);

    public Task<Outcome<ShowDeal.Answer>> Show(DealId id) =>
        deals.Read(id, store.Stirrings.Version(id.Value), () => store.Read(db => ShowDeal.Handle(db, sealing, id, (deal, taken) => counts.Joined(db, deal, taken, store.Clock.GetUtcNow()))));

    /// <summary>What can be joined or is under way, in one community or in all.</summary>
    public Task<IReadOnlyList<ShowDeal.Answer>> List(CommunityId? community) =>
        lists.Read(community ?? default, store.Stirrings.Total, async () =>
        {
            var ids = await store.Read(db => ListDeals.Handle(db, new(community, null)));
            var answers = new Outcome<ShowDeal.Answer>[ids.Count];
            // Whoever asks for the list waits for all of them.
            await Parallel.ForAsync(0, ids.Count, new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce }, async (i, _) => answers[i] = await Show(ids[i]));
            return [.. answers.Where(a => !a.Refused).Select(a => a.Value)];
        });

    sealed class Board<TKey, T>(TimeProvider clock) where TKey : notnull
    {
        const int KeptMax = 2000;

        readonly ConcurrentDictionary<TKey, Kept> kept = new();

        /// <param name="Version">How often what it tells of had changed when the question was asked.</param>
        sealed record Kept(long Version, DateTimeOffset AskedAt, Lazy<Task<T>> Answer);

        /// <summary>Whoever comes while the same question is being asked shares its answer.</summary>
        public async Task<T> Read(TKey key, long version, Func<Task<T>> ask)
        {
            var now = clock.GetUtcNow();
            bool Holds(Kept answer) => answer.Version >= version && now - answer.AskedAt < OldestAnswer;
            if (!kept.TryGetValue(key, out var found) || !Holds(found))
            {
                if (kept.Count > KeptMax) kept.Clear();
                var asked = new Kept(version, now, new(ask));
                found = kept.AddOrUpdate(key, asked, (_, other) => Holds(other) ? other : asked);
            }
            try { return await found.Answer.Value; }
            catch { kept.TryRemove(new(key, found)); throw; }
        }
    }
}
