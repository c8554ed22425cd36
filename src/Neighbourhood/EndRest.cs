// A leader is back before the day, or headquarters lets them open deals again.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class EndRest
{
    public sealed record Ask(Visitor By, PersonId Leader);

    public static readonly Refusal ByHeadquarters = new("leader.rest-by-headquarters", 409, "这是总部请您歇的，要总部来恢复", "Headquarters asked for this rest and ends it.");

    public static Refusal? Decide(Ask ask, LeaderFile? file) =>
        ask.By.AtHeadquarters ? null
        : ask.By.Person != ask.Leader ? Visitor.NotAllowed
        : file is { RestsSince: not null, RestsByHeadquarters: true } ? ByHeadquarters : null;

    /// <summary>Ending a rest that is over changes nothing, and is no fault.</summary>
    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var file = await work.Db.Set<LeaderFile>().FirstOrDefaultAsync(f => f.PersonId == ask.Leader);
        if (Decide(ask, file) is { } refusal) return refusal;
        if (file is null || !file.Rests(work.Now)) return Done.Deed;
        (file.RestsSince, file.RestsUntil, file.RestReason) = (null, null, "");
        Audit.Note(work, ask.By.Person.Value, "leader-rests", ask.Leader.Value, "rests", "", whom: ask.Leader.Value);
        if (ask.By.Person != ask.Leader) await SendMessages.Handle(work, new SendMessages.Ask(ask.Leader, "leader-rests", ask.Leader.Value, "总部说您可以接着开团了", "/leader/standing"));
        return Done.Deed;
    }
}
