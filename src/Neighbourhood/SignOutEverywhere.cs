// A person signs out on every device at once; headquarters may do it for somebody whose phone is lost.
using HaoLin.Kernel;

namespace HaoLin.Neighbourhood;

public static class SignOutEverywhere
{
    public sealed record Ask(Visitor By, PersonId PersonId);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;

    public static Outcome<Done> Decide(Ask ask) => ask.By.Person == ask.PersonId || ask.By.AtHeadquarters ? Done.Deed : NotAllowed;

    public static async Task<Outcome<Done>> Handle(Work work, Revocations revocations, Ask ask)
    {
        var decided = Decide(ask);
        if (decided.Refused) return decided;
        await revocations.VoidAll(work, ask.PersonId);
        Audit.Note(work, ask.By.Person.Value, "signed-out-everywhere", ask.PersonId.Value, "", "", whom: ask.PersonId.Value);
        return decided;
    }
}
