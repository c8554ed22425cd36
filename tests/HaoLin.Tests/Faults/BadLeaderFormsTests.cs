// Bad input behind the counter: every string through the leader's forms, searches and doors is shown escaped or refused, and breaks nothing.
using System.Globalization;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class BadLeaderFormsTests
{
    [Theory]
    [OnEachDatabase]
    public async Task Every_string_through_every_form_of_a_leader_is_shown_escaped_or_refused(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 2 });
        using var prober = new Prober(brand);
        var counter = new Counter(brand, prober);
        await counter.Prepare();
        foreach (var text in BadStrings.For(on))
        {
            await counter.Write(text);
            await counter.Misread(text);
            await counter.Desk(text);
        }
        // What costs much to ask is asked of every bad string on the database the seed picks, and of markup on both.
        foreach (var text in on == Seed.Chosen ? BadStrings.Few : BadStrings.Markup)
        {
            await counter.Reasons(text);
            await counter.Doors(text);
        }
        await counter.Malformed();
        await brand.Quiet();
        prober.Verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"bad leader forms {on}: {prober.Verdict}");
        prober.Verdict.MustBeClean();
    }

    [Fact]
    public async Task A_build_that_leads_back_to_any_address_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Residents = 1, Break = "own-path" });
        using var prober = new Prober(brand);
        var counter = new Counter(brand, prober);
        await counter.Prepare();
        foreach (var text in BadStrings.All.Where(s => s.StartsWith('/'))) await counter.Doors(text);
        Seed.Say($"bad leader forms control own-path on {Seed.Chosen}: {prober.Verdict}");
        prober.Verdict.MustHaveSeen("fault", "led astray");
    }

    sealed class Counter(Brand brand, Prober prober)
    {
        const string Phone = "13311110001", Password = "枇杷熟了就来开团";

        readonly Verdict verdict = prober.Verdict;
        string admin = "", draft = "";
        Guid product, order;
        Deal deal = null!;
        int tries;

        string Cookie => brand.LeaderToken;

        public async Task Prepare()
        {
            admin = (await PublishedServer.Run("token", "--data", brand.Server.Data, "--phone", "13800000001")).Trim();
            product = (await brand.Sql.Rows("SELECT product_id FROM offer WHERE deal_id = @deal", row => row.GetGuid(0), ("deal", Guid.Parse(brand.Server.One("deal")))))[0];
            deal = await brand.OpenDeal((1_000_000, null));
            order = (await prober.Post($"/api/v1/deals/{deal.Id}/orders", $$"""{"lines":[{"offerId":"{{deal.Offers[0]}}","quantity":1}],"pickupPointId":"{{deal.Place}}"}""", brand.Tokens[0], "join")).Json.GetProperty("orderId").GetGuid();
            draft = await NewDraft();
            // A leader of one's own, whose password may be changed without signing 老张 out.
            var made = await prober.Post($"/api/v1/headquarters/communities/{brand.Server.One("community")}/leaders", $$"""{"phone":"{{Phone}}","name":"吴姐"}""", admin, "appoint");
            Assert.True((await prober.Form(made.Json.GetProperty("setUpPath").GetString()!, [("password", Password)], null, "set up")).LedOn, "the new leader has a password");
        }

        async Task<string> NewDraft()
        {
            var id = $"{Guid.CreateVersion7()}";
            Assert.True((await Edit(id, "草稿", "")).LedOn, "a draft is kept");
            return id;
        }

        static string Day(int fromNow) => History.Now.ToOffset(TimeSpan.FromHours(8)).AddDays(fromNow).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        /// <summary>The form of a deal, right but for what is said.</summary>
        Task<Reply> Edit(string id, string title, string story, params (string Name, string Value)[] instead)
        {
            (string Name, string Value)[] fields =
            [
                ("title", title), ("story", story), ("item.0.product", $"{product}"), ("item.0.price", "39.8"), ("item.0.stock", "50"), ("item.0.perPerson", "5"), ("gift.0.product", $"{product}"), ("gift.0.first", "3"),
                ("cutOffDay", Day(2)), ("cutOffTime", "20:00"), ("arrivesOn", Day(3)), ("pickupFrom", "16:00"), ("pickupUntil", "20:00"), ("place", $"{brand.Place}"), ("find", ""), ("do", "keep"),
            ];
            return prober.Form($"/leader/deals/{id}/edit", [.. fields.Where(f => instead.All(i => i.Name != f.Name)), .. instead], Cookie, "the form of a deal");
        }

        public async Task Write(string text)
        {
            var (told, shown) = (await Edit(draft, text, ""), new[] { $"/leader/deals/{draft}/edit", $"/leader/deals/{draft}/preview", "/leader/deals" });
            await Judge("title", told, text, 60, mayBeBlank: false, shown);
            await Judge("story", await Edit(draft, "草稿", text), text, 4_000, mayBeBlank: true, [shown[0], shown[1]]);
        }

        async Task Judge(string field, Reply reply, string text, int most, bool mayBeBlank, string[] pages)
        {
            var received = Received(text);
            if (reply.LedOn != BadStrings.IsGood(received, most, mayBeBlank)) verdict.Violate(reply.LedOn ? "let in" : "kept out", $"{field} {BadStrings.Json(BadStrings.Start(text))} of {text.Length} was answered {reply.Status}");
            if (!reply.LedOn) Shown.Escaped(verdict, $"the refused {field}", reply.Body, text);
            else foreach (var page in pages) Shown.Whole(verdict, page, (await prober.Get(page, null, $"a page with a {field}", Cookie)).Body, received.Trim());
        }

        static string Received(string text) => BadStrings.CanBeKept(text.Replace("\0", "")) ? text : string.Concat(text.EnumerateRunes().Select(r => r.Value == 0xFFFD ? "%ED%A0%80" : r.ToString()));

        /// <summary>Every field but the texts: one that cannot be read is said to be wrong, and what was typed stands in it.</summary>
        public async Task Misread(string text)
        {
            foreach (var field in new[] { "cutOffDay", "cutOffTime", "arrivesOn", "pickupFrom", "pickupUntil", "item.0.price", "item.0.stock", "item.0.perPerson", "gift.0.first", "item.0.product", "place", "find", "do" })
                Shown.Escaped(verdict, $"the form of a deal, {field} wrong", (await Edit(draft, "草稿", "", (field, text))).Body, text);
            foreach (var what in new[] { "find", "add:", "gift:", "drop:", "drop-gift:" })
                Shown.Escaped(verdict, $"the form of a deal, {what}", (await Edit(draft, text, text, ("find", text), ("item.0.price", text), ("do", what + text))).Body, text);
            Shown.Escaped(verdict, "the dry run of a pasted list", (await prober.Form($"/leader/deals/{deal.Id}/paste", [("text", $"1. {text} 枇杷2份（{text}）")], Cookie, "the form of a pasted list")).Body, text);
            foreach (var field in new[] { "text", "place", "name.1", "who.1", "goods.1.0", "many.1.0", "note.1", "do", "key" })
                Shown.Escaped(verdict, $"the corrected list, {field} wrong", (await prober.Form($"/leader/deals/{deal.Id}/paste/write",
                    [(field, text), .. new[] { ("text", "1. 老陈 枇杷2份"), ("keep.1", "1"), ("name.1", "老陈"), ("goods.1.0", $"{Guid.CreateVersion7()}"), ("many.1.0", "2"), ("do", "all"), ("key", $"pasted-{tries++}") }.Where(f => f.Item1 != field)], Cookie, "the form of a corrected list")).Body, text);
            // A key with a blank in it is none, so nothing is copied.
            Shown.Escaped(verdict, "copying", (await prober.Form($"/leader/deals/{deal.Id}/copy", [("key", $"a {text}!")], Cookie, "the form of a copy")).Body, text);
        }

        public async Task Desk(string text)
        {
            foreach (var path in new[] { "/leader/desk?q=", "/leader/desk?deal=", "/leader/desk?done=", "/leader/open?q=", "/leader/open?p=", "/leader/open/new?p=", "/leader/deals?kept=", $"/leader/deals/{deal.Id}?did=", $"/leader/deals/{deal.Id}/lists?by=", $"/leader/deals/{deal.Id}/share?new=", "/h/", "/leader/deals/", "/leader/orders/" })
                Shown.Escaped(verdict, path, (await prober.Get(path + Asked(text), null, "a page", Cookie)).Body, text);
            foreach (var deed in new[] { "hand", "undo" }) await prober.Form($"/leader/desk/{order}/{deed}", [("deal", text)], Cookie, "the form of a hand-over");
            await prober.Form($"/leader/tasks/{Guid.CreateVersion7()}/done", [("key", text)], Cookie, "the form of a task");
        }

        /// <summary>Why a deal is called off, and why an order would be refunded; a reason that is kept ends its deal.</summary>
        public async Task Reasons(string text)
        {
            var called = await prober.Form($"/leader/deals/{draft}/cancel", [("reason", text)], Cookie, "the form of calling off");
            await Judge("reason", called, text, 200, mayBeBlank: false, [$"/leader/deals/{draft}"]);
            if (called.LedOn) draft = await NewDraft();
            Shown.Escaped(verdict, "the refused refund", (await prober.Form($"/leader/orders/{order}/refund", [("reason", text)], Cookie, "the form of a refund")).Body, text);
        }

        /// <summary>Signing in, with right and wrong passwords, and back to where nobody of ours would go; changing a password; a link that is none.</summary>
        public async Task Doors(string text)
        {
            var entered = await prober.Form("/sign-in/staff", [("phone", Phone), ("password", Password), ("back", text)], null, "the door, rightly");
            // A form with a NUL in it is refused whole.
            if (entered.LedOn == text.Contains('\0')) verdict.Violate("kept out", $"the leader, on the way to {BadStrings.Json(BadStrings.Start(text))}: {entered.Status}");
            foreach (var (path, fields) in new (string, (string, string)[])[]
            {
                ("/sign-in/staff", [("phone", text), ("password", text), ("back", text)]), ("/password", [("phone", text), ("old", text), ("new", text), ("back", text), ("forced", text)]),
                ("/password", [("phone", $"137{tries++:00000000}"), ("old", text), ("new", Password), ("back", text)]), ($"/set-up/{Asked(text)}", [("password", text)]), ("/sign-out/staff", [("key", text)]),
            }) Shown.Escaped(verdict, path, (await prober.Form(path, fields, null, "a door")).Body, text);
            foreach (var path in new[] { "/sign-in/staff?back=", "/password?back=", "/set-up/", "/leader/deals/", "/headquarters/" })
                Shown.Escaped(verdict, path, (await prober.Get(path + Asked(text), null, "a door")).Body, text);
        }

        public async Task Malformed()
        {
            var before = await Stored.Of(brand.Sql);
            foreach (var path in new[]
            {
                $"/leader/deals/{draft}/edit", $"/leader/deals/{deal.Id}/copy", $"/leader/deals/{draft}/cut-off", $"/leader/deals/{deal.Id}/cancel", $"/leader/deals/{draft}/complete", $"/leader/orders/{order}/refund", $"/leader/deals/{deal.Id}/paste", $"/leader/deals/{deal.Id}/paste/write",
                $"/leader/desk/{order}/hand", $"/leader/desk/{order}/undo", "/sign-in/staff", "/password", "/set-up/none", "/headquarters", "/headquarters/products",
            })
                foreach (var (what, body, type) in BadForms.All)
                    // A key is all that copying asks for, and two of these have one.
                    if (!path.EndsWith("/copy", StringComparison.Ordinal) || what is not "bytes that are no UTF-8" and not "broken escapes" and not "another alphabet")
                        foreach (var cookie in new[] { Cookie, admin, null }) await prober.Send(HttpMethod.Post, path, body, type, null, $"a form of {what}", cookie);
            Stored.Unchanged(verdict, "malformed forms", before, await Stored.Of(brand.Sql));
        }

        static string Asked(string text) => Prober.Escaped(BadStrings.Start(text, 800));
    }
}
