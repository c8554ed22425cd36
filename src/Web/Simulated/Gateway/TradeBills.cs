// The bill of a day as the platform makes it the next morning: a head, a line for each payment and refund, the sums; and the file it is downloaded as.
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HaoLin.Kernel;

namespace HaoLin.Web.Simulated.Gateway;

/// <summary>How a bill can be wrong: it never comes, its file is another than was hashed, or it contradicts what truly happened.</summary>
public enum BillFault { None, Late, Tampered, Wrong }

/// <param name="RefundNo">Null is a payment.</param>
public sealed record BilledLine(DateTimeOffset At, string TransactionId, string OutTradeNo, string? RefundId, string? RefundNo, long Fen, string TradeType = "NATIVE", string? Payer = null, long FeeFen = 0, string Status = "");

sealed class TradeBills(GatewayBooks books, GatewayKeys keys)
{
    const int FilesKept = 20;
    static readonly TimeOnly MadeAt = new(10, 0);
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: true);

    readonly ConcurrentDictionary<string, (DateTimeOffset Until, byte[] Raw)> files = new();

    /// <summary>Where the bill lies for half a minute and what it hashes to; null while it is not made, or where nothing happened.</summary>
    public (string Token, string Hash)? Make(DateOnly day, DateTimeOffset now)
    {
        var fault = books.Switches.Bill;
        if (fault == BillFault.Late || now < BusinessDay.At(day.AddDays(1), MadeAt)) return null;
        var lines = Lines(day);
        if (lines.Count == 0) return null;
        if (fault == BillFault.Wrong) lines = Wronged(lines);
        var raw = Utf8.GetPreamble().Concat(Utf8.GetBytes(Text(lines, keys.Appid, keys.Mchid))).ToArray();
        var (token, hash) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), Hash(raw));
        foreach (var (old, file) in files) if (file.Until < now || files.Count >= FilesKept) files.TryRemove(old, out _);
        // A figure of the first line is another than when it was hashed.
        if (fault == BillFault.Tampered) raw = Utf8.GetPreamble().Concat(Utf8.GetBytes(Text([lines[0] with { Fen = lines[0].Fen + 100 }, .. lines.Skip(1)], keys.Appid, keys.Mchid))).ToArray();
        files[token] = (now.AddSeconds(30), raw);
        return (token, hash);
    }

    public byte[]? File(string? token, DateTimeOffset now) => token is not null && files.TryGetValue(token, out var file) && now <= file.Until ? file.Raw : null;

    List<BilledLine> Lines(DateOnly day)
    {
        bool Falls(DateTimeOffset at) => BusinessDay.Of(at) == day;
        return [.. books.Orders().Where(o => o.PaidAt is { } at && Falls(at)).Select(o => new BilledLine(o.PaidAt!.Value, o.TransactionId!, o.OutTradeNo, null, null, o.TotalFen, o.TradeType, o.Payer))
            .Concat(books.Refunds().Where(r => r.Status is "SUCCESS" or "PROCESSING" && Falls(r.EndedAt ?? r.CreatedAt))
                .Select(r => new BilledLine(r.EndedAt ?? r.CreatedAt, GatewayOrder.Number("4200", r.PaidAt, r.OrderId), r.OutTradeNo, r.RefundId, r.OutRefundNo, r.RefundFen, r.TradeType, r.Payer, 0, r.Status))).OrderBy(l => l.At)];
    }

    /// <summary>One payment is left out, one is a yuan dearer, one costs a fee that its rate does not make, and one is there that nobody made.</summary>
    static List<BilledLine> Wronged(List<BilledLine> lines)
    {
        var paid = lines.Where(l => l.RefundNo is null).ToList();
        return [.. lines.Where(l => l != paid[0]).Select(l => paid.Count > 1 && l == paid[1] ? l with { Fen = l.Fen + 100 } : paid.Count > 2 && l == paid[2] ? l with { FeeFen = 7 } : l), paid[^1] with { OutTradeNo = new string('9', 32), Fen = 1234 }];
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "the protocol names SHA1")]
    public static string Hash(byte[] raw) => Convert.ToHexStringLower(SHA1.HashData(raw));

    /// <summary>As pay.weixin.qq.com/docs/merchant/apis/native-payment/get-trade-bill.html has it for ALL, in yuan. The simulated platform takes no fee.</summary>
    public static string Text(IReadOnlyList<BilledLine> lines, string appid, string mchid)
    {
        var text = new StringBuilder("交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n");
        foreach (var l in lines)
        {
            var (paid, back) = l.RefundNo is null ? (Yuan(l.Fen), "0.00") : ("0.00", Yuan(l.Fen));
            string[] cells =
            [
                BusinessDay.Local(l.At).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), appid, mchid, "", "", l.TransactionId, l.OutTradeNo, l.Payer ?? GatewayOrder.Somebody, l.TradeType, l.RefundNo is null ? "SUCCESS" : "REFUND", "OTHERS", "CNY",
                paid, "0.00", l.RefundId ?? "0", l.RefundNo ?? "0", back, "0.00", l.RefundNo is null ? "" : "ORIGINAL", l.Status, "好邻订单, 社区团购", "", Yuan(l.FeeFen) + "000", "0.00%", paid, back, "",
            ];
            text.Append(string.Join(',', cells.Select(c => "`" + c))).Append("\r\n");
        }
        var (sum, refunded) = (lines.Where(l => l.RefundNo is null).Sum(l => l.Fen), lines.Where(l => l.RefundNo is not null).Sum(l => l.Fen));
        string[] sums = [lines.Count.ToString(CultureInfo.InvariantCulture), Yuan(sum), Yuan(refunded), "0.00", Yuan(lines.Sum(l => l.FeeFen)) + "000", Yuan(sum), Yuan(refunded)];
        return text.Append("总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n").Append(string.Join(',', sums.Select(c => "`" + c))).Append("\r\n").ToString();
    }

    static string Yuan(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
