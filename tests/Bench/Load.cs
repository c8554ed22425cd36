// Starts the generator as a process of its own, watches the server meanwhile, and counts what each of them used.
using System.Diagnostics;
using System.Text.Json;

namespace HaoLin.Bench;

/// <param name="OthersShare">The part of the machine's time that neither server, database nor generator used.</param>
public sealed record Measured(LoadResult Result, double CommitsPerSecond, double FlushesPerSecond, double ServerMicros, double DatabaseMicros, double OthersShare, long NewsWaiting);

public sealed class Load(string self, Product product, string tokensFile, OwnPostgres? postgres, Tables tables)
{
    const int AskMax = 100_000, WarmUpRequests = 30_000;
    const double JoinSeconds = 30, AskSeconds = 3;
    static readonly TimeSpan DrainMax = TimeSpan.FromMinutes(5);

    /// <summary>Everybody joins once: own resident, own token, own key.</summary>
    public async Task<Measured> Join(Guests guests, int clients, int joins, int warmUp)
    {
        var commitsBefore = await tables.CommitsOfJoins();
        var flushesBefore = tables.CountsFlushes ? await tables.Flushes() : 0;
        var (server, database, busy, since) = (Machine.CpuSeconds(product.ProcessId), DatabaseCpu(), Machine.BusySeconds(), Stopwatch.GetTimestamp());
        var result = await Send(JoinPlan(guests, product.Port, clients, joins, warmUp, atOnce: false));
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        (server, database, busy) = (Machine.CpuSeconds(product.ProcessId) - server, DatabaseCpu() - database, Machine.BusySeconds() - busy);
        var waiting = await tables.NewsWaiting();
        var commits = await tables.CommitsOfJoins() - commitsBefore;
        var flushes = tables.CountsFlushes ? await tables.Flushes() - flushesBefore : 0;
        // The joins' own time, without the generator's start.
        var active = result.Sent / result.PerSecond;
        var others = Math.Max(0, busy - server - database - result.CpuSeconds) / (seconds * Environment.ProcessorCount);
        return new(result, commits / active, flushes / active, server / result.Sent * 1e6, database / result.Sent * 1e6, others, waiting);
    }

    public Task<LoadResult> Crowd(Guests guests, int clients) => Send(JoinPlan(guests, product.Port, clients, clients, 0, atOnce: true));

    /// <summary>The same question from all clients for a few seconds, after as long a warm-up.</summary>
    public async Task<LoadResult> Ask(string path, int clients)
    {
        var plan = new LoadPlan(product.Port, clients, $"GET {path} HTTP/1.1\r\nHost: localhost:{product.Port}\r\n", "", AskMax, AskSeconds, clients, null, 0, AtOnce: false);
        await Send(plan);
        return await Send(plan);
    }

    /// <summary>The same requests to the endpoint that writes nothing, in a process of its own on the same machine.</summary>
    public async Task<(LoadResult Result, double ServerMicros)> Nothing(string data, Guests guests, int clients, int requests)
    {
        var port = Product.FreePort();
        using var nothing = Process.Start(new ProcessStartInfo(self, ["nothing", data, $"{port}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await nothing.StandardOutput.ReadLineAsync();
        // Long enough for the runtime to have compiled the path for good.
        for (var sent = 0; sent < WarmUpRequests; sent += requests) await Send(JoinPlan(guests, port, clients, requests, 0, atOnce: false));
        var before = Machine.CpuSeconds(nothing.Id);
        var result = await Send(JoinPlan(guests, port, clients, requests, requests / 10, atOnce: false));
        var micros = (Machine.CpuSeconds(nothing.Id) - before) / result.Sent * 1e6;
        nothing.StandardInput.Close();
        await nothing.WaitForExitAsync();
        return result.Of(201) == result.Sent ? (result, micros) : throw new InvalidOperationException("the yardstick did not answer everybody");
    }

    /// <summary>Waits until no news is waiting; answers the seconds it took.</summary>
    public async Task<double> Drain()
    {
        var since = Stopwatch.GetTimestamp();
        while (await tables.NewsWaiting() > 0)
        {
            if (Stopwatch.GetElapsedTime(since) > DrainMax) throw new TimeoutException($"{await tables.NewsWaiting()} facts still wait after {DrainMax}");
            await Task.Delay(50);
        }
        return Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    double DatabaseCpu() => postgres is null ? 0 : Machine.CpuSeconds(postgres.ProcessId, family: true);

    LoadPlan JoinPlan(Guests guests, int port, int clients, int joins, int warmUp, bool atOnce) => new(port, clients,
        $"POST /api/v1/deals/{guests.Deal}/orders HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {{token}}\r\nIdempotency-Key: {{key}}\r\nContent-Type: application/json\r\n",
        $$"""{"lines":[{"offerId":"{{guests.Offer}}","quantity":1}],"pickupPointId":"{{guests.PickupPoint}}"}""", joins, JoinSeconds, warmUp, tokensFile, 0, atOnce);

    async Task<LoadResult> Send(LoadPlan plan)
    {
        using var generator = Process.Start(new ProcessStartInfo(self, ["generate"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await generator.StandardInput.WriteAsync(plan.ToJson());
        generator.StandardInput.Close();
        var text = await generator.StandardOutput.ReadToEndAsync();
        await generator.WaitForExitAsync();
        return JsonSerializer.Deserialize<LoadResult>(text) ?? throw new InvalidOperationException("the generator said nothing");
    }
}
