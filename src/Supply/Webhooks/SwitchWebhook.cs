// Headquarters switches a webhook off, or on again after it was switched off by hand or by its own failing.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Supply.Webhooks;

public static class SwitchWebhook
{
    public sealed record Ask(Visitor By, WebhookId Id, bool On);

    /// <summary>Switched on again it has its three days anew; what happened meanwhile is not told by itself: headquarters may send the time again.</summary>
    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (await Webhook.Find(work.Db, ask.Id) is not { } webhook) return Webhook.Missing;
        Audit.Note(work, ask.By.Person.Value, "webhook", webhook.Id.Value, webhook.OffAt is null ? "on" : "off", ask.On ? "on" : "off");
        if (ask.On) (webhook.OffAt, webhook.OffBecause, webhook.FailingSince) = (null, null, null);
        else if (webhook.OffAt is null) (webhook.OffAt, webhook.OffBecause) = (work.Now, Webhook.ByHand);
        return Done.Deed;
    }
}
