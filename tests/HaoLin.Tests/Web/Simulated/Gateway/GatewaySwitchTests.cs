// Each way the simulated gateway can misbehave, and that it misbehaves exactly as told.
using System.Text.Json;
using HaoLin.Trade.WeChatPay;
using HaoLin.Web.Simulated.Gateway;
using static HaoLin.Tests.Web.Simulated.Gateway.Stage;

namespace HaoLin.Tests.Web.Simulated.Gateway;

public class GatewaySwitchTests
{
    static string No(int i) => $"HL2026032000{i:0000}";

    [Fact]
    public async Task A_shop_that_does_not_answer_well_is_told_again_on_the_platforms_schedule_for_a_day_and_then_no_more()
    {
        await using var stage = await Set();
        stage.Shop.Answer = _ => Task.FromResult(500);
        await stage.Buy(No(1));
        await stage.Delivered();
        Assert.Single(stage.Shop.Arrivals);
        var waits = new[] { 15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600 };
        Assert.Equal(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(4), TimeSpan.FromSeconds(waits.Sum()));
        for (var i = 0; i < waits.Length; i++)
        {
            await stage.Wait(TimeSpan.FromSeconds(waits[i] - 1));
            Assert.Equal(i + 1, stage.Shop.Arrivals.Length);
            await stage.Wait(TimeSpan.FromSeconds(1));
            Assert.Equal(i + 2, stage.Shop.Arrivals.Length);
        }
        await stage.Wait(TimeSpan.FromDays(2));
        Assert.Equal(16, stage.Shop.Arrivals.Length);
        // One notice, one name, each sending signed anew.
        Assert.Single(stage.Shop.Arrivals.Select(a => JsonDocument.Parse(a.Body).RootElement.GetProperty("id").GetString()).Distinct());
        Assert.Equal(16, stage.Shop.Arrivals.Select(a => a.Seal.Nonce).Distinct().Count());
    }

    [Fact]
    public async Task A_shop_that_answers_at_last_is_left_in_peace()
    {
        await using var stage = await Set();
        stage.Shop.Answer = _ => Task.FromResult(stage.Shop.Arrivals.Length < 3 ? 503 : 200);
        await stage.Buy(No(1));
        await stage.Delivered();
        await stage.Wait(TimeSpan.FromSeconds(15));
        await stage.Wait(TimeSpan.FromSeconds(15));
        Assert.IsType<WeChatPayNotice.Payment>(stage.Read(stage.Shop.Arrivals[2]));
        await stage.Wait(TimeSpan.FromDays(1));
        Assert.Equal(3, stage.Shop.Arrivals.Length);
    }

    [Fact]
    public async Task Lost_notices_never_come_however_long_one_waits_and_the_same_seed_loses_the_same_ones()
    {
        var lost = new List<string[]>();
        for (var run = 0; run < 2; run++)
        {
            await using var stage = await Set("lose=0.5,seed=7");
            for (var i = 0; i < 40; i++) await stage.Buy(No(i));
            await stage.Delivered();
            await stage.Wait(TimeSpan.FromDays(2));
            var told = stage.Shop.Arrivals.Length;
            lost.Add([.. (await stage.Truth("notices")).EnumerateArray().Where(n => n.GetProperty("lost").GetBoolean()).Select(n => n.GetProperty("outTradeNo").GetString()!)]);
            Assert.InRange(lost[run].Length, 8, 32);
            Assert.Equal(40, told + lost[run].Length);
            Assert.True(Done(await stage.Client.QueryByOutTradeNo(lost[run][0])).WasPaid);
            // On demand even a lost one is sent.
            using var forced = await stage.Control($"deliver?order={lost[run][0]}");
            Assert.Contains("\"answer\":\"204\"", await forced.Content.ReadAsStringAsync());
            Assert.Equal(told + 1, stage.Shop.Arrivals.Length);
        }
        Assert.Equal(lost[0], lost[1]);
    }

