// The database's time, told by the node's own stopwatch between two hearings of it, so that a node whose clock is wrong shows and decides the same as the others.
namespace HaoLin.Kernel;

/// <summary>Before the first hearing it is the node's clock. Timers and stopwatches stay the node's.</summary>
public sealed class DatabaseTime(TimeProvider node) : TimeProvider
{
    sealed record Hearing(DateTimeOffset Told, long At);

    Hearing? last;

    public void Hear(DateTimeOffset told) => Volatile.Write(ref last, new(told, node.GetTimestamp()));

    public override DateTimeOffset GetUtcNow() => Volatile.Read(ref last) is { } heard ? heard.Told + node.GetElapsedTime(heard.At) : node.GetUtcNow();

    public override long TimestampFrequency => node.TimestampFrequency;
    public override long GetTimestamp() => node.GetTimestamp();
    public override TimeZoneInfo LocalTimeZone => node.LocalTimeZone;
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => node.CreateTimer(callback, state, dueTime, period);
}
