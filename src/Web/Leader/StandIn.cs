// A running deal is given to another leader: asked for by its leader, answered by the named one, or done by headquarters at once.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class StandIn
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/deals/{id:guid}/stand-in", (Guid id, HttpContext http, Store store, Sealing sealing) => Show(id, http, store, sealing, null, null));
        counter.MapPost("/deals/{id:guid}/stand-in", Name);
        counter.MapGet("/stand-ins/{id:guid}", (Guid id, HttpContext http, Store store, Sealing sealing) => Asked(id, http, store, sealing, null));
        counter.MapPost("/stand-ins/{id:guid}", Answer);
    }

    static async Task<IResult> Show(Guid id, HttpContext http, Store store, Sealing sealing, FormSent? typed, Refusal? refusal)
    {
        var visitor = Keeper.Of(http).Visitor;
        var found = await store.Read(db => ListStandIns.Handle(db, sealing, new(visitor, new(id))));
        return found.Refused ? Screens.Refuse(http, found.Refusal!, "/leader/deals")
            : Screens.Mine<StandInPage>(http, new { Found = found.Value, AtOnce = visitor.AtHeadquarters, To = typed?.Id("to"), Reason = typed?["reason"] ?? "", Refusal = refusal, Keeper.Of(http).Now }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Name(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/leader/deals/{id}/stand-in");
        var (visitor, isBack) = (Keeper.Of(http).Visitor, form.Value["back"] == "1");
        // Nobody chosen is somebody who leads nothing here.
        var to = new PersonId(form.Value.Id("to") ?? Guid.Empty);
        var done = await store.Write(work => visitor.AtHeadquarters && !isBack
            ? HandDealOn.Handle(work, new(visitor, new(id), to, form.Value["reason"]))
            : NameStandIn.Handle(work, new(visitor, new(id), isBack ? null : to, form.Value["reason"])));
        return done.Refused ? await Show(id, http, store, sealing, form.Value, done.Refusal) : Screens.Next($"/leader/deals/{id}/stand-in");
    }

    static async Task<IResult> Asked(Guid id, HttpContext http, Store store, Sealing sealing, Refusal? refusal)
    {
        var asked = await store.Read(db => ReadStandIn.Handle(db, sealing, new(Keeper.Of(http).Visitor, new(id))));
        return asked.Refused ? Screens.Refuse(http, asked.Refusal!, "/leader")
            : Screens.Mine<TakeOverPage>(http, new { Asked = asked.Value, Refusal = refusal, Keeper.Of(http).Now }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Answer(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/leader");
        var isYes = form.Value["answer"] == "yes";
        var done = await store.Write(work => AnswerStandIn.Handle(work, new(Keeper.Of(http).Visitor, new(id), isYes)));
        return done.Refused ? await Asked(id, http, store, sealing, done.Refusal) : Screens.Next(isYes ? "/leader/deals" : "/leader");
    }
}
