// Change of a running deal's leader over HTTP: named, answered, or done by headquarters.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class StandInApi
{
    /// <param name="To">A leader of one of the deal's communities; null takes the question back.</param>
    /// <param name="Reason">Told to the neighbours word for word once the other has said yes; up to 200 characters.</param>
    public sealed record StandInRequest(Guid? To = null, string? Reason = null);

    public sealed record StandInAnswer(bool Accept);

    /// <param name="To">A leader of one of the deal's communities.</param>
    /// <param name="Reason">Told to the neighbours word for word; up to 200 characters.</param>
    public sealed record HandOnRequest(Guid To, string Reason);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("leaders").Scoped("deals");
        api.Ask("deals/{id:guid}/stand-ins", "Who could take a running deal over, who has been asked, and who led it until when.", (db, by, http) => ListStandIns.Handle(db, PeopleApi.Of<Sealing>(http), new(by, new(Guid.Parse((string)http.Request.RouteValues["id"]!)))));
        api.Do<StandInRequest, DoneAnswer>("deals/{id:guid}/stand-in", 200, "Ask another leader to take a running deal over, or take the question back; nothing changes until they say yes.", async (work, by, id, body, _) =>
            PeopleApi.Said(await NameStandIn.Handle(work, new(by, new(id), body.To is { } to ? new PersonId(to) : null, body.Reason))));
        api.Ask("stand-ins/{id:guid}", "A deal that I was asked to take over: what it is and how much is to be done.", (db, by, http) => ReadStandIn.Handle(db, PeopleApi.Of<Sealing>(http), new(by, new(Guid.Parse((string)http.Request.RouteValues["id"]!)))));
        api.Do<StandInAnswer, DoneAnswer>("stand-ins/{id:guid}/answer", 200, "Take the deal over, or say no. From that moment it is mine: desk, lists, times, and the commission of what is paid from now on.", async (work, by, id, body, _) =>
            PeopleApi.Said(await AnswerStandIn.Handle(work, new(by, new(id), body.Accept))));
        api.Do<HandOnRequest, DoneAnswer>("headquarters/deals/{id:guid}/leader", 200, "Give a running deal to another leader at once; everybody who ordered is told.", async (work, by, id, body, _) =>
            PeopleApi.Said(await HandDealOn.Handle(work, new(by, new(id), new(body.To), body.Reason))));
    }
}
