// What signals and the answers to them are called on a screen, and what else each may be.
using HaoLin.Trade;
using static HaoLin.Web.Shared.Tongue;

namespace HaoLin.Web.Headquarters;

public static class SignalWords
{
    public static string Of(string kind) => kind switch
    {
        OwnPurchases.Kind => T("团长自己买得多"),
        SharedCollector.Kind => T("很多新人，一个人代取"),
        WrittenNewcomers.Kind => T("代记的新人没再来"),
        RefundsOfTaken.Kind => T("用了优惠又退款"),
        AccountFarm.Kind => T("一批账号一起出现"),
        _ => kind,
    };

    /// <summary>Said beside the reason, so that nobody is judged by a sum.</summary>
    public static string MayBe(string kind) => kind switch
    {
        OwnPurchases.Kind => T("也可能是替不会用手机的邻居买的，问一句就知道。"),
        SharedCollector.Kind => T("也可能是热心邻居帮一层楼代取。"),
        WrittenNewcomers.Kind => T("也可能是第一次试着用，邻居后来去了别处。"),
        RefundsOfTaken.Kind => T("也可能是货真的不好，先看退款的原因。"),
        AccountFarm.Kind => T("也可能是楼里做活动，大家一起扫码。"),
        _ => "",
    };

    public static string Decided(string decision) => decision switch
    {
        SignalAnswer.Harmless => T("没问题"),
        SignalAnswer.SpokenTo => T("谈过了"),
        SignalAnswer.Watched => T("先留意"),
        _ => decision,
    };
}
