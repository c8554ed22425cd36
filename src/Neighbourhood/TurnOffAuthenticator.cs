// The second sign-in step ends: whoever has it types a last code; for somebody whose phone is lost headquarters does it, and that is written down.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class TurnOffAuthenticator
{
    /// <param name="PersonId">Whose it is.</param>
    /// <param name="Code">The app's digits, where it is one's own.</param>
    public sealed record Ask(Visitor By, PersonId PersonId, string? Code);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;

    public static Refusal? Decide(Ask ask) => ask.By.Person == ask.PersonId || ask.By.AtHeadquarters ? null : NotAllowed;

    /// <summary>Turning off what is not on changes nothing, and is no fault.</summary>
    public static async Task<Outcome<Done>> Handle(Work work, Sealing sealing, Ask ask)
    {
        if (Decide(ask) is { } refusal) return refusal;
        // One's own session alone must not be enough: it may be an unlocked phone on a table.
        if (ask.By.Person == ask.PersonId && await Authenticator.Ask(work, sealing, ask.PersonId, ask.Code) is { } wrong) return wrong;
        var ended = await work.Db.Set<Authenticator>().Where(a => a.PersonId == ask.PersonId).ExecuteDeleteAsync();
        if (ended > 0) Audit.Note(work, ask.By.Person.Value, "authenticator", ask.PersonId.Value, "on", "", whom: ask.PersonId.Value);
        return Done.Deed;
    }
}
