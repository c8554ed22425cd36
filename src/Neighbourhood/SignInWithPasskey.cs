// A leader or a member of headquarters signs in by a passkey: it is something they have and something they are or know, so neither password nor digits are asked for.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class SignInWithPasskey
{
    /// <param name="Held">What <see cref="PasskeyCeremony.BeginEntering"/> gave the browser to hold.</param>
    /// <param name="Shown">What the browser said, as JSON.</param>
    /// <param name="Address">The caller's network address, for the limit per address.</param>
    public sealed record Ask(string? Held, string? Shown, string Address);

    /// <summary>Removed, somebody else's, forged and of no role any more look alike.</summary>
    public static readonly Refusal NotGood = new("sign-in.passkey-not-good", 422, "这个通行密钥打不开门，请用密码登录", "This passkey does not open the door; sign in by password.") { Counted = true };
    public static readonly Refusal WentBack = new("sign-in.passkey-went-back", 422, "这个通行密钥可能被人复制过，已经记下来了。请用密码登录，并告诉总部", "Somebody may have copied this passkey; it was noted. Sign in by password and tell headquarters.") { Counted = true };
    public static readonly Refusal Over = PasskeyCeremony.Over;
    public static readonly Refusal TooManyTries = SignInWithPassword.TooManyTries;
    public static readonly Refusal TooManyHere = SignInWithPassword.TooManyHere;

    /// <param name="signCount">What the device proved it has counted to; null is that it proved nothing.</param>
    /// <param name="isStaff">Whose it is leads or works at headquarters now.</param>
    public static Refusal? Decide(Passkey? passkey, long? signCount, bool isStaff) =>
        passkey is null || passkey.RemovedAt is not null || !isStaff || signCount is null ? NotGood : Passkey.Counts(passkey.SignCount, signCount.Value) ? null : WentBack;

    /// <summary>Takes the store: tries are counted and the challenge is used up in transactions of their own, whatever comes of it.</summary>
    public static async Task<Outcome<Ticket>> Handle(Store store, Sealing sealing, PasskeyCeremony ceremony, Tokens tokens, Ask ask)
    {
        var from = SignInWithPassword.From(sealing, ask.Address);
        var counted = await store.Write<Done>(async work => SignInWithPassword.Decide(0, await Attempt.CountOne(work, from, SignInWithPassword.Window)));
        if (counted.Refused) return counted.Refusal!;
        var begun = await ceremony.TakeEntering(ask.Held);
        if (begun.Refused) return begun.Refusal!;
        var shown = await ceremony.Assert(begun.Value, ask.Shown);
        var claimed = shown?.CredentialId ?? PasskeyCeremony.Claimed(ask.Shown);
        return await store.Write<Ticket>(async work =>
        {
            // Nobody's: there is nobody to be warned, and the address has been counted.
            if (claimed is null || await Called(work, claimed) is not { } passkey) return NotGood;
            var tries = "passkey:" + passkey.PersonId.Value.ToString("N");
            if (await Attempt.CountOne(work, tries, SignInWithPassword.Window) > SignInWithPassword.WrongPerAccount) return TooManyTries;
            // The count's row lock made two at once queue up: what the first wrote is read now.
            passkey = await Called(work, claimed) ?? passkey;
            var visitor = await Visitor.Of(work.Db, passkey.PersonId);
            if (Decide(passkey, shown?.SignCount, visitor.IsLeader || visitor.AtHeadquarters) is { } refusal)
            {
                Audit.Note(work, null, "passkey-refused", passkey.Id.Value, "", Why(passkey, shown is not null, refusal), whom: passkey.PersonId.Value);
                return refusal;
            }
            // Removed in this very moment it opens nothing: the row says who was first.
            if (await Passkey.Standing(work.Db, passkey.PersonId).Where(p => p.Id == passkey.Id).ExecuteUpdateAsync(set => set
                .SetProperty(p => p.SignCount, shown!.SignCount).SetProperty(p => p.IsBackedUp, shown.IsBackedUp).SetProperty(p => p.LastUsedAt, work.Now)) == 0) return NotGood;
            await Attempt.Clear(work, tries);
            await Attempt.TakeBack(work, from);
            return tokens.TicketFor(passkey.PersonId, work.Now);
        });
    }

    static Task<Passkey?> Called(Work work, byte[] credentialId) => work.Db.Set<Passkey>().AsNoTracking().FirstOrDefaultAsync(p => p.CredentialId == credentialId);

    /// <summary>For headquarters' eyes: the caller is not told which it was.</summary>
    static string Why(Passkey passkey, bool proved, Refusal refusal) =>
        refusal == WentBack ? "count went back" : passkey.RemovedAt is not null ? "removed" : proved ? "no role" : "not proved";
}
