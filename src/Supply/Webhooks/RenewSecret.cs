// Headquarters gives a partner a new secret; for a day everything is signed with both, so that nothing is refused while the partner changes over.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;

namespace HaoLin.Supply.Webhooks;

public static class RenewSecret
{
    public sealed record Ask(Visitor By, WebhookId Id);

    public static readonly Refusal TooSoon = new("webhook.secret-renewed-just-now", 409, "上一把密钥换了还不到一天，旧的还有效，先等它过去", "The secret was renewed less than a day ago and the former one is still valid; wait until it is not.");

    /// <summary>The number of the new secret.</summary>
    /// <remarks>With a third secret in one day the first would stop at once, and whoever still verifies with it would refuse true news.</remarks>
    public static async Task<Outcome<int>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (await Webhook.Find(work.Db, ask.Id) is not { } webhook) return Webhook.Missing;
        if (webhook.FormerSecretUntil > work.Now) return TooSoon;
        Audit.Note(work, ask.By.Person.Value, "webhook", webhook.Id.Value, $"secret {webhook.SecretVersion}", $"secret {webhook.SecretVersion + 1}");
        webhook.FormerSecretUntil = work.Now + Webhook.FormerSigns;
        return ++webhook.SecretVersion;
    }
}
