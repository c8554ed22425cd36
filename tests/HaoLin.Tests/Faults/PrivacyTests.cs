// P22: after a whole evening of unmistakable neighbours none of their phones, names or notes stands in the clear anywhere the product keeps or says something; who has left is nowhere at all.
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed partial class PrivacyTests
{
    const int People = 200;

    /// <summary>Somebody whose every word is found again wherever it is written.</summary>
    sealed class Neighbour(int n)
    {
        public string Phone => $"1{3 + n % 7}7{80000000 + n * 991:00000000}"[..11];
        public string Name => $"龘{n:000}阿姨";
        public string Note => $"备注龖龖{n:000}";
        public string Collector => $"女婿龗{n:000}";
        public string Token { get; set; } = "";
        public string Order { get; set; } = "";
        public IEnumerable<string> Words => [Phone, Name, Note, Collector];
    }

    [Theory]
    [OnEachDatabase]
    public async Task Nothing_personal_stands_in_the_clear_and_who_left_is_nowhere(Database on)
    {
        var people = Enumerable.Range(1, Seed.Figure(on, People, People * 5)).Select(n => new Neighbour(n)).ToList();
        await using var brand = await Brand.Open(on, new() { Residents = 0 });
        using var http = new HttpClient { BaseAddress = brand.Server.Address };
        var deal = await Evening(brand, http, people);
        var found = await Search(brand, people.SelectMany(p => p.Words));
        Seed.Say($"privacy on {on}: {people.Count} neighbours, {found.Places} places searched, {found.Hits.Count} hits");
        Assert.True(found.Places > 1000, $"only {found.Places} places were looked at");
        Assert.Equal([], found.Hits.Take(10));

        // Every tenth leaves: nothing they said or were called comes out of anything that can be asked.
        var gone = people.Where((_, i) => i % 10 == 9).ToList();
        foreach (var person in gone) await Post(http, person.Token, "me/erase", new { sure = true });
        var rows = await Get(http, brand.LeaderToken, $"deals/{deal}/lists");
        var desk = await Get(http, brand.LeaderToken, $"desk?deal={deal}");
        var table = await http.SendAsync(new(HttpMethod.Get, $"/api/v1/deals/{deal}/tables/people.xlsx") { Headers = { Authorization = new("Bearer", brand.LeaderToken) } });
        using var zip = new System.IO.Compression.ZipArchive(await table.Content.ReadAsStreamAsync());
        var sheets = string.Concat(zip.Entries.Select(e => { using var reader = new StreamReader(e.Open()); return reader.ReadToEnd(); }));
        Assert.Equal([], gone.SelectMany(p => p.Words).Where(w => rows.Contains(w, StringComparison.Ordinal) || desk.Contains(w, StringComparison.Ordinal) || sheets.Contains(w, StringComparison.Ordinal)));
        // Whoever stayed is still called by name at the desk, and no table carries a whole phone.
        Assert.Contains(people[0].Name, rows + desk + sheets);
        Assert.Equal([], people.Select(p => p.Phone).Where(p => sheets.Contains(p, StringComparison.Ordinal)));
        var me = await http.SendAsync(new(HttpMethod.Get, "/api/v1/me") { Headers = { Authorization = new("Bearer", gone[0].Token) } });
        Assert.Equal(401, (int)me.StatusCode);
        Assert.Equal(0, await brand.Sql.Number("SELECT COUNT(*) FROM person WHERE erased_at IS NOT NULL AND (phone_sealed IS NOT NULL OR phone_lookup IS NOT NULL OR phone_tail_lookup IS NOT NULL)"));
        await brand.Quiet();
        var after = await Invariants.Check(brand.Sql);
        after.MustBeClean();
    }

    [Fact]
    public async Task A_build_that_says_a_phone_in_its_log_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Residents = 0, Break = "log-phone" });
        using var http = new HttpClient { BaseAddress = brand.Server.Address };
        var somebody = new Neighbour(7);
        await SignIn(brand, http, somebody);
        Assert.NotEmpty((await Search(brand, somebody.Words)).Hits);
    }

    /// <summary>Everybody signs in by code, joins with a note, every fifth pays and names a collector; the list is cut off, a phone is looked at, goods are handed over.</summary>
    static async Task<Guid> Evening(Brand brand, HttpClient http, List<Neighbour> people)
    {
        var deal = await brand.OpenDeal((1_000_000, null));
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (p, _) => await SignIn(brand, http, p));
        foreach (var person in people)
        {
            await Post(http, person.Token, "communities/join", new { code = brand.Server.One("invitation").Split('/')[^1] });
            person.Order = (await Post(http, person.Token, $"deals/{deal.Id}/orders", new { lines = new[] { new { offerId = deal.Offers[0], quantity = 1 } }, pickupPointId = deal.Place, note = person.Note })).GetProperty("orderId").GetString()!;
        }
        var paying = people.Where((_, i) => i % 5 == 0).ToList();
        foreach (var person in paying)
        {
            using var wallet = new HttpClient();
            using var paid = await wallet.PostAsync((await Post(http, person.Token, $"orders/{person.Order}/payments", new { })).GetProperty("payUrl").GetString(), null);
        }
        await Brand.Until(async () => await brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE deal_id = @id AND paid_at IS NOT NULL", ("id", deal.Id)) == paying.Count, "all have paid", TimeSpan.FromSeconds(120));
        foreach (var person in paying) await Post(http, person.Token, $"orders/{person.Order}/collector", new { name = person.Collector, phoneTail = person.Phone[^4..] });
        await Post(http, people[1].Token, $"orders/{people[1].Order}/change", new { lines = new[] { new { offerId = deal.Offers[0], quantity = 2 } }, pickupPointId = deal.Place, note = people[1].Note });
        await brand.CutOff(deal);
        // What was not paid before the cut-off is let go; whoever leaves later has nothing open.
        await Brand.Until(async () => await brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE deal_id = @id AND paid_at IS NULL AND lapsed_at IS NULL", ("id", deal.Id)) == 0, "the unpaid lapse", TimeSpan.FromSeconds(60));
        await Post(http, brand.LeaderToken, $"orders/{paying[0].Order}/phone", new { reason = "arrival" });
        foreach (var person in paying) await Post(http, brand.LeaderToken, $"orders/{person.Order}/hand-over", new { });
        foreach (var path in new[] { $"/leader/deals/{deal.Id}/orders", $"/leader/desk?deal={deal.Id}", $"/leader/orders/{paying[0].Order}", "/me" })
            using (var page = await http.SendAsync(new(HttpMethod.Get, path) { Headers = { { "Cookie", "haolin=" + brand.LeaderToken } } })) Assert.Equal(200, (int)page.StatusCode);
        // A hostile request whose fault or refusal might be written down with what it carried.
        using (var wrong = await http.PostAsJsonAsync("/api/v1/sign-in", new { phone = people[0].Phone, code = "000000", name = people[0].Name })) Assert.Equal(401, (int)wrong.StatusCode);
        await brand.Quiet();
        return deal.Id;
    }

    static async Task SignIn(Brand brand, HttpClient http, Neighbour person)
    {
        using (var sent = await http.PostAsJsonAsync("/api/v1/sign-in/codes", new { phone = person.Phone })) Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync());
        using var inbox = new HttpClient { BaseAddress = new(brand.Server.One("phones")) };
        var text = await inbox.GetStringAsync("/list?phone=" + person.Phone);
        using var signed = await http.PostAsJsonAsync("/api/v1/sign-in", new { phone = person.Phone, code = Code().Match(text).Value, name = person.Name });
        Assert.True(signed.IsSuccessStatusCode, await signed.Content.ReadAsStringAsync());
        person.Token = (await signed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    /// <summary>Every column of every row, what the program said, and every file of its folder but those of the simulated outside world and the keys, in the clear, escaped and spelled in hex.</summary>
    static async Task<(int Places, List<string> Hits)> Search(Brand brand, IEnumerable<string> words)
    {
        var wanted = words.Distinct().SelectMany(w => new[] { w, JsonSerializer.Serialize(w).Trim('"'), Uri.EscapeDataString(w) }).Distinct().ToArray();
        var (places, hits) = (0, new List<string>());
        await using (var connection = await brand.Sql.Open())
        {
            var tables = await Sql.Rows(connection, brand.Sql.Kind == Database.Sqlite ? "SELECT name FROM sqlite_master WHERE type = 'table'" : "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", row => row.GetString(0));
            foreach (var table in tables)
                foreach (var row in await Sql.Rows(connection, $"SELECT * FROM {table}", row => Enumerable.Range(0, row.FieldCount).Select(i => (row.GetName(i), row.IsDBNull(i) ? null : row.GetValue(i))).ToArray()))
                    foreach (var (column, value) in row) Look($"{table}.{column}", value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }
        Look("the log", brand.Server.Said);
        string[] outside = ["phones", "gateway", "keys"];
        foreach (var file in Directory.EnumerateFiles(brand.Server.Data, "*", SearchOption.AllDirectories).Where(f => !outside.Contains(Path.GetRelativePath(brand.Server.Data, f).Split('/')[0]) && Path.GetExtension(f) != ".lock"))
            using (var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            {
                var bytes = new byte[stream.Length];
                stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                Look(Path.GetFileName(file), Encoding.UTF8.GetString(bytes));
            }
        return (places, hits);

        void Look(string place, string text)
        {
            places++;
            foreach (var word in wanted)
                if (text.Contains(word, StringComparison.Ordinal)) hits.Add($"{place} holds {word}");
        }
    }

    static async Task<JsonElement> Post(HttpClient http, string token, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path) { Content = JsonContent.Create(body), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.CreateVersion7().ToString("N"));
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    static async Task<string> Get(HttpClient http, string token, string path)
    {
        using var answer = await http.SendAsync(new(HttpMethod.Get, "/api/v1/" + path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } });
        return await answer.Content.ReadAsStringAsync();
    }

    [GeneratedRegex(@"(?<!\d)\d{6}(?!\d)")]
    private static partial Regex Code();
}
