// A leader or headquarters begins to add a passkey: they prove once more who they are, since the new key will open the account by itself.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class BeginPasskey
{
    /// <param name="Code">The six digits of the app of whoever turned it on.</param>
    /// <param name="Address">The caller's network address, for the limit per address.</param>
    public sealed record Ask(Visitor By, string? Name, string? Password, string? Code, string Address);

    public static readonly Refusal StaffOnly = new("passkey.staff-only", 403, "居民用短信验证码登录，用不着通行密钥", "Residents sign in with a code by text message and need no passkey.");
    public static readonly Refusal TooMany = new("passkey.too-many", 409, "最多 10 个通行密钥，先移除一个再加", "An account has ten passkeys at most; remove one first.");
    public static readonly Refusal WrongPassword = new("passkey.wrong-password", 422, "密码不对", "The password is wrong.");
    public static readonly Refusal NoDomain = PasskeyCeremony.NoDomain;

    /// <param name="has">How many they have.</param>
    /// <returns>What the passkey is to be called.</returns>
    public static Outcome<string> Decide(Ask ask, int has, bool isPossible)
    {
        if (!ask.By.IsLeader && !ask.By.AtHeadquarters) return StaffOnly;
        if (!isPossible) return NoDomain;
        if (has >= Passkey.Most) return TooMany;
        return Texts.Required(ask.Name, Passkey.NameLengthMax);
    }

    public static async Task<Outcome<PasskeyCeremony.Begun>> Handle(Store store, Sealing sealing, PasskeyCeremony ceremony, Ask ask)
    {
        var (has, person) = await store.Read(async db => (await Passkey.Standing(db, ask.By.Person).CountAsync(), await db.Set<Person>().FirstAsync(p => p.Id == ask.By.Person)));
        var decided = Decide(ask, has, ceremony.IsPossible);
        if (decided.Refused) return decided.Refusal!;
        var proved = await SignInWithPassword.Prove(store, sealing, new(person.Phone(sealing), ask.Password, ask.Address, ask.Code));
        if (proved.Refused) return proved.Refusal == SignInWithPassword.WrongPassword ? WrongPassword : proved.Refusal!;
        // A password that somebody else set lets nobody give themselves a key beside it.
        if (proved.Value.MustChangeAt is not null) return SignInWithPassword.MustChange;
        return await ceremony.BeginAdding(person);
    }
}
