// Who may go through which door (OWASP ASVS 8.2, API1, API5): every way in has its rule here, and everybody knocks at all of them.
using System.Text.RegularExpressions;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Web.Doors;

[Trait("needs", "sqlite")]
public sealed partial class DoorsTests
{
    /// <summary>Read before written, and what ends a deal or a session last: everybody finds the things still there.</summary>
    const string Table = """
        anyone
            GET /leader/desk-sw.js
            GET /
            GET /adopt/{id}/{mark}
            GET /api/v1/campaigns/{id}
            GET /api/v1/communities
            GET /c/{id}
            GET /api/v1/deals
            GET /api/v1/deals/{id}
            GET /api/v1/deals/{id}/sequence
            GET /api/v1/products
            GET /deals/{id}
            GET /deals/{id}/events
            GET /deals/{id}/mine
            GET /deals/{id}/sequence
            GET /docs/favicon.svg
            GET /docs/scalar.aspnetcore.js
            GET /docs/scalar.js
            GET /docs/{documentName}
            GET /health/invariants
            GET /health/live
            GET /health/ready
            GET /j/{code}
            GET /look
            GET /offline
            GET /openapi/{documentName}.json
            GET /own/{version}/{**path}
            GET /password
            GET /pictures/produce/{name}.svg
            GET /pictures/scene/{name}.svg
            GET /pictures/{name}.svg
            GET /set-up/{secret}
            GET /sign-in
            GET /sign-in/staff
            GET /sw.js
            POST /api/v1/sign-in/codes
            POST /password
            POST /set-up/{secret}
            POST /sign-in
            POST /sign-in/code
            POST /sign-in/staff
        who knows a secret
            POST /api/v1/sign-in
            POST /api/v1/sign-in/password
            POST /pay/notices/payment
            POST /pay/notices/refund
        who signed in
            GET /api/v1/headquarters/closings
            GET /api/v1/imports
            GET /api/v1/imports/{kind}/template.xlsx
            GET /api/v1/me
            GET /api/v1/me/coupons
            GET /coupons
            POST /api/v1/campaigns/{id}/claim
            POST /c/{id}
            GET /api/v1/me/messages
            GET /api/v1/me/orders
            GET /deals/{id}/confirm
            GET /deals/{id}/waiting
            GET /me
            GET /orders
            POST /adopt/{id}/{mark}
            POST /api/v1/adoptions
            POST /api/v1/deals/{id}/orders
            POST /api/v1/deals/{id}/waitlist
            POST /api/v1/desk/hand-overs
            POST /api/v1/me/messages/read
            POST /deals/{id}/orders
            POST /deals/{id}/stop-waiting
            POST /deals/{id}/wait
            POST /j/{code}
            POST /me/messages
            POST /me/pickup-point
        whose order it is
            GET /api/v1/orders/{id}/coupons
            POST /api/v1/orders/{id}/collector
            POST /api/v1/orders/{id}/collector/remove
            POST /orders/{id}/collector
            GET /orders/{id}
            GET /orders/{id}/change
            POST /api/v1/orders/{id}/cancel
            POST /api/v1/orders/{id}/change
            POST /orders/{id}/cancel
            POST /orders/{id}/change
        order and its leader
            GET /api/v1/orders/{id}
        who belongs here
            POST /api/v1/me/pickup-point
        nothing is found
            GET /api/v1/orders/{id}/neighbour
            POST /api/v1/orders/{id}/neighbour/link
            POST /api/v1/orders/{id}/neighbour/phone
            POST /api/v1/me/assistants/{id}/end
            GET /api/v1/imports/{id}
            GET /api/v1/imports/{id}/wrong.xlsx
            POST /api/v1/imports/{id}/begin
            POST /api/v1/imports/{id}/cancel
            POST /api/v1/communities/join
            POST /api/v1/deals/{id}/waitlist/leave
        leaders
            GET /leader/bin
            GET /imports/{kind}/template.xlsx
            GET /leader
            GET /leader/deals
            GET /leader/invite
            GET /leader/open
            GET /leader/open/new
            POST /leader/deals/{id}/drop
            POST /leader/deals/{id}/edit
        leaders alone
            GET /leader/assistants
            GET /leader/income
            GET /api/v1/me/assistants
            GET /api/v1/me/earnings
            GET /api/v1/me/deals
        leaders of this community
            POST /api/v1/deals
            POST /api/v1/headquarters/communities/{id}/pickup-points
        whose deal it is
            GET /leader/deals/{id}/schedule
            GET /leader/income/{id}
            POST /leader/deals/{id}/arrange
            POST /leader/deals/{id}/reopen
            POST /leader/deals/{id}/restore
            POST /leader/deals/{id}/review
            POST /leader/deals/{id}/schedule
            POST /leader/deals/{id}/unschedule
            POST /leader/orders/{id}/refund-some
            GET /leader/deals/{id}
            GET /leader/deals/{id}/edit
            GET /leader/deals/{id}/events
            GET /leader/deals/{id}/lists
            GET /leader/deals/{id}/now
            GET /leader/deals/{id}/orders
            GET /leader/deals/{id}/poster
            GET /leader/deals/{id}/poster.png
            GET /leader/deals/{id}/preview
            GET /leader/deals/{id}/share
            GET /leader/deals/{id}/tables
            GET /leader/deals/{id}/tables/people.xlsx
            GET /leader/deals/{id}/tables/sorting.xlsx
            GET /leader/deals/{id}/tables/totals.xlsx
            GET /leader/deals/{id}/times
            GET /leader/orders/{id}
            POST /leader/deals/{id}/copy
            POST /leader/deals/{id}/open
            POST /leader/deals/{id}/times
            POST /leader/orders/{id}/household
            POST /leader/orders/{id}/phone
            POST /leader/orders/{id}/refund
            POST /leader/deals/{id}/complete
            POST /leader/deals/{id}/cut-off
            POST /leader/deals/{id}/cancel
        whose deal it is, by tool
            GET /api/v1/deals/{id}/claims
            GET /api/v1/deals/{id}/earnings
            POST /api/v1/deals/{id}/arrange
            POST /api/v1/deals/{id}/bin
            POST /api/v1/deals/{id}/open-answering
            POST /api/v1/deals/{id}/reopen
            POST /api/v1/deals/{id}/restore
            POST /api/v1/deals/{id}/review
            POST /api/v1/deals/{id}/schedule
            POST /api/v1/deals/{id}/unschedule
            GET /api/v1/deals/{id}/lists
            GET /api/v1/deals/{id}/progress
            GET /api/v1/deals/{id}/tables/people.xlsx
            GET /api/v1/deals/{id}/tables/sorting.xlsx
            GET /api/v1/deals/{id}/tables/totals.xlsx
            POST /api/v1/deals/{id}/copy
            POST /api/v1/deals/{id}/draft
            POST /api/v1/deals/{id}/open
            POST /api/v1/deals/{id}/times
            GET /api/v1/orders/{id}/household
            POST /api/v1/orders/{id}/household
            POST /api/v1/orders/{id}/phone
            POST /api/v1/orders/{id}/refund
            POST /api/v1/deals/{id}/complete
            POST /api/v1/deals/{id}/cut-off
            POST /api/v1/deals/{id}/cancel
        its leader alone
            GET /leader/deals/{id}/paste
            POST /leader/deals/{id}/paste
            POST /leader/deals/{id}/paste/write
        its leader alone, by tool
            POST /api/v1/deals/{id}/neighbours-orders
            POST /api/v1/deals/{id}/pasted-list
        leaders find nothing
            GET /leader/orders/{id}/neighbour
            POST /leader/orders/{id}/neighbour/link
            POST /leader/orders/{id}/neighbour/phone
            POST /leader/assistants/{id}/end
            GET /imports/jobs/{id}
            GET /imports/jobs/{id}/events
            GET /imports/jobs/{id}/now
            GET /imports/jobs/{id}/wrong.xlsx
            POST /imports/jobs/{id}/begin
            POST /imports/jobs/{id}/cancel
            POST /leader/tasks/{id}/done
        the desk finds nothing
            POST /api/v1/handovers
        a code of no order
            GET /h/{code}
        the desk
            GET /api/v1/desk
            GET /leader/desk
            GET /leader/desk/pocket
            POST /leader/desk/hand
        whose desk it is
            POST /api/v1/orders/{id}/hand-over
            POST /leader/desk/{id}/hand
            POST /leader/desk/{id}/undo
        whose desk it is, by tool
            POST /api/v1/orders/{id}/undo-hand-over
        nobody finds anything
            GET /collect/{id}/{mark}
        headquarters judges
            POST /api/v1/headquarters/deals/{id}/verdict
        the keeper alone
            POST /api/v1/headquarters/retained
        headquarters finds nothing
            POST /api/v1/headquarters/keepers
            GET /api/v1/headquarters/bills/{day}
            GET /api/v1/headquarters/bills.xlsx
            POST /api/v1/headquarters/bills
            GET /headquarters/bills.xlsx
            POST /api/v1/headquarters/closings/{id}/lift
        leaders alone find nobody
            POST /leader/assistants
            POST /api/v1/me/assistants
        the desk, not headquarters
            GET /api/v1/desk/pack
        headquarters
            GET /api/v1/headquarters/bills
            GET /headquarters/bills
            POST /headquarters/bills
            GET /api/v1/headquarters/campaigns
            GET /headquarters/coupons
            POST /api/v1/headquarters/campaigns
            POST /api/v1/headquarters/campaigns/{id}/coupons
            POST /api/v1/headquarters/campaigns/{id}/end
            POST /headquarters/coupons
            GET /imports/{kind}
            POST /imports/{kind}
            POST /api/v1/imports/{kind}
            GET /api/v1/headquarters/reviews
            GET /headquarters/closings
            GET /headquarters/reviews
            POST /api/v1/headquarters/closings
            POST /api/v1/headquarters/closings/daily
            POST /headquarters/closings
            POST /headquarters/reviews
            GET /api/v1/headquarters/audit
            GET /headquarters/audit
            GET /headquarters/retained
            POST /headquarters/retained
            POST /headquarters/audit
            GET /api/v1/headquarters/deals
            GET /api/v1/headquarters/evening
            GET /api/v1/headquarters/leaders
            GET /api/v1/headquarters/orders
            GET /api/v1/headquarters/orders.xlsx
            GET /headquarters
            GET /headquarters/communities
            GET /headquarters/deals
            GET /headquarters/deals/{Id}
            GET /headquarters/orders
            GET /headquarters/orders.xlsx
            GET /headquarters/products
            POST /api/v1/headquarters/communities
            POST /api/v1/headquarters/communities/{id}/leaders
            POST /api/v1/headquarters/products
            POST /api/v1/headquarters/products/{id}
            POST /api/v1/headquarters/products/{id}/retire
            POST /api/v1/headquarters/roles/{id}/end
            POST /headquarters
            POST /headquarters/communities
            POST /headquarters/deals
            POST /headquarters/deals/{Id}
            POST /headquarters/orders
            POST /headquarters/products
        anyone
            POST /sign-out/staff
            POST /sign-out
        """;