    [Fact]
    public async Task Repeated_notices_come_as_copies_two_of_them_at_the_same_time()
    {
        await using var stage = await Set("repeat=4,seed=1");
        var (inside, bothSeen) = (0, new TaskCompletionSource());
        stage.Shop.Answer = async _ =>
        {
            if (Interlocked.Increment(ref inside) == 2) bothSeen.TrySetResult();
            // Held until a second one is here: copies one after another would never get past this.
            await bothSeen.Task.WaitAsync(TimeSpan.FromSeconds(30));
            return 204;
        };
        await stage.Buy(No(1));
        await stage.Delivered();
        Assert.Equal(4, stage.Shop.Arrivals.Length);
        Assert.All(stage.Shop.Arrivals, arrival => Assert.IsType<WeChatPayNotice.Payment>(stage.Read(arrival)));
    }

    [Fact]
    public async Task Delayed_notices_come_when_the_delay_is_over_and_not_before()
    {
        await using var stage = await Set("delay=2s,seed=1");
        await stage.Buy(No(1));
        await stage.Delivered();
        await stage.Wait(TimeSpan.FromSeconds(1.9));
        Assert.Empty(stage.Shop.Arrivals);
        await stage.Wait(TimeSpan.FromSeconds(0.1));
        Assert.Single(stage.Shop.Arrivals);
    }

    [Fact]
    public async Task A_reordered_notice_comes_after_the_one_that_happened_later()
    {
        await using var stage = await Set("reorder=1,seed=1");
        await stage.Buy(No(1));
        await stage.Delivered();
        Assert.Empty(stage.Shop.Arrivals);
        await stage.Switch("");
        Done(await stage.Client.Refund(No(1), "HLR1", 5980, 5980, null));
        await stage.Delivered();
        Assert.Equal(["/refunded", "/paid"], stage.Shop.Arrivals.Select(a => a.Path));
        // Alone it is not held for ever.
        await stage.Switch("reorder=1");
        await stage.Buy(No(2));
        await stage.Wait(GatewaySwitches.HeldAtMost);
        Assert.Equal(3, stage.Shop.Arrivals.Length);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("html")]
    [InlineData("reset")]
    [InlineData("unsigned")]
    public async Task A_failing_answer_is_unknown_and_may_hide_a_deed_that_was_done(string kind)
    {
        await using var stage = await Set($"answer={kind},seed=3");
        for (var i = 0; i < 20; i++)
            Assert.IsType<GatewayAnswer<NativePrepay>.Unknown>(await stage.Client.PrepayNative(No(i), 100, "枇杷", Evening.AddMinutes(15)));
        var done = (await stage.Truth("orders")).GetArrayLength();
        if (kind == "unsigned") Assert.Equal(20, done);
        else Assert.InRange(done, 3, 17);
        await stage.Switch("");
        for (var i = 0; i < 20; i++) await stage.Place(No(i), 100, "枇杷");
        Assert.Equal(20, (await stage.Truth("orders")).GetArrayLength());
    }

    [Fact]
    public async Task A_gateway_that_hangs_is_unknown_when_our_patience_ends()
    {
        await using var stage = await Set();
        await stage.Place(No(1));
        await stage.Switch("answer=hang");
        var asking = stage.Client.QueryByOutTradeNo(No(1));
        stage.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<GatewayAnswer<WeChatPayTransaction>.Unknown>(await asking);
        await stage.Switch("");
        Done(await stage.Client.QueryByOutTradeNo(No(1)));
    }

    [Fact]
    public async Task A_fault_with_a_rate_strikes_about_that_share()
    {
        await using var stage = await Set("seed=5");
        await stage.Place(No(1));
        await stage.Switch("answer=500:0.3,answer=html:0.2,seed=5");
        var unknown = 0;
        for (var i = 0; i < 100; i++) if (await stage.Client.QueryByOutTradeNo(No(1)) is GatewayAnswer<WeChatPayTransaction>.Unknown) unknown++;
        Assert.InRange(unknown, 30, 70);
    }

