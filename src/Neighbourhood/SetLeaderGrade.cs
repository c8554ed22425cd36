// Headquarters trusts a leader more or less than before, and tells them why.
using HaoLin.Kernel;

namespace HaoLin.Neighbourhood;

public static class SetLeaderGrade
{
    /// <param name="Grade">One of <see cref="LeaderFile.Grades"/>.</param>
    /// <param name="Reason">Told to the leader word for word.</param>
    public sealed record Ask(Visitor By, PersonId Leader, string? Grade, string? Reason);

    public static readonly Refusal NoLeader = new("leader.unknown", 404, "没有找到这位团长", "There is no such leader.");
    public static readonly Refusal UnknownGrade = new("leader.unknown-grade", 422, "级别只有见习、正式、资深", "A grade is probation, regular or senior.");

    public static Outcome<string> Decide(Ask ask, bool leads) =>
        !ask.By.AtHeadquarters ? Visitor.NotAllowed
        : !leads ? NoLeader
        : !LeaderFile.Grades.Contains(ask.Grade) ? UnknownGrade
        : Texts.Required(ask.Reason, LeaderFile.ReasonLengthMax) is { Refused: true } wrong ? wrong.Refusal!.With("reason")
        : ask.Reason!.Trim();

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var decided = Decide(ask, await Role.Leads(work.Db, ask.Leader));
        if (decided.Refused) return decided.Refusal!;
        var file = await LeaderFile.Opened(work, ask.Leader);
        if (file.Grade == ask.Grade) return Done.Deed;
        Audit.Note(work, ask.By.Person.Value, "leader-grade", ask.Leader.Value, file.Grade, ask.Grade!, decided.Value, whom: ask.Leader.Value);
        file.Grade = ask.Grade!;
        await SendMessages.Handle(work, new SendMessages.Ask(ask.Leader, "leader-grade", ask.Leader.Value, $"总部把您定为{NameOf(file.Grade)}：{decided.Value}", "/leader/standing"));
        return Done.Deed;
    }

    public static string NameOf(string grade) => grade switch { LeaderFile.Probation => "见习团长", LeaderFile.Senior => "资深团长", _ => "正式团长" };
}
