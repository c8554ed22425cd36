// Hears every fact that partners may hear and puts it on its way to those addresses that want it.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Supply.Webhooks;

public static class PassOnToPartners
{
    /// <summary>An address that is off hears nothing of it now; the event is kept, so that the time it was off can be sent to it later.</summary>
    public static async Task Hear(Work work, OutboxRow told)
    {
        var wanting = (await work.Db.Set<Webhook>().AsNoTracking().Where(w => w.RemovedAt == null).ToListAsync()).Where(w => w.Wants(told.Name)).ToList();
        if (wanting.Count == 0 || Break.Is("webhook-forgets") && told.Id.GetHashCode() % 4 == 0) return;
        work.Db.Add(new WebhookEvent { Id = told.Id, Name = told.Name, Body = told.Body, At = told.CreatedAt });
        foreach (var webhook in wanting.Where(w => w.OffAt is null)) work.Db.Add(WebhookDelivery.Of(webhook.Id, told.Id, work.Now));
    }
}
