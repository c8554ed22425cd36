// The API's description leaves nothing out: every door of the routing table with its parameters, its answer, the refusals it can give and the scope it needs.
using System.Text.Json.Nodes;
using HaoLin.Web.Api;
using HaoLin.Web.Shared;

namespace HaoLin.Tests.House;

public sealed class ApiDocumentTests
{
    static readonly IReadOnlyList<ApiDoor> doors = ApiDoors.All.Value;
    static readonly Task<string> text = ApiDocument.Text(ApiDoors.App());

    static async Task<JsonObject> Described() => JsonNode.Parse(await text)!.AsObject();

    [Fact]
    public void What_each_door_refuses_is_written_down() => Page.Keep("docs/refusals-by-door.txt", ApiDoors.ToPage(doors));

    [Fact]
    public async Task Every_door_is_described_whole()
    {
        Assert.True(doors.Count > 110, $"{doors.Count} doors");
        Assert.Equal([], Offences(await Described(), doors));
    }

    [Fact]
    public void A_door_is_followed_to_what_it_refuses_and_reads()
    {
        var join = doors.Single(d => d.Door == "POST /api/v1/deals/{id}/orders");
        Assert.Superset(new HashSet<string> { "trade.sold-out", "trade.deal-closed", "trade.limit-reached", "idempotency.key-missing", "idempotency.key-reused", "trade.busy", "sign-in.needed", "token.scope-missing" }, join.Refusals.Select(r => r.Code).ToHashSet());
        Assert.DoesNotContain(join.Refusals, r => r.Code.StartsWith("assistant.", StringComparison.Ordinal));
        Assert.Superset(new HashSet<string> { "who", "what", "kind", "from", "until" }, doors.Single(d => d.Door == "GET /api/v1/headquarters/audit").Asked.ToHashSet());
    }

    [Theory]
    [InlineData("a door", "POST /api/v1/deals/{id}/open: is not described")]
    [InlineData("a parameter", "GET /api/v1/headquarters/orders: reads ?words=, which is not described")]
    [InlineData("an id", "GET /api/v1/deals/{id}: {id} is not described")]
    [InlineData("a code", "POST /api/v1/deals/{id}/orders: 409 trade.sold-out is not described")]
    [InlineData("a scope", "GET /api/v1/me/orders: needs read:orders and says nothing")]
    [InlineData("an answer", "GET /api/v1/me: has no answer")]
    [InlineData("a name", "GET /api/v1/me: has no name of its own")]
    public async Task What_is_left_out_is_found(string left, string found)
    {
        var described = await Described();
        var paths = described["paths"]!.AsObject();
        JsonObject At(string path, string method) => paths[path]![method]!.AsObject();
        switch (left)
        {
            case "a door": paths.Remove("/api/v1/deals/{id}/open"); break;
            case "a parameter": Take(At("/api/v1/headquarters/orders", "get")["parameters"]!.AsArray(), "words"); break;
            case "an id": Take(At("/api/v1/deals/{id}", "get")["parameters"]!.AsArray(), "id"); break;
            case "a code": At("/api/v1/deals/{id}/orders", "post")["responses"]!["409"]!["x-codes"] = new JsonArray("trade.deal-closed"); break;
            case "a scope": At("/api/v1/me/orders", "get").Remove("security"); break;
            case "an answer": At("/api/v1/me", "get")["responses"]!.AsObject().Remove("200"); break;
            default: At("/api/v1/me", "get")["operationId"] = "getDeals"; break;
        }
        Assert.Contains(found, Offences(described, doors));
    }

    static void Take(JsonArray parameters, string name) => parameters.Remove(parameters.Single(p => (string?)p!["name"] == name));

    static IReadOnlyList<string> Offences(JsonObject described, IReadOnlyList<ApiDoor> doors)
    {
        var paths = described["paths"]!.AsObject();
        var names = paths.SelectMany(p => p.Value!.AsObject()).Select(o => (string?)o.Value!["operationId"]).CountBy(n => n ?? "").ToDictionary();
        var there = paths.SelectMany(p => p.Value!.AsObject().Select(o => $"{o.Key.ToUpperInvariant()} {p.Key}")).Where(d => d.Contains(" /api/", StringComparison.Ordinal));
        return
        [
            .. there.Except(doors.Select(d => d.Door)).Select(d => $"{d}: is described and not there"),
            .. doors.SelectMany(door => (paths[door.Path]?[door.Method.ToLowerInvariant()] is JsonObject operation ? Faults(door, operation, names) : ["is not described"]).Select(fault => $"{door.Door}: {fault}")),
        ];
    }

    static IEnumerable<string> Faults(ApiDoor door, JsonObject operation, Dictionary<string, int> names)
    {
        if ((string?)operation["operationId"] is not { } name || names[name] > 1) yield return "has no name of its own";
        if (string.IsNullOrEmpty((string?)operation["summary"])) yield return "does not say what it is for";
        var parameters = operation["parameters"]?.AsArray().Select(p => ((string?)p!["in"], (string?)p["name"])).ToHashSet() ?? [];
        foreach (var part in door.Path.Split('/').Where(p => p.StartsWith('{')).Select(p => p.Trim('{', '}')))
            if (!parameters.Contains(("path", part))) yield return $"{{{part}}} is not described";
        foreach (var asked in door.Asked)
            if (!parameters.Contains(("query", asked))) yield return $"reads ?{asked}=, which is not described";
        var answers = operation["responses"]!.AsObject();
        if (!answers.Any(a => a.Key[0] == '2' && a.Value!["content"] is JsonObject { Count: > 0 } content && content.All(c => c.Value!["schema"] is not null))) yield return "has no answer";
        foreach (var refusal in door.Refusals)
            if (answers[$"{refusal.Status}"]?["x-codes"]?.AsArray().Any(c => (string?)c == refusal.Code) != true) yield return $"{refusal.Status} {refusal.Code} is not described";
        if (door.Scope is not null and not ScopeMark.Anyone && !Opens(operation, door.Scope)) yield return $"needs {door.Scope} and says nothing";
    }

    static bool Opens(JsonObject operation, string scope) => operation["security"]?[0]?["bearer"] is JsonArray named && named.Select(n => (string?)n).SequenceEqual(scope == ScopeMark.Session ? [] : [scope]);
}
