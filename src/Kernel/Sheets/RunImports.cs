// Carries imports on, part by part: what a part does and that it is done are one transaction, so a crash in between does nothing twice.
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Kernel.Sheets;

public static class RunImports
{
    const int RunningMax = 20;

    /// <summary>Every node may run it: an import that another node has locked is left to it.</summary>
    public static async Task Sweep(Store store, Sealing sealing, ImportKinds kinds, CancellationToken stop)
    {
        var running = await store.Read(db => db.Set<Import>().Where(i => i.EndedAt == null && (i.TriedAt == null || i.BegunAt != null)).OrderBy(i => i.CreatedAt).Select(i => i.Id).Take(RunningMax).ToListAsync(stop));
        await Kernel.Sweep.Each(running, id => Run(store, sealing, kinds, id, int.MaxValue, stop));
    }

    /// <summary>Goes on with one import until it has nothing more to do, or for so many parts.</summary>
    public static async Task Run(Store store, Sealing sealing, ImportKinds kinds, ImportId id, int partsMax, CancellationToken stop = default)
    {
        try
        {
            for (var part = 0; part < partsMax && !stop.IsCancellationRequested; part++)
                if (!await Step(store, sealing, kinds, id)) return;
        }
        catch (Exception fault) when (!Store.IsUnreachable(fault))
        {
            await store.Write(work => CountFailure(work, id));
            throw;
        }
    }

    /// <returns>Whether there may be more to do.</returns>
    static async Task<bool> Step(Store store, Sealing sealing, ImportKinds kinds, ImportId id)
    {
        var import = await store.Read(db => db.Set<Import>().FirstOrDefaultAsync(i => i.Id == id));
        if (import is not { IsRunning: true } || kinds.Named(import.Kind) is not { } kind) return false;
        if (import.BegunAt is null) return await TryPart(store, sealing, kind, import);
        return import.AllOrNothing && import.Rows <= Import.AtOnceMax ? await DoAll(store, sealing, kind, import) : await DoPart(store, sealing, kind, import);
    }

    /// <summary>Does a part on a context that is never saved, and keeps only what was said of its rows.</summary>
    static async Task<bool> TryPart(Store store, Sealing sealing, ImportKind kind, Import import)
    {
        var number = import.Tried / kind.PartRows;
        await using var scratch = store.Open();
        var rows = (await scratch.Set<ImportPart>().AsNoTracking().FirstAsync(p => p.ImportId == import.Id && p.Number == number)).Open(import, sealing);
        var why = await Refused(kind, new(scratch, await store.Now(scratch), clock: null), new(import.PersonId, SubjectOf(import), sealing, IsTrial: true), rows, []);
        return (await store.Write<bool>(async work =>
        {
            var now = await Import.Lock(work, import.Id, waits: false);
            // Another node was faster, or it was cancelled.
            if (now is not { State: "trying" } || now.Tried != import.Tried) return false;
            var part = await work.Db.Set<ImportPart>().FirstAsync(p => p.ImportId == now.Id && p.Number == number);
            part.Why = why;
            now.Tried += rows.Count;
            now.Wrong += why.Count;
            if (now.Tried >= now.Rows) now.TriedAt = work.Now;
            work.Stir(now.Id.Value);
            return now.TriedAt is null;
        })).Value;
    }

    static async Task<bool> DoPart(Store store, Sealing sealing, ImportKind kind, Import import)
    {
        if (Break.Is("import-once")) await store.Write(work => DoNextPart(work, sealing, kind, import.Id, keepsProgress: false));
        return (await store.Write<bool>(async work => await DoNextPart(work, sealing, kind, import.Id))).Value;
    }

