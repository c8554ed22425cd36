// What is done with a notice: the true one is read, and every way of lying with one is refused by name.
using System.Text;
using CsCheck;
using HaoLin.Trade.WeChatPay;
using static HaoLin.Tests.Trade.WeChatPay.PretendPlatform;

namespace HaoLin.Tests.Trade.WeChatPay;

public class WeChatPayNoticeTests
{
    static WeChatPayNotice Read(byte[] body, WeChatPaySeal seal, DateTimeOffset? now = null, WeChatPaySettings? settings = null) =>
        WeChatPayNotice.Read(seal, body, settings ?? Settings, now ?? Evening);

    static string RefusedAs(WeChatPayNotice notice) => Assert.IsType<WeChatPayNotice.Refused>(notice).Why.Code;

    [Fact]
    public void The_notice_of_xiao_lins_payment_is_read_to_the_fen()
    {
        var body = Notice(PaidLoquats);
        var notice = Assert.IsType<WeChatPayNotice.Payment>(Read(body, Seal(body, Evening)));
        Assert.Equal("EV-2026032020000000001", notice.NoticeId);
        Assert.Equal("HL20260320000001", notice.Transaction.OutTradeNo);
        Assert.Equal("4200002026032000001", notice.Transaction.TransactionId);
        Assert.True(notice.Transaction.WasPaid);
        Assert.Equal(new WeChatPayAmount(5980, 5980, "CNY", "CNY"), notice.Transaction.Amount);
        Assert.Equal(Evening, notice.Transaction.SuccessTime);
    }

    [Fact]
    public void The_notice_of_half_a_refund_is_read_to_the_fen()
    {
        var body = Notice(RefundedLoquats, "REFUND.SUCCESS");
        var notice = Assert.IsType<WeChatPayNotice.Refund>(Read(body, Seal(body, Evening)));
        Assert.Equal("HLR0001", notice.Result.OutRefundNo);
        Assert.Equal(WeChatPayRefund.Succeeded, notice.Result.Status);
        Assert.Equal(new WeChatPayRefundAmount(5980, 2990, 5980, 2990), notice.Result.Amount);
    }

    const string PaidTwo = """{"combine_appid":"wxd678efh567hg6787","combine_mchid":"1900000109","combine_out_trade_no":"HLC20260320000001","combine_payer_info":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},"sub_orders":[{"mchid":"1900000109","trade_type":"NATIVE","trade_state":"SUCCESS","bank_type":"CMC","attach":"haolin","amount":{"total_amount":5980,"payer_amount":5980,"currency":"CNY","payer_currency":"CNY"},"success_time":"2026-03-20T20:15:00+08:00","transaction_id":"4200002026032000001","out_trade_no":"HL20260320000001"},{"mchid":"1900000109","trade_type":"NATIVE","trade_state":"SUCCESS","amount":{"total_amount":2500,"currency":"CNY"},"transaction_id":"4200002026032000002","out_trade_no":"HL20260320000002"}]}""";

    static string Two => PaidTwo.Replace("wxd678efh567hg6787", Settings.Appid, StringComparison.Ordinal).Replace("1900000109", Settings.Mchid, StringComparison.Ordinal);

    [Fact]
    public void The_notice_of_two_orders_paid_in_one_go_is_read_for_each_to_the_fen()
    {
        var body = Notice(Two);
        var told = Assert.IsType<WeChatPayNotice.Payments>(Read(body, Seal(body, Evening))).Transactions;
        Assert.Equal([("HL20260320000001", 5980L, "4200002026032000001", true), ("HL20260320000002", 2500L, "4200002026032000002", true)], told.Select(t => (t.OutTradeNo, t.Amount!.Total, t.TransactionId!, t.WasPaid)));
    }

