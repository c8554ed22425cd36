// Headquarters revokes a machine's token: it is void at once on this node, and within a second on the others.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class RevokeMachineToken
{
    public sealed record Ask(Visitor By, MachineTokenId Id);

    public static readonly Refusal Missing = new("token.missing", 404, "没有这个令牌", "There is no such token.");

    /// <summary>Revoking twice is harmless; the first instant stays.</summary>
    public static async Task<Outcome<Done>> Handle(Work work, Revocations revocations, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        if (await work.Db.Set<MachineToken>().FirstOrDefaultAsync(t => t.Id == ask.Id) is not { } token) return Missing;
        if (token.RevokedAt is null) Audit.Note(work, ask.By.Person.Value, "machine-token", token.Id.Value, string.Join(' ', Scope.Names((uint)token.Scopes)), "revoked", whom: token.PersonId.Value);
        token.RevokedAt ??= work.Now;
        revocations.Void(token.Id);
        return Done.Deed;
    }
}
