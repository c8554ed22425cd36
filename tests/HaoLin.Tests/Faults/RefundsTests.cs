// P6: eight at once refund parts of the same orders, over HTTP and by every way of asking; never more goes back than was paid, and all of it in the end.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class RefundsTests
{
    const int Hands = 8, PerRound = 20, Tries = 5_000, TriesLong = 200_000, Pieces = 6;

    [Theory]
    [OnEachDatabase]
    public async Task Eight_refunders_of_one_order_set_never_give_back_more_than_was_paid(Database on)
    {
        var tries = Seed.Figure(on, Tries, TriesLong);
        var orders = Math.Max(10, tries / (Hands * PerRound));
        await using var brand = await Brand.Open(on, new() { Residents = orders, Nodes = on == Database.PostgreSql ? 2 : 1 });
        using var driver = new Driver(brand, $"refunds-{on}");
        var verdict = await Refund(driver, Seed.Chance($"refunds {on}"), orders, tries, cutOff: true);
        verdict.Add(await EndAtNothing(driver));
        verdict.Add(await Refund(driver, Seed.Chance($"refunds open {on}"), orders / 2, tries / 5, cutOff: false));
        await brand.Quiet();
        verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"P6 {on}: {verdict["asked"]} partial refunds asked by {Hands} at once of {verdict["orders"]} orders, {verdict["given"]} given: beyond what was paid {verdict["beyond"]}, residual {verdict["residual"]} fen; {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.True(verdict["given"] > 0 && verdict["refused"] > 0);
    }

    [Fact]
    public async Task A_build_that_does_not_look_at_what_is_left_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = "refund-left", Residents = 10 });
        using var driver = new Driver(brand, "refunds-control");
        var verdict = await Refund(driver, Seed.Chance("refunds control"), 10, Seed.Tenth(Tries), cutOff: true);
        Seed.Say($"P6 control refund-left on {Seed.Chosen}: {verdict}");
        verdict.MustHaveSeen("beyond");
    }

    /// <summary>Neighbours join and pay; then eight hands refund pieces and amounts of the same orders, some more than there is.</summary>
    static async Task<Verdict> Refund(Driver driver, Random chance, int orders, int tries, bool cutOff)
    {
        var (brand, verdict) = (driver.Brand, new Verdict());
        var deal = await brand.OpenDeal((1_000_000, null), (1_000_000, null));
        var paid = new Guid[orders];
        await Parallel.ForAsync(0, orders, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (client, _) =>
        {
            var joined = await driver.Send(driver.Join(deal, client, Request.NewKey(chance), [(deal.Offers[0], Pieces), (deal.Offers[1], 1)]));
            paid[client] = joined.Id("orderId");
            await driver.Pay(paid[client], client, chance);
        });
        await Brand.Until(async () => await brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE deal_id = @deal AND paid_at IS NOT NULL", ("deal", deal.Id)) == orders, "every order is paid", TimeSpan.FromSeconds(120));
        if (cutOff) await brand.CutOff(deal);
        verdict.Count("orders", orders);

        var left = tries;
        await Task.WhenAll(Enumerable.Range(0, Hands).Select(async hand =>
        {
            for (var n = 0; Interlocked.Decrement(ref left) >= 0; n++)
            {
                // All hands go through the orders in the same order, so that they meet.
                var asked = await driver.Send(Ask(driver, chance, paid[n / 2 % orders], deal, hand % brand.Nodes.Count));
                verdict.Count("asked");
                verdict.Count(asked.Ok ? "given" : asked.Unknown ? "unknown" : "refused");
                if (asked.Http >= 500) verdict.Violate("broke", $"a refund was answered {asked.Http} {asked.Body}");
            }
        }));
        await driver.Settle();
        verdict.Add(await Beyond(brand.Sql));
        return verdict;
    }

    static Request Ask(Driver driver, Random chance, Guid order, Deal deal, int node)
    {
        lock (chance)
        {
            var offer = deal.Offers[chance.Next(10) == 0 ? 1 : 0];
            var line = chance.Next(3) switch
            {
                0 => $$"""{"offerId":"{{offer}}","quantity":1}""",
                1 => $$"""{"offerId":"{{offer}}","amountFen":{{chance.Next(1, 4_000)}}}""",
                _ => $$"""{"offerId":"{{offer}}","quantity":{{chance.Next(0, 3)}},"amountFen":{{chance.Next(0, 12_000)}}}""",
            };
            return new(-1, "refund", order, Request.NewKey(chance), driver.Brand.LeaderToken, new(driver.Brand.Nodes[node], $"/api/v1/orders/{order}/refund"), $$"""{"reason":"坏果","lines":[{{line}}]}""");
        }
    }

    static async Task<Verdict> Beyond(Sql sql)
    {
        var verdict = new Verdict();
        foreach (var (order, amount, back) in await sql.Rows("SELECT o.id, o.amount, (SELECT CAST(COALESCE(SUM(r.amount), 0) AS bigint) FROM refund r WHERE r.order_id = o.id) FROM orders o",
            row => (row.GetGuid(0), row.GetInt64(1), row.GetInt64(2))))
            if (back > amount) verdict.Violate("beyond", $"order {order} of {amount} fen gets {back} back");
        return verdict;
    }

    /// <summary>All that is left of every order goes back, and nothing remains: not in an order, not in the books.</summary>
    static async Task<Verdict> EndAtNothing(Driver driver)
    {
        var (brand, verdict, chance) = (driver.Brand, new Verdict(), Seed.Chance("the rest"));
        const string standing = "SELECT id FROM orders WHERE paid_at IS NOT NULL AND refund_asked_at IS NULL AND deal_id IN (SELECT deal_id FROM orders GROUP BY deal_id HAVING SUM(refunded) > 0)";
        foreach (var order in await brand.Sql.Rows(standing, row => row.GetGuid(0)))
        {
            var rest = await driver.Send(new(-1, "refund", order, Request.NewKey(chance), brand.LeaderToken, new(brand.Nodes[0], $"/api/v1/orders/{order}/refund"), """{"reason":"都退了吧"}"""));
            if (!rest.Ok) verdict.Violate("kept", $"the rest of {order} was answered {rest.Http} {rest.Body}");
        }
        var residual = await brand.Sql.Number("SELECT CAST(COALESCE(SUM(o.amount - o.refunded), 0) AS bigint) FROM orders o WHERE o.refunded > 0");
        if (residual != 0) verdict.Violate("residual", $"{residual} fen are left of orders that were refunded whole");
        var booked = await brand.Sql.Number("SELECT CAST(COALESCE(SUM(e.amount), 0) AS bigint) FROM book_entry e JOIN orders o ON o.id = e.order_id WHERE o.refunded > 0 AND e.account IN ('prepaid-orders', 'brand-revenue')");
        if (booked != 0) verdict.Violate("residual", $"{booked} fen are left in the books of orders that were refunded whole");
        return verdict;
    }
}
