// A trade bill is read as the platform documents it, and whatever is cut, doubled or counted wrongly is no bill.
using System.Text;
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Trade.WeChatPay;

namespace HaoLin.Tests.Trade.WeChatPay;

public sealed class WeChatPayBillTests
{
    // The line and the sums are those of developers.weixin.qq.com/minigame/dev/wxcloudrun/src/development/pay/order/bill.html, its twelve lines made one.
    const string Documented = """
        交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
        `2022-03-21 13:51:31,`wxfdc955f7104ad557,`180023671,`176531292,`,`420000612032130748613220688,`2021WERUN1647840687637,`oZWaCKXip5njeEiloC4oeOV1TTsk,`JSAPI,`SUCCESS,`OTHERS,`CNY,`0.01,`0.00,`0,`0,`0.00,`0.00,`,`,`微信云托管支付测试,`,`0.00000,`0.90%,`0.01,`0.00,`
        总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
        `1,`0.01,`0.00,`0.00,`0.00000,`0.01,`0.00
        """;

    static readonly BillMade.Line[] Lines = [new("a1", 5980), new("b2", 2500), new("c3", 5980, Refund: true)];

    [Fact]
    public void The_documented_line_is_read()
    {
        var line = Assert.Single(WeChatPayBill.Read(Encoding.UTF8.GetBytes(Documented))!.Lines);
        Assert.Equal(new WeChatPayBill.Line(WeChatPayBill.Payment, "2021WERUN1647840687637", "420000612032130748613220688", new(2022, 3, 21, 13, 51, 31, TimeSpan.FromHours(8)), new(1), Money.Zero, Money.Zero), line);
    }

    [Fact]
    public void Payments_and_refunds_are_read_with_their_fees()
    {
        var bill = WeChatPayBill.Read(BillMade.Of(Lines))!;
        Assert.Equal("payment a1 5980 36 36, payment b2 2500 15 15, refund c3 5980 0 ", string.Join(", ", bill.Lines.Select(l => $"{l.Kind} {l.Number} {l.Amount.Fen} {l.Fee.Fen} {l.FeeDue?.Fen}")));
    }

    [Fact]
    public void A_bill_that_is_cut_at_any_byte_is_no_bill()
    {
        var whole = BillMade.Of(Lines);
        for (var cut = 0; cut < whole.Length - "0.00\r\n".Length; cut++) Assert.Null(WeChatPayBill.Read(whole[..cut]));
    }

    [Theory]
    [InlineData("59.80", "59.805", "less than a fen")]
    [InlineData("`3,`", "`4,`", "another number of lines")]
    [InlineData("`84.80", "`84.81", "another sum")]
    [InlineData("SUCCESS,`OTHERS", "REVOKED,`OTHERS", "a state that none of ours can have")]
    [InlineData("`b2", "`a1", "the same payment twice")]
    [InlineData("2026-04-18", "2026-04-31", "no such day")]
    [InlineData("订单金额,申请", "金额,申请", "a column missing")]
    public void What_does_not_add_up_is_no_bill(string right, string wrong, string why) =>
        Assert.True(WeChatPayBill.Read(Encoding.UTF8.GetBytes(BillMade.Text(Lines).Replace(right, wrong, StringComparison.Ordinal))) is null, why);
}
