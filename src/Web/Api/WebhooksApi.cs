// Webhooks over HTTP: where partners are told what happened, what was sent, and sending it again.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Supply.Webhooks;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class WebhooksApi
{
    /// <param name="Address">https, on the public internet.</param>
    /// <param name="Facts">Names from /webhooks/facts.</param>
    public sealed record WebhookRequest(string Name, string Address, IReadOnlyList<string> Facts);

    /// <param name="Version">1 for the first secret, one more at each renewal.</param>
    /// <param name="Secret">whsec_… as Standard Webhooks has it. It is in this answer and in no other.</param>
    public sealed record SecretAnswer(Guid Id, int Version, string? Secret);

    public sealed record SwitchRequest(bool On);

    /// <param name="EventId">The event's id, which is its webhook-id.</param>
    public sealed record PingAnswer(Guid EventId);

    public sealed record ResendRequest(Guid EventId);

    /// <param name="From">The first instant of what happened, UTC; at most 30 days ago.</param>
    public sealed record ReplayRequest(DateTimeOffset From, DateTimeOffset Until);

    /// <param name="Count">How many deliveries are on their way now.</param>
    public sealed record ReplayAnswer(int Count);

    public sealed record FactRow(string Name, string Says);
    public sealed record FactRows(IReadOnlyList<FactRow> Items);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/headquarters/webhooks").WithTags("webhooks").Scoped("webhooks");
        api.Ask("", "The webhooks that are registered, and how each is doing.", (db, by, http) => List(db, by, PeopleApi.Of<Store>(http)));
        api.Ask("facts", "What partners may hear.", (_, by, _) => Task.FromResult<Outcome<FactRows>>(by.AtHeadquarters ? new FactRows([.. PartnerFact.All.Select(f => new FactRow(f.Name, f.Says))]) : Visitor.NotAllowed));
        api.Do<WebhookRequest, SecretAnswer>("", 201, "Register a partner's address; the answer holds the secret, once. Deliveries follow Standard Webhooks (docs/webhooks.md).",
            async (work, by, _, body, s) => (await RegisterWebhook.Handle(work, s.GetRequiredService<WebhookSettings>(), new(by, body.Name, body.Address, body.Facts))).Match<Outcome<SecretAnswer>>(id => new SecretAnswer(id.Value, 1, null), refusal => refusal), WithSecret);
        api.Do<WebhookRequest, DoneAnswer>("{id:guid}", 200, "Change name, address or facts; what is on its way goes to the new address.",
            async (work, by, id, body, s) => PeopleApi.Said(await ChangeWebhook.Handle(work, s.GetRequiredService<WebhookSettings>(), new(by, new(id), body.Name, body.Address, body.Facts))));
        api.Do<NoBody, SecretAnswer>("{id:guid}/secret", 200, "A new secret; for 24 hours everything is signed with the former one too.",
            async (work, by, id, _, _) => (await RenewSecret.Handle(work, new(by, new(id)))).Match<Outcome<SecretAnswer>>(version => new SecretAnswer(id, version, null), refusal => refusal), WithSecret);
        api.Do<SwitchRequest, DoneAnswer>("{id:guid}/switch", 200, "Switch it off, or on again; what happened meanwhile can be sent with replay.", async (work, by, id, body, _) => PeopleApi.Said(await SwitchWebhook.Handle(work, new(by, new(id), body.On))));
        api.Do<NoBody, DoneAnswer>("{id:guid}/remove", 200, "Remove it; what is on its way stays.", async (work, by, id, _, _) => PeopleApi.Said(await RemoveWebhook.Handle(work, new(by, new(id)))));
        api.Do<NoBody, PingAnswer>("{id:guid}/ping", 200, "Send a test event (webhook.ping) to this address alone.", async (work, by, id, _, _) => (await PingWebhook.Handle(work, new(by, new(id)))).Match<Outcome<PingAnswer>>(told => new PingAnswer(told), refusal => refusal));
        api.Ask("{id:guid}/deliveries", "The log of 30 days, newest first, each with its tries; ?unfinished=true only what is not delivered; ?after= the next page.", Deliveries);
        api.Do<ResendRequest, DoneAnswer>("{id:guid}/resend", 200, "Send one delivery again, under the id it had.", async (work, by, id, body, _) => PeopleApi.Said(await ResendDelivery.Handle(work, new(by, new(id), body.EventId))));
        api.Do<ReplayRequest, ReplayAnswer>("{id:guid}/replay", 200, "Send everything that happened in a span of time, again or for the first time, under the ids it had.",
            async (work, by, id, body, _) => (await ReplaySpan.Handle(work, new(by, new(id), body.From, body.Until))).Match<Outcome<ReplayAnswer>>(count => new ReplayAnswer(count), refusal => refusal));
    }

    static async Task<Outcome<ListWebhooks.Answer>> List(HaoLinDb db, Visitor by, Store store) => await ListWebhooks.Handle(db, new(by), await store.Now(db));

    static Task<Outcome<ReadDeliveries.Answer>> Deliveries(HaoLinDb db, Visitor by, HttpContext http) =>
        ReadDeliveries.Handle(db, new(by, new(Guid.Parse((string)http.Request.RouteValues["id"]!)), Cursor.Read(http.Request.Query["after"]), http.Request.Query["unfinished"] == "true"));

    /// <summary>The secret is made anew for each answer and is in none that is kept.</summary>
    static SecretAnswer WithSecret(SecretAnswer kept, IServiceProvider services) =>
        kept with { Secret = WebhookSignature.Secret(services.GetRequiredService<Sealing>(), new(kept.Id), kept.Version) };
}
