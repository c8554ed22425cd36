// P4, the grid: what every POST with an effect answers to a key that is the same, another's, absent, malformed, too long or full of SQL.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class RetryGridTests
{
    [Theory]
    [OnEachDatabase]
    public async Task Every_post_with_an_effect_keeps_the_rules_of_keys(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 60 });
        using var driver = new Driver(brand, $"grid-{on}");
        var grid = new Grid(driver, Seed.Chance($"grid {on}"));
        await grid.Prepare();
        foreach (var (name, make) in grid.Posts) await grid.Check(name, make);
        Seed.Say($"P4 {on}: grid of keys, {grid.Cells} cells, {grid.Wrong.Count} wrong");
        Assert.True(grid.Wrong.Count == 0, string.Join('\n', grid.Wrong));
        (await Invariants.Check(brand.Sql)).MustBeClean(driver.History);
    }

    sealed class Grid(Driver driver, Random chance)
    {
        Deal open = null!, soldOut = null!;
        readonly Queue<(Guid Order, string Code)> desk = [];
        int next;

        public List<string> Wrong { get; } = [];
        public int Cells { get; private set; }

        /// <summary>Each makes a request that would succeed, for a resident of its own.</summary>
        public (string Name, Func<string, Task<Request>> Make)[] Posts =>
        [
            ("join", key => Task.FromResult(driver.Join(open, next++, key, 1))),
            ("wait", key => Task.FromResult(driver.Wait(soldOut, next++, key, 1))),
            ("cancel", async key => { var (order, client) = await Ordered(open); return driver.Cancel(order, client, key); }),
            ("start-payment", async key => { var (order, client) = await Ordered(open); return driver.StartPayment(order, client, key); }),
            ("hand-over", key => { var (order, code) = desk.Dequeue(); return Task.FromResult(driver.HandOver(order, code, key)); }),
        ];

        public async Task Prepare()
        {
            var deal = await driver.Brand.OpenDeal((100, null));
            for (var i = 0; i < 8; i++)
            {
                var (order, client) = await Ordered(deal);
                await driver.Pay(order, client, chance);
            }
            await Brand.Until(async () => await driver.Brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE deal_id = @deal AND pickup_code IS NOT NULL", ("deal", deal.Id)) == 8, "eight orders are paid", TimeSpan.FromSeconds(60));
            await driver.Brand.CutOff(deal);
            foreach (var paid in await driver.Brand.Sql.Rows("SELECT id, pickup_code FROM orders WHERE deal_id = @deal", row => (row.GetGuid(0), row.GetString(1)), ("deal", deal.Id))) desk.Enqueue(paid);
            (open, soldOut) = (await driver.Brand.OpenDeal((1000, null)), await driver.Brand.OpenDeal((0, null)));
        }

        async Task<(Guid, int)> Ordered(Deal deal)
        {
            var client = next++;
            return ((await driver.Send(driver.Join(deal, client, Key(), 1))).Id("orderId"), client);
        }

        string Key() => Request.NewKey(chance);

        public async Task Check(string name, Func<string, Task<Request>> make)
        {
            var request = await make(Key());
            var first = await driver.Send(request);
            Cell(name, "a fresh key", first.Ok, first);
            var again = await driver.Send(request);
            Cell(name, "the same key and body", (again.Http, again.Body) == (first.Http, first.Body), again);
            var quoted = await driver.Send(request with { Key = $"\"{request.Key}\"" });
            Cell(name, "the same key in quotes", (quoted.Http, quoted.Body) == (first.Http, first.Body), quoted);
            var other = await driver.Send(request with { Body = request.Body.Length == 0 ? "{}" : request.Body.Replace("{", "{ ") });
            Cell(name, "the same key, other body", other is { Http: 422, Code: "idempotency.key-reused" }, other);
            var elsewhere = await driver.Send((await make(request.Key)) with { Token = request.Token });
            Cell(name, "the same key, another thing", elsewhere.Http == 422 || elsewhere.Body == first.Body, elsewhere);
            var stranger = await driver.Send(request with { Token = driver.Brand.Tokens[59] });
            Cell(name, "the same key, another person", stranger.Body != first.Body, stranger);
            await Malformed(name, make);
            var sql = await make($"';DROP/**/TABLE/**/orders;--{next}");
            var (once, twice) = (await driver.Send(sql), await driver.Send(sql));
            Cell(name, "a key of SQL is a key like any other", once.Ok && once.Body == twice.Body, once);
        }

        async Task Malformed(string name, Func<string, Task<Request>> make)
        {
            var request = await make("");
            foreach (var (what, key) in new[] { ("no key", ""), ("a key of blanks", "   "), ("a key of nothing in quotes", "\"\""), ("a key with blanks inside", "a b'; DROP TABLE orders; --"), ("a key of 300", new string('k', 300)), ("a key with a tab", "a\tb") })
            {
                var answer = await driver.Send(request with { Key = key });
                Cell(name, what, answer.Http == 400 && answer.Code is "idempotency.key-missing" or "idempotency.key-malformed", answer);
            }
            var longest = await driver.Send(request with { Key = new string('k', 255) });
            Cell(name, "a key of 255", longest.Ok, longest);
        }

        void Cell(string name, string what, bool holds, Call answer)
        {
            Cells++;
            if (!holds) Wrong.Add($"{name}, {what}: {answer.Http} {answer.Body}");
        }
    }
}
