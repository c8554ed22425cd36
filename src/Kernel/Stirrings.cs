// Tells screens of this node that a subject has changed; other nodes notice by asking once a second.
using System.Collections.Concurrent;

namespace HaoLin.Kernel;

public sealed class Stirrings
{
    readonly ConcurrentDictionary<Guid, long> versions = new();
    readonly ConcurrentDictionary<Guid, Bell> bells = new();

    public long Version(Guid subject) => versions.GetValueOrDefault(subject);

    public void Stir(Guid subject)
    {
        versions.AddOrUpdate(subject, 1, (_, v) => v + 1);
        if (bells.TryGetValue(subject, out var bell)) bell.Ring();
    }

    /// <summary>Completes when the subject stirs or after <paramref name="atMost"/>, whichever is first.</summary>
    public Task Wait(Guid subject, TimeSpan atMost, TimeProvider clock, CancellationToken stop) =>
        bells.GetOrAdd(subject, _ => new()).Wait(atMost, clock, stop);
}

/// <summary>Wakes everyone who waits; a ring with nobody waiting is kept for the next one.</summary>
public sealed class Bell
{
    readonly Lock gate = new();
    TaskCompletionSource rung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool kept;

    public void Ring()
    {
        lock (gate)
        {
            kept = true;
            rung.TrySetResult();
        }
    }

    public async Task Wait(TimeSpan atMost, TimeProvider clock, CancellationToken stop)
    {
        Task wait;
        lock (gate)
        {
            if (kept)
            {
                kept = false;
                rung = new(TaskCreationOptions.RunContinuationsAsynchronously);
                return;
            }
            wait = rung.Task;
        }
        try { await wait.WaitAsync(atMost, clock, stop); }
        catch (TimeoutException) { }
        lock (gate)
        {
            if (!rung.Task.IsCompleted) return;
            kept = false;
            rung = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
