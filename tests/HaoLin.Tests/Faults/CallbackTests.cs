// P5: the gateway's notices have their effect exactly once, however often, late, concurrent or forged they come, or if they never come; with controls.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class CallbackTests
{
    const int Orders = 1_000, OrdersLong = 20_000, Forged = 3_000, ForgedLong = 30_000, Kills = 5, KillsLong = 50;

    [Theory]
    [OnEachDatabase]
    public async Task However_often_and_in_whatever_order_notices_come_each_payment_counts_once(Database on)
    {
        var count = Seed.Figure(on, Orders, OrdersLong);
        await using var brand = await Brand.Open(on, new() { Residents = count, Gateway = "lose=1" });
        using var driver = new Driver(brand, $"callbacks-{on}");
        using var notifier = new Notifier(brand);
        var evening = new Payments(driver, notifier, Seed.Chance($"callbacks {on}"));
        var verdict = await evening.Run(count);
        var times = notifier.Milliseconds.Order().ToList();
        Seed.Say($"P5 {on}: {times.Count} callbacks over {count} orders, p50 {times[times.Count / 2]:0} ms, p99 {times[times.Count * 99 / 100]:0} ms: {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.True(times[^1] < 5_000, $"the platform waits five seconds, the slowest answer took {times[^1]:0} ms");
        Assert.True(times.Count >= count * 4, $"only {times.Count} callbacks for {count} orders");
    }

    [Theory]
    [OnEachDatabase]
    public async Task No_forged_notice_is_believed_and_none_spoils_the_true_one_that_follows(Database on)
    {
        var count = Seed.Figure(on, Forged, ForgedLong);
        await using var brand = await Brand.Open(on, new() { Residents = 12, Gateway = "lose=1" });
        using var driver = new Driver(brand, $"forged-{on}");
        using var notifier = new Notifier(brand);
        var evening = new Payments(driver, notifier, Seed.Chance($"forged {on}"));
        var verdict = await evening.Forge(Math.Max(count, 26), orders: 12);
        Seed.Say($"P5 {on}: forged notices: {verdict}");
        verdict.MustBeClean(driver.History);
    }

    [Theory]
    [OnEachDatabase]
    public async Task A_payment_is_kept_when_the_server_is_killed_right_after_it_said_yes(Database on)
    {
        var kills = Seed.Figure(on, Kills, KillsLong);
        await using var brand = await Brand.Open(on, new() { Residents = kills, Gateway = "lose=1" });
        using var driver = new Driver(brand, $"yes-{on}");
        using var notifier = new Notifier(brand);
        var verdict = await new Payments(driver, notifier, Seed.Chance($"yes {on}")).KillAfterYes(kills);
        Seed.Say($"P5 {on}: {kills} kills right after our 204: {verdict}");
        verdict.MustBeClean(driver.History);
    }

    [Theory]
    [OnEachDatabase]
    public async Task Every_payment_is_found_within_six_minutes_although_every_notice_is_lost(Database on)
    {
        var time = new VirtualTime();
        await using var cluster = on == Database.PostgreSql ? PostgresCluster.OwnedBy("lost", time.Environment) : null;
        var count = Seed.Figure(on, 40, 200);
        await using var brand = await Brand.Open(on, new() { Residents = count, Gateway = "lose=1", Cluster = cluster, Environment = time.Environment.ToDictionary() });
        using var driver = new Driver(brand, $"lost-{on}");
        var chance = Seed.Chance($"lost {on}");
        var deal = await brand.OpenDeal((1_000, null));
        var pressing = new List<(Guid Order, int Client, string PayUrl, int Minute)>();
        for (var client = 0; client < count; client++)
        {
            var order = (await driver.Send(driver.Join(deal, client, Request.NewKey(chance), 1))).Id("orderId");
            var started = await driver.Send(driver.StartPayment(order, client, Request.NewKey(chance)));
            pressing.Add((order, client, started.Field("payUrl") ?? throw new InvalidOperationException(started.Body), chance.Next(14)));
        }
        var askedWhenPressed = new Dictionary<Guid, long>();
        for (var minute = 0; minute < 21; minute++)
        {
            await Parallel.ForEachAsync(pressing.Where(p => p.Minute == minute), async (p, _) => Assert.True((await driver.Send(driver.PressPay(p.Order, p.Client, p.PayUrl))).Ok));
            foreach (var p in pressing.Where(p => p.Minute == minute)) askedWhenPressed[p.Order] = await brand.Sql.Number("SELECT asked FROM payment WHERE order_id = @order", ("order", p.Order));
            time.Pass(TimeSpan.FromMinutes(1));
            await Brand.Until(async () => await brand.Sql.Number("SELECT COUNT(*) FROM payment WHERE ask_at <= @now", ("now", time.Now.UtcTicks)) == 0, "the janitor had its turn", TimeSpan.FromSeconds(60));
            // A minute of the moved clock takes as long as it must: an answer on its way is heard before the next one begins.
            await Brand.Comes(async () => (await brand.Sql.Rows("SELECT order_id, asked FROM payment WHERE paid_at IS NULL", row => (Order: row.GetGuid(0), Asked: row.GetInt64(1))))
                .All(p => !askedWhenPressed.TryGetValue(p.Order, out var asked) || p.Asked <= asked), TimeSpan.FromSeconds(20));
        }
        var verdict = await Effects.MoneyAtRest(brand, TimeSpan.FromSeconds(20));
        var waits = (await Payments.Waits(brand, deal)).Order().ToList();
        foreach (var wait in waits.Where(w => w > TimeSpan.FromMinutes(6))) verdict.Violate("late", $"a payment was found after {wait}");
        Seed.Say($"P5 {on}: {waits.Count} payments with every notice lost, found after {waits[waits.Count / 2].TotalSeconds:0} s at the median and {waits[^1].TotalSeconds:0} s at most (virtual clock): {verdict}");
        verdict.MustBeClean(driver.History);
        Assert.Equal(count, waits.Count);
    }

    [Theory]
    [InlineData("callback-once", "invariant", "repeated", "refund-differs")]
    [InlineData("amount", "believed")]
    [InlineData("wechatpay-unverified", "believed")]
    [InlineData("notice-before-commit", "forgotten")]
    public async Task A_build_that_believes_repeats_or_forgets_notices_is_found_out(string fault, params string[] named)
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = fault, Residents = Seed.Tenth(2 * Orders), Gateway = "lose=1" });
        using var driver = new Driver(brand, $"callbacks-{fault}");
        using var notifier = new Notifier(brand);
        var evening = new Payments(driver, notifier, Seed.Chance($"callbacks {fault}"));
        var verdict = named[0] switch
        {
            "believed" => await evening.Forge(26, orders: 6),
            "forgotten" => await evening.KillAfterYes(2),
            _ => await evening.Run(Seed.Tenth(2 * Orders)),
        };
        Seed.Say($"P5 control {fault} on {Seed.Chosen}: {verdict}");
        verdict.MustHaveSeen(named);
    }
}
