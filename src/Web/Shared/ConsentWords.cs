// What the things one may agree to are called.
using HaoLin.Neighbourhood;

namespace HaoLin.Web.Shared;

public static class ConsentWords
{
    public static string Of(string kind) => kind switch
    {
        Consent.Service => Tongue.T("用户协议和隐私政策"), Consent.DealNews => Tongue.T("开团提醒"),
        _ => throw new System.Diagnostics.UnreachableException($"Nothing can be agreed to that is called {kind}."),
    };
}
