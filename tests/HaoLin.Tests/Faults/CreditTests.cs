// P16: whoever has credit begins paying for six orders at once, over two nodes: no fen of it is kept for two of them.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class CreditTests
{
    const int Rounds = 15, AtOnce = 6, Given = 10;

    [Theory]
    [OnEachDatabase]
    public async Task Six_payments_begun_at_once_keep_no_more_credit_than_there_is(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 2, Nodes = on == Database.PostgreSql ? 2 : 1 });
        using var driver = new Driver(brand, $"credit-{on}");
        var verdict = await Spend(driver, Rounds, $"credit {on}");
        await brand.Quiet();
        verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"P16 {on}: {AtOnce} payments at once x {Rounds} rounds with {Given} fen more each: kept {verdict["kept"]} fen; {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.Equal(Rounds * Given, verdict["kept"]);
    }

    /// <summary>On SQLite one writes at a time whatever the build forgets.</summary>
    [Fact]
    public async Task A_build_in_which_nobody_queues_up_for_credit_is_found_out()
    {
        await using var brand = await Brand.Open(Database.PostgreSql, new() { Break = "credit-lock", Residents = 2, Nodes = 2 });
        using var driver = new Driver(brand, "credit-control");
        var verdict = await Spend(driver, Rounds, "credit control");
        Seed.Say($"P16 control credit-lock on PostgreSql: {verdict}");
        verdict.MustHaveSeen("overdrawn");
    }

    static async Task<Verdict> Spend(Driver driver, int rounds, string name)
    {
        var (brand, verdict, chance) = (driver.Brand, new Verdict(), Seed.Chance(name));
        var headquarters = (await PublishedServer.Run("token", "--data", brand.Server.Data, "--phone", "13800000001")).Trim();
        var deal = await brand.OpenDeal((1_000_000, null));
        var old = (await driver.Send(driver.Join(deal, 0, Request.NewKey(chance), 1))).Id("orderId");
        await driver.Pay(old, 0, chance);
        await Brand.Until(async () => await brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE id = @id AND paid_at IS NOT NULL", ("id", old)) == 1, "the order is paid", TimeSpan.FromSeconds(30));
        for (var round = 0; round < rounds; round++)
        {
            var given = await driver.Send(new(-1, "credit", old, Request.NewKey(chance), headquarters, new(brand.Nodes[0], $"/api/v1/headquarters/orders/{old}/credit"), $$"""{"amountFen":{{Given}},"reason":"坏了两颗"}"""));
            if (!given.Ok) verdict.Violate("broke", $"credit was answered {given.Http} {given.Body}");
            var orders = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => driver.Send(driver.Join(deal, 0, Request.NewKey(chance), 1))));
            var begun = await Task.WhenAll(orders.Select((order, at) => driver.Send(driver.StartPayment(order.Id("orderId"), 0, Request.NewKey(chance), at % brand.Nodes.Count))));
            foreach (var call in begun.Where(c => !c.Ok)) verdict.Violate("broke", $"a payment was answered {call.Http} {call.Body}");
            var kept = await brand.Sql.Number("SELECT COALESCE(SUM(credit), 0) FROM payment");
            if (kept > (round + 1) * Given) verdict.Violate("overdrawn", $"{kept} fen are kept of {(round + 1) * Given}");
            verdict.Count("kept", (int)kept - verdict["kept"]);
        }
        return verdict;
    }
}
