// The webhooks that headquarters has registered, with how each is doing.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Supply.Webhooks;

public static class ListWebhooks
{
    public sealed record Ask(Visitor By);

    public sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="FormerSecretUntil">Until when the former secret signs too.</param>
    /// <param name="OffBecause">by-hand, failing or gone.</param>
    /// <param name="Waiting">Deliveries that wait for their next try.</param>
    /// <param name="Parked">Deliveries given up after three days.</param>
    public sealed record Item(Guid Id, string Name, string Address, IReadOnlyList<string> Facts, DateTimeOffset MadeAt, DateTimeOffset? FormerSecretUntil, DateTimeOffset? FailingSince, DateTimeOffset? OffAt, string? OffBecause, int Waiting, int Parked);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Ask ask, DateTimeOffset now)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var webhooks = await db.Set<Webhook>().AsNoTracking().Where(w => w.RemovedAt == null).OrderBy(w => w.MadeAt).ThenBy(w => w.Id).ToListAsync();
        var ids = webhooks.Select(w => w.Id).ToArray();
        var counts = await db.Set<WebhookDelivery>().Where(d => ids.Contains(d.WebhookId) && d.DeliveredAt == null).GroupBy(d => d.WebhookId)
            .Select(g => new { g.Key, Waiting = g.Count(d => d.DueAt != null), Parked = g.Count(d => d.ParkedAt != null) }).ToDictionaryAsync(c => c.Key);
        return new Answer([.. webhooks.Select(w => new Item(w.Id.Value, w.Name, w.Address, w.FactNames, w.MadeAt, w.FormerSecretUntil > now ? w.FormerSecretUntil : null, w.FailingSince, w.OffAt, w.OffBecause,
            counts.GetValueOrDefault(w.Id)?.Waiting ?? 0, counts.GetValueOrDefault(w.Id)?.Parked ?? 0))]);
    }
}
