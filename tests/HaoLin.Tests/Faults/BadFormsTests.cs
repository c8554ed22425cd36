// Bad input through the screens' forms: no string breaks a page, and whatever is kept is shown escaped.
using System.Net;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class BadFormsTests
{
    [Theory]
    [OnEachDatabase]
    public async Task Every_string_through_every_form_is_shown_escaped_or_refused(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 3 });
        using var prober = new Prober(brand);
        var strings = on == Seed.Chosen ? BadStrings.All : [.. BadStrings.All.Where((_, i) => i % 10 == 0), .. BadStrings.All.Where(s => !BadStrings.CanBeKept(s))];
        var forms = new Forms(brand, prober);
        await forms.Prepare();
        foreach (var text in strings)
        {
            await forms.Order(text);
            await forms.SignIn(text);
            await forms.Oneself(text);
        }
        await forms.Malformed();
        await brand.Quiet();
        prober.Verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"bad forms {on}: {strings.Count} strings: {prober.Verdict}");
        prober.Verdict.MustBeClean();
    }

    sealed class Forms(Brand brand, Prober prober)
    {
        readonly Verdict verdict = prober.Verdict;
        Deal deal = null!;
        Guid order;
        int keys;

        string Cookie => brand.Tokens[0];

        public async Task Prepare()
        {
            deal = await brand.OpenDeal((1_000_000, null));
            var joined = await prober.Post($"/api/v1/deals/{deal.Id}/orders", $$"""{"lines":[{"offerId":"{{deal.Offers[0]}}","quantity":1}],"pickupPointId":"{{deal.Place}}"}""", Cookie, "join");
            order = joined.Json.GetProperty("orderId").GetGuid();
        }

        static KeyValuePair<string, string>[] Fields(params (string Name, string Value)[] fields) => [.. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))];

        /// <summary>The note of an order, changed by the form; then the pages that show it.</summary>
        public async Task Order(string text)
        {
            var reply = await prober.Form($"/orders/{order}/change", Fields(($"o-{deal.Offers[0]}", "1"), ("pickup", $"{deal.Place}"), ("note", text)), Cookie, "the form of a change");
            if (reply.Status is >= 300 and < 400)
            {
                verdict.Count("kept");
                foreach (var page in new[] { $"/orders/{order}", $"/orders/{order}/change" }) Shown(page, text.Trim(), await prober.Get(page, null, "a page with a note", Cookie));
            }
            else Shown($"the refused form of {order}", "", reply, text);
            await prober.Form($"/deals/{deal.Id}/orders", Fields(("key", text), ($"o-{deal.Offers[0]}", text), ("pickup", text), ("note", text)), Cookie, "the form of a join, all wrong");
            await prober.Form($"/deals/{deal.Id}/wait", Fields(("key", $"k{keys++}"), ($"o-{deal.Offers[0]}", "1"), ("pickup", $"{deal.Place}"), ("note", text)), Cookie, "the form of a wait");
            await prober.Get($"/deals/{deal.Id}/confirm?o-{deal.Offers[0]}={Prober.Escaped(Start(text))}&wait={Prober.Escaped(Start(text))}", null, "the page that confirms", Cookie);
        }

        public async Task SignIn(string text)
        {
            foreach (var (path, fields) in new[]
            {
                ("/sign-in/code", Fields(("phone", text), ("back", text))), ("/sign-in", Fields(("phone", "13700000097"), ("code", text), ("name", text), ("back", text))),
                ("/sign-in", Fields(("phone", text), ("code", "123456"), ("back", "//elsewhere.example"))), ("/sign-in/password", Fields(("phone", text), ("password", text), ("back", text))),
            }) Shown(path, "", await prober.Form(path, fields, null, "the form of signing in"), text);
            Shown("/sign-in", "", await prober.Get($"/sign-in?back={Prober.Escaped(Start(text))}", null, "the page of signing in"), text);
        }

        public async Task Oneself(string text)
        {
            await prober.Form("/me/pickup-point", Fields(("pickup", text)), Cookie, "the form of a pickup point");
            await prober.Form("/me/messages", Fields(("up-to", text)), Cookie, "the form of messages read");
            await prober.Form($"/j/{Prober.Escaped(Start(text))}", Fields(("change", text)), Cookie, "the form of an invitation");
            await prober.Get($"/me?after={Prober.Escaped(Start(text))}", null, "the page about me", Cookie);
            await prober.Get($"/orders?before={Prober.Escaped(Start(text))}", null, "the page of orders", Cookie);
        }

        /// <summary>A page holds the text, as text; what looks like a tag is none.</summary>
        void Shown(string page, string kept, Reply reply, string? sent = null)
        {
            if (kept.Length > 0 && !WebUtility.HtmlDecode(reply.Body).ReplaceLineEndings("\n").Contains(kept.ReplaceLineEndings("\n"), StringComparison.Ordinal))
                verdict.Violate("not shown", $"{page} does not show {BadStrings.Json(Start(kept))}");
            var text = sent ?? kept;
            if (text.Contains('<') && text.Length > 2 && reply.Body.Contains(text, StringComparison.Ordinal)) verdict.Violate("unescaped", $"{page} holds {BadStrings.Json(Start(text))} as it was sent");
            if (reply.Body.Contains("onerror=alert(1)>", StringComparison.OrdinalIgnoreCase)) verdict.Violate("unescaped", $"{page} holds a tag that was sent");
        }

        public async Task Malformed()
        {
            foreach (var path in new[] { $"/deals/{deal.Id}/orders", $"/deals/{deal.Id}/wait", $"/deals/{deal.Id}/stop-waiting", $"/orders/{order}/change", $"/orders/{order}/pay", "/sign-in", "/sign-in/code", "/sign-out", "/me/messages", "/me/pickup-point", "/j/ABCDEFGH" })
                foreach (var (what, body, type) in new (string, byte[], string?)[]
                {
                    ("nothing", [], "application/x-www-form-urlencoded"), ("no type", "a=b"u8.ToArray(), null), ("JSON", "{}"u8.ToArray(), "application/json"), ("broken escapes", "note=%zz&key=%"u8.ToArray(), "application/x-www-form-urlencoded"),
                    ("a NUL", "note=%00&key=a%00"u8.ToArray(), "application/x-www-form-urlencoded"), ("bytes that are no UTF-8", "note=%C3%28%FF&key=k"u8.ToArray(), "application/x-www-form-urlencoded"),
                    ("a thousand and more fields", System.Text.Encoding.ASCII.GetBytes(string.Join('&', Enumerable.Range(0, 2_000).Select(i => $"f{i}=1"))), "application/x-www-form-urlencoded"),
                    ("a megabyte", System.Text.Encoding.ASCII.GetBytes("note=" + new string('x', 1_000_000)), "application/x-www-form-urlencoded"),
                    ("a boundary that never comes", "--x\r\n"u8.ToArray(), "multipart/form-data; boundary=y"), ("no boundary", "--x\r\n"u8.ToArray(), "multipart/form-data"),
                })
                    foreach (var cookie in new[] { Cookie, "hl_forged", null }) await prober.Send(HttpMethod.Post, path, body, type, null, $"a form of {what}", cookie);
        }

        static string Start(string text) => text.Length > 3_000 ? text[..3_000] : text;
    }
}
