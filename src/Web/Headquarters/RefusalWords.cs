// Says to headquarters what was refused, with the field it is about by the name the form gives it, and what a person must look at.
using HaoLin.Kernel;
using HaoLin.Web.Shared;
using static HaoLin.Web.Shared.Tongue;

namespace HaoLin.Web.Headquarters;

public static class RefusalWords
{
    static readonly Dictionary<string, string> fields = new()
    {
        ["name"] = "名字", ["englishName"] = "英文名", ["picture"] = "图", ["gpcBrick"] = "GPC 类目", ["origin"] = "产地", ["storage"] = "怎么存放", ["unit"] = "一份是什么",
        ["address"] = "地址", ["directions"] = "怎么走", ["text"] = "原因", ["mapPlace"] = "地图上的位置", ["reason"] = "原因",
    };

    public static string? Of(Refusal? refusal) => refusal switch
    {
        null => null,
        { Detail: { } field } when fields.TryGetValue(field, out var name) => F($"{T(name)}：{RefusalNotice.In(refusal)}"),
        { Detail: { } more } => F($"{RefusalNotice.In(refusal)}（{more}）"),
        _ => RefusalNotice.In(refusal),
    };

    /// <summary>What a person must look at comes as its kind and, after the colon, what was said of it outside.</summary>
    public static string OfProblem(string problem) => problem.Split('：', 2) is [var kind, var what] ? F($"{T(kind)}：{what}") : problem;
}
