// Bad input through the resident's forms: no string breaks a page, whatever is kept is shown whole, and all of it escaped.
using System.Text;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class BadFormsTests
{
    [Theory]
    [OnEachDatabase]
    public async Task Every_string_through_every_form_of_a_resident_is_shown_escaped_or_refused(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 3 });
        using var prober = new Prober(brand);
        var forms = new Forms(brand, prober);
        await forms.Prepare();
        foreach (var text in BadStrings.For(on))
        {
            await forms.Order(text);
            await forms.SignIn(text);
            await forms.Oneself(text);
        }
        await forms.Malformed();
        await brand.Quiet();
        prober.Verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"bad forms {on}: {prober.Verdict}");
        prober.Verdict.MustBeClean();
    }

    [Fact]
    public async Task A_build_that_reads_forms_in_parts_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Residents = 3, Break = "form-in-parts" });
        using var prober = new Prober(brand);
        var forms = new Forms(brand, prober);
        await forms.Prepare();
        await forms.Malformed();
        Seed.Say($"bad forms control form-in-parts on {Seed.Chosen}: {prober.Verdict}");
        prober.Verdict.MustHaveSeen("fault");
    }

    [Theory]
    [InlineData("<dd><img src=x onerror=alert(1)></dd>", "<img src=x onerror=alert(1)>")]
    [InlineData("<p><b>b</b></p>", "<b>b</b>")]
    [InlineData("<input value=\"\" onfocus=alert(1) \">", "")]
    [InlineData("<a href=\"javascript:alert(1)\">深</a>", "")]
    [InlineData("<img src=javascript:alert(1)>", "")]
    [InlineData("<h1><script>q()</script></h1>", "")]
    [InlineData("<title></title><i id=q></title>", "")]
    public void A_page_that_holds_it_as_markup_is_found_out(string html, string sent)
    {
        var verdict = new Verdict();
        Shown.Escaped(verdict, "known bad", html, sent);
        verdict.MustHaveSeen("unescaped");
    }

    [Theory]
    [InlineData("<dd>&lt;img src=x onerror=alert(1)&gt;</dd>", "<img src=x onerror=alert(1)>")]
    [InlineData("<input value=\"&quot; onfocus=alert(1)\">", "\" onfocus=alert(1)")]
    [InlineData("<p>&lt;IMG SRC=javascript:alert(1)&gt;</p><input value=\"&lt;a href=javascript:q()\">", "<IMG SRC=javascript:alert(1)>")]
    [InlineData("<script type=\"module\" src=\"/js/once.js\"></script><p>q</p>", "<script>q()</script>")]
    public void A_page_that_holds_it_as_text_is_no_offence(string html, string sent)
    {
        var verdict = new Verdict();
        Shown.Escaped(verdict, "known good", html, sent);
        verdict.MustBeClean();
    }

    [Fact]
    public void A_page_that_shows_less_than_was_kept_is_found_out()
    {
        var verdict = new Verdict();
        Shown.Whole(verdict, "known bad", "<dd>𠮷野</dd>", "𠮷野家");
        verdict.MustHaveSeen("not shown");
    }

    sealed class Forms(Brand brand, Prober prober)
    {
        readonly Verdict verdict = prober.Verdict;
        Deal deal = null!, soldOut = null!;
        Guid order;
        int keys;

        string Cookie => brand.Tokens[0];

        public async Task Prepare()
        {
            (deal, soldOut) = (await brand.OpenDeal((1_000_000, null)), await brand.OpenDeal((0, null)));
            var joined = await prober.Post($"/api/v1/deals/{deal.Id}/orders", $$"""{"lines":[{"offerId":"{{deal.Offers[0]}}","quantity":1}],"pickupPointId":"{{deal.Place}}"}""", Cookie, "join");
            order = joined.Json.GetProperty("orderId").GetGuid();
        }

        /// <summary>The note of an order, changed by the form; then the pages that show it, the leader's among them.</summary>
        public async Task Order(string text)
        {
            var reply = await prober.Form($"/orders/{order}/change", [($"o-{deal.Offers[0]}", "1"), ("pickup", $"{deal.Place}"), ("note", text)], Cookie, "the form of a change");
            if (reply.LedOn != BadStrings.IsGood(Received(text), 500, true)) verdict.Violate(reply.LedOn ? "let in" : "kept out", $"the note {BadStrings.Json(BadStrings.Start(text))} was answered {reply.Status}");
            if (reply.LedOn)
            {
                verdict.Count("kept");
                foreach (var page in new[] { $"/orders/{order}", $"/orders/{order}/change" }) Shown.Whole(verdict, page, (await prober.Get(page, null, "a page with a note", Cookie)).Body, Received(text).Trim());
                if (keys % 10 == 0) Shown.Whole(verdict, "the leader's page of it", (await prober.Get($"/leader/orders/{order}", null, "a leader's page with a note", brand.LeaderToken)).Body, Received(text).Trim());
            }
            else Shown.Escaped(verdict, "the refused form of a change", reply.Body, text);
            await prober.Form($"/deals/{deal.Id}/orders", [("key", text), ($"o-{deal.Offers[0]}", text), ("pickup", text), ("note", text)], Cookie, "the form of a join, all wrong");
            var again = await prober.Form($"/deals/{deal.Id}/orders", [("key", $"k{keys++}"), ($"o-{deal.Offers[0]}", "1"), ("pickup", text), ("note", text)], Cookie, "the form of a join, its place wrong");
            Shown.Escaped(verdict, "the refused form of a join", again.Body, text);
            await prober.Form($"/deals/{soldOut.Id}/wait", [("key", $"k{keys++}"), ($"o-{soldOut.Offers[0]}", "1"), ("pickup", $"{soldOut.Place}"), ("note", text)], Cookie, "the form of a wait");
            await prober.Form($"/deals/{soldOut.Id}/stop-waiting", [("key", text)], Cookie, "the form of waiting no longer");
            await prober.Get($"/deals/{deal.Id}/confirm?o-{deal.Offers[0]}={Asked(text)}&wait={Asked(text)}", null, "the page that confirms", Cookie);
            var confirm = await prober.Get($"/deals/{deal.Id}/confirm?o-{deal.Offers[0]}=1&wait={Asked(text)}&{Asked(text)}=1", null, "the page that confirms", Cookie);
            Shown.Escaped(verdict, "the page that confirms", confirm.Body, text);
        }

        public async Task SignIn(string text)
        {
            foreach (var (path, fields) in new (string, (string, string)[])[]
            {
                ("/sign-in/code", [("phone", text), ("back", text)]), ("/sign-in", [("phone", "13700000097"), ("code", text), ("name", text), ("back", text)]),
                ("/sign-in", [("phone", text), ("code", "123456"), ("back", text)]),
            }) Shown.Escaped(verdict, path, (await prober.Form(path, fields, null, "the form of signing in")).Body, text);
            Shown.Escaped(verdict, "/sign-in", (await prober.Get($"/sign-in?back={Asked(text)}", null, "the page of signing in")).Body, text);
        }

        public async Task Oneself(string text)
        {
            await prober.Form("/me/pickup-point", [("pickup", text)], Cookie, "the form of a pickup point");
            await prober.Form("/me/messages", [("up-to", text)], Cookie, "the form of messages read");
            Shown.Escaped(verdict, "/me/home", (await prober.Form("/me/home", [("community", brand.Server.One("community")), ("home", text)], Cookie, "the form of a door")).Body, text);
            await prober.Form("/orders/pay", [("what", text)], Cookie, "the form of several orders' payment");
            Shown.Escaped(verdict, "/orders/{id}/pay", (await prober.Get($"/orders/{order}/pay?coupon={Asked(text)}&credit={Asked(text)}", null, "the page that pays", Cookie)).Body, text);
            foreach (var cookie in new[] { Cookie, null }) Shown.Escaped(verdict, "/j", (await prober.Form($"/j/{Asked(text)}", [("change", text)], cookie, "the form of an invitation")).Body, text);
            foreach (var path in new[] { "/j/", "/me?after=", "/orders?before=", "/h/", $"/deals/{deal.Id}/sequence?before=", $"/deals/{deal.Id}/mine?", "/nowhere/", "/?" })
                Shown.Escaped(verdict, path, (await prober.Get(path + Asked(text), null, "a page", Cookie)).Body, text);
            await prober.Get("/me", null, "a page by a wrong cookie", Prober.Escaped(BadStrings.Start(text, 1_000)));
        }

        public async Task Malformed()
        {
            var before = await Stored.Of(brand.Sql);
            foreach (var path in new[] { $"/deals/{deal.Id}/orders", $"/deals/{deal.Id}/wait", $"/deals/{deal.Id}/stop-waiting", $"/orders/{order}/change", "/sign-in", "/sign-in/code", "/me/messages", "/me/pickup-point", "/me/home", "/orders/pay", "/j/ABCDEFGH", "/sign-out" })
                foreach (var (what, body, type) in BadForms.All)
                    foreach (var cookie in new[] { Cookie, "hl_forged", null }) await prober.Send(HttpMethod.Post, path, body, type, null, $"a form of {what}", cookie);
            Stored.Unchanged(verdict, "malformed forms", before, await Stored.Of(brand.Sql));
        }

        /// <summary>No form can carry a lone surrogate: its bytes stay what they were written as.</summary>
        static string Received(string text) => BadStrings.CanBeKept(text.Replace("\0", "")) ? text : string.Concat(text.EnumerateRunes().Select(r => r.Value == 0xFFFD ? "%ED%A0%80" : r.ToString()));

        static string Asked(string text) => Prober.Escaped(BadStrings.Start(text, 800));
    }
}

