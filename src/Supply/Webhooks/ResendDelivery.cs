// Headquarters sends one delivery again, delivered or parked; it bears the same id, so a partner who has it knows it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Supply.Webhooks;

public static class ResendDelivery
{
    public sealed record Ask(Visitor By, WebhookId Id, Guid EventId);

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (await Webhook.Find(work.Db, ask.Id) is not { } webhook) return Webhook.Missing;
        if (webhook.OffAt is not null) return PingWebhook.IsOff;
        if (await work.Db.Set<WebhookDelivery>().FirstOrDefaultAsync(d => d.WebhookId == ask.Id && d.EventId == ask.EventId) is not { } delivery) return WebhookDelivery.Missing;
        (delivery.DueAt, delivery.GiveUpAt, delivery.ParkedAt, delivery.Attempts) = (work.Now, work.Now + WebhookDelivery.TriedFor, null, 0);
        return Done.Deed;
    }
}
