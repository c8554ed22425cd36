// Moving a group's list in: paste the 接龙, see what would become of every line, correct it, write it down.
using System.Text.Json;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class PasteList
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/deals/{id:guid}/paste", (Guid id, HttpContext http, Store store, Sealing sealing) => Paste(id, http, store, sealing, "", null));
        counter.MapPost("/deals/{id:guid}/paste", Read);
        counter.MapPost("/deals/{id:guid}/paste/write", Write);
    }

    static async Task<IResult> Paste(Guid id, HttpContext http, Store store, Sealing sealing, string text, Refusal? refusal)
    {
        var deal = await Find(id, http, store, sealing);
        if (deal.Refused) return Screens.Refuse(http, deal.Refusal!, "/leader/deals");
        if (deal.Value.State != Deal.NameOf(DealState.Open)) return Screens.Next($"/leader/deals/{id}");
        return Screens.Mine<PasteListPage>(http, new { Deal = deal.Value, Text = text, Refusal = refusal }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Read(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var sent = await FormSent.Read(http, isLong: true);
        if (sent.Refused) return Screens.Refuse(http, sent.Refusal!, $"/leader/deals/{id}/paste");
        // A browser leaves out a line break that a text area begins with, and the lines must keep their numbers.
        return await DryRun(id, sent.Value["text"].Trim(), null, null, http, store, sealing);
    }

    /// <param name="form">What the leader corrected, or null the first time.</param>
    static async Task<IResult> DryRun(Guid id, string text, PastedForm? form, Refusal? refusal, HttpContext http, Store store, Sealing sealing)
    {
        var keeper = Keeper.Of(http);
        var tried = await store.Read(db => DryRunPastedList.Handle(db, sealing, new(keeper.Visitor, new(id), text, form?.ToLines(), form?.Place), keeper.Now));
        if (tried.Refused) return tried.Refusal!.Code == Deal.Missing.Code ? Screens.Refuse(http, tried.Refusal, "/leader/deals") : await Paste(id, http, store, sealing, text, tried.Refusal);
        var deal = await Find(id, http, store, sealing);
        return deal.Refused
            ? Screens.Refuse(http, deal.Refusal!, "/leader/deals")
            : Screens.Mine<PastedListPage>(http, new { Deal = deal.Value, Rows = tried.Value.Rows, Form = form ?? PastedForm.Of(text, tried.Value.Rows), Refusal = refusal, keeper.Now }, refusal?.Status ?? 200);
    }

    /// <summary>The form's buttons: try the corrections, write all or nothing, or write what can be written.</summary>
    static async Task<IResult> Write(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var sent = await FormSent.Read(http, isLong: true);
        if (sent.Refused) return Screens.Refuse(http, sent.Refusal!, $"/leader/deals/{id}/paste");
        var (keeper, form) = (Keeper.Of(http), PastedForm.Read(sent.Value));
        if (sent.Value["do"] is not ("all" or "some")) return await DryRun(id, form.Text, form, null, http, store, sealing);
        var key = sent.Value.Key(keeper.Visitor.Person);
        if (key.Refused) return Screens.Refuse(http, key.Refusal!, $"/leader/deals/{id}/paste");
        var ask = new JoinForNeighbours.Ask(keeper.Visitor, new(id), form.Place ?? default, form.ToLines(), AllOrNothing: sent.Value["do"] == "all");
        var done = await Idempotency.Once(store, key.Value,
            async work => (await JoinForNeighbours.Handle(work, sealing, ask)).Match<Outcome<(int, string)>>(answer => (201, Api.Json.Text(answer)), refusal => refusal),
            refused => (refused.Status, Problem.Json(refused)));
        if ((done.Refusal ?? Remembered(done.Value)) is { } refusal) return await DryRun(id, form.Text, form, refusal, http, store, sealing);
        var written = JsonSerializer.Deserialize<JoinForNeighbours.Answer>(done.Value.Body, Api.Json.Options)!;
        return Screens.Mine<WrittenDownPage>(http, new { Id = id, Lines = written.Lines, Names = form.Lines.ToDictionary(l => l.Key, l => l.Value.Name), CutOff = (await Find(id, http, store, sealing)).Match(d => d.CutOffAt, _ => keeper.Now), keeper.Now });
    }

    static readonly Refusal[] Refusals =
        [JoinForNeighbours.NoLines, JoinForNeighbours.TooManyLines, JoinForNeighbours.SomeRefused, JoinForNeighbours.NoneWritten, JoinDeal.DealClosed, JoinDeal.PlaceMissing];

    /// <summary>A refusal kept under the form's key; in all of them nothing was written, and the page says line by line why.</summary>
    static Refusal? Remembered(RememberedAnswer answer)
    {
        if (answer.Status < 400) return null;
        using var problem = JsonDocument.Parse(answer.Body);
        var code = problem.RootElement.GetProperty("code").GetString();
        return Refusals.FirstOrDefault(refusal => refusal.Code == code) ?? Deal.Missing;
    }

    static readonly Refusal[] LineRefusals =
        [JoinForNeighbours.SoldOut, JoinForNeighbours.NameMissing, JoinForNeighbours.NotYours, JoinForNeighbours.HouseholdLimit, JoinDeal.HomeMissing, Flat.Unread, JoinDeal.LimitReached, JoinDeal.BadQuantity, JoinDeal.NoLines, JoinDeal.OfferMissing, JoinDeal.TooManyLines, Texts.TooLong, Texts.Unreadable];

    /// <summary>Why a line was not written, in the reader's language.</summary>
    internal static string Why(JoinForNeighbours.Written line) => LineRefusals.FirstOrDefault(refusal => refusal.Code == line.Code) is { } known ? RefusalNotice.In(known) : line.Reason ?? "";

    /// <summary>A deal of one's own: headquarters may watch it, and does not order for its neighbours.</summary>
    static async Task<Outcome<ShowDeal.Answer>> Find(Guid id, HttpContext http, Store store, Sealing sealing)
    {
        var visitor = Keeper.Of(http).Visitor;
        var deal = await store.Read(db => WatchDeal.Handle(db, sealing, new(visitor, new(id))));
        return deal.Match<Outcome<ShowDeal.Answer>>(watched => watched.Deal.LeaderId == visitor.Person.Value ? watched.Deal : Deal.Missing, refusal => refusal);
    }
}
