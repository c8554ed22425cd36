// An evening's mixed load: neighbours join, pay, cancel and look, the leader hands over, until the server is gone under them.
using System.Collections.Concurrent;
using System.Globalization;

namespace HaoLin.Tests.Faults.Rig;

/// <summary>Every join is by a resident of its own, so that a second order of one person is one too many.</summary>
public sealed class MixedLoad(Driver driver, Random chance, int joinsPerEvening)
{
    const int Workers = 12;

    readonly ConcurrentQueue<(Guid Order, string Code)> desk = [];
    readonly ConcurrentQueue<(Guid Order, int Client)> acknowledged = [];
    int nextClient, heard;

    public List<Deal> Deals { get; } = [];

    /// <summary>What no reader may ever see, such as an acknowledged order that is not there.</summary>
    public Verdict Seen { get; } = new();

    /// <summary>How many joins have been acknowledged since the evening began.</summary>
    public int Heard => Volatile.Read(ref heard);

    /// <summary>Opens the evening's deal and hands the last one's paid goods to the desk.</summary>
    public async Task<Deal> NextEvening()
    {
        if (Deals.Count > 0)
        {
            await driver.Brand.CutOff(Deals[^1]);
            foreach (var paid in await driver.Brand.Sql.Rows("SELECT id, pickup_code FROM orders WHERE deal_id = @deal AND pickup_code IS NOT NULL AND cancelled_at IS NULL AND lapsed_at IS NULL AND refund_asked_at IS NULL ORDER BY sequence",
                row => (row.GetGuid(0), row.GetString(1)), ("deal", Deals[^1].Id))) desk.Enqueue(paid);
        }
        if (driver.Brand.Tokens.Count < nextClient + joinsPerEvening) await driver.Brand.Invite(joinsPerEvening);
        Deals.Add(await driver.Brand.OpenDeal((1_000_000, 2)));
        Interlocked.Exchange(ref heard, 0);
        return Deals[^1];
    }

    public Task Run(Deal deal, CancellationToken over)
    {
        var last = nextClient + joinsPerEvening;
        return Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Worker(deal, last, worker, over)));
    }

    async Task Worker(Deal deal, int last, int worker, CancellationToken over)
    {
        await Task.Yield();
        while (!over.IsCancellationRequested)
        {
            var answered = Draw(100) switch
            {
                < 60 => await OneNeighbour(deal, last, worker % driver.Brand.Nodes.Count),
                < 80 => await HandOver(worker % driver.Brand.Nodes.Count),
                _ => await Look(),
            };
            // A server that is gone refuses thousands of connections a second; nobody presses that fast.
            if (!answered) await Task.Delay(200, CancellationToken.None);
        }
    }

    async Task<bool> OneNeighbour(Deal deal, int last, int node)
    {
        var client = Interlocked.Increment(ref nextClient) - 1;
        if (client >= last)
        {
            Interlocked.Decrement(ref nextClient);
            return await Look();
        }
        var join = await driver.Send(driver.Join(deal, client, Key(), [(deal.Offers[0], 1 + Draw(2))], "三楼", node));
        if (!join.Ok) return false;
        Interlocked.Increment(ref heard);
        var order = join.Id("orderId");
        acknowledged.Enqueue((order, client));
        var fate = Draw(100);
        if (fate < 45 && await driver.Pay(order, client, chance, node) is null) return false;
        return fate is < 35 or > 55 || !(await driver.Send(driver.Cancel(order, client, Key(), node))).Unknown;
    }

    async Task<bool> HandOver(int node) =>
        !desk.TryDequeue(out var next) || !(await driver.Send(driver.HandOver(next.Order, next.Code, Key(), node))).Unknown;

    /// <summary>A neighbour looks at an order they were told of: it is there.</summary>
    async Task<bool> Look()
    {
        if (!acknowledged.TryDequeue(out var known)) return false;
        acknowledged.Enqueue(known);
        try
        {
            var (status, body) = await driver.Get($"/api/v1/orders/{known.Order}", driver.Brand.Tokens[known.Client]);
            Seen.Count("looks");
            if (status == 404) Seen.Violate("stale", string.Create(CultureInfo.InvariantCulture, $"order {known.Order} was acknowledged and a later look answered {status} {body}"));
            return status < 500;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException) { return false; }
    }

    int Draw(int below)
    {
        lock (chance) return chance.Next(below);
    }

    string Key() => Request.NewKey(chance);
}
