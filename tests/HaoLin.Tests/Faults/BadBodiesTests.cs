// Bad input: malformed, oversized, deep, wrongly typed bodies and foreign ids on every operation that the API's own description names.
using System.Text;
using System.Text.Json;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class BadBodiesTests
{
    [Theory]
    [OnEachDatabase]
    public async Task No_operation_breaks_on_any_body_or_any_id_whoever_sends_it(Database on)
    {
        await using var brand = await Brand.Open(on, new() { Residents = 2 });
        using var prober = new Prober(brand);
        var callers = await Callers.Of(brand, prober, Seed.Chance($"bodies {on}"));
        foreach (var operation in await Operations(prober)) await callers.Try(operation, every: Seed.Figure(on, 10, 10) == 10 ? 1 : 10);
        prober.Verdict.Add(await Invariants.Check(brand.Sql));
        Seed.Say($"bad bodies {on}: {prober.Verdict}");
        prober.Verdict.MustBeClean();
        Assert.True((await prober.Get("/health/ready", null, "afterwards")).Ok);
        Assert.True(prober.Verdict["compared with before"] > 20, $"too little was refused by everybody to say that refusing stores nothing: {prober.Verdict}");
    }

    [Fact]
    public async Task A_build_that_reads_bodies_without_care_is_found_out()
    {
        await using var brand = await Brand.Open(Seed.Chosen, new() { Residents = 2, Break = "bodies" });
        using var prober = new Prober(brand);
        var callers = await Callers.Of(brand, prober, Seed.Chance("bodies control"));
        foreach (var operation in (await Operations(prober)).Where(o => o.Path.EndsWith("/draft", StringComparison.Ordinal))) await callers.Try(operation, every: 1);
        Seed.Say($"bad bodies control on {Seed.Chosen}: {prober.Verdict}");
        prober.Verdict.MustHaveSeen("fault");
    }

    sealed record Operation(string Path, string Verb, string[] Members);

    /// <summary>Path, verb and the names of the body's members, from /openapi/v1.json.</summary>
    static async Task<List<Operation>> Operations(Prober prober)
    {
        var document = (await prober.Get("/openapi/v1.json", null, "description")).Json;
        var operations = new List<Operation>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
            foreach (var verb in path.Value.EnumerateObject().Where(v => v.Name is "get" or "post"))
                operations.Add(new(path.Name, verb.Name, Members(document, verb.Value)));
        Assert.True(operations.Count(o => o.Verb == "post") >= 20, $"the description names only {operations.Count} operations");
        return operations;
    }

    static string[] Members(JsonElement document, JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body)) return [];
        var schema = body.GetProperty("content").EnumerateObject().First().Value.GetProperty("schema");
        if (schema.TryGetProperty("$ref", out var reference)) schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        return schema.TryGetProperty("properties", out var properties) ? [.. properties.EnumerateObject().Select(p => p.Name)] : [];
    }

    /// <summary>Everybody who may send something, the ids they may name, and bodies that would be right but for one thing.</summary>
    sealed class Callers(Brand brand, Prober prober, Random chance)
    {
        static readonly string[] nonsense = ["00000000-0000-0000-0000-000000000000", "not-an-id", "%00", "..%2f..%2f", "1", new string('9', 400)];

        readonly List<(string Who, string? Token)> callers = [("nobody", null), ("a stranger", "hl_" + new string('A', 55)), ("a resident", brand.Tokens[0]), ("a leader", brand.LeaderToken)];
        Dictionary<string, string> right = [];
        string[] known = [];

        public static async Task<Callers> Of(Brand brand, Prober prober, Random chance)
        {
            var callers = new Callers(brand, prober, chance);
            callers.callers.Add(("headquarters", (await PublishedServer.Run("token", "--data", brand.Server.Data, "--phone", "13800000001")).Trim()));
            await callers.Prepare();
            return callers;
        }

        async Task Prepare()
        {
            var deal = await brand.OpenDeal((1_000_000, null));
            var lines = $$"""[{"offerId":"{{deal.Offers[0]}}","quantity":1}]""";
            // A neighbour's order, unpaid: there is nothing that any of the callers may do with it.
            var order = (await prober.Post($"/api/v1/deals/{deal.Id}/orders", $$"""{"lines":{{lines}},"pickupPointId":"{{deal.Place}}"}""", brand.Tokens[1], "join")).Json.GetProperty("orderId").GetGuid();
            async Task<Guid> One(string sql) => (await brand.Sql.Rows(sql, row => row.GetGuid(0)))[0];
            var product = await One("SELECT id FROM product ORDER BY id LIMIT 1");
            known = [$"{order}", $"{deal.Id}", brand.Server.One("community"), $"{product}", $"{await One("SELECT id FROM person ORDER BY id LIMIT 1")}"];
            var now = History.Now;
            right = new()
            {
                ["lines"] = lines, ["pickupPointId"] = $"\"{deal.Place}\"", ["pickupPointIds"] = $"[\"{deal.Place}\"]", ["offers"] = $$"""[{"productId":"{{product}}","priceFen":100}]""",
                ["cutOffDue"] = $"\"{now.AddDays(1):O}\"", ["arrivesOn"] = $"\"{now.AddDays(2):yyyy-MM-dd}\"", ["pickupFrom"] = $"\"{now.AddDays(2):O}\"", ["pickupUntil"] = $"\"{now.AddDays(3):O}\"", ["upTo"] = $"\"{now:O}\"",
                ["opensAtMinute"] = "600", ["closesAtMinute"] = "1200", ["netGrams"] = "500", ["priceFen"] = "990", ["shelfLifeDays"] = "5", ["phone"] = "\"13700000096\"", ["changeLeader"] = "false", ["gpcBrick"] = "null", ["nutrition"] = "null",
            };
        }

        /// <summary>Each id by each caller; each body once, by whoever may do most, and of the others' one in twenty-five.</summary>
        /// <param name="every">Only every so-many-th body.</param>
        public async Task Try(Operation operation, int every)
        {
            foreach (var (who, token) in callers)
                foreach (var id in operation.Path.Contains('{') ? [.. Ids(operation, who), .. nonsense] : new[] { "" })
                {
                    var there = operation.Path.Replace("{id}", id);
                    var isFull = who == "headquarters" && (id == "" || known.Contains(id));
                    if (operation.Verb == "get") await prober.Get(there, token, who);
                    else await Bodies(there, operation.Members, token, who, isFull, (isFull ? 1 : 0.04) / every);
                }
        }

        /// <summary>A deed that needs no body is rightly done for whoever may do it, so they do not name what is there.</summary>
        string[] Ids(Operation operation, string who) => operation.Verb == "post" && operation.Members.Length == 0 && who is "a leader" or "headquarters" ? [] : known;

        /// <summary>What was refused is sent once more all together where it is much, and then nothing may have changed.</summary>
        async Task Bodies(string there, string[] members, string? token, string who, bool isFull, double share)
        {
            var refused = new List<(string What, byte[] Body, string? Type)>();
            foreach (var body in Made(members).Where(_ => chance.NextDouble() < share))
                if (!(await prober.Send(HttpMethod.Post, there, body.Body, body.Type, token, $"{body.What} by {who}")).Ok) refused.Add(body);
            if (refused.Count == 0 || !isFull) return;
            var (before, any) = (await Stored.Of(brand.Sql), false);
            foreach (var body in refused) any |= (await prober.Send(HttpMethod.Post, there, body.Body, body.Type, token, $"{body.What} by {who}, again")).Ok;
            if (!any) Stored.Unchanged(prober.Verdict, $"{there} by {who}", before, await Stored.Of(brand.Sql));
        }

        static readonly string[] values =
        [
            "null", "true", "0", "-1", "1.5", "1e400", "9223372036854775808", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[]]", "[null]", "[{}]", "{\"a\":1}", "\"2026-02-30T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01\"", "\"0001-01-01T00:00:00+14:00\"",
            "[{\"offerId\":null,\"quantity\":2147483648}]", "[{\"offerId\":\"00000000-0000-0000-0000-000000000000\",\"quantity\":1}]", "[{\"productId\":\"00000000-0000-0000-0000-000000000000\",\"priceFen\":1}]", "[{\"productId\":\"x\",\"priceFen\":9223372036854775807}]",
        ];

        IEnumerable<(string What, byte[] Body, string? Type)> Made(string[] members)
        {
            const string json = "application/json";
            foreach (var text in new[] { "", " ", "{", "}", "[]", "null", "1", "\"x\"", "{}", "{\"\":1}", "{\"lines\":", "{'a':1}", "{}{}", "\u0000", "nul", "{\"a\":NaN}", "// {}", "{\"a\":1,}" })
                yield return ($"the body {text}", Encoding.UTF8.GetBytes(text), json);
            yield return ("a body deep as a well", Encoding.UTF8.GetBytes(new string('[', 20_000)), json);
            yield return ("a member deep as a well", Encoding.UTF8.GetBytes($"{{\"{members.FirstOrDefault("a")}\":{new string('[', 5_000)}{new string(']', 5_000)}}}"), json);
            yield return ("bytes that are no UTF-8", [.. "{\"note\":\""u8, 0xC3, 0x28, 0xFF, .. "\"}"u8], json);
            yield return ("a mark of byte order", [0xEF, 0xBB, 0xBF, .. "{}"u8], json);
            yield return ("another alphabet", Encoding.Unicode.GetBytes("{\"a\":1}"), "application/json; charset=utf-16");
            yield return ("a body of no type", "{}"u8.ToArray(), null);
            yield return ("a body of a wrong type", "<a/>"u8.ToArray(), "text/xml");
            yield return ("a form", "a=b&c=d"u8.ToArray(), Prober.FormType);
            // One in three, for a megabyte each time adds up.
            if (chance.Next(3) == 0) yield return ("a megabyte", Encoding.UTF8.GetBytes($"{{\"{members.FirstOrDefault("a")}\":\"{new string('x', 1_000_000)}\"}}"), json);
            foreach (var value in values)
            {
                foreach (var member in members) yield return ($"{member} as {value}", Whole(members, m => m == member ? value : right.GetValueOrDefault(m, "\"x\"")), json);
                yield return ($"all as {value}", Whole(members, _ => value), json);
            }
            foreach (var member in members) yield return ($"no {member}", Whole([.. members.Where(m => m != member)], m => right.GetValueOrDefault(m, "\"x\"")), json);
            if (members.Length > 0) yield return ("a member twice", Encoding.UTF8.GetBytes($"{{\"{members[0]}\":1,\"{members[0]}\":\"x\"}}"), json);
        }

        static byte[] Whole(string[] members, Func<string, string> value) => Encoding.UTF8.GetBytes("{" + string.Join(',', members.Select(m => $"\"{m}\":{value(m)}")) + "}");
    }
}
