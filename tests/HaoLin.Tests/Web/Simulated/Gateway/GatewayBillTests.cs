// The bill of a day as a merchant fetches it: asked for, downloaded, its hash checked; made only at ten the next morning, and as wrong as the switches say.
using HaoLin.Trade.WeChatPay;
using static HaoLin.Tests.Web.Simulated.Gateway.Stage;

namespace HaoLin.Tests.Web.Simulated.Gateway;

public class GatewayBillTests
{
    static readonly DateOnly Day = new(2026, 3, 20);

    static string Names(GatewayAnswer<BillFile> answer) => string.Join("; ", WeChatPayBill.Read(Done(answer).Raw)!.Lines.Select(l => $"{l.Kind} {l.Number} {l.Amount.Fen} {l.Fee.Fen}"));

    static async Task<Stage> Sold(string switches)
    {
        var stage = await Set(switches);
        for (var n = 1; n <= 4; n++) await stage.Buy($"HL2026032000000{n}", n * 1000);
        await stage.Client.Refund("HL20260320000002", "HLR0001", 2000, 200, null);
        await stage.Delivered();
        return stage;
    }

    [Fact]
    public async Task The_bill_is_made_at_ten_the_next_morning_and_says_what_happened()
    {
        await using var stage = await Sold("seed=1");
        stage.Clock.Advance(TimeSpan.FromHours(13.9));
        Assert.Equal("NO_STATEMENT_EXIST", Refused(await stage.Client.TradeBill(Day)));
        stage.Clock.Advance(TimeSpan.FromHours(0.2));
        Assert.Equal("payment HL20260320000001 1000 0; payment HL20260320000002 2000 0; payment HL20260320000003 3000 0; payment HL20260320000004 4000 0; refund HLR0001 200 0", Names(await stage.Client.TradeBill(Day)));
        // Nothing happened the day before.
        Assert.Equal("NO_STATEMENT_EXIST", Refused(await stage.Client.TradeBill(Day.AddDays(-1))));
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_hashed_is_not_believed()
    {
        await using var stage = await Sold("bill=tampered,seed=1");
        stage.Clock.Advance(TimeSpan.FromHours(14.1));
        Assert.Equal(WeChatPayClient.WrongHash, Assert.IsType<GatewayAnswer<BillFile>.Unknown>(await stage.Client.TradeBill(Day)).Reason);
        await stage.Switch("bill=late");
        Assert.Equal("NO_STATEMENT_EXIST", Refused(await stage.Client.TradeBill(Day)));
        await stage.Switch("bill=wrong");
        Assert.Equal("payment HL20260320000002 2100 0; payment HL20260320000003 3000 7; payment HL20260320000004 4000 0; refund HLR0001 200 0; payment 99999999999999999999999999999999 1234 0", Names(await stage.Client.TradeBill(Day)));
    }

    [Fact]
    public async Task The_file_is_for_the_merchant_alone()
    {
        await using var stage = await Sold("seed=1");
        stage.Clock.Advance(TimeSpan.FromHours(14.1));
        Assert.Equal(401, (int)(await stage.Http.GetAsync("/v3/bill/tradebill?bill_date=2026-03-20&bill_type=ALL")).StatusCode);
        Assert.Equal(401, (int)(await stage.Http.GetAsync("/v3/billdownload/file?token=0123")).StatusCode);
    }
}
