// What the client sends, and what it makes of every kind of answer: done, refused, or unknown.
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HaoLin.Trade.WeChatPay;
using Microsoft.Extensions.Time.Testing;
using static HaoLin.Tests.Trade.WeChatPay.PretendPlatform;

namespace HaoLin.Tests.Trade.WeChatPay;

public partial class WeChatPayClientTests
{
    readonly FakeTimeProvider clock = new(Evening);
    readonly Wire wire = new();

    WeChatPayClient Client(WeChatPaySettings? settings = null) => new(new HttpClient(wire), settings ?? Settings, clock);

    void Answers(HttpStatusCode status, string body) => wire.Answer = (_, _) => Task.FromResult(Signed(status, body));

    HttpResponseMessage Signed(HttpStatusCode status, string body, WeChatPaySeal? seal = null)
    {
        var raw = Encoding.UTF8.GetBytes(body);
        seal ??= Seal(raw, clock.GetUtcNow());
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(raw) };
        foreach (var (name, value) in new[] { ("Timestamp", seal.Timestamp), ("Nonce", seal.Nonce), ("Signature", seal.Signature), ("Serial", seal.Serial) })
            if (value is not null) response.Headers.TryAddWithoutValidation("Wechatpay-" + name, value);
        return response;
    }

    static string Unknown<T>(GatewayAnswer<T> answer) => Assert.IsType<GatewayAnswer<T>.Unknown>(answer).Reason;

    [Fact]
    public async Task The_order_goes_out_signed_over_exactly_what_was_sent()
    {
        Answers(HttpStatusCode.OK, """{"code_url":"weixin://wxpay/bizpayurl?pr=abc"}""");
        var answer = await Client().PrepayNative("HL20260320000001", 5980, "枇杷 两箱", Evening.AddMinutes(15).ToUniversalTime());
        Assert.Equal("weixin://wxpay/bizpayurl?pr=abc", Assert.IsType<GatewayAnswer<NativePrepay>.Done>(answer).Value.CodeUrl);

        var (request, body) = Assert.Single(wire.Sent);
        Assert.Equal("https://api.mch.weixin.qq.com/v3/pay/transactions/native", request.RequestUri!.AbsoluteUri);
        Assert.Equal("application/json", request.Content!.Headers.ContentType!.ToString());
        var sent = JsonDocument.Parse(body).RootElement;
        Assert.Equal("""appid|mchid|description|out_trade_no|time_expire|notify_url|amount""", string.Join('|', sent.EnumerateObject().Select(p => p.Name)));
        Assert.Equal("2026-03-20T20:15:00+08:00", sent.GetProperty("time_expire").GetString());
        Assert.Equal("枇杷 两箱", sent.GetProperty("description").GetString());
        Assert.Equal("""{"total":5980,"currency":"CNY"}""", sent.GetProperty("amount").GetRawText());

        var header = AuthorizationShape().Match(Assert.Single(request.Headers.GetValues("Authorization")));
        Assert.True(header.Success);
        Assert.Equal(Settings.Mchid, header.Groups["mchid"].Value);
        Assert.Equal(Settings.MerchantSerial, header.Groups["serial"].Value);
        Assert.Equal(clock.GetUtcNow().ToUnixTimeSeconds().ToString(), header.Groups["time"].Value);
        var message = WeChatPaySignature.RequestMessage("POST", "/v3/pay/transactions/native", header.Groups["time"].Value, header.Groups["nonce"].Value, body);
        Assert.True(MerchantSigned(message, header.Groups["signature"].Value));
        Assert.Equal(Serial, Assert.Single(request.Headers.GetValues("Wechatpay-Serial")));
    }

    [GeneratedRegex("""^WECHATPAY2-SHA256-RSA2048 mchid="(?<mchid>\d+)",nonce_str="(?<nonce>\w{16,32})",signature="(?<signature>[A-Za-z0-9+/=]+)",timestamp="(?<time>\d+)",serial_no="(?<serial>\w+)"$""")]
    private static partial Regex AuthorizationShape();

    [Fact]
    public async Task A_query_is_signed_with_its_query_string_and_read_whole()
    {
        Answers(HttpStatusCode.OK, PaidLoquats);
        var answer = await Client().QueryByOutTradeNo("HL20260320000001");
        Assert.Equal(5980, Assert.IsType<GatewayAnswer<WeChatPayTransaction>.Done>(answer).Value.Amount!.Total);
        var (request, body) = Assert.Single(wire.Sent);
        Assert.Empty(body);
        Assert.Equal("/v3/pay/transactions/out-trade-no/HL20260320000001?mchid=1900007291", request.RequestUri!.PathAndQuery);
        var header = AuthorizationShape().Match(Assert.Single(request.Headers.GetValues("Authorization")));
        Assert.True(MerchantSigned(WeChatPaySignature.RequestMessage("GET", request.RequestUri.PathAndQuery,
            header.Groups["time"].Value, header.Groups["nonce"].Value, []), header.Groups["signature"].Value));
    }

    [Fact]
    public async Task Closing_answers_with_nothing_and_that_is_enough()
    {
        Answers(HttpStatusCode.NoContent, "");
        Assert.IsType<GatewayAnswer<OrderClosed>.Done>(await Client().Close("HL20260320000001"));
        var (request, body) = Assert.Single(wire.Sent);
        Assert.Equal("/v3/pay/transactions/out-trade-no/HL20260320000001/close", request.RequestUri!.PathAndQuery);
        Assert.Equal("""{"mchid":"1900007291"}""", Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task An_accepted_refund_is_done_and_says_it_is_still_processing()
    {
        Answers(HttpStatusCode.OK, RefundedLoquats.Replace("\"refund_status\":\"SUCCESS\"", "\"status\":\"PROCESSING\",\"channel\":\"ORIGINAL\""));
        var answer = await Client().Refund("HL20260320000001", "HLR0001", 5980, 2990, "少了一箱");
        Assert.Equal(WeChatPayRefund.Processing, Assert.IsType<GatewayAnswer<WeChatPayRefund>.Done>(answer).Value.Status);
        var sent = JsonDocument.Parse(Assert.Single(wire.Sent).Body).RootElement;
        Assert.Equal("""{"refund":2990,"total":5980,"currency":"CNY"}""", sent.GetProperty("amount").GetRawText());
        Assert.Equal("https://haolin.example/refund/wechat", sent.GetProperty("notify_url").GetString());
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "ORDER_NOT_EXIST")]
    [InlineData(HttpStatusCode.BadRequest, "ORDER_CLOSED")]
    [InlineData(HttpStatusCode.Forbidden, "NOT_ENOUGH")]
    public async Task A_signed_no_is_a_refusal_with_the_gateways_code(HttpStatusCode status, string code)
    {
        Answers(status, $$"""{"code":"{{code}}","message":"不行"}""");
        Assert.Equal(new GatewayAnswer<WeChatPayTransaction>.Refused(code, "不行"), await Client().QueryByOutTradeNo("HL20260320000001"));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, """{"code":"SYSTEM_ERROR","message":"系统异常"}""")]
    [InlineData(HttpStatusCode.TooManyRequests, """{"code":"RATELIMIT_EXCEEDED","message":"太快"}""")]
    [InlineData(HttpStatusCode.Forbidden, """{"code":"FREQUENCY_LIMITED","message":"太快"}""")]
    [InlineData(HttpStatusCode.Accepted, """{"code":"USER_PAYING","message":"支付中"}""")]
    [InlineData(HttpStatusCode.BadGateway, "<html>502</html>")]
    [InlineData(HttpStatusCode.OK, "<html>fine</html>")]
    [InlineData(HttpStatusCode.OK, "")]
    [InlineData(HttpStatusCode.OK, "{}")]
    [InlineData(HttpStatusCode.NotFound, "<html>404</html>")]
    [InlineData(HttpStatusCode.Redirect, "")]
    public async Task What_does_not_settle_the_matter_is_unknown_even_when_signed(HttpStatusCode status, string body)
    {
        Answers(status, body);
        Assert.StartsWith($"HTTP {(int)status}:", Unknown(await Client().QueryByOutTradeNo("HL20260320000001")));
    }

    [Fact]
    public async Task A_no_from_somebody_else_is_unknown()
    {
        const string no = """{"code":"ORDER_NOT_EXIST","message":"订单不存在"}""";
        var right = Seal(Encoding.UTF8.GetBytes(no), Evening);
        var wrong = new[]
        {
            new WeChatPaySeal(null, null, null, null), right with { Nonce = "x" }, right with { Serial = "OTHER" },
            Seal("another body"u8, Evening), Seal(Encoding.UTF8.GetBytes(no), Evening.AddMinutes(-6)),
        };
        foreach (var seal in wrong)
        {
            wire.Answer = (_, _) => Task.FromResult(Signed(HttpStatusCode.NotFound, no, seal));
            Assert.Contains("ORDER_NOT_EXIST (unsigned", Unknown(await Client().QueryByOutTradeNo("HL20260320000001")));
        }
    }

    [Fact]
    public async Task An_answer_about_another_order_is_no_answer()
    {
        Answers(HttpStatusCode.OK, PaidLoquats.Replace("HL20260320000001", "HL20260320000002"));
        Unknown(await Client().QueryByOutTradeNo("HL20260320000001"));
        Answers(HttpStatusCode.OK, PaidLoquats.Replace("1900007291", "1900007292"));
        Unknown(await Client().QueryByOutTradeNo("HL20260320000001"));
        Answers(HttpStatusCode.OK, RefundedLoquats.Replace("refund_status", "status"));
        Unknown(await Client().QueryRefund("HLR0002"));
        Assert.IsType<GatewayAnswer<WeChatPayRefund>.Done>(await Client().QueryRefund("HLR0001"));
    }

    [Fact]
    public async Task Silence_is_unknown_after_the_five_seconds_and_not_before()
    {
        wire.Answer = async (_, cancel) => { await Task.Delay(Timeout.Infinite, cancel); throw new InvalidOperationException(); };
        var asking = Client().QueryByOutTradeNo("HL20260320000001");
        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(asking.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Contains("5 s", Unknown(await asking));
    }

    [Fact]
    public async Task An_answer_that_stops_in_the_middle_is_unknown()
    {
        wire.Answer = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Stalling()) });
        var asking = Client(Settings with { Timeout = TimeSpan.FromSeconds(2) }).QueryByOutTradeNo("HL20260320000001");
        clock.Advance(TimeSpan.FromSeconds(2));
        Unknown(await asking);
    }

    [Fact]
    public async Task A_broken_connection_and_a_flood_are_unknown()
    {
        wire.Answer = (_, _) => throw new HttpRequestException("connection refused");
        Assert.Contains("connection refused", Unknown(await Client().QueryByOutTradeNo("HL20260320000001")));
        wire.Answer = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[1_000_000]) });
        Assert.Contains("larger", Unknown(await Client().QueryByOutTradeNo("HL20260320000001")));
    }

    [Fact]
    public async Task One_call_is_one_request_and_a_cancelled_caller_is_told_so()
    {
        Answers(HttpStatusCode.InternalServerError, "");
        await Client().Refund("HL20260320000001", "HLR0001", 5980, 2990, null);
        Assert.Single(wire.Sent);
        wire.Answer = async (_, cancel) => { await Task.Delay(Timeout.Infinite, cancel); throw new InvalidOperationException(); };
        using var shutdown = new CancellationTokenSource();
        var asking = Client().QueryByOutTradeNo("HL20260320000001", shutdown.Token);
        await shutdown.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task Words_that_are_too_long_are_cut_between_signs_and_strange_signs_do_no_harm()
    {
        Answers(HttpStatusCode.OK, """{"code_url":"x"}""");
        await Client().PrepayNative("HL20260320000001", 1, new string('桃', 126) + "𠮷𠮷", Evening);
        Assert.Equal(new string('桃', 126), JsonDocument.Parse(wire.Sent[0].Body).RootElement.GetProperty("description").GetString());
        await Client().PrepayNative("HL20260320000001", 1, "枇\ud800杷", Evening);
        Assert.Contains("枇", JsonDocument.Parse(wire.Sent[1].Body).RootElement.GetProperty("description").GetString());
    }

    [Fact]
    public async Task Numbers_the_gateway_would_refuse_never_leave_the_house()
    {
        foreach (var number in new[] { "12345", new string('1', 33), "HL 0001", "订单000001", "HL../../x" })
            await Assert.ThrowsAsync<ArgumentException>(() => Client().QueryByOutTradeNo(number));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client().PrepayNative("HL20260320000001", 0, "枇杷", Evening));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client().Refund("HL20260320000001", "HLR0001", 100, 101, null));
        Assert.Empty(wire.Sent);
    }

    sealed class Wire : HttpMessageHandler
    {
        public List<(HttpRequestMessage Request, byte[] Body)> Sent { get; } = [];
        public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } = (_, _) => throw new InvalidOperationException("no answer set");

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            Sent.Add((request, request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancel)));
            return await Answer(request, cancel);
        }
    }

    sealed class Stalling : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default)
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return 0;
        }
    }
}
