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
        var strings = on == Seed.Chosen ? BadStrings.All : [.. BadStrings.All.Where((_, i) => i % 10 == 0), .. BadStrings.All.Where(s => !BadStrings.CanBeKept(s))];
        var fields = new Fields(brand, prober, strings);
        await fields.Prepare();
        await fields.Notes();
        await fields.Drafts();
        await fields.Reasons();
        await fields.Places();
        await fields.Products();
        await fields.Questions();
        await brand.Quiet();
        prober.Verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"bad input {on}: {strings.Count} strings: {prober.Verdict}");
        prober.Verdict.MustBeClean();
        Assert.True((await prober.Get("/health/ready", null, "afterwards")).Ok);
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

        /// <summary>Sends each string, checks the answer against what may be kept, and reads back what was.</summary>
        async Task Each(string field, int most, bool mayBeBlank, Func<string, Task<Reply>> write, Func<Reply, Task<string?>> read)
        {
            foreach (var text in strings)
            {
                var reply = await write(BadStrings.Json(text));
                var kept = text.Trim();
                var good = BadStrings.CanBeKept(text) && kept.EnumerateRunes().Count() <= most && (mayBeBlank || kept.Length > 0);
                if (reply.Ok != good) verdict.Violate(reply.Ok ? "let in" : "kept out", $"{field}: {BadStrings.Json(Start(text))} of {text.Length} was answered {reply.Status} {Start(reply.Body)}");
                if (reply.Ok && await read(reply) is var stored && stored != kept) verdict.Violate("altered", $"{field}: {BadStrings.Json(Start(text))} came back as {(stored is null ? "nothing" : BadStrings.Json(Start(stored)))}");
                verdict.Count(reply.Ok ? "kept" : "refused");
            }
        }

        static string Start(string text) => text.Length > 200 ? text[..200] : text;

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

        public async Task Drafts()
        {
            var id = (await prober.Post("/api/v1/deals", Draft("\"草稿\"", "\"\""), brand.LeaderToken, "draft")).Json.GetProperty("id").GetString()!;
            async Task<string?> Read(string name) => (await prober.Get("/api/v1/me/deals", brand.LeaderToken, "draft")).Json.GetProperty("items").EnumerateArray().First(d => d.GetProperty("id").GetString() == id).GetProperty(name).GetString();
            await Each("title of a deal", 60, false, text => prober.Post($"/api/v1/deals/{id}/draft", Draft(text, "\"\""), brand.LeaderToken, "title"), _ => Read("title"));
            await Each("story of a deal", 4000, true, text => prober.Post($"/api/v1/deals/{id}/draft", Draft("\"草稿\"", text), brand.LeaderToken, "story"), _ => Read("story"));
        }

        public async Task Reasons()
        {
            string? id = null;
            await Each("reason for calling a deal off", 200, false, async text =>
            {
                id ??= (await prober.Post("/api/v1/deals", Draft("\"草稿\"", "\"\""), brand.LeaderToken, "draft")).Json.GetProperty("id").GetString()!;
                return await prober.Post($"/api/v1/deals/{id}/cancel", $$"""{"reason":{{text}}}""", brand.LeaderToken, "reason");
            }, async _ =>
            {
                var steps = (await prober.Get($"/api/v1/deals/{id}/progress", brand.LeaderToken, "reason")).Json.GetProperty("steps");
                id = null;
                return steps[steps.GetArrayLength() - 1].GetProperty("reason").GetString();
            });
        }

        public async Task Places()
        {
            string? Said(Reply all, Func<JsonElement, bool> which, string name, bool point)
            {
                var communities = all.Json.GetProperty("items").EnumerateArray();
                return (point ? communities.SelectMany(c => c.GetProperty("pickupPoints").EnumerateArray()) : communities).First(which).GetProperty(name).GetString();
            }
            async Task<string?> Read(Reply made, string name, bool point)
            {
                var id = made.Json.GetProperty("id").GetString();
                return Said(await prober.Get("/api/v1/communities", null, name), e => e.GetProperty("id").GetString() == id, name, point);
            }
            var community = brand.Server.One("community");
            await Each("name of a community", 40, false, text => prober.Post("/api/v1/headquarters/communities", $$"""{"name":{{text}},"address":"某路 1 号"}""", admin, "community"), made => Read(made, "name", false));
            await Each("directions to a pickup point", 120, true, text => prober.Post($"/api/v1/headquarters/communities/{community}/pickup-points",
                $$"""{"name":"某处","directions":{{text}},"opensAtMinute":600,"closesAtMinute":1200}""", admin, "pickup point"), made => Read(made, "directions", true));
        }

        public async Task Products()
        {
            foreach (var (name, most, blank) in new[] { ("name", 40, false), ("origin", 40, false), ("storage", 80, false), ("unit", 30, false), ("englishName", 80, true) })
                await Each($"{name} of a product", most, blank, text => prober.Post("/api/v1/headquarters/products", "{" + string.Join(',', new[] { "name", "origin", "storage", "unit", "englishName" }.Select(f => $"\"{f}\":{(f == name ? text : "\"桃\"")}"))
                    + ""","netGrams":500,"priceFen":990,"shelfLifeDays":5}""", admin, name), async made =>
                {
                    var newest = (await prober.Get("/api/v1/products", null, name)).Json.GetProperty("items").EnumerateArray();
                    return newest.First(p => p.GetProperty("id").GetString() == made.Json.GetProperty("id").GetString()).GetProperty(name).GetString();
                });
        }

        /// <summary>What is only asked with: searches, cursors, codes, phones, names, keys.</summary>
        public async Task Questions()
        {
            foreach (var text in strings)
            {
                var (asked, json) = (Prober.Escaped(text.Length > 4_000 ? text[..4_000] : text), BadStrings.Json(text));
                foreach (var (path, token) in new[]
                {
                    ("/api/v1/products?search=", (string?)null), ("/api/v1/products?after=", null), ("/api/v1/deals?community=", null), ("/api/v1/me/orders?before=", Resident), ("/api/v1/me/messages?after=", Resident),
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