    [Fact]
    public async Task A_refund_takes_its_time_may_end_abnormally_and_is_then_tried_again_under_its_number()
    {
        await using var stage = await Set("settle=10s,refund-fails=1,seed=1");
        await stage.Buy(No(1));
        await stage.Delivered();
        Done(await stage.Client.Refund(No(1), "HLR1", 5980, 5980, null));
        await stage.Wait(TimeSpan.FromSeconds(9));
        Assert.Equal(WeChatPayRefund.Processing, Done(await stage.Client.QueryRefund("HLR1")).Status);
        await stage.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(WeChatPayRefund.Abnormal, Assert.IsType<WeChatPayNotice.Refund>(stage.Read(stage.Shop.Arrivals[^1])).Result.Status);
        await stage.Switch("");
        Assert.Equal(WeChatPayRefund.Processing, Done(await stage.Client.Refund(No(1), "HLR1", 5980, 5980, null)).Status);
        await stage.Delivered();
        Assert.Equal(WeChatPayRefund.Succeeded, Assert.IsType<WeChatPayNotice.Refund>(stage.Read(stage.Shop.Arrivals[^1])).Result.Status);
    }

    [Theory]
    [InlineData("amount", null)]
    [InlineData("currency", null)]
    [InlineData("other-order", null)]
    [InlineData("extra-fields", null)]
    [InlineData("mchid", "wechatpay.other-merchant")]
    [InlineData("appid", "wechatpay.other-merchant")]
    [InlineData("signature", "wechatpay.bad-signature")]
    [InlineData("serial", "wechatpay.unknown-serial")]
    [InlineData("early", "wechatpay.stale")]
    [InlineData("late", "wechatpay.stale")]
    [InlineData("reserialised", "wechatpay.bad-signature")]
    [InlineData("truncated", "wechatpay.bad-signature")]
    [InlineData("huge", "wechatpay.too-large")]
    [InlineData("plain", "wechatpay.unreadable")]
    public async Task Forgeries_on_demand_are_refused_by_the_reader_or_left_to_whoever_knows_the_order(string kind, string? code)
    {
        await using var stage = await Set("lose=1,seed=1");
        await stage.Buy(No(1));
        (await stage.Control($"forge?order={No(1)}&kind={kind}&other={No(2)}")).EnsureSuccessStatusCode();
        var notice = stage.Read(Assert.Single(stage.Shop.Arrivals));
        if (code is not null) Assert.Equal(code, Assert.IsType<WeChatPayNotice.Refused>(notice).Why.Code);
        else if (Assert.IsType<WeChatPayNotice.Payment>(notice).Transaction is var told)
            Assert.Equal(kind == "extra-fields", (told.OutTradeNo, told.Amount!.Total, told.Amount.Currency) == (No(1), 5980, "CNY"));
    }

    [Fact]
    public async Task When_the_platform_changes_its_key_notices_and_answers_stay_good()
    {
        await using var stage = await Set();
        await stage.Buy(No(1));
        await stage.Delivered();
        (await stage.Control("rotate-key")).EnsureSuccessStatusCode();
        await stage.Buy(No(2));
        await stage.Delivered();
        Assert.Equal(2, stage.Shop.Arrivals.Select(a => a.Seal.Serial).Distinct().Count());
        Assert.All(stage.Shop.Arrivals, arrival => Assert.IsType<WeChatPayNotice.Payment>(stage.Read(arrival)));
    }

    [Fact]
    public void Switches_read_what_they_write_and_say_what_they_cannot_read()
    {
        var text = "lose=0.5,repeat=3,delay=2000ms,reorder=0.25,answer=hang:0.1,answer=500:0.2,settle=500ms,refund-fails=0.1,apart=2000ms,seed=42";
        Assert.Equal(text, GatewaySwitches.Parse(text, 0).ToString());
        Assert.Equal(TimeSpan.FromMinutes(3), GatewaySwitches.Parse("delay=3m", 0).Delay);
        Assert.Equal("seed=9", GatewaySwitches.Parse(null, 9).ToString());
        foreach (var (wrong, part) in new[] { ("lsoe=1", "lose"), ("lose=2", "share"), ("lose", "share"), ("repeat=0", "whole number"), ("delay=2", "time"), ("delay=s", "time"), ("answer=404", "hang"), ("answer=500:0.6,answer=html:0.6", "more than 1") })
            Assert.Contains(part, Assert.Throws<FormatException>(() => GatewaySwitches.Parse(wrong, 0)).Message);
    }
}
