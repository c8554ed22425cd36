// A partner's receiver on this machine: it keeps what it is told, verifies it as docs/webhooks.md says, and can lose, stall and fail.
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HaoLin.Tests.Cast;

public sealed class PartnersDesk : IAsyncDisposable
{
    /// <param name="Taken">Whether it was answered 2xx.</param>
    public sealed record Told(string Id, string Timestamp, string Signatures, string Body, bool Taken)
    {
        public string Type => JsonDocument.Parse(Body).RootElement.GetProperty("type").GetString()!;
        public JsonElement Data => JsonDocument.Parse(Body).RootElement.GetProperty("data");
        public bool IsOurs(string secret, DateTimeOffset now) => PartnersDesk.IsOurs(secret, Id, Timestamp, Signatures, Encoding.UTF8.GetBytes(Body), now);
    }

    readonly ConcurrentQueue<Told> told = [];
    readonly WebApplication app;

    PartnersDesk(WebApplication app) => this.app = app;

    /// <summary>What it does with each message before it answers, and the status it answers with; 0 hangs up without a word.</summary>
    public Func<Told, Task<int>> Mood { get; set; } = _ => Task.FromResult(204);
    public string Address { get; private set; } = "";
    public IReadOnlyList<Told> All => [.. told];

    public static async Task<PartnersDesk> Open()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var desk = new PartnersDesk(builder.Build());
        desk.app.Run(desk.Hear);
        await desk.app.StartAsync();
        desk.Address = desk.app.Urls.First() + "/haolin";
        return desk;
    }

    async Task Hear(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var one = new Told(http.Request.Headers["webhook-id"].ToString(), http.Request.Headers["webhook-timestamp"].ToString(), http.Request.Headers["webhook-signature"].ToString(), await reader.ReadToEndAsync(), Taken: false);
        var status = await Mood(one);
        told.Enqueue(one with { Taken = status is >= 200 and < 300 });
        if (status == 0) { http.Abort(); return; }
        http.Response.StatusCode = status;
        if (status is 301 or 302 or 307) http.Response.Headers.Location = Address + "/elsewhere";
        if (status != 204) await http.Response.WriteAsync("收到了：" + new string('好', 1_000));
    }

    /// <summary>Word for word as docs/webhooks.md gives it to partners.</summary>
    static bool IsOurs(string secret, string id, string timestamp, string signatures, byte[] body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sent) || Math.Abs(now.ToUnixTimeSeconds() - sent) > 300) return false;
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed);
        return signatures.Split(' ').Any(one => one.StartsWith("v1,", StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToBase64String(expected)), Encoding.ASCII.GetBytes(one[3..])));
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(true));
        await app.DisposeAsync();
    }
}
