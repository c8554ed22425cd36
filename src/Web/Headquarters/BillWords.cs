// Headquarters' words for the colours and reasons of reconciliation, and what is to be done about each.
using HaoLin.Trade;
using HaoLin.Trade.WeChatPay;
using MudBlazor;
using static HaoLin.Web.Shared.Tongue;

namespace HaoLin.Web.Headquarters;

public static class BillWords
{
    public static string Colour(string colour) => colour switch
    {
        Reconciled.Green => T("绿 一致"), Reconciled.Yellow => T("黄 等账单"), Reconciled.Red => T("红 对不上"), Reconciled.Blue => T("蓝 我们没有"), _ => T("等账单"),
    };

    /// <summary>Its first word.</summary>
    public static string Short(string colour) => Colour(colour).Split(' ', ',')[0];

    public static string Class(string colour) => "colour " + colour;

    public static string Problem(string? problem) => problem switch
    {
        Bill.WrongHash => T("取到的文件和通道签名的不是同一份，没有采用。再取一次；几次都这样，请找技术同事。"),
        Bill.Unreadable => T("账单读不懂，没有采用。请技术同事看看是不是换了格式。"),
        Bill.Refused => T("通道不肯给账单，请技术同事看看商户号的权限。"),
        Bill.NotThere => T("通道说这一天还没有账单，会接着取。"),
        Bill.Silent => T("通道没有回应，会接着取。"),
        _ => T("还没去取，马上就去。"),
    };

    public static string ToDo(string why, string kind) => why switch
    {
        Reconciled.Agrees => T("两边一样，不用管。"),
        Reconciled.Waits => T("我们收到了，这天的账单里还没有。多半是跨了半夜，等下一天的账单。"),
        Reconciled.Missing => T("前后两天的账单里都没有这一笔。到微信商户平台按单号查，查不到就先别发货，问问邻居。"),
        Reconciled.Amount => T("两边金额不一样。到微信商户平台按单号看实际金额，多收的退给邻居，少收的和邻居说清楚。"),
        Reconciled.Fee => T("手续费不是按费率算的。把这一行发给支付通道核对。"),
        Reconciled.Unheard => T("通道收到了，我们还没记上，已经又去问了一次，几分钟内会自己记上。一小时后还在这里，请找技术同事。"),
        _ => kind == WeChatPayBill.Refund ? T("通道退了这一笔，我们没有。多半有人在商户平台上手工退过，问清楚是谁退的、为什么。") : T("通道有这一笔，我们没有。到微信商户平台按单号查是谁付的；不是我们卖的，就原路退回。"),
    };
}
