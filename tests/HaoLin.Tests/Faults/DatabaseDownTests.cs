// The database goes away while neighbours order: they are told so in one sentence, nothing is lost, and all goes on when it is back.
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HaoLin.Tests.Faults;

public sealed class DatabaseDownTests
{
    [Fact]
    public async Task Who_orders_while_PostgreSQL_is_away_is_asked_to_come_back_and_the_same_request_then_goes_through()
    {
        await using var cluster = PostgresCluster.OwnedBy("away");
        await using var brand = await Brand.Open(Database.PostgreSql, new() { Residents = 2, Cluster = cluster });
        using var driver = new Driver(brand, "away");
        var chance = Seed.Chance("away");
        var deal = await brand.OpenDeal((10, null));
        var before = await driver.Send(driver.Join(deal, 0, Request.NewKey(chance), 1));
        Assert.Equal(201, before.Http);
        await cluster.Stop("immediate");

        var join = driver.Join(deal, 1, Request.NewKey(chance), 1);
        foreach (var away in new[] { await driver.Send(join), await driver.Send(driver.Cancel(before.Id("orderId"), 0, Request.NewKey(chance))), await driver.Send(driver.StartPayment(before.Id("orderId"), 0, Request.NewKey(chance))) })
        {
            Assert.True(away.Http == 503, $"{away.Op}: {away.Http} {away.Body}");
            Assert.Contains("\"store.unreachable\"", away.Body);
            Assert.DoesNotContain("Npgsql", away.Body);
        }
        await PageSaysSo(brand);
        Assert.Equal(503, (await driver.Get("/health/ready")).Status);
        Assert.Equal(200, (await driver.Get("/health/live")).Status);

        await cluster.Start();
        await brand.Server.UntilReady();
        Assert.Equal(201, (await driver.Send(join)).Http);
        Assert.Equal(2, await brand.Sql.Number("SELECT COUNT(*) FROM orders WHERE deal_id = @deal", ("deal", deal.Id)));
    }

    static async Task PageSaysSo(Brand brand)
    {
        using var http = new HttpClient();
        using var ask = new HttpRequestMessage(HttpMethod.Post, new Uri(brand.Nodes[0], "/sign-in/code")) { Content = new StringContent("phone=13800000000", Encoding.UTF8, "application/x-www-form-urlencoded") };
        ask.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var answer = await http.SendAsync(ask);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, page);
        Assert.Contains("过一会儿再试", page);
    }

    [Fact]
    public void Only_a_database_that_cannot_be_reached_is_called_so_and_no_mistake_of_ours()
    {
        Assert.True(Store.IsUnreachable(new InvalidOperationException("outer", new NpgsqlException("connection refused"))));
        Assert.True(Store.IsUnreachable(new PostgresException("terminating connection", "FATAL", "FATAL", PostgresErrorCodes.AdminShutdown)));
        Assert.True(Store.IsUnreachable(new PostgresException("no space", "ERROR", "ERROR", PostgresErrorCodes.DiskFull)));
        Assert.True(Store.IsUnreachable(new SqliteException("database or disk is full", 13)));
        Assert.False(Store.IsUnreachable(new PostgresException("syntax error", "ERROR", "ERROR", PostgresErrorCodes.SyntaxError)));
        Assert.False(Store.IsUnreachable(new SqliteException("no such table", 1)));
        Assert.False(Store.IsUnreachable(new InvalidOperationException("a mistake of ours")));
    }
}
