// A leader's assistants at the desk: who they are, one more, and an end to it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class Assistants
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/assistants", (HttpContext http, Store store, Sealing sealing) => Draw(http, store, sealing, "", null));
        counter.MapPost("/assistants", Name);
        counter.MapPost("/assistants/{id:guid}/end", End);
    }

    static async Task<IResult> Draw(HttpContext http, Store store, Sealing sealing, string phone, Refusal? refusal)
    {
        var keeper = Keeper.Of(http);
        var assistants = await store.Read(db => ListAssistants.Handle(db, sealing, new(keeper.Visitor)));
        return assistants.Refused ? Screens.Refuse(http, assistants.Refusal!, "/leader")
            : Screens.Mine<AssistantsPage>(http, new { Assistants = assistants.Value.Items, Phone = phone, Refusal = refusal, keeper.Now }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Name(HttpContext http, Store store, Sealing sealing)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, "/leader/assistants");
        var named = await store.Write(work => NameAssistant.Handle(work, sealing, new(Keeper.Of(http).Visitor, form.Value["phone"])));
        return !named.Refused || named.Refusal == NameAssistant.HelpsAlready ? Screens.Next("/leader/assistants") : await Draw(http, store, sealing, form.Value["phone"], named.Refusal);
    }

    static async Task<IResult> End(Guid id, HttpContext http, Store store)
    {
        var ended = await store.Write(work => EndHelp.Handle(work, new(Keeper.Of(http).Visitor, new(id))));
        return ended.Refused ? Screens.Refuse(http, ended.Refusal!, "/leader/assistants") : Screens.Next("/leader/assistants");
    }
}
