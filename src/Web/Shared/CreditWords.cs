// What moved a resident's credit, in a word.
using static HaoLin.Web.Shared.Tongue;

namespace HaoLin.Web.Shared;

public static class CreditWords
{
    public static string Of(string kind) => kind switch
    {
        "given" => T("总部补给您"),
        "taken-back" => T("总部收回"),
        "gone" => T("注销作废"),
        "used" => T("付款抵了"),
        "kept" => T("留给一笔还没付完的单"),
        "returned" => T("退款退回"),
        _ => kind,
    };
}
