// Whoever uploaded a table has seen what is wrong with it, and lets its right rows in, or all of them or none.

namespace HaoLin.Kernel.Sheets;

public static class BeginImport
{
    /// <param name="AllOrNothing">One wrong row stops all of them.</param>
    public sealed record Ask(Guid Person, ImportId ImportId, bool AllOrNothing);

    public static readonly Refusal NotReady = new("import.not-ready", 409, "还没看完，或者已经开始了", "It has not been tried whole yet, or was begun already.");
    public static readonly Refusal SomeWrong = new("import.some-wrong", 409, "有错的行，所以一行都没有导入", "Some rows are wrong, so none was imported.");
    public static readonly Refusal NoneRight = new("import.none-right", 409, "没有一行是对的，没有可以导入的", "No row is right; there is nothing to import.");

    public static Refusal? Decide(Import? import, Import? same, bool isBusy, Ask ask) =>
        import is null || import.PersonId != ask.Person ? Import.Missing
        : import.State != "ready" ? NotReady
        : UploadTable.Decide(same, isBusy) is { } refused ? refused
        : import.Wrong >= import.Rows ? NoneRight
        : ask.AllOrNothing && import.Wrong > 0 ? SomeWrong
        : null;

    public static async Task<Outcome<Done>> Handle(Work work, ImportKinds kinds, Ask ask)
    {
        var import = await Import.Lock(work, ask.ImportId);
        var same = import is null ? null : await UploadTable.Same(work.Db, import.Kind, import.Subject, import.FileHash);
        if (Decide(import, same, await UploadTable.IsBusy(work.Db, ask.Person, ask.ImportId), ask) is { } refused) return refused;
        // The role may have ended since.
        if (kinds.Named(import!.Kind) is not { } kind) return UploadTable.UnknownKind;
        if (await kind.May(work.Db, ask.Person, import.Subject == Guid.Empty ? null : import.Subject) is { } mayNot) return mayNot;
        (import.AllOrNothing, import.BegunAt) = (ask.AllOrNothing, work.Now);
        Audit.Note(work, ask.Person, "import", import.Id.Value, "", $"{import.Kind}: {(ask.AllOrNothing ? import.Rows : import.Rows - import.Wrong)} of {import.Rows} rows");
        work.Stir(import.Id.Value);
        return Done.Deed;
    }
}