    static async Task<bool> DoNextPart(Work work, Sealing sealing, ImportKind kind, ImportId id, bool keepsProgress = true)
    {
        var import = await Import.Lock(work, id, waits: false);
        if (import is not { State: "importing" }) return false;
        var part = await work.Db.Set<ImportPart>().Where(p => p.ImportId == id && p.DoneAt == null).OrderBy(p => p.Number).FirstOrDefaultAsync();
        if (part is not null)
        {
            var (rows, known) = (part.Open(import, sealing), part.Why);
            var why = await Refused(kind, work, new(import.PersonId, SubjectOf(import), sealing, IsTrial: false), rows, known);
            if (!keepsProgress) return true;
            (part.Why, part.DoneAt) = (why, work.Now);
            import.Wrong += why.Count - known.Count;
            import.Imported += rows.Count - why.Count;
        }
        else import.EndedAt = work.Now;
        work.Stir(import.Id.Value);
        return part is not null;
    }

    /// <summary>All rows in one transaction; one that is refused after all undoes it, and is told.</summary>
    static async Task<bool> DoAll(Store store, Sealing sealing, ImportKind kind, Import import)
    {
        var whyByPart = new Dictionary<int, Dictionary<int, string>>();
        var done = await store.Write<bool>(async work =>
        {
            whyByPart.Clear();
            var now = await Import.Lock(work, import.Id, waits: false);
            if (now is not { State: "importing" }) return false;
            foreach (var part in await work.Db.Set<ImportPart>().Where(p => p.ImportId == now.Id).OrderBy(p => p.Number).ToListAsync())
            {
                var rows = part.Open(now, sealing);
                var why = await Refused(kind, work, new(now.PersonId, SubjectOf(now), sealing, IsTrial: false), rows, part.Why);
                if (why.Count > 0) whyByPart[part.Number] = why;
                part.DoneAt = work.Now;
                now.Imported += rows.Count - why.Count;
            }
            if (whyByPart.Count > 0) return BeginImport.SomeWrong;
            now.EndedAt = work.Now;
            work.Stir(now.Id.Value);
            return false;
        });
        if (done.Refused) await store.Write(work => EndUndone(work, import.Id, whyByPart));
        return false;
    }

    static async Task EndUndone(Work work, ImportId id, Dictionary<int, Dictionary<int, string>> whyByPart)
    {
        var import = (await Import.Lock(work, id))!;
        foreach (var part in await work.Db.Set<ImportPart>().Where(p => p.ImportId == id && whyByPart.Keys.Contains(p.Number)).ToListAsync()) part.Why = whyByPart[part.Number];
        (import.Wrong, import.EndedAt) = (whyByPart.Values.Sum(w => w.Count), work.Now);
        work.Stir(id.Value);
    }

    /// <summary>Why which rows were refused, those that were wrong before among them.</summary>
    static async Task<Dictionary<int, string>> Refused(ImportKind kind, Work work, ImportCall call, IReadOnlyList<ImportRow> rows, Dictionary<int, string> known)
    {
        var why = new Dictionary<int, string>(known);
        foreach (var row in rows) if (row.Wrong is { } wrong) why.TryAdd(row.Number, wrong);
        var right = rows.Where(r => !why.ContainsKey(r.Number)).ToList();
        if (right.Count == 0) return why;
        var said = await kind.Do(work, call, right);
        for (var i = 0; i < right.Count; i++) if (said[i] is { } reason) why[right[i].Number] = reason;
        return why;
    }

    static async Task CountFailure(Work work, ImportId id)
    {
        if (await Import.Lock(work, id) is not { IsRunning: true } import) return;
        if (++import.Failures >= Import.FailuresMax) import.EndedAt = work.Now;
        work.Stir(id.Value);
    }

    static Guid? SubjectOf(Import import) => import.Subject == Guid.Empty ? null : import.Subject;

    /// <summary>After a week an import's rows go; that and when the file was imported stays known. A daily run.</summary>
    public static async Task Forget(Work work)
    {
        var until = work.Now - Import.KeptFor;
        var old = await work.Db.Set<Import>().Where(i => i.CreatedAt < until && i.ForgottenAt == null && (i.EndedAt != null || i.BegunAt == null)).ToListAsync();
        foreach (var import in old)
        {
            await work.Db.Set<ImportPart>().Where(p => p.ImportId == import.Id).ExecuteDeleteAsync();
            import.ForgottenAt = work.Now;
            if (import.EndedAt is null) (import.CancelledAt, import.EndedAt) = (work.Now, work.Now);
        }
    }
}