    static readonly IReadOnlyList<(string Door, string Rule)> Doors = [.. Read()];

    static IEnumerable<(string, string)> Read()
    {
        var rule = "";
        foreach (var line in (CollectingDoors.Table + "\n" + PayingDoors.Table + "\n" + PartnersDoors.Table + "\n" + PeopleDoors.Table + "\n" + Table).Split('\n'))
            if (line.StartsWith(' ')) yield return (line.Trim(), rule);
            else rule = line.Trim();
    }

    [Fact]
    public void Every_door_has_a_rule_and_every_rule_a_door()
    {
        var (there, ruled) = (RouteTable.Read(Path.GetDirectoryName(PublishedServer.Binary)!, Scratch.Folder("doors")), Doors.Select(d => d.Door).ToList());
        string[] wrong = [.. there.Except(ruled).Select(d => "no rule: " + d), .. ruled.Except(there).Select(d => "no door: " + d), .. ruled.GroupBy(d => d).Where(g => g.Count() > 1).Select(g => "twice: " + g.Key)];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Everybody_hears_at_every_door_what_its_rule_says()
    {
        await using var callers = await Callers.Open();
        var wrong = await Wrong(callers);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(200, (await callers.Hear(new("GET /health/invariants", Callers.Nobody, callers.Ids))).Status);
    }

    [Fact]
    public async Task A_door_whose_keeper_sleeps_is_noticed()
    {
        await using var callers = await Callers.Open(new() { Binary = PublishedServer.Breakable, Environment = new() { ["HAOLIN_BREAK"] = "keeper" } });
        var wrong = await Wrong(callers);
        Assert.Contains("GET /leader/deals/{id}: 小周 hears in, the rule (whose deal it is) says 404", wrong);
        Assert.Contains("POST /api/v1/orders/{id}/refund: 陈姐 hears in, the rule (whose deal it is, by tool) says 404", wrong);
    }

    /// <summary>First whoever must not come in, so that nothing has been done yet when they knock.</summary>
    static async Task<List<string>> Wrong(Callers callers)
    {
        var wrong = new List<string>();
        foreach (var comesIn in new[] { false, true })
            foreach (var (door, rule) in Doors)
                foreach (var (who, expected) in Callers.All.Zip(DoorRules.All[rule]).Where(c => c.Second == "in" == comesIn))
                    if ((await callers.Hear(new(door, who, callers.Ids))).Word is var word && word != expected) wrong.Add($"{door}: {who} hears {word}, the rule ({rule}) says {expected}");
        return wrong;
    }

    [Fact]
    public async Task Who_asks_for_somebody_elses_hears_what_is_heard_where_nothing_is()
    {
        await using var callers = await Callers.Open();
        var missing = callers.Missing;
        // That somebody does not wait in a deal which everybody sees is no secret.
        foreach (var (door, rule) in Doors.Where(d => d.Door.Contains('{') && d.Rule != "nothing is found"))
            foreach (var who in Callers.All.Where((_, i) => DoorRules.All[rule][i] == "404"))
            {
                var (theirs, none) = (await callers.Hear(new(door, who, callers.Ids)), await callers.Hear(new(door, who, missing)));
                Assert.Equal((door, who, none.Status), (door, who, theirs.Status));
                Assert.Equal(Bare(none.Body, missing), Bare(theirs.Body, callers.Ids));
            }
    }

    /// <summary>What a browser says when the page it shows is not ours, and what nobody but a browser of old could say.</summary>
    static readonly Dictionary<string, string>[] FromElsewhere =
    [
        new() { ["Origin"] = "https://elsewhere.example", ["Sec-Fetch-Site"] = "cross-site" }, new() { ["Origin"] = "https://elsewhere.example" }, new() { ["Origin"] = "null" },
        new() { ["Sec-Fetch-Site"] = "same-site" }, [],
    ];

    [Fact]
    public async Task A_form_on_a_foreign_page_opens_no_door()
    {
        await using var callers = await Callers.Open();
        Assert.Empty(await LetIn(callers));
    }

    [Fact]
    public async Task A_door_that_does_not_ask_where_one_comes_from_is_noticed()
    {
        await using var callers = await Callers.Open(new() { Binary = PublishedServer.Breakable, Environment = new() { ["HAOLIN_BREAK"] = "origin" } });
        Assert.Contains("POST /api/v1/deals/{id}/orders", await LetIn(callers));
    }

    /// <summary>Doors that change something and did not refuse 李阿姨's browser, whichever page it showed.</summary>
    static async Task<IReadOnlyList<string>> LetIn(Callers callers)
    {
        var letIn = new List<string>();
        foreach (var (door, _) in Doors.Where(d => !d.Door.StartsWith("GET ", StringComparison.Ordinal)))
            foreach (var from in FromElsewhere)
                if (await callers.Hear(new(door, Callers.Li, callers.Ids, from)) is not { Status: 403 } heard || !heard.Body.Contains("request.foreign-origin", StringComparison.Ordinal)) letIn.Add(door);
        return [.. letIn.Distinct()];
    }

    /// <summary>An answer without what is a request's own: the number of the trace, and the id that was asked for.</summary>
    static string Bare(string body, IReadOnlyDictionary<string, string> ids) => ids.Where(id => id.Key == "code" || Guid.TryParse(id.Value, out _)).Aggregate(Trace().Replace(body, ""), (text, id) => text.Replace(id.Value, "ID", StringComparison.Ordinal));

    [GeneratedRegex("\"traceId\":\"[^\"]*\"|<code class=\"trace\">[^<]*</code>")]
    private static partial Regex Trace();
}
