// Bells and stirrings wake whoever waits, lose no ring, and never wait longer than they were told.
using HaoLin.Kernel;
using Microsoft.Extensions.Time.Testing;

namespace HaoLin.Tests.Kernel;

public sealed class WakingTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly Guid Deal = new("019d9f00-0000-7000-8000-000000000001");

    readonly FakeTimeProvider clock = new();
    readonly Bell bell = new();
    readonly Stirrings stirrings = new();

    Task Waits() => bell.Wait(Second, clock, CancellationToken.None);

    [Fact]
    public async Task A_ring_wakes_everyone_who_waits()
    {
        var waiting = Enumerable.Range(0, 5).Select(_ => Waits()).ToArray();
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        bell.Ring();
        await Soon(Task.WhenAll(waiting));
    }

    [Fact]
    public async Task A_ring_that_nobody_heard_is_kept_for_the_next_one_and_only_for_one()
    {
        bell.Ring();
        bell.Ring();
        await Soon(Waits());
        Assert.False(Waits().IsCompleted);
    }

    [Fact]
    public async Task After_a_ring_the_next_wait_waits_again()
    {
        var first = Waits();
        bell.Ring();
        await Soon(first);
        var second = Waits();
        Assert.False(second.IsCompleted);
        bell.Ring();
        await Soon(second);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_told_or_after_the_house_closes()
    {
        var waiting = Waits();
        clock.Advance(Second);
        await Soon(waiting);
        using var closing = new CancellationTokenSource();
        var closed = bell.Wait(Second, clock, closing.Token);
        await closing.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => closed);
    }

    [Fact]
    public async Task A_deal_that_stirs_wakes_all_who_watch_it_and_nobody_else()
    {
        var watching = Enumerable.Range(0, 3).Select(_ => stirrings.Wait(Deal, seen: 0, Second, clock, CancellationToken.None)).ToArray();
        var other = stirrings.Wait(Guid.AllBitsSet, seen: 0, Second, clock, CancellationToken.None);
        stirrings.Stir(Deal);
        await Soon(Task.WhenAll(watching));
        Assert.All(watching, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.False(other.IsCompleted);
        clock.Advance(Second);
        await Soon(other);
        Assert.Equal((1, 0), (stirrings.Version(Deal), stirrings.Version(Guid.AllBitsSet)));
    }

    [Fact]
    public async Task What_stirred_between_looking_and_waiting_is_missed_by_none_of_the_watchers()
    {
        var seen = stirrings.Version(Deal);
        stirrings.Stir(Deal);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var waiting = stirrings.Wait(Deal, seen, Second, clock, CancellationToken.None);
            Assert.True(waiting.IsCompletedSuccessfully);
            Assert.Equal(1, await waiting);
        }
    }

    /// <summary>Real time only bounds how long a failure takes.</summary>
    static Task Soon(Task task) => task.WaitAsync(TimeSpan.FromSeconds(30));
}
