// Tells screens of this node that a subject has changed; other nodes notice by asking once a second.
using System.Collections.Concurrent;

namespace HaoLin.Kernel;

public sealed class Stirrings
{
    readonly ConcurrentDictionary<Guid, Subject> subjects = new();

    long total;

    /// <summary>How often anything has stirred here.</summary>
    public long Total => Volatile.Read(ref total);

    public long Version(Guid subject)
    {
        if (!subjects.TryGetValue(subject, out var known)) return 0;
        lock (known.Gate) return known.Version;
    }

    public void Stir(Guid subject)
    {
        var known = subjects.GetOrAdd(subject, _ => new());
        TaskCompletionSource stirred;
        lock (known.Gate)
        {
            known.Version++;
            stirred = known.Next;
            known.Next = NewNext();
        }
        Interlocked.Increment(ref total);
        stirred.SetResult();
    }

    /// <summary>Completes when the subject's version is no longer <paramref name="seen"/>, or after <paramref name="atMost"/>, whichever is first.</summary>
    /// <remarks>What stirred between looking and waiting is not missed, however many watch the same subject.</remarks>
    /// <returns>The version then.</returns>
    public async Task<long> Wait(Guid subject, long seen, TimeSpan atMost, TimeProvider clock, CancellationToken stop)
    {
        var known = subjects.GetOrAdd(subject, _ => new());
        Task next;
        lock (known.Gate)
        {
            if (known.Version != seen) return known.Version;
            next = known.Next.Task;
        }
        try { await next.WaitAsync(atMost, clock, stop); }
        catch (TimeoutException) { }
        return Version(subject);
    }

    sealed class Subject
    {
        public readonly Lock Gate = new();
        public long Version;
        public TaskCompletionSource Next = NewNext();
    }

    static TaskCompletionSource NewNext() => new(TaskCreationOptions.RunContinuationsAsynchronously);
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
