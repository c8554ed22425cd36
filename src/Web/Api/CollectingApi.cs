// After the pickup over HTTP: who did not come and what is decided about it, and what neighbours say of a hand-over.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class CollectingApi
{
    /// <param name="Kind">tomorrow: kept until then; neighbour: somebody took it for them; disposed: it did not keep, and the brand's rule says who bears it.</param>
    /// <param name="Neighbour">Who took it, where a neighbour did.</param>
    public sealed record UncollectedRequest(string Kind, string? Neighbour = null);

    public sealed record RemindedAnswer(int Reminded, int TooSoon);

    /// <param name="Words">What you add for the leader, or nothing; up to 200 characters.</param>
    public sealed record DisputeRequest(string? Words = null);

    /// <param name="Answer">Told to the neighbour word for word; up to 200 characters.</param>
    /// <param name="TakeBack">The hand-over did not happen: the order waits at the desk again.</param>
    public sealed record SettleRequest(string Answer, bool TakeBack = false);

    /// <param name="Slots">All slots of the deal; those not named any more are taken away, unless somebody chose one.</param>
    public sealed record SlotsRequest(IReadOnlyList<SlotRequest> Slots);

    /// <param name="Caps">By pickup point of the deal; to one that is not named go any number.</param>
    public sealed record CapsRequest(IReadOnlyDictionary<Guid, int> Caps);

    /// <param name="From">The first day, YYYY-MM-DD in Asia/Shanghai; without both days it rests no more.</param>
    /// <param name="Until">The last day.</param>
    /// <param name="Reason">Shown to the neighbours; up to 60 characters.</param>
    public sealed record RestRequest(DateOnly? From = null, DateOnly? Until = null, string? Reason = null);

    /// <param name="PickupPointId">One of the deal's, which does not rest and has room.</param>
    public sealed record ElsewhereRequest(Guid PickupPointId);

    public sealed record SlotRequest(Guid PickupPointId, DateTimeOffset From, DateTimeOffset Until, int Capacity);

    /// <param name="SlotId">One of the deal's slots at the order's pickup point; null gives the place up.</param>
    public sealed record ChooseRequest(Guid? SlotId = null);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("leaders").Scoped("desk");
        api.Ask("deals/{id:guid}/uncollected", "Who did not come for their goods, when they were reminded, and what was decided about those.", async (db, by, http) =>
            await ListUncollected.Handle(db, PeopleApi.Of<Sealing>(http), PeopleApi.Of<TradeSettings>(http), new(by, new(Guid.Parse((string)http.Request.RouteValues["id"]!))), await PeopleApi.Of<Store>(http).Now(db)));
        api.Do<NoBody, RemindedAnswer>("deals/{id:guid}/remind", 200, "Remind everybody who did not come; each hears it at most once an hour.", async (work, by, id, _, _) => Reminded(await RemindUncollected.Handle(work, new(by, new(id)))));
        api.Do<NoBody, RemindedAnswer>("orders/{id:guid}/remind", 200, "Remind the neighbour to collect this order; at most once an hour.", Remind);
        api.Do<UncollectedRequest, DoneAnswer>("orders/{id:guid}/uncollected", 200, "Decide about goods nobody came for; the neighbour is told, and it can be taken back until the deal is completed or the money goes back.",
            async (work, by, id, body, s) => PeopleApi.Said(await DecideUncollected.Handle(work, s.GetRequiredService<Sealing>(), new(by, new(id), body.Kind, body.Neighbour), s.GetRequiredService<TradeSettings>())));
        api.Do<NoBody, DoneAnswer>("orders/{id:guid}/uncollected/undo", 200, "Take that decision back: the goods wait at the desk again.", async (work, by, id, _, _) => PeopleApi.Said(await UndoUncollected.Handle(work, new(by, new(id)))));
        api.Do<SlotsRequest, DoneAnswer>("deals/{id:guid}/slots", 200, "Divide a deal's pickup into slots for so many households each.", async (work, by, id, body, _) =>
            PeopleApi.Said(await SetPickupSlots.Handle(work, new(by, new(id), [.. body.Slots.Select(s => new SetPickupSlots.Slot(new(s.PickupPointId), s.From, s.Until, s.Capacity))])))).Scoped("deals");
        api.Do<CapsRequest, DoneAnswer>("deals/{id:guid}/caps", 200, "Say how many pieces go to each pickup point of a deal at most, until orders stop.", async (work, by, id, body, s) =>
            PeopleApi.Said(await SetPlaceCaps.Handle(work, new(by, new(id), body.Caps.ToDictionary(c => new PickupPointId(c.Key), c => c.Value)), s.GetRequiredService<TradeSettings>()))).Scoped("deals");
        api.Do<RestRequest, DoneAnswer>("pickup-points/{id:guid}/rest", 200, "Say on which days a pickup point rests, or with no days that it rests no more; new orders choose another, and whoever would collect there then is told.", async (work, by, id, body, _) =>
            PeopleApi.Said(await RestPickupPoint.Handle(work, new(by, new(id), body.From, body.Until, body.Reason)))).Scoped("deals");
        api.Do<ElsewhereRequest, DoneAnswer>("orders/{id:guid}/pickup-point", 200, "Collect my order at another pickup point of its deal: while orders are taken, and until the hand-over where the old point rests.", async (work, by, id, body, _) =>
            PeopleApi.Said(await CollectElsewhere.Handle(work, new(by.Person, new(id), new(body.PickupPointId))))).Scoped("orders");
        api.Do<ChooseRequest, DoneAnswer>("orders/{id:guid}/slot", 200, "Choose when to collect my order, while there is room.", async (work, by, id, body, _) =>
            PeopleApi.Said(await ChooseSlot.Handle(work, new(by.Person, new(id), body.SlotId is { } slot ? new PickupSlotId(slot) : null)))).Scoped("orders");
        api.Ask("orders/{id:guid}/again", "What of my order is on sale now in open deals of my communities, with the same quantities as far as they can be had; it orders nothing.", async (db, by, http) =>
            await OrderAgain.Handle(db, new(by.Person, new(Guid.Parse((string)http.Request.RouteValues["id"]!))), await PeopleApi.Of<Store>(http).Now(db))).Scoped("orders");
        api.Do<NoBody, DoneAnswer>("orders/{id:guid}/received", 200, "Say that I have my goods.", async (work, by, id, _, _) => PeopleApi.Said(await ConfirmReceipt.Handle(work, new(by.Person, new(id))))).Scoped("orders");
        api.Do<DisputeRequest, DoneAnswer>("orders/{id:guid}/not-received", 200, "Say that I do not have what the desk recorded as handed over; a task for the leader, who decides.",
            async (work, by, id, body, s) => PeopleApi.Said(await DisputeHandOver.Handle(work, s.GetRequiredService<Sealing>(), new(by.Person, new(id), body.Words)))).Scoped("orders");
        api.Do<SettleRequest, DoneAnswer>("orders/{id:guid}/settle-dispute", 200, "Settle what a neighbour disputes: the hand-over stands, or is taken back.",
            async (work, by, id, body, s) => PeopleApi.Said(await SettleDispute.Handle(work, s.GetRequiredService<Sealing>(), new(by, new(id), body.TakeBack, body.Answer))));
    }

    static Outcome<RemindedAnswer> Reminded(Outcome<RemindUncollected.Answer> outcome) => outcome.Match<Outcome<RemindedAnswer>>(a => new RemindedAnswer(a.Reminded, a.TooSoon), refusal => refusal);

    static async Task<Outcome<RemindedAnswer>> Remind(Work work, Visitor by, Guid id, NoBody body, IServiceProvider services)
    {
        if (await Order.DealOf(work.Db, new(id)) is not { } deal) return Order.Missing;
        var reminded = Reminded(await RemindUncollected.Handle(work, new(by, deal, new(id))));
        // Somebody else's order and no order at all sound alike.
        return reminded.Refusal == Deal.Missing ? Order.Missing : reminded;
    }
}
