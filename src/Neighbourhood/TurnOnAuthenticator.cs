// The first code from the app turns the second sign-in step on.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class TurnOnAuthenticator
{
    public sealed record Ask(Visitor By, string? Code);

    public static readonly Refusal NotSetUp = new("authenticator.not-set-up", 409, "请先用手机应用扫二维码", "Scan the code with the app first.");

    public static Refusal? Decide(Authenticator? kept) => kept is null ? NotSetUp : kept.TurnedOnAt is not null ? SetUpAuthenticator.OnAlready : null;

    public static async Task<Outcome<Done>> Handle(Work work, Sealing sealing, Ask ask)
    {
        var kept = await work.Db.Set<Authenticator>().AsNoTracking().FirstOrDefaultAsync(a => a.PersonId == ask.By.Person);
        if ((Decide(kept) ?? await Authenticator.Take(work, sealing, kept!, ask.Code)) is { } refusal) return refusal;
        await work.Db.Set<Authenticator>().Where(a => a.PersonId == ask.By.Person).ExecuteUpdateAsync(set => set.SetProperty(a => a.TurnedOnAt, work.Now));
        Audit.Note(work, ask.By.Person.Value, "authenticator", ask.By.Person.Value, "", "on", whom: ask.By.Person.Value);
        return Done.Deed;
    }
}
