// Yardsticks a and c: the rows of a join written to the same tables with no product in between, in batches and one transaction at a time.
using HaoLin.Trade;

namespace HaoLin.Bench;

/// <summary>The deal to write into and who joins it.</summary>
public sealed record Guests(Guid Deal, Guid Offer, Guid PickupPoint, long PriceFen, IReadOnlyList<Guid> People);

/// <summary>What one join leaves behind, ready to be written.</summary>
public readonly record struct JoinRow(Guid Order, Guid Person, int Sequence, string Key, byte[] Fingerprint, string Body, long HoldUntil);

public abstract class Straight(Guests guests)
{
    public const int BatchSize = 200;

    int sequence;
    int next;

    protected Guests Guests { get; } = guests;

    /// <summary>Writes so many joins in batches of 200; answers how many a second became durable.</summary>
    public abstract Task<double> InBatches(int joins);

    /// <summary>Writes as many as can be in the time, one transaction each, this many at once.</summary>
    public abstract Task<double> OneByOne(TimeSpan time, int clients);

    protected JoinRow[] NextRows(int count)
    {
        var now = TimeProvider.System.GetUtcNow();
        var rows = new JoinRow[count];
        for (var i = 0; i < count; i++) rows[i] = NextRow(now, Interlocked.Increment(ref sequence));
        return rows;
    }

    protected JoinRow NextRow(DateTimeOffset now, int number)
    {
        var order = Guid.CreateVersion7(now);
        var hold = now.AddMinutes(15);
        var body = JoinDeal.ToJson(new(order, number, Guests.PriceFen, hold, []));
        var fingerprint = new byte[32];
        order.TryWriteBytes(fingerprint);
        return new(order, Guests.People[Interlocked.Increment(ref next) - 1], number, $"{order}", fingerprint, body, hold.UtcTicks);
    }

    /// <summary>The news of one batch, as long as the product's own.</summary>
    protected static string News(Guid deal, JoinRow[] rows) => System.Text.Json.JsonSerializer.Serialize(new
    {
        dealId = deal, neighbours = rows.Select(r => new { orderId = r.Order, personId = r.Person, sequence = r.Sequence, holdUntil = new DateTimeOffset(r.HoldUntil, TimeSpan.Zero) }),
    });
}
