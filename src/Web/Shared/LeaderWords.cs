// What the grades of a leader are called, and what each means for opening a deal.
using HaoLin.Neighbourhood;

namespace HaoLin.Web.Shared;

public static class LeaderWords
{
    public static string Grade(string grade) => Tongue.T(SetLeaderGrade.NameOf(grade));

    public static string Paper(string kind) => Tongue.T(RecordPaper.NameOf(kind));

    /// <summary>How one paper stands, in a few words.</summary>
    public static string State(ListPapers.Item paper) =>
        paper.SeenAt is null ? Tongue.T("总部还没看过")
        : paper.ValidUntil is not { } until ? Tongue.T("看过了")
        : paper.Counts ? Tongue.F($"看过了，到 {When.Date(until)} 为止") : Tongue.F($"{When.Date(until)} 过期了");

    public static string Meaning(string grade) => grade switch
    {
        LeaderFile.Probation => Tongue.T("头几个团，总部先看一眼再开。"),
        LeaderFile.Senior => Tongue.T("总部信得过您，写好就能开团。"),
        _ => Tongue.T("写好就能开团；品牌要求先审核的，还是先交给总部。"),
    };
}
