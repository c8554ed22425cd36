// Money that comes on a payment which was replaced goes back by itself, whatever the gateway had said of closing it; a build that takes it for the order is found out.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class ReplacedTests
{
    [Theory]
    [OnEachDatabase]
    public async Task What_comes_on_a_replaced_payment_goes_back(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 3, Gateway = "lose=1" });
        using var driver = new Driver(brand, $"replaced-{on}");
        var old = await PaysTheOld(driver, Seed.Chance($"replaced {on}"));
        Assert.Equal(1, await brand.Sql.Number("SELECT COUNT(*) FROM refund r JOIN orders o ON o.id = r.order_id WHERE r.payment_id = @old AND o.paid_at IS NULL", ("old", old)));
        Assert.Equal(1, await brand.Sql.Number("SELECT COUNT(*) FROM payment WHERE closed_at IS NULL AND paid_at IS NULL"));
        (await Invariants.Check(brand.Sql)).MustBeClean(driver.History);
    }

    [Fact]
    public async Task A_build_that_takes_it_for_the_order_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = "replaced", Residents = 3, Gateway = "lose=1" });
        using var driver = new Driver(brand, "replaced-control");
        await PaysTheOld(driver, Seed.Chance("replaced control"));
        (await Invariants.Check(brand.Sql)).MustHaveSeen("invariant");
    }

    /// <summary>李阿姨 begins with her coupon and then wants none; a signed word says that the closed payment was made after all.</summary>
    static async Task<Guid> PaysTheOld(Driver driver, Random chance)
    {
        var brand = driver.Brand;
        using var notifier = new Notifier(brand);
        var headquarters = (await PublishedServer.Run("token", "--data", brand.Server.Data, "--phone", "13800000001")).Trim();
        var from = History.Now.AddMinutes(-1);
        var deal = await brand.OpenDeal((10, null));
        var campaign = (await driver.Send(new(-1, "campaign", deal.Id, Request.NewKey(chance), headquarters, new(brand.Nodes[0], "/api/v1/headquarters/campaigns"),
            $$"""{"name":"减三元","who":"claimed","amountFen":300,"validFrom":"{{from:O}}","validUntil":"{{from.AddDays(1):O}}","budgetFen":3000,"number":9}"""))).Id("id");
        Assert.True((await driver.Send(new(0, "claim", campaign, Request.NewKey(chance), brand.Tokens[0], new(brand.Nodes[0], $"/api/v1/campaigns/{campaign}/claim"), ""))).Ok);
        var order = (await driver.Send(driver.Join(deal, 0, Request.NewKey(chance), 1))).Id("orderId");
        Assert.True((await driver.Send(driver.StartPayment(order, 0, Request.NewKey(chance)))).Ok);
        var (old, fen) = (await brand.Sql.Rows("SELECT id, amount FROM payment WHERE order_id = @order", row => (row.GetGuid(0), row.GetInt64(1)), ("order", order)))[0];
        Assert.True((await driver.Send(driver.StartPayment(order, 0, Request.NewKey(chance)) with { Body = """{"coupon":"none"}""" })).Ok);
        Assert.Equal(1, await brand.Sql.Number("SELECT COUNT(*) FROM payment WHERE id = @old AND replaced_at IS NOT NULL", ("old", old)));
        Assert.Equal(204, await notifier.Send(notifier.Write(notifier.Paid(old.ToString("N"), fen, "4200000000000000000000000001"))));
        return old;
    }
}
