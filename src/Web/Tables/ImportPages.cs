// Importing from a table: template, upload, what is wrong row by row, the choice, progress, and the rows that stayed out.
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Web.Leader;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Tables;

public static class ImportPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var counter = app.MapGroup("/imports").AddEndpointFilter(Keeper.Admit).ExcludeFromDescription();
        counter.MapGet("/{kind}", (string kind, Guid? into, HttpContext http, Store store, ImportKinds kinds) => Start(kind, into, null, http, store, kinds));
        counter.MapPost("/{kind}", Upload);
        counter.MapGet("/{kind}/template.xlsx", async (string kind, HttpContext http, ImportKinds kinds) =>
            await TableSent.To(http, kinds.Named(kind) is { } known ? ShowImport.Template(known) : UploadTable.UnknownKind));
        counter.MapGet("/jobs/{id:guid}", (Guid id, int? part, HttpContext http, Store store, Sealing sealing, ImportKinds kinds) => Job(id, part, null, http, store, sealing, kinds));
        counter.MapGet("/jobs/{id:guid}/now", Now);
        counter.MapGet("/jobs/{id:guid}/events", Listen);
        counter.MapPost("/jobs/{id:guid}/begin", Begin);
        counter.MapPost("/jobs/{id:guid}/cancel", Cancel);
        counter.MapGet("/jobs/{id:guid}/wrong.xlsx", async (Guid id, HttpContext http, Store store, Sealing sealing, ImportKinds kinds) =>
            await TableSent.To(http, (await Find(id, null, http, store, sealing, kinds)).Match<Outcome<SheetFile>>(shown => ShowImport.WrongRows(store, sealing, shown), refusal => refusal)));
    }

    /// <summary>Where somebody came from and goes back to.</summary>
    static string Home(string kind, Guid into, bool isHeadquarters) => kind switch
    {
        "orders" => $"/leader/deals/{into}", "products" => "/headquarters/products", _ => isHeadquarters ? "/headquarters/communities" : "/leader/invite",
    };

    static async Task<IResult> Start(string kind, Guid? into, Refusal? refusal, HttpContext http, Store store, ImportKinds kinds)
    {
        if (kinds.Named(kind) is not { } known) return Screens.Refuse(http, UploadTable.UnknownKind, "/leader");
        var person = Keeper.Of(http).Visitor.Person.Value;
        if (await store.Read(db => known.May(db, person, into)) is { } mayNot) return Screens.Refuse(http, mayNot, "/leader");
        var lately = await store.Read(db => ListImports.Handle(db, new(person)));
        return Screens.Mine<ImportStartPage>(http, new { Kind = known, Into = into, Refusal = refusal, Lately = lately.Items, Kinds = kinds, Home = Home(kind, into ?? default, Keeper.Of(http).Visitor.AtHeadquarters), Keeper.Of(http).Now }, refusal?.Status ?? 200);
    }

    static async Task<IResult> Upload(string kind, Guid? into, HttpContext http, Store store, Sealing sealing, ImportKinds kinds)
    {
        var person = Keeper.Of(http).Visitor.Person.Value;
        var made = await TableReceived.InTurn(async () =>
        {
            var sent = await TableReceived.FromForm(http);
            return sent.Refused ? sent.Refusal! : await UploadTable.Handle(store, sealing, kinds, new(person, kind, into, sent.Value.Name, sent.Value.File));
        });
        return made.Refused ? await Start(kind, into, made.Refusal, http, store, kinds) : Screens.Next($"/imports/jobs/{made.Value.Value}");
    }

    static async Task<IResult> Job(Guid id, int? part, Refusal? refusal, HttpContext http, Store store, Sealing sealing, ImportKinds kinds)
    {
        var shown = await Find(id, part, http, store, sealing, kinds);
        return shown.Refused ? Screens.Refuse(http, shown.Refusal!, "/leader") : Screens.Mine<ImportPage>(http, new { Shown = shown.Value, Refusal = refusal, Home = Home(shown.Value.Import.Kind, shown.Value.Import.Subject, Keeper.Of(http).Visitor.AtHeadquarters) }, refusal?.Status ?? 200);
    }

    /// <summary>The part that changes, for a page that is open already.</summary>
    static async Task<IResult> Now(Guid id, HttpContext http, Store store, Sealing sealing, ImportKinds kinds)
    {
        var shown = await Find(id, null, http, store, sealing, kinds);
        return shown.Refused ? Screens.Refuse(http, shown.Refusal!, "/leader") : Screens.Mine<ImportNow>(http, new { Shown = shown.Value });
    }

    static async Task Listen(Guid id, string? seen, HttpContext http, Store store, Sealing sealing, ImportKinds kinds)
    {
        var shown = await Find(id, null, http, store, sealing, kinds);
        if (shown.Refused) { await Respond.Refuse(http, shown.Refusal!); return; }
        await ChangeEvents.Tell(http, store, id, seen ?? "", async () => (await store.Read(db => db.FindAsync<Import>(new ImportId(id)).AsTask()))?.Mark ?? "");
    }

    static async Task<IResult> Begin(Guid id, HttpContext http, Store store, Sealing sealing, ImportKinds kinds)
    {
        var form = await FormSent.Read(http);
        if (form.Refused) return Screens.Refuse(http, form.Refusal!, $"/imports/jobs/{id}");
        var person = Keeper.Of(http).Visitor.Person.Value;
        var begun = await store.Write(work => BeginImport.Handle(work, kinds, new(person, new(id), AllOrNothing: form.Value["how"] != "right")));
        if (!begun.Refused)
        {
            // A small one is done when its page comes.
            await RunImports.Run(store, sealing, kinds, new(id), partsMax: 3, http.RequestAborted);
            return Screens.Next($"/imports/jobs/{id}");
        }
        // Pressed twice, it has begun; that is a success.
        return begun.Refusal == BeginImport.NotReady && (await Find(id, null, http, store, sealing, kinds)) is { Refused: false, Value.Import.BegunAt: not null } ? Screens.Next($"/imports/jobs/{id}") : await Job(id, null, begun.Refusal, http, store, sealing, kinds);
    }

    static async Task<IResult> Cancel(Guid id, HttpContext http, Store store)
    {
        var done = await store.Write(work => CancelImport.Handle(work, new(Keeper.Of(http).Visitor.Person.Value, new(id))));
        return done.Refused ? Screens.Refuse(http, done.Refusal!, "/leader") : Screens.Next($"/imports/jobs/{id}");
    }

    static Task<Outcome<ShowImport.Answer>> Find(Guid id, int? part, HttpContext http, Store store, Sealing sealing, ImportKinds kinds) =>
        store.Read(db => ShowImport.Handle(db, sealing, kinds, new(Keeper.Of(http).Visitor.Person.Value, new(id), part)));
}
