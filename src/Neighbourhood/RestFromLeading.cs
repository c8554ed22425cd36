// A leader rests for a while, of their own accord or because headquarters asks it: nothing new opens, what runs is finished, and the neighbours are told until when.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Neighbourhood;

public static class RestFromLeading
{
    /// <param name="BackOn">The first day on which deals may open again; null, for headquarters alone, until somebody says so.</param>
    /// <param name="Reason">Between the leader and headquarters. Headquarters gives one.</param>
    public sealed record Ask(Visitor By, PersonId Leader, DateOnly? BackOn, string? Reason);

    public static readonly Refusal NoLeader = SetLeaderGrade.NoLeader;
    public static readonly Refusal BackWhen = new("leader.rest-back-when", 422, "请写哪天回来，最晚一年以后", "Say on which day you are back, within a year.");

    const int DaysMax = 366;

    public static Outcome<string> Decide(Ask ask, bool leads, DateOnly today)
    {
        var (own, headquarters) = (ask.By.Person == ask.Leader, ask.By.AtHeadquarters);
        if (!own && !headquarters) return Visitor.NotAllowed;
        if (!leads) return NoLeader;
        if (ask.BackOn is { } day ? day <= today || day > today.AddDays(DaysMax) : own) return BackWhen.With("backOn");
        var reason = own ? Texts.Optional(ask.Reason, LeaderFile.ReasonLengthMax) : Texts.Required(ask.Reason, LeaderFile.ReasonLengthMax);
        return reason.Refused ? reason.Refusal!.With("reason") : reason;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var decided = Decide(ask, await Role.Leads(work.Db, ask.Leader), BusinessDay.Of(work.Now));
        if (decided.Refused) return decided.Refusal!;
        var file = await LeaderFile.Opened(work, ask.Leader);
        var own = ask.By.Person == ask.Leader;
        // What headquarters asked for is not shortened by the leader saying something else.
        if (own && file.Rests(work.Now) && file.RestsByHeadquarters) return EndRest.ByHeadquarters;
        (file.RestsSince, file.RestsUntil, file.RestsByHeadquarters, file.RestReason) =
            (work.Now, ask.BackOn is { } day ? BusinessDay.At(day, TimeOnly.MinValue) : null, !own, decided.Value);
        Audit.Note(work, ask.By.Person.Value, "leader-rests", ask.Leader.Value, "", ask.BackOn?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "until further notice", decided.Value, whom: ask.Leader.Value);
        var neighbours = await work.Db.Set<Membership>().Where(m => m.LeaderId == ask.Leader && m.PersonId != ask.Leader).Select(m => m.PersonId).Distinct().ToListAsync();
        var words = ask.BackOn is { } back ? $"团长这几天休息，{back.Month}月{back.Day}日起再开团。已经开的团照常取货" : "团长暂时不开新团。已经开的团照常取货";
        await SendMessages.Handle(work, [.. neighbours.Select(p => new SendMessages.Ask(p, "leader-rests", ask.Leader.Value, words, "/"))]);
        if (!own) await SendMessages.Handle(work, new SendMessages.Ask(ask.Leader, "leader-rests", ask.Leader.Value, $"总部请您先歇一歇，暂时不开新团：{decided.Value}", "/leader/standing"));
        return Done.Deed;
    }
}
