// Headquarters tries an address out: a test event goes to it alone, on the way that all news takes.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Supply.Webhooks;

public static class PingWebhook
{
    public sealed record Ask(Visitor By, WebhookId Id);

    public static readonly Refusal IsOff = new("webhook.is-off", 409, "这个订阅关着，先打开", "This webhook is off; switch it on first.");

    /// <summary>The id of the test event.</summary>
    public static async Task<Outcome<Guid>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (await Webhook.Find(work.Db, ask.Id) is not { } webhook) return Webhook.Missing;
        if (webhook.OffAt is not null) return IsOff;
        var ping = new WebhookEvent { Id = Ids.NewGuid(work.Now), Name = WebhookEvent.Ping, Body = "{}", At = work.Now };
        work.Db.Add(ping);
        work.Db.Add(WebhookDelivery.Of(webhook.Id, ping.Id, work.Now));
        return ping.Id;
    }
}
