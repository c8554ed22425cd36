// Says a refusal to headquarters: the sentence, and which field it is about by the name the form gives it.
using HaoLin.Kernel;

namespace HaoLin.Web.Headquarters;

public static class RefusalWords
{
    static readonly Dictionary<string, string> fields = new()
    {
        ["name"] = "名字", ["englishName"] = "英文名", ["picture"] = "图", ["gpcBrick"] = "GPC 类目", ["origin"] = "产地", ["storage"] = "怎么存放", ["unit"] = "一份是什么",
        ["address"] = "地址", ["directions"] = "怎么走", ["text"] = "原因",
    };

    public static string? Of(Refusal? refusal) => refusal switch
    {
        null => null,
        { Detail: { } field } when fields.TryGetValue(field, out var name) => $"{name}：{refusal.Chinese}",
        { Detail: { } more } => $"{refusal.Chinese}（{more}）",
        _ => refusal.Chinese,
    };
}
