// How far an import is, and its rows with what is wrong with each.
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Kernel.Sheets;

public static class ShowImport
{
    /// <param name="Part">Which two hundred rows; null is the first of those that are wrong, where some are.</param>
    public sealed record Ask(Guid Person, ImportId ImportId, int? Part = null);

    /// <param name="Shown">Rows of the part, or the first wrong ones.</param>
    public sealed record Answer(Import Import, ImportKind Kind, IReadOnlyList<Row> Shown, int Parts, int? Part);

    /// <summary>How many wrong rows are shown; the file of them holds all.</summary>
    public const int WrongMax = 200;

    public sealed record Row(ImportRow Read, string? Why);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, ImportKinds kinds, Ask ask)
    {
        var import = await db.Set<Import>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == ask.ImportId);
        // Somebody else's is not there: tables hold names and phones.
        if (import is null || import.PersonId != ask.Person || kinds.Named(import.Kind) is not { } kind) return Import.Missing;
        var parts = (import.Rows + kind.PartRows - 1) / kind.PartRows;
        var part = ask.Part is { } asked ? Math.Clamp(asked, 0, Math.Max(0, parts - 1)) : import.Wrong == 0 ? 0 : (int?)null;
        var rows = import.ForgottenAt is not null || import.State == "trying" ? [] : part is { } number ? await Part(db, sealing, import, number) : await FirstWrong(db, sealing, import);
        return new Answer(import, kind, rows, parts, part);
    }

    static async Task<IReadOnlyList<Row>> Part(HaoLinDb db, Sealing sealing, Import import, int number)
    {
        var part = await db.Set<ImportPart>().AsNoTracking().FirstOrDefaultAsync(p => p.ImportId == import.Id && p.Number == number);
        if (part is null) return [];
        var why = part.Why;
        return [.. part.Open(import, sealing).Select(r => new Row(r, why.GetValueOrDefault(r.Number)))];
    }

    static async Task<IReadOnlyList<Row>> FirstWrong(HaoLinDb db, Sealing sealing, Import import)
    {
        var rows = new List<Row>();
        await foreach (var part in Wrong(db, import.Id))
        {
            rows.AddRange(WrongOf(part, import, sealing));
            if (rows.Count >= WrongMax) break;
        }
        return rows.Count <= WrongMax ? rows : rows[..WrongMax];
    }

    static IAsyncEnumerable<ImportPart> Wrong(HaoLinDb db, ImportId id) =>
        db.Set<ImportPart>().AsNoTracking().Where(p => p.ImportId == id && p.Reasons != null).OrderBy(p => p.Number).AsAsyncEnumerable();

    static IEnumerable<Row> WrongOf(ImportPart part, Import import, Sealing sealing)
    {
        var why = part.Why;
        return part.Open(import, sealing).Where(r => why.ContainsKey(r.Number)).Select(r => new Row(r, why[r.Number]));
    }

    /// <summary>The rows that could not be imported as a table to mend and upload again: the same columns, and the reason.</summary>
    public static SheetFile WrongRows(Store store, Sealing sealing, Answer shown) => new(SheetFile.NameOf("没导入的行", shown.Kind.Title, Path.GetFileNameWithoutExtension(shown.Import.FileName)), async (target, stop) =>
    {
        using var sheet = new SheetWriter(target, stop);
        await sheet.Begin(shown.Kind.Title, [.. shown.Kind.Columns.Select(c => new SheetColumn(c.Head, Width: c.Width)), new("原表第几行", SheetFormat.Whole, 12), new("原因", SheetFormat.Wrong, 50)]);
        await using var db = store.Open();
        await foreach (var part in Wrong(db, shown.Import.Id).WithCancellation(stop))
            foreach (var row in WrongOf(part, shown.Import, sealing)) await sheet.Row([.. row.Read.Cells, row.Read.Number, row.Why]);
        await sheet.End();
        await sheet.Finish();
    });

    /// <summary>What is downloaded, filled in and uploaded: a sheet with an example, and one that tells how.</summary>
    public static SheetFile Template(ImportKind kind) => new(SheetFile.NameOf(kind.Title + "导入模板"), async (target, stop) =>
    {
        using var sheet = new SheetWriter(target, stop);
        await sheet.Begin(kind.Title, [.. kind.Columns.Select(c => new SheetColumn(c.Head, Width: c.Width))]);
        foreach (var example in kind.Examples) await sheet.Row([.. example]);
        await sheet.End();
        await sheet.Begin(SheetReader.Advice, [new("列", Width: 20), new("要不要填", Width: 12), new("怎么填", Width: 70)]);
        foreach (var column in kind.Columns) await sheet.Row(column.Head, column.Needed ? "必填" : "可空", column.Advice);
        foreach (var line in kind.Advice) await sheet.Row("", "", line);
        await sheet.End();
        await sheet.Finish();
    });
}
