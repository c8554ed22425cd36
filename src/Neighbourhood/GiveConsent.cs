// A resident agrees to the texts in force, or says whether they want to hear of new deals.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class GiveConsent
{
    /// <param name="Kind"><see cref="Consent.Service"/> or <see cref="Consent.DealNews"/>.</param>
    /// <param name="Text">The text they had before them, by the day from which it counts.</param>
    public sealed record Ask(Visitor By, string? Kind, bool Given, string? Text);

    public static readonly Refusal Unknown = new("consent.unknown", 422, "没有这一项可以选", "There is nothing of this kind to agree to.");
    public static readonly Refusal NeededForTheAccount = new("consent.needed-for-the-account", 409, "不同意就没法留着账号。要收回，请注销账号", "There is no account without it; to take it back, close the account.");
    public static readonly Refusal OldText = new("consent.old-text", 409, "条款更新了，请打开新的看一看再选", "The text has changed; read the one in force first.");

    public static Refusal? Decide(Ask ask) =>
        ask.Kind is not (Consent.Service or Consent.DealNews) ? Unknown
        : ask.Kind == Consent.Service && !ask.Given ? NeededForTheAccount
        : ask.Text == Consent.InForce ? null : OldText;

    /// <summary>Saying the same again writes nothing.</summary>
    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (Decide(ask) is { } refusal) return refusal;
        var last = await work.Db.Set<Consent>().AsNoTracking().Where(c => c.PersonId == ask.By.Person && c.Kind == ask.Kind).OrderByDescending(c => c.Id).FirstOrDefaultAsync();
        if (last is null || last.Given != ask.Given || last.Text != Consent.InForce) Consent.Note(work, ask.By.Person, ask.Kind!, ask.Given);
        return Done.Deed;
    }
}
