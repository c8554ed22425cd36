// The log of a webhook: what was sent or is to be sent, newest first, each with its last tries and what was answered.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Supply.Webhooks;

public static class ReadDeliveries
{
    /// <param name="Cursor">Where the page before ended.</param>
    /// <param name="Unfinished">Only what is not delivered.</param>
    public sealed record Ask(Visitor By, WebhookId Id, Cursor? Cursor = null, bool Unfinished = false, int Limit = 30);

    public sealed record Answer(IReadOnlyList<Item> Items, string? Next) : IPaged;

    /// <param name="State">waiting, trying, delivered or parked.</param>
    /// <param name="At">When it happened.</param>
    /// <param name="Attempts">The last ten tries, newest first.</param>
    public sealed record Item(Guid EventId, string Fact, DateTimeOffset At, string State, DateTimeOffset? DueAt, DateTimeOffset? DeliveredAt, IReadOnlyList<Attempt> Attempts);

    /// <param name="Status">The HTTP status; null when there was no answer.</param>
    /// <param name="Problem">address, connection or timeout, where there was no answer.</param>
    /// <param name="Answer">The first bytes of the answer.</param>
    public sealed record Attempt(DateTimeOffset At, int TookMs, int? Status, string? Problem, string Answer);

    public const int LimitMax = 100;
    const int AttemptsShown = 10;

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (!await db.Set<Webhook>().AnyAsync(w => w.Id == ask.Id && w.RemovedAt == null)) return Webhook.Missing;
        var limit = Math.Clamp(ask.Limit, 1, LimitMax);
        var deliveries = db.Set<WebhookDelivery>().AsNoTracking().Where(d => d.WebhookId == ask.Id);
        if (ask.Unfinished) deliveries = deliveries.Where(d => d.DeliveredAt == null);
        if (ask.Cursor is { } after) deliveries = deliveries.Where(d => d.CreatedAt < after.At || (d.CreatedAt == after.At && d.EventId.CompareTo(after.Id) < 0));
        var found = await deliveries.OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.EventId).Take(limit + 1).ToListAsync();
        var page = found.Count > limit ? found[..limit] : found;
        var ids = page.Select(d => d.EventId).ToArray();
        var events = await db.Set<WebhookEvent>().AsNoTracking().Where(e => ids.Contains(e.Id)).Select(e => new { e.Id, e.Name, e.At }).ToDictionaryAsync(e => e.Id);
        var attempts = (await db.Set<WebhookAttempt>().AsNoTracking().Where(a => a.WebhookId == ask.Id && ids.Contains(a.EventId)).ToListAsync()).ToLookup(a => a.EventId);
        return new Answer([.. page.Select(d => new Item(d.EventId, events[d.EventId].Name, events[d.EventId].At, d.State, d.DueAt, d.DeliveredAt,
                [.. attempts[d.EventId].OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Take(AttemptsShown).Select(a => new Attempt(a.At, a.TookMs, a.Status, a.Problem, a.Answer))]))],
            found.Count > limit ? new Cursor(page[^1].CreatedAt, page[^1].EventId).ToString() : null);
    }
}
