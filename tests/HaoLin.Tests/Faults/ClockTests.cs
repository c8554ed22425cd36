// P17: a node whose clock jumps about ends no hold and no deal too early or too late: on PostgreSQL the database's time decides; with a control.
using System.Globalization;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class ClockTests
{
    const int Neighbours = 300, NeighboursLong = 3_000;
    static readonly TimeSpan hold = TimeSpan.FromSeconds(8), cutOffIn = TimeSpan.FromSeconds(12);

    /// <summary>The sweeps look once a second; the rest is for a busy machine. The clock is wrong by ten minutes at least.</summary>
    static readonly TimeSpan lateMax = TimeSpan.FromSeconds(10);

    static readonly TimeSpan[] wrong = [TimeSpan.FromDays(3), TimeSpan.FromDays(-3), TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(-10)];

    [Fact]
    public async Task Holds_and_deals_end_when_they_are_due_although_one_of_two_nodes_goes_days_wrong_and_back_under_load()
    {
        var verdict = await Evening(Seed.Figure(Seed.Chosen, Neighbours, NeighboursLong), fault: null);
        Seed.Say($"P17: {verdict}");
        verdict.MustBeClean();
        Assert.True(verdict["lapsed"] >= 20 && verdict["jumps"] >= 6, $"too little happened: {verdict}");
    }

    [Fact]
    public async Task A_build_that_goes_by_the_clock_of_its_node_is_found_out()
    {
        var verdict = await Evening(Neighbours / 3, "node-time");
        Seed.Say($"P17 control node-time: {verdict}");
        verdict.MustHaveSeen("early", "late", "wrong hold", "order");
    }

    static async Task<Verdict> Evening(int neighbours, string? fault)
    {
        var clock = new VirtualTime();
        await using var brand = await Brand.Open(Database.PostgreSql, new()
        {
            Residents = neighbours, Nodes = 2, OtherNodes = clock.Environment, Break = fault, Hold = $"{hold.TotalSeconds:0}s",
        });
        using var driver = new Driver(brand, $"clock-{fault}");
        var chance = Seed.Chance($"clock {fault}");
        var verdict = new Verdict();
        var (ending, standing) = (await brand.OpenDeal((1_000_000, 2)), await brand.OpenDeal((1_000_000, 2)));
        var due = (await Now(brand)) + cutOffIn;
        await brand.Sql.Run("UPDATE deal SET cut_off_due = @due WHERE id = @id", ("due", due.UtcTicks), ("id", ending.Id));

        var (next, paid) = (0, new HashSet<int>());
        while (next < neighbours)
        {
            clock.JumpTo(wrong[verdict["jumps"] % wrong.Length]);
            verdict.Count("jumps");
            var crowd = Math.Min(neighbours - next, Math.Max(1, neighbours / 12));
            var payers = Enumerable.Range(next, crowd).Where(_ => chance.Next(100) < 40).ToHashSet();
            await Parallel.ForAsync(next, next + crowd, async (client, _) =>
            {
                var joined = await driver.Send(driver.Join(client % 3 == 0 ? ending : standing, client, Request.NewKey(chance), [((client % 3 == 0 ? ending : standing).Offers[0], 1)], node: client % 2));
                if (joined.Ok && payers.Contains(client)) await driver.Pay(joined.Id("orderId"), client, chance);
            });
            next += crowd;
        }
        // It stays wrong while the holds end.
        await Brand.Comes(async () => await brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE deal_id IN (@a, @b) AND paid_at IS NULL AND lapsed_at IS NULL AND cancelled_at IS NULL", ("a", ending.Id), ("b", standing.Id)) == 0
            && await Ended(brand, ending) is not null, hold + lateMax + lateMax);
        await driver.Settle();

        await Deals(brand, verdict, ending, standing, due);
        await Orders(brand, verdict, ending, standing, due);
        clock.JumpTo(TimeSpan.Zero);
        verdict.Add(await Effects.MoneyAtRest(brand, TimeSpan.FromSeconds(60)));
        if (fault is null) verdict.Add(await Invariants.Check(brand.Sql));
        return verdict;
    }

    static async Task Deals(Brand brand, Verdict verdict, Deal ending, Deal standing, DateTimeOffset due)
    {
        if (await Ended(brand, standing) is { } at) verdict.Violate("early", $"the deal of the day after tomorrow was cut off at {at:O}");
        if (await Ended(brand, ending) is not { } ended) verdict.Violate("late", "the deal that was due was never cut off");
        else if (ended < due) verdict.Violate("early", $"the deal was cut off {(due - ended).TotalSeconds:0.0} s before its time");
        else if (ended > due + lateMax) verdict.Violate("late", $"the deal was cut off {(ended - due).TotalSeconds:0.0} s after its time");
    }

    static async Task Orders(Brand brand, Verdict verdict, Deal ending, Deal standing, DateTimeOffset due)
    {
        foreach (var deal in new[] { ending, standing })
        {
            var before = DateTimeOffset.MinValue;
            foreach (var (order, placed, until, lapsed) in await brand.Sql.Rows("SELECT id, placed_at, hold_until, lapsed_at FROM orders WHERE deal_id = @deal ORDER BY sequence",
                row => (row.GetGuid(0), At(row.GetInt64(1)), row.IsDBNull(2) ? At(row.GetInt64(1)) + hold : At(row.GetInt64(2)), row.IsDBNull(3) ? (DateTimeOffset?)null : At(row.GetInt64(3))), ("deal", deal.Id)))
            {
                verdict.Count("orders");
                if (placed < before) verdict.Violate("order", $"order {order} has a later number and an earlier time");
                before = placed;
                // Holds end with their deal.
                var end = deal == ending && due < placed + hold ? due : placed + hold;
                if ((until - end).Duration() > TimeSpan.FromSeconds(2)) verdict.Violate("wrong hold", $"order {order} was held for {(until - placed).TotalSeconds:0.0} s");
                if (lapsed is not { } ended) continue;
                verdict.Count("lapsed");
                end = end < until ? end : until;
                if (ended < end) verdict.Violate("early", string.Create(CultureInfo.InvariantCulture, $"order {order} lapsed {(end - ended).TotalSeconds:0.0} s early"));
                if (ended > end + lateMax) verdict.Violate("late", string.Create(CultureInfo.InvariantCulture, $"order {order} lapsed {(ended - end).TotalSeconds:0.0} s late"));
            }
            foreach (var stuck in await brand.Sql.Rows("SELECT o.id FROM orders o WHERE deal_id = @deal AND paid_at IS NULL AND lapsed_at IS NULL AND cancelled_at IS NULL AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.order_id = o.id)",
                row => row.GetGuid(0), ("deal", deal.Id))) verdict.Violate("late", $"order {stuck} never lapsed");
        }
    }

    static async Task<DateTimeOffset?> Ended(Brand brand, Deal deal) =>
        (await brand.Sql.Rows("SELECT cut_off_at FROM deal WHERE id = @id", row => row.IsDBNull(0) ? (DateTimeOffset?)null : At(row.GetInt64(0)), ("id", deal.Id)))[0];

    /// <summary>The database's own time, which is this machine's.</summary>
    static async Task<DateTimeOffset> Now(Brand brand) => DateTimeOffset.UnixEpoch.AddTicks(10 * await brand.Sql.Number("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"));

    static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
