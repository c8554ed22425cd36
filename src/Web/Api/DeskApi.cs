// The hand-over desk over HTTP for a phone that may lose its line: what it takes along, and what it tells afterwards.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class DeskApi
{
    /// <param name="Keeper">Whose evening the phone kept, as the pack said; null does not check it.</param>
    public sealed record SyncRequest(IReadOnlyList<DeedRequest> Deeds, Guid? Keeper = null);

    /// <param name="Id">Made by the phone: told again it is the same deed.</param>
    /// <param name="Kind">hand or undo.</param>
    /// <param name="SaidAt">When it was done by the phone's clock; beyond a day the server's time rules.</param>
    /// <param name="Undoes">The deed or the hand-over that is taken back.</param>
    public sealed record DeedRequest(Guid Id, string Kind, Guid OrderId, DateTimeOffset SaidAt, Guid? Undoes = null);

    public sealed record SyncAnswer(IReadOnlyList<DeedResult> Results);

    /// <param name="Code">Why it was not done; null when it was.</param>
    /// <param name="Standing">Who handed the order over, as it stands now.</param>
    public sealed record DeedResult(Guid Id, Guid OrderId, bool Done, string? Code, string? Sentence, SyncHandOvers.Standing? Standing);

    /// <param name="Phone">Of a resident of a community that I lead.</param>
    public sealed record AssistantRequest(string Phone);

    /// <param name="PhoneTail">The last four digits of the collector's phone.</param>
    public sealed record CollectorRequest(string Name, string PhoneTail);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("leaders").Scoped("desk");
        api.Ask("desk/pack", "What my phone keeps of my desk for an evening without a line: orders to collect, and of each pickup code a mark to check it by.",
            async (db, by, http) => await PackDesk.Handle(db, PeopleApi.Of<Sealing>(http), new(by), await PeopleApi.Of<Store>(http).Now(db)));
        api.Do<SyncRequest, SyncAnswer>("desk/hand-overs", 200, "Tell what was handed over and taken back without a line, at most a hundred deeds, in their order. Each happens once; the first hand-over stands, the second is answered with it.", Sync);
        api.Do<CollectorRequest, ShowOrder.Answer>("orders/{id:guid}/collector", 200, "Let somebody else collect my order; the answer holds the link to forward.", (work, by, id, body, s) => Collect(work, by, id, body.Name, body.PhoneTail, s)).Scoped("orders");
        api.Do<NoBody, ShowOrder.Answer>("orders/{id:guid}/collector/remove", 200, "Nobody else is to collect my order any more.", (work, by, id, _, s) => Collect(work, by, id, null, null, s)).Scoped("orders");
        api.Ask("me/assistants", "Who helps at my desk.", (db, by, http) => ListAssistants.Handle(db, PeopleApi.Of<Sealing>(http), new(by))).Scoped("people");
        api.Do<AssistantRequest, MadeAnswer>("me/assistants", 201, "Name a resident of my community as assistant at my hand-over desk; they see no money and nothing else of mine.", Assistant).Scoped("people");
        api.Do<NoBody, DoneAnswer>("me/assistants/{id:guid}/end", 200, "End an assistant's help, at once.", async (work, by, id, _, _) => PeopleApi.Said(await EndHelp.Handle(work, new(by, new(id))))).Scoped("people");
    }

    static async Task<Outcome<MadeAnswer>> Assistant(Work work, Visitor by, Guid id, AssistantRequest body, IServiceProvider services) =>
        (await NameAssistant.Handle(work, services.GetRequiredService<Sealing>(), new(by, body.Phone))).Match<Outcome<MadeAnswer>>(role => new MadeAnswer(role.Value), refusal => refusal);

    static async Task<Outcome<ShowOrder.Answer>> Collect(Work work, Visitor by, Guid id, string? name, string? tail, IServiceProvider services)
    {
        var sealing = services.GetRequiredService<Sealing>();
        var named = await NameCollector.Handle(work, sealing, new(by.Person, new(id), name, tail));
        if (named.Refused) return named.Refusal!;
        await work.Db.SaveChangesAsync();
        return await ShowOrder.Handle(work.Db, sealing, new(by, new(id)));
    }

    static async Task<Outcome<SyncAnswer>> Sync(Work work, Visitor by, Guid id, SyncRequest body, IServiceProvider services)
    {
        var told = await SyncHandOvers.Handle(work, services.GetRequiredService<Sealing>(), new(by, body.Keeper is { } keeper ? new PersonId(keeper) : null,
            [.. body.Deeds.Select(d => new SyncHandOvers.Deed(d.Id, d.Kind, new(d.OrderId), d.SaidAt, d.Undoes))]));
        return told.Match<Outcome<SyncAnswer>>(
            a => new SyncAnswer([.. a.Results.Select(r => new DeedResult(r.Id, r.OrderId.Value, r.WhyNot is null, r.WhyNot?.Code, r.WhyNot?.Chinese, r.Standing))]), refusal => refusal);
    }
}
