// Pages over HTTP: the next one is linked, and a cursor that is none of ours is refused in a sentence.
using System.Net.Http.Headers;
using System.Text.Json;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Web.Api;

[Trait("needs", "sqlite")]
public sealed class PagingApiTests
{
    static async Task<(int Status, JsonElement Body, string? Link)> Get(PublishedServer server, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await server.Http.SendAsync(request);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement, answer.Headers.TryGetValues("Link", out var links) ? links.Single() : null);
    }

    [Fact]
    public async Task The_next_page_is_linked_and_a_bad_cursor_is_refused()
    {
        await using var server = await PublishedServer.Start();
        var wang = (await PublishedServer.Run("token", "--data", server.Data, "--phone", "13800000001")).Trim();
        for (var n = 0; n < 55; n++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/headquarters/tokens")
            {
                Content = new StringContent("""{"name":"仓库系统","scopes":["read:orders"]}""", System.Text.Encoding.UTF8, "application/json"),
                Headers = { { "Authorization", "Bearer " + wang }, { "Idempotency-Key", $"token-{n}" } },
            };
            using var made = await server.Http.SendAsync(request);
            Assert.Equal(201, (int)made.StatusCode);
        }
        var (seen, path) = (new List<Guid>(), "/api/v1/headquarters/tokens");
        for (var pages = 0; path.Length > 0 && pages < 50; pages++)
        {
            var (status, body, link) = await Get(server, path, wang);
            Assert.Equal(200, status);
            seen.AddRange(body.GetProperty("items").EnumerateArray().Select(t => t.GetProperty("id").GetGuid()));
            Assert.Equal(body.GetProperty("next").ValueKind == JsonValueKind.Null, link is null);
            path = link?[1..link.IndexOf('>')] ?? "";
        }
        Assert.Equal((55, 55), (seen.Count, seen.Distinct().Count()));
        foreach (var list in new[] { "/api/v1/headquarters/deals", "/api/v1/headquarters/leaders", "/api/v1/headquarters/closings", "/api/v1/communities", "/api/v1/me/deals", "/api/v1/imports", "/api/v1/headquarters/orders", "/api/v1/me/orders", "/api/v1/me/messages", "/api/v1/products", "/api/v1/headquarters/tokens" })
            foreach (var bad in new[] { "", "1", "zz-00000000000000000000000000000000", "8d-nonsense", "%00", "-1-00000000000000000000000000000000", new string('f', 200) })
            {
                var (status, body, _) = await Get(server, $"{list}?after={bad}", wang);
                Assert.Equal((list, bad, 400, "paging.bad-cursor"), (list, bad, status, body.GetProperty("code").GetString()));
            }
    }
}
