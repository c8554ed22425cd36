// Headquarters registers a partner's address and chooses the facts it hears; the secret is shown with the answer and never again.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Supply.Webhooks;

public static class RegisterWebhook
{
    /// <param name="Facts">Names of facts that partners may hear.</param>
    public sealed record Ask(Visitor By, string? Name, string? Address, IReadOnlyList<string> Facts);

    public static readonly Refusal UnknownFact = new("webhook.unknown-fact", 422, "没有这种可以订阅的事", "That is not among the facts that partners may hear.");
    public static readonly Refusal NoFacts = new("webhook.no-facts", 422, "至少选一件事", "Choose at least one fact.");
    public static readonly Refusal TooMany = new("webhook.too-many", 409, "订阅太多了，先删掉不用的", "There are too many webhooks; remove those nobody uses.");

    public static Outcome<(string Name, string Address, string Facts)> Decide(Ask ask, int others, bool loopback)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var name = Texts.Required(ask.Name, Webhook.NameLengthMax);
        if (name.Refused) return name.Refusal!.With("name");
        var address = OutsideAddress.Read(ask.Address, loopback);
        if (address.Refused) return address.Refusal!;
        if (ask.Facts.Count == 0) return NoFacts;
        if (ask.Facts.FirstOrDefault(f => !PartnerFact.Has(f)) is not null) return UnknownFact;
        if (others >= Webhook.CountMax) return TooMany;
        return (name.Value, address.Value, Webhook.Written(ask.Facts));
    }

    public static async Task<Outcome<WebhookId>> Handle(Work work, WebhookSettings settings, Ask ask)
    {
        var others = await work.Db.Set<Webhook>().CountAsync(w => w.RemovedAt == null);
        var decided = Decide(ask, others, settings.Loopback);
        if (decided.Refused) return decided.Refusal!;
        var webhook = new Webhook { Id = Ids.New<WebhookId>(work.Now), Name = decided.Value.Name, Address = decided.Value.Address, Facts = decided.Value.Facts, SecretVersion = 1, MadeBy = ask.By.Person, MadeAt = work.Now };
        work.Db.Add(webhook);
        Audit.Note(work, ask.By.Person.Value, "webhook", webhook.Id.Value, "", webhook.Facts);
        return webhook.Id;
    }
}
