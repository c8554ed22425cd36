// Who wants what everybody wants waits outside the database; who wants something else passes.
using HaoLin.Kernel;

namespace HaoLin.Tests.Kernel;

public sealed class TurnstileTests
{
    static readonly Guid Loquats = new("019d9f00-0000-7000-8000-000000000001"), Mulberries = new("019d9f00-0000-7000-8000-000000000002");

    readonly Turnstile turnstile = new();

    [Fact]
    public async Task The_third_who_wants_the_loquats_waits_until_one_leaves_and_the_mulberries_go_on_meanwhile()
    {
        var first = await turnstile.Enter(Loquats);
        using var second = await turnstile.Enter(Loquats);
        var third = turnstile.Enter(Loquats).AsTask();
        Assert.False(third.IsCompleted);
        (await turnstile.Enter(Mulberries)).Dispose();
        Assert.False(third.IsCompleted);
        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Leaving_twice_lets_nobody_else_in()
    {
        var first = await turnstile.Enter(Loquats);
        using var second = await turnstile.Enter(Loquats);
        first.Dispose();
        first.Dispose();
        using var third = await turnstile.Enter(Loquats);
        Assert.False(turnstile.Enter(Loquats).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Whoever_gives_up_leaves_the_line_and_when_all_are_gone_nothing_is_kept()
    {
        var (first, second) = (await turnstile.Enter(Loquats), await turnstile.Enter(Loquats));
        using var patience = new CancellationTokenSource();
        var third = turnstile.Enter(Loquats, patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        first.Dispose();
        second.Dispose();
        Assert.Equal(0, turnstile.Count);
    }
}
