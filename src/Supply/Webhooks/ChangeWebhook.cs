// Headquarters changes a partner's name, address or chosen facts; what is on its way goes to the new address.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Supply.Webhooks;

public static class ChangeWebhook
{
    public sealed record Ask(Visitor By, WebhookId Id, string? Name, string? Address, IReadOnlyList<string> Facts);

    public static async Task<Outcome<Done>> Handle(Work work, WebhookSettings settings, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (await Webhook.Find(work.Db, ask.Id) is not { } webhook) return Webhook.Missing;
        var decided = RegisterWebhook.Decide(new(ask.By, ask.Name, ask.Address, ask.Facts), others: 0, settings.Loopback);
        if (decided.Refused) return decided.Refusal!;
        Audit.Note(work, ask.By.Person.Value, "webhook", webhook.Id.Value, webhook.Facts, decided.Value.Facts);
        (webhook.Name, webhook.Address, webhook.Facts) = decided.Value;
        return Done.Deed;
    }
}
