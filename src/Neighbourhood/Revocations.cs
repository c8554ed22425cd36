// The revoked tokens as every node keeps them in memory, refreshed from the database once a second.
using System.Collections.Concurrent;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public sealed class Revocations
{
    /// <summary>A transaction may commit a little after the instant it carries, so each look overlaps the last one by this much.</summary>
    static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<PersonId, long> before = new();
    readonly ConcurrentDictionary<MachineTokenId, byte> revoked = new();
    long seenTicks;

    /// <summary>Whether a token of this person made at this instant (UTC ticks) is void.</summary>
    public bool Voids(PersonId person, long issuedTicks) => before.TryGetValue(person, out var ticks) && issuedTicks < ticks;

    public bool Voids(MachineTokenId token) => revoked.ContainsKey(token);

    /// <summary>Voids a machine's token in this node's memory; its row tells the other nodes.</summary>
    public void Void(MachineTokenId token) => revoked[token] = 0;

    /// <summary>Voids every token the person has: in the database for all nodes, and in this node's memory at once.</summary>
    /// <remarks>Should the transaction then fail, this node has signed the person out for nothing: that is the safe side to err on.</remarks>
    public async Task VoidAll(Work work, PersonId person)
    {
        var now = work.Now.UtcTicks;
        await work.Db.Database.ExecuteSqlAsync($"""
            INSERT INTO revocation (person_id, before) VALUES ({person.Value}, {now})
            ON CONFLICT (person_id) DO UPDATE SET before = excluded.before WHERE revocation.before < excluded.before
            """);
        Keep(person, now);
    }

    /// <summary>Takes over what other nodes revoked since the last look; the first look takes all that can still matter.</summary>
    public async Task Refresh(Store store)
    {
        var since = seenTicks == 0
            ? store.Clock.GetUtcNow() - Tokens.ValidFor - Overlap
            : new DateTimeOffset(seenTicks, TimeSpan.Zero) - Overlap;
        var rows = await store.Read(db => db.Set<Revocation>().Where(r => r.Before > since).Select(r => new { r.PersonId, r.Before }).ToListAsync());
        // A machine's token that is over needs no revocation any more.
        var (seen, now) = (seenTicks == 0 ? DateTimeOffset.UnixEpoch : since, store.Clock.GetUtcNow() - Overlap);
        foreach (var token in await store.Read(db => db.Set<MachineToken>().Where(t => t.RevokedAt != null && t.RevokedAt > seen && t.EndsAt > now).Select(t => t.Id).ToListAsync())) Void(token);
        foreach (var row in rows)
        {
            Keep(row.PersonId, row.Before.UtcTicks);
            seenTicks = Math.Max(seenTicks, row.Before.UtcTicks);
        }
    }

    void Keep(PersonId person, long ticks) => before.AddOrUpdate(person, ticks, (_, known) => Math.Max(known, ticks));
}
