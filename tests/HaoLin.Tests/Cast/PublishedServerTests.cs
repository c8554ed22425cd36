// Proves that tests meet the program a user starts: it prints what a caller needs, survives kill -9, and says why it will not start.
using System.Net;

namespace HaoLin.Tests.Cast;

public sealed class PublishedServerTests
{
    [Theory, OnEachDatabase]
    public async Task The_demo_comes_back_after_kill_9_with_the_same_deal_and_the_same_tokens(Database on)
    {
        await using var server = await PublishedServer.Start(new() { Database = on == Database.PostgreSql ? await PostgresCluster.Shared.Fresh("demo") : null });
        string[] told = ["leader", "community", "pickup-point", "deal"];
        var before = told.Select(server.One).ToArray();
        var token = (await PublishedServer.Run("token", "--phone", server.One("leader"), "--data", server.Data)).Trim();
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync($"/api/v1/deals/{server.One("deal")}")).StatusCode);

        await server.Kill();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => server.Http.GetAsync("/health/ready"));

        await server.StartAgain();
        Assert.Equal(before, told.Select(server.One));
        using var asLeader = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/deals/{server.One("deal")}");
        asLeader.Headers.Authorization = new("Bearer", token);
        Assert.Equal(HttpStatusCode.OK, (await server.Http.SendAsync(asLeader)).StatusCode);
        Assert.Equal(0, await server.Stop());
    }

    [Fact, Trait("needs", "sqlite")]
    public async Task A_program_that_will_not_start_is_heard()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => PublishedServer.Start(new() { Arguments = ["--no-such-flag", "1"] }));
        Assert.Contains("the program ended with", refused.Message);
        Assert.Contains("no-such-flag", refused.Message);
    }
}
