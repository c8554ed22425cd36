// A day's bill as the platform would write it, for tests: the documented head, backticks, sums; built apart from the simulated gateway's own.
using System.Globalization;
using System.Text;

namespace HaoLin.Tests.Cast;

public static class BillMade
{
    const string Head = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
    const string Foot = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

    /// <summary>A line of it; with what is off by a fee its fee is seven fen more than the rate of 0.6 % makes.</summary>
    public sealed record Line(string Number, long Fen, bool Refund = false, string At = "2026-04-18 19:45:10", long FeeOff = 0);

    public static byte[] Of(params Line[] lines) => Encoding.UTF8.GetBytes("\uFEFF" + Text(lines));

    public static string Text(params Line[] lines)
    {
        var rows = lines.Select(l =>
        {
            var fee = l.Refund ? 0 : (long)Math.Round(l.Fen * 0.006m, MidpointRounding.AwayFromZero) + l.FeeOff;
            string[] cells = l.Refund
                ? [l.At, "wx0", "19", "", "", "4200", "x", "o", "NATIVE", "REFUND", "OTHERS", "CNY", "0.00", "0.00", "5030", l.Number, Yuan(l.Fen), "0.00", "ORIGINAL", "SUCCESS", "枇杷,2 斤", "", "0.00000", "0.60%", "0.00", Yuan(l.Fen), ""]
                : [l.At, "wx0", "19", "", "", "4200", l.Number, "o", "NATIVE", "SUCCESS", "OTHERS", "CNY", Yuan(l.Fen), "0.00", "0", "0", "0.00", "0.00", "", "", "枇杷,2 斤", "", Yuan(fee) + "000", "0.60%", Yuan(l.Fen), "0.00", ""];
            return string.Join(',', cells.Select(c => "`" + c));
        });
        var (paid, back) = (Yuan(lines.Where(l => !l.Refund).Sum(l => l.Fen)), Yuan(lines.Where(l => l.Refund).Sum(l => l.Fen)));
        string[] sums = [lines.Length.ToString(CultureInfo.InvariantCulture), paid, back, "0.00", "0.00000", paid, back];
        return string.Join("\r\n", [Head, .. rows, Foot, string.Join(',', sums.Select(c => "`" + c)), ""]);
    }

    static string Yuan(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