/// <summary>Bodies that claim to be forms and are none, or none of ours.</summary>
public static class BadForms
{
    const string InParts = "multipart/form-data; boundary=y";

    public static readonly IReadOnlyList<(string What, byte[] Body, string? Type)> All =
    [
        ("nothing", [], Prober.FormType), ("no type", "a=b"u8.ToArray(), null), ("JSON", "{}"u8.ToArray(), "application/json"), ("broken escapes", "note=%zz&key=%"u8.ToArray(), Prober.FormType),
        ("a NUL", "note=%00&key=a%00"u8.ToArray(), Prober.FormType), ("bytes that are no UTF-8", "note=%C3%28%FF&key=k"u8.ToArray(), Prober.FormType), ("another alphabet", Encoding.Unicode.GetBytes("note=a&key=k"), Prober.FormType + "; charset=utf-16"),
        ("a thousand and more fields", Encoding.ASCII.GetBytes(string.Join('&', Enumerable.Range(0, 2_000).Select(i => $"f{i}=1"))), Prober.FormType), ("a field with a very long name", Encoding.ASCII.GetBytes(new string('n', 10_000) + "=1"), Prober.FormType),
        ("a megabyte", Encoding.ASCII.GetBytes("note=" + new string('x', 1_000_000)), Prober.FormType),
        ("a boundary that never comes", "--x\r\n"u8.ToArray(), InParts), ("no boundary", "--x\r\n"u8.ToArray(), "multipart/form-data"), ("a part that breaks off", "--y\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nabc"u8.ToArray(), InParts),
        ("a file", "--y\r\nContent-Disposition: form-data; name=\"note\"; filename=\"../../a\"\r\n\r\nabc\r\n--y--\r\n"u8.ToArray(), InParts), ("a type that is none", "a=b"u8.ToArray(), ";;;"),
    ];
}
