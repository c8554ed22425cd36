// P3: every movement of money balances, at every instant and at rest, and the accounts hold what orders, payments and refunds say; with a control.
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class BooksTests
{
    const int Postings = 5_000, PostingsLong = 200_000, Reads = 500, ReadsLong = 20_000, JoinsPerEvening = 400;

    [Theory]
    [OnEachDatabase]
    public async Task The_books_balance_at_every_read_under_load_and_at_rest_hold_what_happened(Database on)
    {
        var (postings, reads) = (Seed.Figure(on, Postings, PostingsLong), Seed.Figure(on, Reads, ReadsLong));
        await using var brand = await Brand.Open(on, new() { Residents = JoinsPerEvening, Gateway = "repeat=2" });
        using var driver = new Driver(brand, $"books-{on}");
        var verdict = await MoveMoney(driver, Seed.Chance($"books {on}"), postings, reads);
        verdict.Add(await Effects.MoneyAtRest(brand, TimeSpan.FromSeconds(120)));
        await brand.Quiet();
        verdict.Add(await Invariants.Check(brand.Sql));
        verdict.Add(await Accounts(brand.Sql));
        Seed.Say($"P3 {on}: {await brand.Sql.Number("SELECT COUNT(*) FROM book_entry")} postings, {verdict["reads"]} whole-ledger reads under load: imbalance {verdict["imbalance"]}; {verdict}");
        verdict.MustBeClean(driver.History);
    }

    [Fact]
    public async Task A_build_whose_books_are_a_fen_out_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Break = "books", Residents = JoinsPerEvening });
        using var driver = new Driver(brand, "books-control");
        var verdict = await MoveMoney(driver, Seed.Chance("books control"), Seed.Tenth(Postings) / 2, Seed.Tenth(Reads));
        Seed.Say($"P3 control books on {Seed.Chosen}: {verdict}");
        verdict.MustHaveSeen("imbalance");
    }

    /// <summary>Evenings of joins, payments, cancellations and hand-overs until so many postings are made, while a reader sums the whole ledger again and again.</summary>
    static async Task<Verdict> MoveMoney(Driver driver, Random chance, int postings, int reads)
    {
        var (load, verdict) = (new MixedLoad(driver, chance, JoinsPerEvening), new Verdict());
        using var over = new CancellationTokenSource();
        var reading = ReadOnAndOn(driver.Brand.Sql, verdict, over.Token);
        var last = await load.NextEvening();
        while (await driver.Brand.Sql.Number("SELECT COUNT(*) FROM book_entry") < postings || verdict["reads"] < reads)
        {
            using var evening = new CancellationTokenSource();
            var running = load.Run(last, evening.Token);
            await Brand.Comes(() => Task.FromResult(load.Heard >= JoinsPerEvening * 3 / 4), TimeSpan.FromSeconds(30));
            await evening.CancelAsync();
            await running;
            await driver.Settle();
            last = await load.NextEvening();
        }
        await over.CancelAsync();
        await reading;
        verdict.Add(load.Seen);
        return verdict;
    }

    static async Task ReadOnAndOn(Sql sql, Verdict verdict, CancellationToken over)
    {
        await using var connection = await sql.Open();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!over.IsCancellationRequested)
        {
            var accounts = await Sql.Rows(connection, "SELECT account, CAST(SUM(amount) AS bigint) FROM book_entry GROUP BY account", row => (Name: row.GetString(0), Fen: row.GetInt64(1)));
            verdict.Count("reads");
            if (accounts.Sum(a => a.Fen) != 0) verdict.Violate("imbalance", $"the accounts summed to {accounts.Sum(a => a.Fen)} fen");
            foreach (var (name, fen) in accounts)
                if (name is "gateway-clearing" or "commission-cost" ? fen < 0 : fen > 0) verdict.Violate("wrong-side", $"{name} stood at {fen} fen");
            try { await beat.WaitForNextTickAsync(over); }
            catch (OperationCanceledException) { return; }
        }
    }

    /// <summary>A reference ledger: what each account must hold, reckoned from the orders, payments and refunds alone.</summary>
    static async Task<Verdict> Accounts(Sql sql)
    {
        const string sum = "SELECT CAST(COALESCE(SUM(amount), 0) AS bigint) FROM";
        var verdict = new Verdict();
        foreach (var (account, reckoned) in new[]
        {
            ("gateway-clearing", $"SELECT ({sum} payment WHERE paid_at IS NOT NULL) - ({sum} refund WHERE succeeded_at IS NOT NULL)"),
            ("prepaid-orders", $"SELECT ({sum.Replace("amount", "refunded - amount")} orders WHERE paid_at IS NOT NULL AND handed_over_at IS NULL)"),
            ("brand-revenue", $"SELECT ({sum.Replace("amount", "refunded - amount")} orders WHERE handed_over_at IS NOT NULL)"),
            ("commission-cost", $"SELECT -({sum} book_entry WHERE account IN ('leader-commission-expected', 'leader-commission-payable'))"),
            ("refunds-due", $"SELECT -({sum} refund WHERE succeeded_at IS NULL)"),
        })
        {
            var (held, must) = (await sql.Number($"{sum} book_entry WHERE account = '{account}'"), await sql.Number(reckoned));
            if (held != must) verdict.Violate("account", $"{account} holds {held} fen, the orders say {must}");
        }
        return verdict;
    }
}
