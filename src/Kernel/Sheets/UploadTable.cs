// Somebody uploads a table to import: it is read, kept sealed and tried; nothing of it is imported yet.
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Kernel.Sheets;

public static class UploadTable
{
    /// <param name="Person">Who uploads.</param>
    /// <param name="Kind">What is imported, for example products.</param>
    /// <param name="Subject">What it is imported into, where the kind asks for it.</param>
    public sealed record Ask(Guid Person, string Kind, Guid? Subject, string? FileName, byte[] File);

    public static readonly Refusal UnknownKind = new("import.unknown-kind", 404, "没有这种导入", "There is no such kind of import.");
    public static readonly Refusal ColumnsMissing = new("import.columns-missing", 422, "表里缺了列，请用模板填", "The table lacks columns; fill in the template.");
    public static readonly Refusal TooManyRows = new("import.too-many-rows", 422, "行数太多了，请分成几份", "The table has too many rows; split it.");
    public static readonly Refusal AlreadyImported = new("import.already-imported", 409, "这个文件已导入过", "This very file has been imported already.");
    public static readonly Refusal OneAtATime = new("import.one-at-a-time", 409, "您有一个导入还没做完，等它做完或取消再来", "One import of yours is still running; wait for it or cancel it.");

    /// <param name="same">An import of the same file into the same place that has begun.</param>
    /// <param name="isBusy">Whether another import of this person is running.</param>
    public static Refusal? Decide(Import? same, bool isBusy) =>
        same is not null && !Break.Is("same-file") ? AlreadyImported.With(BusinessDay.Local(same.EndedAt ?? same.BegunAt!.Value).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture))
        : isBusy ? OneAtATime
        : null;

    /// <summary>Takes the store: a table is read outside of any transaction, and tried after it.</summary>
    public static async Task<Outcome<ImportId>> Handle(Store store, Sealing sealing, ImportKinds kinds, Ask ask)
    {
        if (kinds.Named(ask.Kind) is not { } kind) return UnknownKind;
        if (await store.Read(db => kind.May(db, ask.Person, ask.Subject)) is { } mayNot) return mayNot;
        var (subject, hash) = (ask.Subject ?? Guid.Empty, Convert.ToHexStringLower(SHA256.HashData(ask.File)));
        // The same file that was only looked at is the same look again.
        if (await store.Read(db => db.Set<Import>().Where(i => i.PersonId == ask.Person && i.Kind == kind.Name && i.Subject == subject && i.FileHash == hash && i.BegunAt == null && i.EndedAt == null).Select(i => (ImportId?)i.Id).FirstOrDefaultAsync()) is { } looked) return looked;
        if (await store.Read(async db => Decide(await Same(db, kind.Name, subject, hash), await IsBusy(db, ask.Person, default))) is { } refused) return refused;
        var read = SheetReader.Read(ask.File);
        if (read.Refused) return read.Refusal!;
        var rows = ImportKinds.Fit(kind, read.Value);
        if (rows.Refused) return rows.Refusal!;
        var kept = await store.Write(async work =>
        {
            if (Decide(await Same(work.Db, kind.Name, subject, hash), await IsBusy(work.Db, ask.Person, default)) is { } late) return late;
            var import = new Import
            {
                Id = Ids.New<ImportId>(work.Now), Kind = kind.Name, Subject = subject, PersonId = ask.Person, FileHash = hash, KeyWrapped = sealing.NewPersonKey(), Rows = rows.Value.Count, CreatedAt = work.Now,
                FileName = Texts.Start(string.Concat((ask.FileName ?? "").Where(c => !char.IsControl(c) && !char.IsSurrogate(c))), 80),
            };
            work.Db.Add(import);
            foreach (var (some, number) in rows.Value.Chunk(kind.PartRows).Select((r, n) => (r, n)))
                work.Db.Add(new ImportPart { ImportId = import.Id, Number = number, RowsSealed = sealing.Seal(import.KeyWrapped, JsonSerializer.Serialize(some, Compact)) });
            return (Outcome<ImportId>)import.Id;
        });
        // A small table is tried at once, so that its page shows what is wrong without waiting.
        if (!kept.Refused) await RunImports.Run(store, sealing, kinds, kept.Value, partsMax: 5);
        return kept;
    }

    internal static Task<Import?> Same(HaoLinDb db, string kind, Guid subject, string hash) =>
        db.Set<Import>().AsNoTracking().FirstOrDefaultAsync(i => i.Kind == kind && i.Subject == subject && i.FileHash == hash && i.BegunAt != null && i.CancelledAt == null && (i.EndedAt == null || i.Imported > 0));

    internal static Task<bool> IsBusy(HaoLinDb db, Guid person, ImportId except) =>
        db.Set<Import>().AnyAsync(i => i.PersonId == person && i.Id != except && i.EndedAt == null && (i.TriedAt == null || i.BegunAt != null));

    static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
