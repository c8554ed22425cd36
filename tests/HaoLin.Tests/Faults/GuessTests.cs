// P23: nothing that opens a door can be guessed, and what is somebody else's sounds and takes as long as nothing at all; with controls.
using System.Security.Cryptography;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class GuessTests
{
    const int Guesses = 10_000, GuessesLong = 200_000;
    /// <summary>As HandOver says it; every guess above it is not even looked up.</summary>
    const int WrongCodesMax = 30;

    [Theory]
    [OnEachDatabase]
    public async Task Nobody_gets_in_by_guessing(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 4 });
        using var driver = new Driver(brand, $"guess-{on}");
        var verdict = await Guess(driver, Seed.Figure(on, Guesses, GuessesLong), Seed.Chance($"guess {on}"));
        Seed.Say($"P23 {on}: {verdict}");
        verdict.MustBeClean();
    }

    [Theory]
    [InlineData("mac", "hit")]
    [InlineData("guess-limit", "unlimited")]
    public async Task A_build_that_believes_any_token_or_lets_codes_be_tried_without_end_is_found_out(string fault, string named)
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Residents = 4, Break = fault });
        using var driver = new Driver(brand, $"guess-{fault}");
        var verdict = await Guess(driver, Seed.Tenth(Guesses), Seed.Chance($"guess {fault}"));
        Seed.Say($"P23 control {fault} on {Seed.Chosen}: {verdict}");
        verdict.MustHaveSeen(named);
    }

    [Fact]
    public async Task An_order_of_somebody_else_takes_as_long_as_none_at_all()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Residents = 4 });
        using var driver = new Driver(brand, "timing");
        var order = (await driver.Send(driver.Join(await brand.OpenDeal((100, 2)), 0, Request.NewKey(new Random(1)), 1))).Id("orderId");
        var (theirs, none) = (new List<double>(), new List<double>());
        // Turn by turn, so that whatever else the machine does falls on both.
        for (var turn = 0; turn < 400; turn++)
        {
            theirs.Add(await Took(driver, order, turn));
            none.Add(await Took(driver, Guid.CreateVersion7(), turn));
        }
        var gap = Math.Abs(Middle(theirs) - Middle(none));
        Seed.Say($"P23 {Seed.Chosen}: p50 of somebody else's order {Middle(theirs):0.00} ms, of none {Middle(none):0.00} ms");
        Assert.True(gap < 5, $"the two can be told apart by {gap:0.0} ms");
    }

    static async Task<double> Took(Driver driver, Guid order, int turn)
    {
        var began = TimeProvider.System.GetTimestamp();
        var (status, _) = await driver.Get($"/api/v1/orders/{order}", driver.Brand.Tokens[1 + turn % 3]);
        Assert.Equal(404, status);
        return TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
    }

    static double Middle(List<double> times) => times.Order().ElementAt(times.Count / 2);

    static async Task<Verdict> Guess(Driver driver, int guesses, Random chance)
    {
        var (brand, verdict) = (driver.Brand, new Verdict());
        var deal = await brand.OpenDeal((100, 2));
        var order = (await driver.Send(driver.Join(deal, 0, Request.NewKey(chance), 1))).Id("orderId");
        await driver.Pay(order, 0, chance);
        await brand.CutOff(deal);
        var setUp = new Uri(brand.Server.One("admin")).AbsolutePath;
        Assert.Equal(200, (await driver.Get(setUp)).Status);

        // By kind: what is guessed with, and how near to a true one the guesses are.
        var kinds = new (string Name, Func<Task<int>> Try)[]
        {
            ("token", async () => (await driver.Get("/api/v1/me", NearMiss(brand.Tokens[0], from: brand.Tokens[0].Length - 21, chance))).Status),
            ("whose token", async () => (await driver.Get("/api/v1/me", NearMiss(brand.Tokens[0], from: 6, chance))).Status),
            ("set-up link", async () => (await driver.Get(NearMiss(setUp, from: setUp.LastIndexOf('/') + 1, chance))).Status),
            ("collector link", async () => (await driver.Get($"/collect/{order:N}/{Hex(16)}")).Status),
            ("invitation", async () => (await driver.Get($"/j/{RandomNumberGenerator.GetString("ABCDEFGHJKMNPQRSTUVWXYZ", 8)}")).Status),
        };
        await Parallel.ForAsync(0, guesses - guesses / 10, async (turn, _) =>
        {
            var (name, attempt) = kinds[turn % kinds.Length];
            var status = await attempt();
            verdict.Count(name);
            if (status < 300) verdict.Violate("hit", $"a guessed {name} was let in");
            if (status >= 500) verdict.Violate("fault", $"a guessed {name} was answered {status}");
        });
        await Codes(driver, guesses / 10, chance, verdict);
        return verdict;
    }

    /// <summary>Whoever stands at a desk may mistype, not try out.</summary>
    static async Task Codes(Driver driver, int guesses, Random chance, Verdict verdict)
    {
        var lookedUp = 0;
        for (var turn = 0; turn < guesses; turn++)
        {
            var said = await driver.Send(driver.HandOver(Guid.Empty, chance.Next(100_000_000).ToString("D8", System.Globalization.CultureInfo.InvariantCulture), Request.NewKey(chance)));
            verdict.Count("pickup code");
            if (said.Ok) verdict.Violate("hit", "a guessed pickup code handed something over");
            if (said.Http == 404) lookedUp++;
        }
        if (lookedUp > WrongCodesMax) verdict.Violate("unlimited", $"{lookedUp} wrong pickup codes were looked up in a row");
    }

    /// <summary>The same but for one letter, at this place or after it.</summary>
    static string NearMiss(string text, int from, Random chance)
    {
        lock (chance)
        {
            var at = chance.Next(from, text.Length - 1);
            var other = text[at] == 'A' ? 'B' : 'A';
            return text[..at] + other + text[(at + 1)..];
        }
    }

    static string Hex(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}
