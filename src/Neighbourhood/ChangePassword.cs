// A leader or a member of headquarters changes the password, of their own accord or because it was set by somebody else.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class ChangePassword
{
    /// <param name="Phone">Whose password: who must change it has no token yet, so the phone says who asks.</param>
    /// <param name="Code">The six digits of the app of whoever turned it on.</param>
    public sealed record Ask(string? Phone, string? OldPassword, string? NewPassword, string Address, string? Code = null);

    public static readonly Refusal SameAsBefore = new("password.same-as-before", 422, "新密码不能和旧密码一样", "The new password must differ from the old one.");
    public static readonly Refusal WrongPassword = SignInWithPassword.WrongPassword;
    public static readonly Refusal ChangedMeanwhile = new("password.changed-meanwhile", 409, "密码刚刚被改过，请重新登录", "The password was changed a moment ago; sign in again.");

    public static Outcome<Done> Decide(Phone phone, Ask ask)
    {
        if (Passwords.Check(ask.NewPassword, phone) is { } weak) return weak;
        return ask.NewPassword == ask.OldPassword ? SameAsBefore : Done.Deed;
    }

    /// <summary>Everybody who signed in with the old password is out; the caller is in by the ticket.</summary>
    public static async Task<Outcome<Ticket>> Handle(Store store, Sealing sealing, Tokens tokens, Revocations revocations, Ask ask)
    {
        var phone = Phone.Parse(ask.Phone);
        if (phone.Refused) return phone.Refusal!;
        var decided = Decide(phone.Value, ask);
        if (decided.Refused) return decided.Refusal!;
        var proved = await SignInWithPassword.Prove(store, sealing, new(ask.Phone, ask.OldPassword, ask.Address, ask.Code));
        if (proved.Refused) return proved.Refusal!;
        var (person, before, hash) = (proved.Value.PersonId, proved.Value.PasswordHash, Passwords.Hash(ask.NewPassword!));
        return await store.Write<Ticket>(async work =>
        {
            var changed = await work.Db.Set<Credential>().Where(c => c.PersonId == person && c.PasswordHash == before)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.PasswordHash, hash).SetProperty(c => c.SetAt, work.Now).SetProperty(c => c.MustChangeAt, (DateTimeOffset?)null));
            if (changed == 0) return ChangedMeanwhile;
            await revocations.VoidAll(work, person);
            return tokens.TicketFor(person, work.Now);
        });
    }
}
