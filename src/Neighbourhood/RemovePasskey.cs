// A passkey opens nothing any more: its owner takes it away, or headquarters takes all of somebody's whose phone is lost.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class RemovePasskey
{
    /// <param name="PersonId">Whose it is.</param>
    /// <param name="Id">Which; null is all of them.</param>
    public sealed record Ask(Visitor By, PersonId PersonId, PasskeyId? Id);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal Missing = new("passkey.missing", 404, "没有这个通行密钥", "There is no such passkey.");

    /// <param name="found">How many of those asked for stand.</param>
    public static Refusal? Decide(Ask ask, int found) =>
        ask.By.Person != ask.PersonId && !ask.By.AtHeadquarters ? NotAllowed : ask.Id is not null && found == 0 ? Missing : null;

    /// <summary>Taking away all where there is none changes nothing, and is no fault. Whoever signed in with a phone that is lost is signed out with it.</summary>
    public static async Task<Outcome<Done>> Handle(Work work, Revocations revocations, Ask ask)
    {
        var standing = Passkey.Standing(work.Db, ask.PersonId);
        if (ask.Id is { } one) standing = standing.Where(p => p.Id == one);
        var found = await standing.Select(p => p.Id).ToListAsync();
        if (Decide(ask, found.Count) is { } refusal) return refusal;
        foreach (var id in found)
            if (await standing.Where(p => p.Id == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.RemovedAt, work.Now)) == 1)
                Audit.Note(work, ask.By.Person.Value, "passkey", id.Value, "added", "removed", whom: ask.PersonId.Value);
        if (ask.By.Person == ask.PersonId || found.Count == 0) return Done.Deed;
        // Somebody who was let in by it while this waited for the row is out too.
        await work.HasWaited();
        await revocations.VoidAll(work, ask.PersonId);
        return Done.Deed;
    }
}
