// What the things one may agree to are called.
using HaoLin.Neighbourhood;

namespace HaoLin.Web.Shared;

public static class ConsentWords
{
    public static string Of(string kind) => kind == Consent.Service ? Tongue.T("用户协议和隐私政策") : Tongue.T("开团提醒");
}
