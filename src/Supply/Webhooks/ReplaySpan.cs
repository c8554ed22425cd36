// Headquarters sends everything of a span of time again, also what happened while the webhook was off; each with the id it always had.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Supply.Webhooks;

public static class ReplaySpan
{
    /// <param name="From">The first instant of what happened, not of what was sent.</param>
    public sealed record Ask(Visitor By, WebhookId Id, DateTimeOffset From, DateTimeOffset Until);

    public static readonly Refusal BadSpan = new("webhook.bad-span", 422, "时间不对：结束要晚于开始，最早到 30 天前", "The span must end after it begins and begin no earlier than 30 days ago.");

    public static Refusal? Decide(Ask ask, DateTimeOffset now) =>
        !ask.By.AtHeadquarters ? Visitor.NotAllowed : ask.Until <= ask.From || ask.From < now - WebhookEvent.KeptFor ? BadSpan : null;

    /// <summary>How many are on their way now.</summary>
    public static async Task<Outcome<int>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (await Webhook.Find(work.Db, ask.Id) is not { } webhook) return Webhook.Missing;
        if (Decide(ask, work.Now) is { } refusal) return refusal;
        if (webhook.OffAt is not null) return PingWebhook.IsOff;
        var (now, giveUp, from, until, id) = (work.Now.UtcTicks, (work.Now + WebhookDelivery.TriedFor).UtcTicks, ask.From.UtcTicks, ask.Until.UtcTicks, ask.Id.Value);
        return await work.Db.Database.ExecuteSqlAsync($"""
            INSERT INTO webhook_delivery (webhook_id, event_id, created_at, attempts, due_at, give_up_at)
            SELECT w.id, e.id, {now}, 0, {now}, {giveUp} FROM webhook w JOIN webhook_event e ON w.facts LIKE '%,' || e.name || ',%'
            WHERE w.id = {id} AND e.at >= {from} AND e.at < {until}
            ON CONFLICT (webhook_id, event_id) DO UPDATE SET attempts = 0, due_at = excluded.due_at, give_up_at = excluded.give_up_at, parked_at = NULL
            """);
    }
}