    [Theory]
    [InlineData("\"combine_mchid\":\"", "wechatpay.other-merchant"), InlineData("\"combine_appid\":\"", "wechatpay.other-merchant"), InlineData("{\"mchid\":\"", "wechatpay.other-merchant")]
    [InlineData("\"sub_orders\":", "wechatpay.unreadable")]
    public void What_another_merchant_was_paid_in_one_go_is_refused(string field, string code)
    {
        var body = Notice(Two.Replace(field, field + "0", StringComparison.Ordinal));
        Assert.Equal(code, RefusedAs(Read(body, Seal(body, Evening))));
    }

    [Fact]
    public void A_field_the_platform_adds_tomorrow_does_no_harm()
    {
        var body = Notice(PaidLoquats.Replace("\"mchid\"", "\"new\":{\"deep\":[1,{}]},\"mchid\""), extra: "\"version\":\"4\",\"more\":[null],");
        Assert.IsType<WeChatPayNotice.Payment>(Read(body, Seal(body, Evening)));
    }

    [Fact]
    public void A_body_written_again_by_a_helpful_proxy_no_longer_carries_its_signature()
    {
        var body = Notice(PaidLoquats);
        var seal = Seal(body, Evening);
        var rewritten = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("\n", ""));
        Assert.Equal("wechatpay.bad-signature", RefusedAs(Read(rewritten, seal)));
    }

    [Fact]
    public void No_single_edited_byte_gets_through()
    {
        var body = Notice(PaidLoquats);
        var seal = Seal(body, Evening);
        Gen.Int[0, body.Length - 1].Select(Gen.Byte[1, 255]).Sample((at, change) =>
        {
            var edited = body.ToArray();
            edited[at] ^= change;
            return RefusedAs(Read(edited, seal)) == "wechatpay.bad-signature";
        }, iter: 300);
    }

    [Fact]
    public void No_truncated_notice_gets_through()
    {
        var body = Notice(PaidLoquats);
        var seal = Seal(body, Evening);
        foreach (var length in new[] { 0, 1, body.Length / 2, body.Length - 1 })
            Assert.Equal("wechatpay.bad-signature", RefusedAs(Read(body[..length], seal)));
        // Truncated before it was signed: the signature holds, the content does not.
        var half = body[..(body.Length / 2)];
        Assert.Equal("wechatpay.unreadable", RefusedAs(Read(half, Seal(half, Evening))));
    }

    [Theory]
    [InlineData(-301, "wechatpay.stale")]
    [InlineData(-300, null)]
    [InlineData(300, null)]
    [InlineData(301, "wechatpay.stale")]
    public void A_replay_from_outside_the_five_minutes_is_stale(int seconds, string? code)
    {
        var body = Notice(PaidLoquats);
        var notice = Read(body, Seal(body, Evening), Evening.AddSeconds(seconds));
        if (code is null) Assert.IsType<WeChatPayNotice.Payment>(notice);
        else Assert.Equal(code, RefusedAs(notice));
    }

    [Fact]
    public void An_old_notice_cannot_be_given_a_new_time()
    {
        var body = Notice(PaidLoquats);
        var old = Seal(body, Evening.AddDays(-1));
        Assert.Equal("wechatpay.bad-signature", RefusedAs(Read(body, old with { Timestamp = WeChatPaySignature.Timestamp(Evening) })));
    }

    [Fact]
    public void Times_that_are_no_times_are_refused()
    {
        var body = Notice(PaidLoquats);
        foreach (var time in new[] { "yesterday", "-1", "9223372036854775807", "99999999999999999999", "1774008000.5", " 1774008000", "１７７４００８０００" })
            Assert.Equal("wechatpay.stale", RefusedAs(Read(body, Seal(body, Evening) with { Timestamp = time })));
    }

    [Fact]
    public void A_missing_header_or_a_stranger_key_is_refused()
    {
        var body = Notice(PaidLoquats);
        var seal = Seal(body, Evening);
        foreach (var lacking in new[] { seal with { Timestamp = null }, seal with { Nonce = "" }, seal with { Signature = null }, seal with { Serial = null } })
            Assert.Equal("wechatpay.signature-missing", RefusedAs(Read(body, lacking)));
        Assert.Equal("wechatpay.unknown-serial", RefusedAs(Read(body, seal with { Serial = "7132D72A03E93CDDF8C03BBD1F37EEDF" })));
        Assert.Equal("wechatpay.bad-signature", RefusedAs(Read(body, seal with { Signature = "WECHATPAY/SIGNTEST/" + seal.Signature![19..] })));
        Assert.Equal("wechatpay.bad-signature", RefusedAs(Read(body, seal with { Nonce = "another" })));
    }

    [Fact]
    public void While_the_platform_changes_its_key_both_are_good()
    {
        var body = Notice(PaidLoquats);
        var both = Settings with { PlatformKeys = new Dictionary<string, string>(Settings.PlatformKeys) { ["NEXT"] = Settings.PlatformKeys[Serial] } };
        Assert.IsType<WeChatPayNotice.Payment>(Read(body, Seal(body, Evening, "NEXT"), settings: both));
        Assert.IsType<WeChatPayNotice.Payment>(Read(body, Seal(body, Evening), settings: both));
    }

    [Fact]
    public void A_true_signature_over_the_wrong_thing_is_still_refused()
    {
        string Code(byte[] body) => RefusedAs(Read(body, Seal(body, Evening)));
        Assert.Equal("wechatpay.undecryptable", Code(Notice(PaidLoquats, apiV3Key: "another-key-of-32-bytes-exactly!")));
        Assert.Equal("wechatpay.other-merchant", Code(Notice(PaidLoquats.Replace("1900007291", "1900007292"))));
        Assert.Equal("wechatpay.other-merchant", Code(Notice(PaidLoquats.Replace("wx0123456789abcdef", "wx0000000000000000"))));
        Assert.Equal("wechatpay.other-merchant", Code(Notice(RefundedLoquats.Replace("1900007291", "1900007292"), "REFUND.SUCCESS")));
        Assert.Equal("wechatpay.unreadable", Code(Notice("{}")));
        Assert.Equal("wechatpay.unreadable", Code(Notice(PaidLoquats.Replace("5980", "59.8"))));
        Assert.Equal("wechatpay.unreadable", Code(Notice(PaidLoquats.Replace("\"total\":5980", "\"total\":1,\"total\":5980"))));
        Assert.Equal("wechatpay.unreadable", Code("null"u8.ToArray()));
        Assert.Equal("wechatpay.unreadable", Code("[]"u8.ToArray()));
        Assert.Equal("wechatpay.unreadable", Code(Encoding.UTF8.GetBytes(new string('[', 60_000))));
        Assert.Equal("wechatpay.too-large", Code(new byte[WeChatPayNotice.MaxBodyBytes + 1]));
    }

    [Fact]
    public void A_genuine_notice_of_another_kind_is_told_apart_from_a_forgery()
    {
        var body = Notice("{}", "COUPON.USE");
        Assert.Equal("COUPON.USE", Assert.IsType<WeChatPayNotice.Unasked>(Read(body, Seal(body, Evening))).EventType);
    }

    [Fact]
    public void Nothing_a_stranger_sends_makes_it_throw()
    {
        var text = Gen.OneOf(Gen.String, Gen.String[Gen.Char["{}[]\":,0123456789eE.-\\u\ud800 \0"], 0, 60], Gen.Const(PaidLoquats), Gen.Const("\"\\ud800\""));
        // Signed or not, as envelope or as resource: the reader must answer with a value.
        Gen.Select(text, Gen.Bool, Gen.Bool, text).Sample((content, signed, wrapped, header) =>
        {
            var body = wrapped ? Notice(content, extra: header.Length > 30 ? "" : "\"x\":" + header + ",") : Encoding.UTF8.GetBytes(content);
            var seal = signed ? Seal(body, Evening) : new(header, content, header, Serial);
            return Read(body, seal) is not null;
        }, iter: 2_000);
    }
}
