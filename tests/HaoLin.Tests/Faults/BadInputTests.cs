// Bad input: every string through every text field of the API is kept byte for byte or refused whole, and nothing ever breaks.
using System.Text.Json;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class BadInputTests
{
    [Theory]
    [OnEachDatabase]
    public async Task Every_string_through_every_text_field_is_kept_byte_for_byte_or_refused(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 2 });
        using var prober = new Prober(brand);
        var fields = new Fields(brand, prober, BadStrings.For(on));
        await fields.Prepare();
        await fields.Notes();
        await fields.Drafts();
        await fields.Reasons();
        await fields.Places();
        await fields.Leaders();
        await fields.Products();
        await fields.Questions();
        await brand.Quiet();
        prober.Verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"bad input {on}: {BadStrings.For(on).Count} strings: {prober.Verdict}");
        prober.Verdict.MustBeClean();
        Assert.True((await prober.Get("/health/ready", null, "afterwards")).Ok);
    }

    [Fact]
    public async Task A_build_that_minds_no_text_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Residents = 1, Break = "texts" });
        using var prober = new Prober(brand);
        var fields = new Fields(brand, prober, BadStrings.Few);
        await fields.Prepare();
        var before = await Stored.Of(brand.Sql);
        await fields.Drafts();
        Seed.Say($"bad input control texts on {Seed.Chosen}: {prober.Verdict}");
        prober.Verdict.MustHaveSeen("let in");
        // Had all been refused, the drafts now stored would be the offence.
        Stored.Unchanged(prober.Verdict, "known bad", before, await Stored.Of(brand.Sql));
        prober.Verdict.MustHaveSeen("half stored");
    }

    [Theory]
    [InlineData(500, "{}", null, "fault")]
    [InlineData(422, "Npgsql.PostgresException: 22021\n   at HaoLin.Trade.OverviewDeals", null, "insides")]
    [InlineData(303, "", "//elsewhere.example/", "led astray")]
    [InlineData(303, "", "/\\elsewhere.example", "led astray")]
    public void An_answer_that_no_answer_may_be_is_found_out(int status, string body, string? location, string named)
    {
        var verdict = new Verdict();
        Prober.Judge(verdict, "known bad", new(status, body, location));
        verdict.MustHaveSeen(named);
    }

    /// <summary>The text fields of the API, each with the way to write it and the way to read it again.</summary>
    sealed class Fields(Brand brand, Prober prober, IReadOnlyList<string> strings)
    {
        readonly Verdict verdict = prober.Verdict;
        string admin = "";
        Guid product;

        string Resident => brand.Tokens[0];

        public async Task Prepare()
        {
            admin = (await PublishedServer.Run("token", "--data", brand.Server.Data, "--phone", "13800000001")).Trim();
            product = (await brand.Sql.Rows("SELECT product_id FROM offer WHERE deal_id = @deal", row => row.GetGuid(0), ("deal", Guid.Parse(brand.Server.One("deal")))))[0];
        }

        /// <summary>First the strings that must be refused, after which nothing may be stored; then those that must be kept, each read back.</summary>
        async Task Each(string field, int most, bool mayBeBlank, Func<string, Task<Reply>> write, Func<Reply, Task<string?>> read)
        {
            var (before, letIn) = (await Stored.Of(brand.Sql), verdict["let in"]);
            foreach (var text in strings.Where(s => !BadStrings.IsGood(s, most, mayBeBlank)))
            {
                var reply = await write(BadStrings.Json(text));
                if (reply.Ok) verdict.Violate("let in", $"{field}: {Said(text)} was answered {reply.Status} {BadStrings.Start(reply.Body)}");
                verdict.Count("refused");
            }
            if (verdict["let in"] == letIn) Stored.Unchanged(verdict, field, before, await Stored.Of(brand.Sql));
            foreach (var text in strings.Where(s => BadStrings.IsGood(s, most, mayBeBlank)))
            {
                var reply = await write(BadStrings.Json(text));
                if (!reply.Ok) verdict.Violate("kept out", $"{field}: {Said(text)} was answered {reply.Status} {BadStrings.Start(reply.Body)}");
                else if (await read(reply) is var stored && stored != text.Trim()) verdict.Violate("altered", $"{field}: {Said(text)} came back as {(stored is null ? "nothing" : Said(stored))}");
                verdict.Count("kept");
            }
        }

        static string Said(string text) => $"{BadStrings.Json(BadStrings.Start(text))} of {text.Length}";

        public async Task Notes()
        {
            var deal = await brand.OpenDeal((1_000_000, null));
            string Order(string note) => $$"""{"lines":[{"offerId":"{{deal.Offers[0]}}","quantity":1}],"pickupPointId":"{{deal.Place}}","note":{{note}}}""";
            var first = (await prober.Post($"/api/v1/deals/{deal.Id}/orders", Order("\"\""), Resident, "join")).Json.GetProperty("orderId").GetGuid();
            await Each("note of an order", 500, true, note => prober.Post($"/api/v1/deals/{deal.Id}/orders", Order(note), Resident, "note"), async reply =>
                (await prober.Get($"/api/v1/orders/{reply.Json.GetProperty("orderId").GetString()}", Resident, "note")).Json.GetProperty("note").GetString());
            await Each("note of a changed order", 500, true, note => prober.Post($"/api/v1/orders/{first}/change", Order(note), Resident, "change"), async _ =>
                (await prober.Get($"/api/v1/orders/{first}", Resident, "change")).Json.GetProperty("note").GetString());
            var soldOut = await brand.OpenDeal((0, null));
            foreach (var text in strings)
                if ((await prober.Post($"/api/v1/deals/{soldOut.Id}/waitlist", Order(BadStrings.Json(text)).Replace($"{deal.Offers[0]}", $"{soldOut.Offers[0]}"), Resident, "note of a wait")).Ok)
                    await prober.Post($"/api/v1/deals/{soldOut.Id}/waitlist/leave", "{}", Resident, "leave");
        }

        string Draft(string title, string story)
        {
            var now = History.Now;
            return $$"""{"title":{{title}},"story":{{story}},"cutOffDue":"{{now.AddDays(1):O}}","arrivesOn":"{{now.AddDays(2):yyyy-MM-dd}}","pickupFrom":"{{now.AddDays(2):O}}","pickupUntil":"{{now.AddDays(3):O}}","offers":[{"productId":"{{product}}","priceFen":100}],"pickupPointIds":["{{brand.Place}}"]}""";
        }

        async Task<string> NewDraft() => (await prober.Post("/api/v1/deals", Draft("\"草稿\"", "\"\""), brand.LeaderToken, "draft")).Json.GetProperty("id").GetString()!;

        public async Task Drafts()
        {
            var id = await NewDraft();
            async Task<string?> Read(string name) => (await prober.Get($"/api/v1/deals/{id}/progress", brand.LeaderToken, "draft")).Json.GetProperty("deal").GetProperty(name).GetString();
            await Each("title of a deal", 60, false, text => prober.Post($"/api/v1/deals/{id}/draft", Draft(text, "\"\""), brand.LeaderToken, "title"), _ => Read("title"));
            await Each("story of a deal", 4_000, true, text => prober.Post($"/api/v1/deals/{id}/draft", Draft("\"草稿\"", text), brand.LeaderToken, "story"), _ => Read("story"));
        }

        public async Task Reasons()
        {
            var id = await NewDraft();
            await Each("reason for calling a deal off", 200, false, text => prober.Post($"/api/v1/deals/{id}/cancel", $$"""{"reason":{{text}}}""", brand.LeaderToken, "reason"), async _ =>
            {
                var steps = (await prober.Get($"/api/v1/deals/{id}/progress", brand.LeaderToken, "reason")).Json.GetProperty("steps");
                id = await NewDraft();
                return steps[steps.GetArrayLength() - 1].GetProperty("reason").GetString();
            });
        }

        Task<Reply> Community(string name, string address) => prober.Post("/api/v1/headquarters/communities", $$"""{"name":{{name}},"address":{{address}}}""", admin, "community");

        static JsonElement One(Reply list, string? id) => list.Json.GetProperty("items").EnumerateArray().First(e => e.GetProperty("id").GetString() == id);

        readonly Dictionary<string, string> reached = [];

        /// <summary>What was just made, in a list that is read page by page in the order in which things were made: on its last page.</summary>
        async Task<JsonElement> Found(string list, string field, string? id, string key = "id", string? bearer = null)
        {
            while (true)
            {
                var page = await prober.Get(reached.TryGetValue(list, out var after) ? $"{list}?after={Uri.EscapeDataString(after)}" : list, bearer, field);
                foreach (var item in page.Json.GetProperty("items").EnumerateArray())
                    if (item.GetProperty(key).GetString() == id) return item;
                reached[list] = page.Json.GetProperty("next").GetString() ?? throw new InvalidOperationException($"{id} is on no page of {list}.");
            }
        }

        public async Task Places()
        {
            async Task<string?> Read(Reply made, string name) => (await Found("/api/v1/communities", name, made.Json.GetProperty("id").GetString())).GetProperty(name).GetString();
            await Each("name of a community", 40, false, text => Community(text, "\"某路 1 号\""), made => Read(made, "name"));
            await Each("address of a community", 120, false, text => Community("\"某苑\"", text), made => Read(made, "address"));
            foreach (var (field, most, blank) in new[] { ("name", 40, false), ("directions", 120, true) })
            {
                // Fifty pickup points are all that one community takes.
                async Task<string> Another() => (await Community("\"某苑\"", "\"某路 1 号\"")).Json.GetProperty("id").GetString()!;
                var (community, points) = (await Another(), 0);
                await Each($"{field} of a pickup point", most, blank, async text =>
                {
                    if (points == 50) (community, points) = (await Another(), 0);
                    var made = await prober.Post($"/api/v1/headquarters/communities/{community}/pickup-points", $$"""{"name":{{(field == "name" ? text : "\"某处\"")}},"directions":{{(field == "name" ? "\"\"" : text)}},"opensAtMinute":600,"closesAtMinute":1200}""", admin, "pickup point");
                    if (made.Ok) points++;
                    return made;
                }, async made => (await Found("/api/v1/communities", field, community)).GetProperty("pickupPoints").EnumerateArray()
                    .First(p => p.GetProperty("id").GetString() == made.Json.GetProperty("id").GetString()).GetProperty(field).GetString());
            }
        }

        public async Task Leaders()
        {
            var phone = 13_300_000_000;
            await Each("name of a leader", 20, false, text => prober.Post($"/api/v1/headquarters/communities/{brand.Server.One("community")}/leaders", $$"""{"phone":"{{phone++}}","name":{{text}}}""", admin, "leader"), async made =>
                (await Found("/api/v1/headquarters/leaders", "leader", made.Json.GetProperty("roleId").GetString(), "roleId", admin)).GetProperty("name").GetString());
        }

        public async Task Products()
        {
            string[] all = ["name", "origin", "storage", "unit", "englishName", "picture"];
            foreach (var (name, most, blank) in new[] { ("name", 40, false), ("origin", 40, false), ("storage", 80, false), ("unit", 30, false), ("englishName", 80, true), ("picture", 40, true) })
                await Each($"{name} of a product", most, blank, text => prober.Post("/api/v1/headquarters/products", "{" + string.Concat(all.Select(f => $"\"{f}\":{(f == name ? text : "\"桃\"")},")) + "\"netGrams\":500,\"priceFen\":990,\"shelfLifeDays\":5}", admin, name),
                    async made => One(await prober.Get("/api/v1/products", null, name), made.Json.GetProperty("id").GetString()).GetProperty(name).GetString());
        }

        /// <summary>What is only asked with: searches, cursors, codes, phones, names, keys.</summary>
        public async Task Questions()
        {
            foreach (var text in strings)
            {
                var (asked, json) = (Prober.Escaped(BadStrings.Start(text, 800)), BadStrings.Json(text));
                foreach (var (path, token) in new[]
                {
                    ("/api/v1/products?search=", (string?)null), ("/api/v1/products?after=", null), ("/api/v1/deals?community=", null), ("/api/v1/me/orders?after=", Resident), ("/api/v1/me/messages?after=", Resident),
                    ("/api/v1/desk?words=", brand.LeaderToken), ("/api/v1/desk?deal=", brand.LeaderToken), ("/api/v1/headquarters/orders?words=", admin), ("/api/v1/headquarters/deals?words=", admin), ("/j/", null),
                    ($"/api/v1/deals/{brand.Server.One("deal")}/sequence?before=", null), ("/api/v1/deals/", null), ("/api/v1/orders/", Resident), ("/h/", brand.LeaderToken),
                }) await prober.Get(path + asked, token, "question");
                await prober.Post("/api/v1/communities/join", $$"""{"code":{{json}}}""", Resident, "invitation");
                await prober.Post("/api/v1/handovers", $$"""{"code":{{json}}}""", brand.LeaderToken, "pickup code");
                await prober.Post("/api/v1/sign-in/codes", $$"""{"phone":{{json}}}""", null, "phone");
                await prober.Post("/api/v1/sign-in", $$"""{"phone":"13700000099","code":{{json}},"name":{{json}}}""", null, "code");
                await prober.Post("/api/v1/sign-in/password", $$"""{"phone":"13700000098","password":{{json}}}""", null, "password");
                await prober.Post($"/api/v1/orders/{Guid.CreateVersion7()}/refund", $$"""{"reason":{{json}}}""", admin, "refund");
                await prober.Post($"/api/v1/headquarters/communities/{brand.Server.One("community")}/leaders", $$"""{"phone":{{json}},"name":{{json}}}""", admin, "leader");
            }
        }
    }
}
