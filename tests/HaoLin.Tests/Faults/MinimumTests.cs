// A deal that needs so many paid orders gives everybody's money back where they do not come; a build that goes on all the same is found out.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class MinimumTests
{
    const int Orders = 60, Paid = 40;

    [Theory]
    [OnEachDatabase]
    public async Task With_too_few_paid_orders_every_fen_goes_back(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = Orders });
        using var driver = new Driver(brand, $"minimum-{on}");
        var deal = await Fails(driver, Seed.Chance($"minimum {on}"));
        await Brand.Until(async () => await brand.Sql.Number("SELECT COUNT(*) FROM deal WHERE id = @id AND cancelled_at IS NOT NULL", ("id", deal.Id)) == 1, "the deal is called off", TimeSpan.FromSeconds(60));
        await Brand.Until(async () => await brand.Sql.Number("SELECT COUNT(*) FROM orders o WHERE o.deal_id = @id AND o.paid_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM refund r WHERE r.order_id = o.id AND r.amount = o.amount AND r.succeeded_at IS NOT NULL)", ("id", deal.Id)) == 0,
            "every fen is back", TimeSpan.FromSeconds(180));
        var verdict = await Effects.MoneyAtRest(brand, TimeSpan.FromSeconds(120));
        await brand.Quiet();
        verdict.Add(await Invariants.Check(brand.Sql));
        Assert.Equal(Orders, await brand.Sql.Number("SELECT COUNT(DISTINCT person_id) FROM message WHERE subject = @id AND kind = 'deal-failed' AND person_id IN (SELECT person_id FROM orders WHERE deal_id = @id)", ("id", deal.Id)));
        verdict.MustBeClean(driver.History);
    }

    [Fact]
    public async Task A_build_that_goes_on_with_too_few_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = "minimum", Residents = Orders });
        using var driver = new Driver(brand, "minimum-control");
        await Fails(driver, Seed.Chance("minimum control"));
        (await Invariants.Check(brand.Sql)).MustHaveSeen("invariant");
    }

    /// <summary>So many order and fewer pay; the deal needs one more than paid.</summary>
    static async Task<Deal> Fails(Driver driver, Random chance)
    {
        var deal = await driver.Brand.OpenDeal((1_000_000, null));
        await driver.Brand.Sql.Run("UPDATE deal SET minimum_orders = @least WHERE id = @id", ("least", Paid + 1), ("id", deal.Id));
        for (var client = 0; client < Orders; client++)
        {
            var order = (await driver.Send(driver.Join(deal, client, Request.NewKey(chance), 1))).Id("orderId");
            if (client < Paid) await driver.Pay(order, client, chance);
        }
        await Brand.Until(async () => await driver.Brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE deal_id = @id AND paid_at IS NOT NULL", ("id", deal.Id)) == Paid, "all have paid", TimeSpan.FromSeconds(60));
        await driver.Brand.CutOff(deal);
        return deal;
    }
}
