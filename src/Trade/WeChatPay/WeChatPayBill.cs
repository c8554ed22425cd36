// Reads a day's trade bill as WeChat Pay writes it: a head, a line for each payment and refund with every field behind a backtick, and the sums.
using System.Globalization;
using System.Text;
using HaoLin.Kernel;

namespace HaoLin.Trade.WeChatPay;

/// <summary>pay.weixin.qq.com/docs/merchant/apis/native-payment/get-trade-bill.html, bill_type ALL.</summary>
public sealed record WeChatPayBill(IReadOnlyList<WeChatPayBill.Line> Lines)
{
    public const string Payment = "payment", Refund = "refund";

    /// <param name="Kind">"payment" or "refund".</param>
    /// <param name="Number">Ours: out_trade_no or out_refund_no.</param>
    /// <param name="FeeDue">What the line's own rate makes of a payment; null where none is stated.</param>
    public sealed record Line(string Kind, string Number, string TransactionId, DateTimeOffset At, Money Amount, Money Fee, Money? FeeDue);

    /// <summary>Null unless every line can be read, none comes twice, and number and sums are those at the end: a bill of which a part is missing is no bill.</summary>
    public static WeChatPayBill? Read(byte[] file)
    {
        try { return Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file).TrimStart('\uFEFF')); }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or KeyNotFoundException) { return null; }
    }

    static WeChatPayBill? Parse(string text)
    {
        string[] rows = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var sums = Array.FindIndex(rows, r => r.StartsWith("总交易单数", StringComparison.Ordinal));
        if (rows.Length < 3 || sums < 1 || sums != rows.Length - 2) return null;
        var (head, foot) = (Places(rows[0]), Places(rows[sums]));
        var (lines, paid, asked) = (new List<Line>(), Money.Zero, Money.Zero);
        foreach (var row in rows[1..sums])
        {
            var cells = Cells(row);
            if (cells.Length != head.Count) return null;
            if (LineOf(name => cells[head[name]]) is not { } line) return null;
            lines.Add(line);
            (paid, asked) = (paid + Yuan(cells[head["订单金额"]]), asked + Yuan(cells[head["申请退款金额"]]));
        }
        var end = Cells(rows[^1]);
        if (end.Length != foot.Count || end[foot["总交易单数"]] != lines.Count.ToString(CultureInfo.InvariantCulture)) return null;
        if (Yuan(end[foot["订单总金额"]]) != paid || Yuan(end[foot["申请退款总金额"]]) != asked) return null;
        return lines.Select(l => (l.Kind, l.Number)).Distinct().Count() == lines.Count ? new(lines) : null;
    }

    /// <summary>Null for a state that no payment of ours can have.</summary>
    static Line? LineOf(Func<string, string> cell)
    {
        var at = BusinessDay.At(DateOnly.ParseExact(cell("交易时间").AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture), TimeOnly.ParseExact(cell("交易时间").AsSpan(11), "HH:mm:ss", CultureInfo.InvariantCulture));
        var fee = Rounded(Decimal(cell("手续费")) * 100);
        var rate = cell("费率").TrimEnd('%');
        return cell("交易状态") switch
        {
            "SUCCESS" => new(Payment, Named(cell("商户订单号")), cell("微信订单号"), at, Yuan(cell("订单金额")), fee, rate.Length > 0 ? Rounded(Decimal(cell("应结订单金额")) * Decimal(rate)) : null),
            "REFUND" => new(Refund, Named(cell("商户退款单号")), cell("微信订单号"), at, Yuan(cell("申请退款金额")), fee, null),
            _ => null,
        };
    }

    static Dictionary<string, int> Places(string row) => row.Split(',').Select((name, at) => (name.Trim(), at)).ToDictionary(c => c.Item1, c => c.at);

    /// <summary>A backtick stands before every field, so that a comma within one parts nothing.</summary>
    static string[] Cells(string row) => row is ['`', ..] ? row[1..].Split(",`") : [];

    static string Named(string number) => number is { Length: > 0 and <= 64 } ? number : throw new FormatException("a line without a number of ours");

    static decimal Decimal(string text) => decimal.Parse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    static Money Rounded(decimal fen) => new((long)Math.Round(fen, MidpointRounding.AwayFromZero));

    static Money Yuan(string text)
    {
        var fen = Decimal(text) * 100;
        return fen == decimal.Truncate(fen) ? new((long)fen) : throw new FormatException("money is whole fen");
    }
}
