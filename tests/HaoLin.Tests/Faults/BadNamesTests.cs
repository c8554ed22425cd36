// Bad input, an evening long: community, place, leader, goods, deal, neighbour and note are all named by markup, and every page shows it as text.
using System.Globalization;
using System.Text.RegularExpressions;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;
using Microsoft.Playwright;

namespace HaoLin.Tests.Faults;

public sealed partial class BadNamesTests(Chromium chromium)
{
    [Theory]
    [OnEachDatabase]
    public async Task An_evening_named_by_markup_is_shown_as_text_on_every_page(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 0 });
        using var prober = new Prober(brand);
        var admin = (await PublishedServer.Run("token", "--data", brand.Server.Data, "--phone", "13800000001")).Trim();
        var evenings = Seed.Figure(on, BadStrings.Markup.Count, BadStrings.Markup.Count);
        foreach (var (name, i) in BadStrings.Markup.Take(evenings).Select((name, i) => (name, i))) await new Evening(brand, prober, admin, name, i).Play();
        await brand.Quiet();
        prober.Verdict.Add(await Invariants.Check(brand.Sql));
        await AtHeadquarters(brand, admin, prober.Verdict);
        Seed.Say($"bad names {on}: {evenings} evenings: {prober.Verdict}");
        prober.Verdict.MustBeClean();
    }

    /// <summary>Headquarters' pages are drawn in the browser, so only a browser can say what became of the names there.</summary>
    async Task AtHeadquarters(Brand brand, string admin, Verdict verdict)
    {
        await using var desk = await chromium.Desk(options => options.BaseURL = brand.Server.Address.AbsoluteUri);
        await desk.AddCookiesAsync([new() { Name = "haolin", Value = admin, Url = brand.Server.Address.AbsoluteUri }]);
        var page = await desk.NewPageAsync();
        foreach (var (path, shown) in new[] { ("/headquarters", null), ("/headquarters/communities", "<b id=q>粗</b>"), ("/headquarters/products", "<b id=q>粗</b>"), ("/headquarters/deals", "<b id=q>粗</b>"), ("/headquarters/orders", (string?)null) })
        {
            await page.GotoAsync(path);
            if (shown is not null) await page.GetByText(shown).First.WaitForAsync();
            else await page.GetByRole(AriaRole.Heading).First.WaitForAsync();
            await MindMarkup(page, path, verdict);
        }
    }

    static async Task MindMarkup(IPage page, string path, Verdict verdict)
    {
        if (await page.Locator("#q").CountAsync() > 0) verdict.Violate("unescaped", $"{path} has an element named q");
        verdict.Count("pages looked through");
    }

    [Fact]
    public async Task A_page_that_makes_an_element_of_a_name_is_found_out()
    {
        await using var desk = await chromium.Desk();
        var (page, verdict) = (await desk.NewPageAsync(), new Verdict());
        await page.SetContentAsync($"<p>{BadStrings.Markup[0]}</p>");
        await MindMarkup(page, "known bad", verdict);
        verdict.MustHaveSeen("unescaped");
    }

    sealed partial class Evening(Brand brand, Prober prober, string admin, string name, int number)
    {
        readonly string json = BadStrings.Json(name);
        readonly string leadersPhone = $"1332222{number:0000}", phone = $"1333333{number:0000}";
        string leader = "", resident = "", community = "", place = "", product = "", deal = "", offer = "", order = "", invitation = "";

        public async Task Play()
        {
            await Prepare();
            await Deal();
            await Join();
            await Look("resident", resident, ["/", "/me", $"/deals/{deal}", $"/deals/{deal}/confirm?o-{offer}=1", $"/orders/{order}", $"/orders/{order}/change", $"/j/{invitation}"], ["/orders", $"/orders/{order}/pay", $"/deals/{deal}/sequence"]);
            await Look("leader", leader, ["/leader/deals", $"/leader/deals/{deal}", $"/leader/deals/{deal}/now", $"/leader/deals/{deal}/orders", $"/leader/orders/{order}", $"/leader/deals/{deal}/share", $"/leader/deals/{deal}/poster", "/leader/invite", "/leader/open", $"/leader/open/new?p={product}"],
                ["/leader", $"/leader/deals/{deal}/poster.png"]);
            await HandOver();
            var copy = (await Do(leader, $"deals/{deal}/copy", "{}")).Json.GetProperty("id").GetString();
            await Look("leader", leader, [$"/leader/deals/{copy}/edit", $"/leader/deals/{copy}/preview"], []);
            await Do(leader, $"deals/{copy}/cancel", $$"""{"reason":{{json}}}""");
            await Look("leader", leader, [$"/leader/deals/{copy}"], []);
        }

        async Task<Reply> Do(string token, string path, string body)
        {
            var reply = await prober.Post("/api/v1/" + path, body, token, "an evening");
            Assert.True(reply.Ok, $"{path} for {name} was answered {reply.Status} {reply.Body}");
            return reply;
        }

        static string Id(Reply made) => made.Json.GetProperty("id").GetString()!;

        async Task Prepare()
        {
            community = Id(await Do(admin, "headquarters/communities", $$"""{"name":{{json}},"address":{{json}}}"""));
            place = Id(await Do(admin, $"headquarters/communities/{community}/pickup-points", $$"""{"name":{{json}},"directions":{{json}},"opensAtMinute":600,"closesAtMinute":1200}"""));
            product = Id(await Do(admin, "headquarters/products", $$"""{"name":{{json}},"origin":{{json}},"storage":{{json}},"unit":{{json}},"englishName":{{json}},"picture":{{json}},"netGrams":500,"priceFen":990,"shelfLifeDays":5}"""));
            var appointed = await Do(admin, $"headquarters/communities/{community}/leaders", $$"""{"phone":"{{leadersPhone}}","name":{{json}}}""");
            var link = appointed.Json.GetProperty("setUpPath").GetString()!;
            Shown.Whole(prober.Verdict, "the page of the link", (await prober.Get(link, null, "link")).Body, name);
            Assert.True((await prober.Form(link, [("password", "枇杷熟了就来开团")], null, "set up")).LedOn, "the leader has a password");
            leader = (await prober.Post("/api/v1/sign-in/password", $$"""{"phone":"{{leadersPhone}}","password":"枇杷熟了就来开团"}""", null, "sign in")).Json.GetProperty("token").GetString()!;
            await prober.Get("/leader/invite", null, "invite", leader);
            invitation = (await brand.Sql.Rows("SELECT code FROM invitation WHERE community_id = @id", row => row.GetString(0), ("id", Guid.Parse(community))))[0];
        }

        async Task Deal()
        {
            var now = History.Now;
            deal = Id(await Do(leader, "deals", $$"""{"title":{{json}},"story":{{json}},"cutOffDue":"{{now.AddDays(1):O}}","arrivesOn":"{{now.AddDays(2):yyyy-MM-dd}}","pickupFrom":"{{now.AddDays(2):O}}","pickupUntil":"{{now.AddDays(3):O}}","offers":[{"productId":"{{product}}","priceFen":100},{"productId":"{{product}}","priceFen":0,"giftForFirst":5}],"pickupPointIds":["{{place}}"]}"""));
            await Do(leader, $"deals/{deal}/open", "{}");
            offer = (await prober.Get($"/api/v1/deals/{deal}", null, "deal")).Json.GetProperty("offers")[0].GetProperty("id").GetString()!;
        }

        /// <summary>The neighbour signs in by the code that the simulated carrier delivered, under this name.</summary>
        async Task Join()
        {
            Assert.True((await prober.Post("/api/v1/sign-in/codes", $$"""{"phone":"{{phone}}"}""", null, "code")).Ok, "a code is sent");
            using var phones = new HttpClient();
            var code = CodeIn().Match(await phones.GetStringAsync(new Uri(new(brand.Server.One("phones")), $"/list?phone={phone}"))).Groups[1].Value;
            resident = (await prober.Post("/api/v1/sign-in", $$"""{"phone":"{{phone}}","code":"{{code}}","name":{{json}}}""", null, "sign in")).Json.GetProperty("token").GetString()!;
            await Do(resident, "communities/join", $$"""{"code":"{{invitation}}"}""");
            order = (await Do(resident, $"deals/{deal}/orders", $$"""{"lines":[{"offerId":"{{offer}}","quantity":2}],"pickupPointId":"{{place}}","note":{{json}}}""")).Json.GetProperty("orderId").GetString()!;
        }

        async Task HandOver()
        {
            var payUrl = (await Do(resident, $"orders/{order}/payments", "{}")).Json.GetProperty("payUrl").GetString()!;
            using var wallet = new HttpClient();
            Shown.Escaped(prober.Verdict, "the wallet's page", await wallet.GetStringAsync(payUrl), name);
            using var paid = await wallet.PostAsync(payUrl, null);
            await Brand.Until(async () => (await prober.Get($"/api/v1/orders/{order}", resident, "paid")).Json.GetProperty("state").GetString() == "paid", "the order is paid", TimeSpan.FromSeconds(60));
            await Do(leader, $"deals/{deal}/cut-off", "{}");
            await brand.Quiet();
            var code = (await prober.Get($"/api/v1/orders/{order}", resident, "code")).Json.GetProperty("pickupCode").GetString();
            await Look("leader", leader, ["/leader", "/leader/desk", $"/leader/desk?q={Prober.Escaped(name)}", $"/leader/deals/{deal}/lists", $"/leader/deals/{deal}/lists?by=product", $"/h/{code}"], []);
            await Look("resident", resident, ["/me", "/", $"/orders/{order}"], []);
            await Do(leader, $"orders/{order}/hand-over", "{}");
            await Look("leader", leader, [$"/leader/desk?done={order}"], []);
        }

        /// <param name="showing">Pages on which the name stands.</param>
        /// <param name="others">Pages that may leave it out or mask it.</param>
        async Task Look(string who, string cookie, string[] showing, string[] others)
        {
            foreach (var path in showing) Shown.Whole(prober.Verdict, $"{who}'s {path}", await Page(path, cookie), name);
            foreach (var path in others) Shown.Escaped(prober.Verdict, $"{who}'s {path}", await Page(path, cookie), name);
        }

        async Task<string> Page(string path, string cookie)
        {
            var reply = await prober.Get(path, null, "an evening's page", cookie);
            if (reply.Status != 200) prober.Verdict.Violate("no page", string.Create(CultureInfo.InvariantCulture, $"{path} for {name} was answered {reply.Status}"));
            return reply.Body;
        }

        [GeneratedRegex("""class="code">(\d{6})<""")]
        private static partial Regex CodeIn();
    }
}
