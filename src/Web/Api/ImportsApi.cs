// Importing from a table over HTTP: upload, look, begin, watch, and fetch the rows that stayed out.
using System.Security.Cryptography;
using System.Text;
using HaoLin.Kernel;
using HaoLin.Kernel.Sheets;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;
using HaoLin.Web.Tables;

namespace HaoLin.Web.Api;

public static class ImportsApi
{
    /// <param name="State">trying, ready, importing, done, cancelled or failed.</param>
    /// <param name="Rows">How many the table has; tried, wrong and imported so far.</param>
    /// <param name="Shown">Two hundred rows: of the part asked for, or the first that are wrong.</param>
    public sealed record ImportAnswer(Guid Id, string Kind, string FileName, string State, int Percent, int Rows, int Tried, int Wrong, int Imported, IReadOnlyList<RowAnswer> Shown);

    /// <param name="Reason">Why the row cannot be imported; null when it can.</param>
    public sealed record RowAnswer(int Row, IReadOnlyList<string> Cells, string? Reason);

    /// <param name="AllOrNothing">One wrong row stops all of them; otherwise the right ones are imported.</param>
    public sealed record BeginRequest(bool AllOrNothing = true);

    public sealed record ImportList(IReadOnlyList<ImportAnswer> Items, string? Next) : IPaged;

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/imports").WithTags("tables").Scoped("goods");
        api.MapGet("{kind}/template.xlsx", async (string kind, HttpContext http, ImportKinds kinds) =>
            await TableSent.To(http, SignedIn.Person(http) is null ? Visitor.SignInFirst : kinds.Named(kind) is { } known ? ShowImport.Template(known) : UploadTable.UnknownKind))
            .Produces<byte[]>(200, SheetFile.ContentType).ProducesProblem(401).ProducesProblem(404).WithSummary("The template of a kind: products, pickup-points, residents or orders.");
        api.MapPost("{kind}", Upload).Accepts<byte[]>("application/octet-stream", "*/*").Produces<ImportAnswer>(201).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422).ProducesProblem(503)
            .WithMetadata(ApiDocument.TakesKey).WithSummary("Upload an .xlsx or .csv (the body; ?name= its name, ?into= the deal of orders). It is tried, and nothing is imported yet.");
        api.Ask("", "My latest imports, without their rows, thirty a page; ?after= the next page.", async (db, by, http) =>
        {
            var found = await ListImports.Handle(db, new(by.Person.Value, Cursor.Read(http.Request.Query["after"]), Rows: 30));
            return (Outcome<ImportList>)new ImportList([.. found.Items.Select(i => Of(i, []))], found.Next);
        });
        api.Ask("{id:guid}", "How far an import is, and what is wrong with which rows; ?part= two hundred rows of it.", async (db, by, http) =>
            (await Show(db, by.Person, new(Guid.Parse((string)http.Request.RouteValues["id"]!)), http, int.TryParse(http.Request.Query["part"], out var part) ? part : null)));
        api.Do<BeginRequest, DoneAnswer>("{id:guid}/begin", 200, "Import the right rows, or all or none.", async (work, by, id, body, s) => PeopleApi.Said(await BeginImport.Handle(work, s.GetRequiredService<ImportKinds>(), new(by.Person.Value, new(id), body.AllOrNothing))));
        api.Do<NoBody, DoneAnswer>("{id:guid}/cancel", 200, "Stop it; what is imported stays.", async (work, by, id, _, _) => PeopleApi.Said(await CancelImport.Handle(work, new(by.Person.Value, new(id)))));
        api.MapGet("{id:guid}/wrong.xlsx", Wrong).Produces<byte[]>(200, SheetFile.ContentType).ProducesProblem(401).ProducesProblem(404).WithSummary("The rows that are wrong, each with its reason (原因), to mend and upload again.");
    }

    static async Task Upload(string kind, Guid? into, string? name, HttpContext http, Store store, Sealing sealing, ImportKinds kinds)
    {
        if (SignedIn.Person(http) is not { } person) { await Respond.Refuse(http, Visitor.SignInFirst); return; }
        var header = http.Request.Headers["Idempotency-Key"];
        if (Idempotency.Parse(header) is not { } key) { await Respond.Refuse(http, header.Count == 0 ? Idempotency.KeyMissing : Idempotency.KeyMalformed); return; }
        var done = await TableReceived.InTurn(async () =>
        {
            var file = await TableReceived.FromBody(http);
            if (file.Refused) return file.Refusal!;
            var request = new IdempotentRequest(person.Value, key, SHA256.HashData([.. Encoding.UTF8.GetBytes($"POST {http.Request.Path} {into}\n"), .. SHA256.HashData(file.Value)]));
            return await Idempotency.Around(store, request, async () =>
            {
                var made = await UploadTable.Handle(store, sealing, kinds, new(person.Value, kind, into, name, file.Value));
                if (made.Refused) return made.Refusal!;
                var shown = await store.Read(db => Show(db, person, made.Value, http, null));
                return shown.Match<Outcome<(int, string)>>(answer => (201, Json.Text(answer with { Shown = [] })), refusal => refusal);
            }, refusal => (refusal.Status, Problem.Json(refusal)));
        });
        await Respond.Answer(http, done);
    }

    static async Task<Outcome<ImportAnswer>> Show(HaoLinDb db, PersonId person, ImportId id, HttpContext http, int? part) =>
        (await ShowImport.Handle(db, PeopleApi.Of<Sealing>(http), PeopleApi.Of<ImportKinds>(http), new(person.Value, id, part))).Match<Outcome<ImportAnswer>>(
            s => Of(s.Import, [.. s.Shown.Select(r => new RowAnswer(r.Read.Number, r.Read.Cells, r.Why))]), refusal => refusal);

    static ImportAnswer Of(Import i, IReadOnlyList<RowAnswer> shown) => new(i.Id.Value, i.Kind, i.FileName, i.State, i.Percent, i.Rows, i.Tried, i.Wrong, i.Imported, shown);

    static async Task Wrong(Guid id, HttpContext http, Store store, Sealing sealing, ImportKinds kinds)
    {
        if (SignedIn.Person(http) is not { } person) { await Respond.Refuse(http, Visitor.SignInFirst); return; }
        await TableSent.To(http, (await store.Read(db => ShowImport.Handle(db, sealing, kinds, new(person.Value, new(id))))).Match<Outcome<SheetFile>>(shown => ShowImport.WrongRows(store, sealing, shown), refusal => refusal));
    }
}
