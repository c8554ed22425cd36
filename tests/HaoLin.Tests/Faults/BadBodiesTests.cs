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
        var admin = (await PublishedServer.Run("token", "--data", brand.Server.Data, "--phone", "13800000001")).Trim();
        var before = await Counts(brand.Sql);
        string[] ids = [.. await Ids(brand), "00000000-0000-0000-0000-000000000000", "not-an-id", "%00", "..%2f..%2f", "1", new string('9', 400)];
        var chance = Seed.Chance($"bodies {on}");
        foreach (var (path, verb, body) in await Operations(prober))
            foreach (var (who, token) in new[] { ("nobody", null), ("a stranger", "hl_" + new string('A', 55)), ("a resident", brand.Tokens[0]), ("a leader", brand.LeaderToken), ("headquarters", admin) })
                foreach (var id in path.Contains('{') ? ids : [""])
                {
                    var there = path.Replace("{id}", id);
                    // Every body once, by whoever may do most; of the others' a few each.
                    var share = on != Seed.Chosen ? 0.02 : who == "headquarters" && (id == ids[0] || id == "") ? 1 : 0.04;
                    if (verb == "get") await prober.Get(there, token, who);
                    else
                        foreach (var (what, bytes, type) in Bodies(body, chance).Where(_ => chance.NextDouble() < share))
                            await prober.Send(HttpMethod.Post, there, bytes, type, token, $"{what} by {who}");
                }
        Seed.Say($"bad bodies {on}: {prober.Verdict}");
        prober.Verdict.Add(await Invariants.Check(brand.Sql));
        prober.Verdict.MustBeClean();
        Assert.True((await prober.Get("/health/ready", null, "afterwards")).Ok);
        // Whatever made sense among it all, no order, payment or role came out of nothing.
        foreach (var (table, count) in await Counts(brand.Sql)) Assert.True(count == before[table], $"{table} held {before[table]} rows and holds {count}");
    }

    static async Task<Dictionary<string, long>> Counts(Sql sql)
    {
        var counts = new Dictionary<string, long>();
        foreach (var table in new[] { "orders", "order_line", "payment", "book_transaction", "person", "role", "offer" }) counts[table] = await sql.Number($"SELECT COUNT(*) FROM {table}");
        return counts;
    }

    /// <summary>Of things that exist, each another's: an order, a deal, a community, a person.</summary>
    static async Task<List<string>> Ids(Brand brand)
    {
        var found = new List<string>();
        foreach (var table in new[] { "orders", "community", "person", "product" })
            found.AddRange((await brand.Sql.Rows($"SELECT id FROM {table} ORDER BY id DESC LIMIT 1", row => row.GetGuid(0))).Select(id => id.ToString()));
        return found;
    }

    /// <summary>Path, verb and the names of the body's members, from /openapi/v1.json.</summary>
    static async Task<List<(string Path, string Verb, string[] Members)>> Operations(Prober prober)
    {
        var document = (await prober.Get("/openapi/v1.json", null, "description")).Json;
        var operations = new List<(string, string, string[])>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
            foreach (var verb in path.Value.EnumerateObject().Where(v => v.Name is "get" or "post"))
                operations.Add((path.Name, verb.Name, Members(document, verb.Value)));
        Assert.True(operations.Count(o => o.Item2 == "post") >= 5, $"the description names only {operations.Count} operations");
        return operations;
    }

    static string[] Members(JsonElement document, JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body)) return [];
        var schema = body.GetProperty("content").EnumerateObject().First().Value.GetProperty("schema");
        if (schema.TryGetProperty("$ref", out var reference)) schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        return schema.TryGetProperty("properties", out var properties) ? [.. properties.EnumerateObject().Select(p => p.Name)] : [];
    }

    static readonly string[] values =
    [
        "null", "true", "0", "-1", "1.5", "1e400", "9223372036854775808", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[]]", "[null]", "[{}]", "{\"a\":1}", "\"2026-02-30T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01\"", "[{\"offerId\":null,\"quantity\":2147483648}]",
    ];

    static IEnumerable<(string What, byte[] Body, string? Type)> Bodies(string[] members, Random chance)
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
        yield return ("a form", "a=b&c=d"u8.ToArray(), "application/x-www-form-urlencoded");
        // One in three, for a megabyte each time adds up.
        if (chance.Next(3) == 0) yield return ("a megabyte", Encoding.UTF8.GetBytes($"{{\"{members.FirstOrDefault("a")}\":\"{new string('x', 1_000_000)}\"}}"), json);
        foreach (var member in members)
            foreach (var value in values)
                yield return ($"{member} as {value}", Encoding.UTF8.GetBytes("{" + string.Join(',', members.Select(m => $"\"{m}\":{(m == member ? value : "\"x\"")}")) + "}"), json);
        foreach (var value in values) yield return ($"all as {value}", Encoding.UTF8.GetBytes("{" + string.Join(',', members.Select(m => $"\"{m}\":{value}")) + "}"), json);
        if (members.Length > 0) yield return ("a member twice", Encoding.UTF8.GetBytes($"{{\"{members[0]}\":1,\"{members[0]}\":\"x\"}}"), json);
    }
}
