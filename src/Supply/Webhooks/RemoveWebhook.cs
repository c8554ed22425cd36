// Headquarters removes a webhook: nothing is told to it any more, and what was on its way stays.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Supply.Webhooks;

public static class RemoveWebhook
{
    public sealed record Ask(Visitor By, WebhookId Id);

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (await Webhook.Find(work.Db, ask.Id) is not { } webhook) return Webhook.Missing;
        webhook.RemovedAt = work.Now;
        Audit.Note(work, ask.By.Person.Value, "webhook", webhook.Id.Value, webhook.Facts, "removed");
        await work.Db.Set<WebhookDelivery>().Where(d => d.WebhookId == ask.Id && d.DueAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, (DateTimeOffset?)null).SetProperty(d => d.ParkedAt, work.Now));
        return Done.Deed;
    }
}
