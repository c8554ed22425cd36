// Somebody at headquarters, or whoever sits at the machine, makes a token for a machine: a name, what it is for, and until when.
using HaoLin.Kernel;

namespace HaoLin.Neighbourhood;

public static class MakeMachineToken
{
    /// <param name="For">Whose rights it has: at headquarters only one's own.</param>
    public sealed record Ask(Visitor By, PersonId For, string? Name, IReadOnlyList<string> Scopes, int Days);

    public static readonly Refusal UnknownScope = new("token.unknown-scope", 422, "没有这种权限", "There is no such scope.");
    public static readonly Refusal NoScopes = new("token.no-scopes", 422, "至少选一种权限", "Choose at least one scope.");
    public static readonly Refusal BadDays = new("token.bad-days", 422, "有效期 1 到 365 天", "A token lasts 1 to 365 days.");

    public static Outcome<(string Name, uint Scopes)> Decide(Ask ask)
    {
        if (!ask.By.AtHeadquarters || ask.By != Visitor.Operator && ask.For != ask.By.Person) return Visitor.NotAllowed;
        var name = Texts.Required(ask.Name, MachineToken.NameLengthMax);
        if (name.Refused) return name.Refusal!.With("name");
        if (ask.Scopes.Count == 0) return NoScopes;
        if (Scope.Bits(ask.Scopes) is not { } bits) return UnknownScope;
        if (ask.Days is < 1 or > MachineToken.DaysMax) return BadDays;
        return (name.Value, bits);
    }

    public static async Task<Outcome<MachineToken>> Handle(Work work, Ask ask)
    {
        var decided = Decide(ask);
        if (decided.Refused) return decided.Refusal!;
        var token = new MachineToken { Id = Ids.New<MachineTokenId>(work.Now), PersonId = ask.For, Name = decided.Value.Name, Scopes = decided.Value.Scopes, MadeAt = work.Now, EndsAt = work.Now + TimeSpan.FromDays(ask.Days) };
        await work.Db.AddAsync(token);
        Audit.Note(work, ask.By.Person.Value, "machine-token", token.Id.Value, "", string.Join(' ', ask.Scopes), whom: ask.For.Value);
        return token;
    }
}
