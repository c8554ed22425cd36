// A pasted 接龙 over HTTP, by the published server: the dry run writes nothing, the confirmation is written once.
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HaoLin.Tests.Cast;

namespace HaoLin.Tests.Web.Api;

public sealed class PastedListApiTests
{
    [Theory, OnEachDatabase]
    public async Task A_tool_tries_a_list_and_writes_it_down_once(Database on)
    {
        await using var server = await PublishedServer.Start(new() { Database = on == Database.PostgreSql ? await PostgresCluster.Shared.Fresh("demo") : null });
        var leader = (await PublishedServer.Run("token", "--phone", server.One("leader"), "--data", server.Data)).Trim();
        var stranger = (await PublishedServer.Run("token", "--new", "1", "--community", server.One("community"), "--data", server.Data)).Trim();
        var deal = "/api/v1/deals/" + server.One("deal");
        var shown = JsonDocument.Parse(await server.Http.GetStringAsync(deal)).RootElement;
        var (offer, name) = (shown.GetProperty("offers")[0].GetProperty("id").GetGuid(), shown.GetProperty("offers")[0].GetProperty("name").GetString());
        var text = JsonSerializer.Serialize(new { text = $"#接龙\n1. 5栋李 {name}1份（晚点拿）\n2. 取消\n谢谢团长" });

        Assert.Equal((401, "sign-in.needed"), Refused(await Post(server, deal + "/pasted-list", text, null)));
        Assert.Equal((404, "trade.deal-missing"), Refused(await Post(server, deal + "/pasted-list", text, stranger)));
        Assert.Equal((422, "trade.pasted-nothing"), Refused(await Post(server, deal + "/pasted-list", "{\"text\":\" \"}", leader)));
        var tried = await Post(server, deal + "/pasted-list", text, leader);
        Assert.Equal(200, tried.Status);
        var rows = tried.Body.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["header", "order", "unclear", "chat"], rows.Select(r => r.GetProperty("kind").GetString()));
        Assert.Equal(("李 5栋", "晚点拿", true), (rows[1].GetProperty("called").GetString(), rows[1].GetProperty("note").GetString(), rows[1].GetProperty("keep").GetBoolean()));
        Assert.Equal("looks-cancelled", rows[2].GetProperty("marks")[0].GetProperty("code").GetString());

        var order = JsonSerializer.Serialize(new
        {
            pickupPointId = server.One("pickup-point"), allOrNothing = true, lines = new[] { new { at = 2, name = "李 5栋", note = "晚点拿", goods = new[] { new { offerId = offer, quantity = 1 } } } },
        });
        Assert.Equal((400, "idempotency.key-missing"), Refused(await Post(server, deal + "/neighbours-orders", order, leader)));
        Assert.Equal((404, "trade.deal-missing"), Refused(await Post(server, deal + "/neighbours-orders", order, stranger, "s-1")));
        var (first, again) = (await Post(server, deal + "/neighbours-orders", order, leader, "list-1"), await Post(server, deal + "/neighbours-orders", order, leader, "list-1"));
        Assert.Equal((201, 201, first.Body.ToString()), (first.Status, again.Status, again.Body.ToString()));
        Assert.True(first.Body.GetProperty("lines")[0].GetProperty("sequence").GetInt32() >= 1);
        var known = await Post(server, deal + "/pasted-list", text, leader);
        Assert.Equal("already-there", known.Body.GetProperty("rows")[1].GetProperty("marks")[0].GetProperty("code").GetString());
        Assert.Equal(200, (int)(await server.Http.GetAsync("/health/invariants")).StatusCode);
        Assert.Contains("neighbours-orders", await server.Http.GetStringAsync("/openapi/v1.json"));
    }

    static (int, string?) Refused((int Status, JsonElement Body) answer) => (answer.Status, answer.Body.GetProperty("code").GetString());

    static async Task<(int Status, JsonElement Body)> Post(PublishedServer server, string path, string json, string? token, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var answer = await server.Http.SendAsync(request);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}
