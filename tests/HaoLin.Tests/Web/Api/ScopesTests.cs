// A machine's token opens the doors its scopes name and no others; it is listed, ends by itself, and is revoked alone.
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Web.Doors;
using HaoLin.Web.Shared;

namespace HaoLin.Tests.Web.Api;

[Trait("needs", "sqlite")]
public sealed class ScopesTests
{
    static readonly IReadOnlyList<(string Door, ScopeMark? Mark)> Marks = RouteTable.Marks(Path.GetDirectoryName(PublishedServer.Binary)!, Scratch.Folder("scopes"));

    /// <summary>Beside the API, the descriptions that tools read.</summary>
    [Fact]
    public void Every_endpoint_says_what_a_token_needs_for_it()
    {
        var api = Marks.Where(m => m.Door.Contains(" /api/", StringComparison.Ordinal)).ToList();
        Assert.True(api.Count > 80, $"{api.Count} endpoints found");
        Assert.Equal([], api.Where(m => m.Mark is null).Select(m => m.Door));
        var known = Scope.All.Select(s => s.Name).Append(ScopeMark.Anyone).Append(ScopeMark.Session).ToHashSet();
        Assert.Equal([], api.Select(m => m.Mark!.Needs(m.Door.Split(' ')[0])).Where(needed => !known.Contains(needed)).Distinct());
        // And no scope is there for nothing.
        Assert.Equal([], Scope.All.Select(s => s.Name).Except(api.Select(m => m.Mark!.Needs(m.Door.Split(' ')[0]))));
    }

    static async Task<(int Status, JsonElement Body)> Call(PublishedServer server, string method, string path, string token, string? body = null)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (method != "GET")
        {
            request.Content = new StringContent(body ?? "{}", Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        }
        using var answer = await server.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default);
    }

    static async Task<(string Token, Guid Id)> Make(PublishedServer server, string wang, params string[] scopes)
    {
        var (status, body) = await Call(server, "POST", "/api/v1/headquarters/tokens", wang, JsonSerializer.Serialize(new { name = "仓库系统", scopes, days = 30 }));
        Assert.Equal(201, status);
        return (body.GetProperty("token").GetString()!, body.GetProperty("id").GetGuid());
    }

    static async Task<string> Wang(PublishedServer server) => (await PublishedServer.Run("token", "--data", server.Data, "--phone", "13800000001")).Trim();

    /// <summary>王总's own rights reach behind every door of headquarters; his token's only as far as it says.</summary>
    [Fact]
    public async Task A_token_is_refused_at_every_door_beyond_its_scopes_and_told_which_is_missing()
    {
        await using var server = await PublishedServer.Start();
        Assert.Equal([], await LetIn(server));
    }

    [Fact]
    public async Task A_build_that_does_not_look_at_scopes_is_noticed()
    {
        await using var server = await PublishedServer.Start(new() { Binary = PublishedServer.Breakable, Environment = new() { ["HAOLIN_BREAK"] = "scopes" } });
        Assert.Contains("POST /api/v1/headquarters/products", await LetIn(server));
    }

    static async Task<IReadOnlyList<string>> LetIn(PublishedServer server)
    {
        var (token, _) = await Make(server, await Wang(server), "read:orders");
        var letIn = new List<string>();
        foreach (var (door, mark) in Marks.Where(m => m.Door.Contains(" /api/", StringComparison.Ordinal)))
        {
            var (method, path) = (door.Split(' ')[0], System.Text.RegularExpressions.Regex.Replace(door.Split(' ')[1], @"\{\w+\}", Guid.CreateVersion7().ToString()));
            var needed = mark!.Needs(method);
            var (status, body) = await Call(server, method, path, token);
            var refused = status == 403 && body.ValueKind == JsonValueKind.Object && body.GetProperty("code").GetString() == "token.scope-missing";
            if (needed is "read:orders" or ScopeMark.Anyone) Assert.False(refused, door);
            else if (!refused || !body.GetProperty("detail").GetString()!.Contains(needed, StringComparison.Ordinal)) letIn.Add(door);
        }
        return letIn;
    }

    [Fact]
    public async Task A_token_is_listed_without_its_text_revoked_alone_and_opens_no_screen()
    {
        await using var server = await PublishedServer.Start();
        var wang = await Wang(server);
        var ((one, id), (other, _)) = (await Make(server, wang, "read:orders"), await Make(server, wang, "read:orders", "read:money"));
        Assert.Equal(200, (await Call(server, "GET", "/api/v1/headquarters/orders", one)).Status);
        var listed = (await Call(server, "GET", "/api/v1/headquarters/tokens", wang)).Body;
        Assert.Equal(2, listed.GetProperty("items").GetArrayLength());
        Assert.DoesNotContain("hlm_", listed.GetRawText());
        // No screen, by header or by cookie: a machine has no business there.
        foreach (var (name, value) in new[] { ("Authorization", "Bearer " + one), ("Cookie", "haolin=" + one) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/headquarters/orders");
            request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await server.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/headquarters/orders"))
        {
            request.Headers.TryAddWithoutValidation("Cookie", "haolin=" + one);
            using var answer = await server.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
        Assert.Equal(200, (await Call(server, "POST", $"/api/v1/headquarters/tokens/{id}/revoke", wang)).Status);
        Assert.Equal(401, (await Call(server, "GET", "/api/v1/headquarters/orders", one)).Status);
        Assert.Equal(200, (await Call(server, "GET", "/api/v1/headquarters/orders", other)).Status);
        await server.Kill();
        await server.StartAgain();
        Assert.Equal(401, (await Call(server, "GET", "/api/v1/headquarters/orders", one)).Status);
    }

    [Fact]
    public async Task Whoever_sits_at_the_machine_makes_one_for_a_leader()
    {
        await using var server = await PublishedServer.Start();
        var zhang = (await PublishedServer.Run("token", "--data", server.Data, "--phone", "13900000001", "--scopes", "read:money", "--name", "记账", "--days", "7")).Trim();
        Assert.StartsWith("hlm_", zhang);
        Assert.Equal(200, (await Call(server, "GET", "/api/v1/me/earnings", zhang)).Status);
        Assert.Equal(403, (await Call(server, "GET", "/api/v1/me/deals", zhang)).Status);
        var (code, _, errors) = await PublishedServer.Try(PublishedServer.Binary, "token", "--data", server.Data, "--phone", "13900000001", "--scopes", "read:everything");
        Assert.NotEqual(0, code);
        Assert.Contains("read:orders", errors);
    }
}
