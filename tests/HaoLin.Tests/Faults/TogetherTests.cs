// Several orders are paid in one go: all of them, each once; and what was begun and is paid another way instead can be paid no more at the gateway. A build that only says so is found out.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class TogetherTests
{
    [Theory]
    [OnEachDatabase]
    public async Task What_is_paid_another_way_instead_is_closed_at_the_gateway_with_all_that_went_with_it(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 2 });
        using var driver = new Driver(brand, $"together-{on}");
        var verdict = await PaysAnotherWay(driver, Seed.Chance($"together {on}"));
        await brand.Quiet();
        verdict.Add(await Invariants.Check(brand.Sql));
        verdict.MustBeClean(driver.History);
        Assert.Equal(2, verdict["paid"]);
    }

    [Fact]
    public async Task A_build_that_leaves_it_open_at_the_gateway_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = "together-close", Residents = 2 });
        using var driver = new Driver(brand, "together-control");
        var verdict = await PaysAnotherWay(driver, Seed.Chance("together control"));
        verdict.MustHaveSeen("paid twice");
    }

    /// <summary>李阿姨 begins two orders together, pays one of them alone instead, goes back to the wallet that still shows the old payment, and pays the other together with a third.</summary>
    static async Task<Verdict> PaysAnotherWay(Driver driver, Random chance)
    {
        var (brand, verdict) = (driver.Brand, new Verdict());
        var deal = await brand.OpenDeal((10, null));
        var orders = new List<Guid>();
        for (var i = 0; i < 3; i++) orders.Add((await driver.Send(driver.Join(deal, 0, Request.NewKey(chance), 1))).Id("orderId"));
        var old = await Together(driver, chance, orders[0], orders[1]);
        var alone = await driver.Send(driver.StartPayment(orders[0], 0, Request.NewKey(chance)));
        await driver.Send(driver.PressPay(orders[0], 0, alone.Field("payUrl")!));
        await Paid(brand, orders[0]);
        // What a wallet shows that was open all the time.
        await driver.Send(driver.PressPay(orders[1], 0, old));
        await driver.Send(driver.PressPay(orders[1], 0, await Together(driver, chance, orders[1], orders[2])));
        await Paid(brand, orders[1]);
        await Paid(brand, orders[2]);
        var transactions = 0L;
        foreach (var order in orders) transactions += await brand.Sql.Number("SELECT COUNT(*) FROM payment WHERE order_id = @id AND transaction_id IS NOT NULL", ("id", order));
        if (transactions != 3) verdict.Violate("paid twice", $"3 orders were paid with {transactions} transactions");
        verdict.Count("paid", (int)await brand.Sql.Number("SELECT COUNT(*) FROM payment WHERE paid_at IS NOT NULL AND combined_id IS NOT NULL"));
        return verdict;
    }

    static async Task<string> Together(Driver driver, Random chance, params Guid[] orders)
    {
        var begun = await driver.Send(new(0, "pay-together", orders[0], Request.NewKey(chance), driver.Brand.Tokens[0], new(driver.Brand.Nodes[0], "/api/v1/orders/payments"),
            $$"""{"orders":[{{string.Join(',', orders.Select(o => $$"""{"orderId":"{{o}}"}"""))}}]}"""));
        Assert.True(begun.Ok, begun.Body);
        using var told = System.Text.Json.JsonDocument.Parse(begun.Body);
        return told.RootElement.GetProperty("begun").GetProperty("payUrl").GetString()!;
    }

    static Task Paid(Brand brand, Guid order) =>
        Brand.Until(async () => await brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE id = @id AND paid_at IS NOT NULL", ("id", order)) == 1, "the order is paid", TimeSpan.FromSeconds(60));
}
