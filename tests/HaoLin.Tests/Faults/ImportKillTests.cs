// An import is killed in its middle and goes on after the restart: every row of the table is there, and none twice.
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class ImportKillTests
{
    const int Rows = 12_000;

    [Theory, OnEachDatabase]
    public async Task Every_row_comes_in_once_however_often_the_server_is_killed(Database on) => Assert.Equal(Rows, await Residents(on, PublishedServer.Binary, null));

    [Fact]
    public async Task Without_its_progress_in_the_same_transaction_rows_stay_out_or_fail() => Assert.NotEqual(Rows, await Residents(Seed.Chosen, PublishedServer.Breakable, "import-once"));

    /// <returns>How many rows the import says it brought in.</returns>
    static async Task<int> Residents(Database on, string binary, string? broken)
    {
        await using var server = await PublishedServer.Start(new() { Binary = binary, Database = on == Database.PostgreSql ? await PostgresCluster.Shared.Fresh("import") : null, Environment = broken is null ? [] : new() { ["HAOLIN_BREAK"] = broken } });
        var token = (await PublishedServer.Run("token", "--phone", server.One("leader"), "--data", server.Data)).Trim();
        var communities = await Get(server, token, "communities");
        var place = communities.GetProperty("items").EnumerateArray().First(c => c.GetProperty("id").GetString() == server.One("community")).GetProperty("name").GetString();
        var file = TableMade.Of([["称呼", "手机", "小区"], .. Enumerable.Range(0, Rows).Select(n => new[] { $"邻居{n}", $"{15_000_000_000L + n}", place })]);
        var id = (await Post(server, token, "imports/residents?name=a.xlsx", new ByteArrayContent(file))).GetProperty("id").GetString();
        await Until(server, token, id!, "ready");
        await Post(server, token, $"imports/{id}/begin", JsonContent.Create(new { allOrNothing = false }));
        for (var kill = 0; kill < 3; kill++)
        {
            var from = (await Get(server, token, $"imports/{id}")).GetProperty("imported").GetInt32();
            await Until(server, token, id!, "done", from + 600);
            await server.Kill();
            await server.StartAgain();
        }
        var done = await Until(server, token, id!, "done");
        using var kept = await server.Http.GetAsync("/health/invariants");
        Assert.True(kept.IsSuccessStatusCode, await kept.Content.ReadAsStringAsync());
        return done.GetProperty("imported").GetInt32();
    }

    static async Task<JsonElement> Until(PublishedServer server, string token, string id, string state, int imported = int.MaxValue)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        while (await beat.WaitForNextTickAsync(patience.Token))
        {
            var now = await Get(server, token, $"imports/{id}");
            if (now.GetProperty("state").GetString() == state || now.GetProperty("imported").GetInt32() >= imported) return now;
        }
        throw new TimeoutException();
    }

    static async Task<JsonElement> Get(PublishedServer server, string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/" + path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await server.Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    static async Task<JsonElement> Post(PublishedServer server, string token, string path, HttpContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path) { Content = body, Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.CreateVersion7().ToString("N"));
        using var answer = await server.Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
