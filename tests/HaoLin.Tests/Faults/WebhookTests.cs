// Partners hear every fact at least once and none under two ids, whatever their receivers do and whenever the server is killed; with controls that must turn red.
using System.Text;
using System.Text.Json;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Faults.Rig;

namespace HaoLin.Tests.Faults;

public sealed class WebhookTests
{
    const int Orders = 40, OrdersLong = 600, Kills = 3, KillsLong = 20;

    [Theory]
    [OnEachDatabase]
    public async Task Whatever_receivers_and_kills_do_every_fact_is_told_under_one_id_and_signed(Database on)
    {
        var verdict = await Evening(on, null, Seed.Figure(on, Orders, OrdersLong), Seed.Figure(on, Kills, KillsLong));
        verdict.MustBeClean();
        Assert.True(verdict["told"] > verdict["facts"] && verdict["not taken"] > 0, $"the receiver was too kind: {verdict}");
    }

    [Theory]
    [InlineData("webhook-forgets", "untold")]
    [InlineData("webhook-once", "untold")]
    [InlineData("webhook-id", "unknown id")]
    [InlineData("webhook-sign", "forged")]
    public async Task A_build_that_forgets_or_renames_or_signs_badly_is_found_out(string fault, string named) =>
        (await Evening(Seed.Chosen, fault, 12, kills: 0)).MustHaveSeen(named);

    /// <summary>Neighbours join and cancel while their warehouse's receiver loses, stalls and fails; then the clock goes on until nothing is left to tell.</summary>
    static async Task<Verdict> Evening(Database on, string? fault, int orders, int kills)
    {
        var (time, chance) = (new VirtualTime(), Seed.Chance($"webhooks {on} {fault}"));
        await using var cluster = on == Database.PostgreSql ? PostgresCluster.OwnedBy("webhooks", time.Environment) : null;
        await using var brand = await Brand.Open(on, new() { Break = fault, Residents = orders, Cluster = cluster, Environment = new(time.Environment.ToDictionary()) { ["HAOLIN__WEBHOOKS__LOOPBACK"] = "true" } });
        await using var desk = await PartnersDesk.Open();
        using var driver = new Driver(brand, $"webhooks-{on}");
        var moods = new Lock();
        desk.Mood = async _ =>
        {
            int dice;
            lock (moods) dice = chance.Next(10);
            if (dice == 3) await Task.Delay(300);
            return dice switch { 0 => 0, 1 => 500, 2 => 429, _ => 204 };
        };
        var secret = await Register(brand, desk.Address);
        var deal = await brand.OpenDeal((1_000_000, null));
        var verdict = new Verdict();
        // A request that a kill cut off is sent again under its key, as a resident's phone does.
        for (var client = 0; client < orders; client++)
        {
            var joined = await driver.Send(driver.Join(deal, client, Request.NewKey(chance), 1));
            if (client % 2 == 0 && joined.Ok) await driver.Send(driver.Cancel(joined.Id("orderId"), client, Request.NewKey(chance)));
            if (kills > 0 && client % Math.Max(1, orders / kills) == orders / kills / 2)
            {
                await Brand.Comes(() => Task.FromResult(desk.All.Count > 0), TimeSpan.FromSeconds(5));
                await brand.Server.Kill();
                await brand.Server.StartAgain();
                verdict.Count("kills");
            }
        }
        await brand.Quiet();
        for (var hours = 0; hours < 40 && await brand.Sql.Number("SELECT COUNT(*) FROM webhook_delivery WHERE due_at IS NOT NULL") > 0; hours++)
        {
            time.Pass(TimeSpan.FromMinutes(hours < 10 ? 2 : 90));
            await Brand.Comes(async () => await brand.Sql.Number("SELECT COUNT(*) FROM webhook_delivery WHERE due_at <= @soon", ("soon", time.Now.UtcTicks)) == 0, TimeSpan.FromSeconds(10));
        }
        await Judge(brand, desk, secret, deal, verdict);
        Seed.Say($"webhooks {fault} {on}: {verdict}");
        return verdict;
    }

    static async Task Judge(Brand brand, PartnersDesk desk, string secret, Deal deal, Verdict verdict)
    {
        var facts = await brand.Sql.Rows("SELECT id, name FROM outbox WHERE name IN ('trade.deal-joined', 'trade.order-released') AND body LIKE @deal", row => (Id: row.GetGuid(0), Name: row.GetString(1)), ("deal", $"%{deal.Id}%"));
        var known = facts.Select(f => f.Id.ToString()).ToHashSet();
        verdict.Count("facts", facts.Count);
        verdict.Count("told", desk.All.Count);
        verdict.Count("not taken", desk.All.Count(t => !t.Taken));
        foreach (var untold in facts.Where(f => !desk.All.Any(t => t.Taken && t.Id == f.Id.ToString()))) verdict.Violate("untold", $"{untold.Name} {untold.Id} was never taken");
        foreach (var told in desk.All)
        {
            if (!known.Contains(told.Id)) verdict.Violate("unknown id", $"{told.Type} was told as {told.Id}, which is no fact's id");
            var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(told.Timestamp));
            if (!told.IsOurs(secret, at)) verdict.Violate("forged", $"{told.Id} does not verify");
            if (told.IsOurs(secret, at.AddMinutes(6)) || (told with { Body = told.Body.Replace("dealId", "dealid") }).IsOurs(secret, at)) verdict.Violate("believed", $"{told.Id} verifies when it is old or changed");
        }
        foreach (var two in desk.All.GroupBy(t => t.Id).Where(g => g.Select(t => t.Body).Distinct().Count() > 1)) verdict.Violate("changed", $"{two.Key} was told with two bodies");
        foreach (var twice in desk.All.GroupBy(t => t.Body).Where(g => g.Select(t => t.Id).Distinct().Count() > 1)) verdict.Violate("unknown id", $"one message under {twice.Select(t => t.Id).Distinct().Count()} ids");
    }

    static async Task<string> Register(Brand brand, string address)
    {
        var token = (await PublishedServer.Run("token", "--data", brand.Server.Data, "--phone", "13800000001")).Trim();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/headquarters/webhooks")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { name = "仓库系统", address, facts = new[] { "trade.deal-joined", "trade.order-released" } }), Encoding.UTF8, "application/json"),
            Headers = { { "Authorization", "Bearer " + token }, { "Idempotency-Key", "register" } },
        };
        using var answer = await brand.Server.Http.SendAsync(request);
        var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        // What is remembered of the answer holds no secret.
        Assert.Equal(0, await brand.Sql.Number("SELECT COUNT(*) FROM idempotency WHERE body LIKE '%whsec%'"));
        return said.GetProperty("secret").GetString()!;
    }
}
