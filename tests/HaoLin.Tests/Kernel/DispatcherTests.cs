// News from the outbox reaches its hearers at least once, and has its effect exactly once.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace HaoLin.Tests.Kernel;

public sealed class DispatcherTests
{
    static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    [Theory, OnEachDatabase]
    public async Task A_hearer_that_fails_twice_has_its_effect_once(Database on)
    {
        await using var village = await Village.Open(on);
        var tries = 0;
        var dispatcher = Hearing(village, new Hearings().Of<DealOpened>("tells the leader", async (work, fact) =>
        {
            // The effect comes first, so that a failure that kept it would show.
            await Effect(work, fact);
            if (++tries <= 2) throw new InvalidDataException("not yet");
        }));
        await Happens(village, 1);

        Assert.Equal(1, await dispatcher.CarryBatch());
        Assert.Contains("not yet", (await Row(village)).Error);
        Assert.Equal(0, await dispatcher.CarryBatch());
        await village.Pass(TimeSpan.FromSeconds(2) + Instant);
        Assert.Equal(1, await dispatcher.CarryBatch());
        Assert.Equal(0, await Effects(village));
        await village.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(0, await dispatcher.CarryBatch());
        await village.Pass(TimeSpan.FromSeconds(1) + Instant);
        Assert.Equal(1, await dispatcher.CarryBatch());

        Assert.Equal(1, await Effects(village));
        var row = await Row(village);
        Assert.Equal((3, true), (row.Attempts, row.DoneAt is not null));
        await village.Pass(TimeSpan.FromDays(1));
        Assert.Equal(0, await dispatcher.CarryBatch());
    }

    [Theory, OnEachDatabase]
    public async Task One_bad_message_holds_up_none_of_its_neighbours(Database on)
    {
        await using var village = await Village.Open(on);
        var bad = Subject(3);
        var dispatcher = Hearing(village, new Hearings().Of<DealOpened>("tells the leader", (work, fact) =>
            fact.DealId == bad ? throw new InvalidDataException("always") : Effect(work, fact)));
        await Happens(village, 5);
        Assert.Equal(5, await dispatcher.CarryBatch());
        Assert.Equal(4, await Effects(village));
        Assert.Equal(1, await village.Asking(db => db.Set<OutboxRow>().CountAsync(m => m.DoneAt == null)));
    }

    [Theory, OnEachDatabase]
    public async Task Delivered_again_it_is_not_heard_again_because_the_inbox_remembers(Database on)
    {
        await using var village = await Village.Open(on);
        var dispatcher = Hearing(village, new Hearings().Of<DealOpened>("tells the leader", Effect));
        await Happens(village, 1);
        await dispatcher.CarryBatch();
        async Task DeliverAgain()
        {
            await village.Store.Write(work => work.Db.Set<OutboxRow>().ExecuteUpdateAsync(set => set.SetProperty(m => m.DoneAt, (DateTimeOffset?)null)));
            Assert.Equal(1, await dispatcher.CarryBatch());
        }
        await DeliverAgain();
        Assert.Equal(1, await Effects(village));
        // The negative control: without the inbox row the effect happens again.
        await village.Store.Write(work => work.Db.Set<InboxRow>().ExecuteDeleteAsync());
        await DeliverAgain();
        Assert.Equal(2, await Effects(village));
    }

    [Theory, OnEachDatabase]
    public async Task Of_two_hearers_each_hears_once_though_one_of_them_fails_first(Database on)
    {
        await using var village = await Village.Open(on);
        var failures = 1;
        var dispatcher = Hearing(village, new Hearings()
            .Of<DealOpened>("tells the leader", Effect)
            .Of<DealOpened>("tells the neighbours", (work, fact) => failures-- > 0 ? throw new InvalidDataException("once") : Effect(work, fact)));
        await Happens(village, 1);
        await dispatcher.CarryBatch();
        Assert.Equal(0, await Effects(village));
        await village.Pass(TimeSpan.FromSeconds(2) + Instant);
        await dispatcher.CarryBatch();
        Assert.Equal(2, await Effects(village));
        Assert.Equal(2, await village.Asking(db => db.Set<InboxRow>().CountAsync()));
    }

    [Theory, OnEachDatabase]
    public async Task What_a_dead_worker_had_claimed_is_carried_when_its_lease_ends(Database on)
    {
        await using var village = await Village.Open(on);
        var dispatcher = Hearing(village, new Hearings().Of<DealOpened>("tells the leader", Effect));
        await Happens(village, 1);
        // Claimed, and then the process was killed.
        await village.Store.Write(work => work.Db.Set<OutboxRow>().ExecuteUpdateAsync(set => set
            .SetProperty(m => m.LockedUntil, work.Now + TimeSpan.FromSeconds(15)).SetProperty(m => m.Attempts, 1)));
        Assert.Equal(0, await dispatcher.CarryBatch());
        await village.Pass(TimeSpan.FromSeconds(15) + Instant);
        Assert.Equal(1, await dispatcher.CarryBatch());
        Assert.Equal(1, await Effects(village));
    }

    [Fact, Trait("needs", "postgresql")]
    public async Task A_worker_slower_than_its_lease_and_its_successor_have_one_effect_between_them()
    {
        await using var village = await Village.Open(Database.PostgreSql);
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var calls = 0;
        var dispatcher = Hearing(village, new Hearings().Of<DealOpened>("tells the leader", async (work, fact) =>
        {
            await Effect(work, fact);
            if (Interlocked.Increment(ref calls) > 1) return;
            reached.SetResult();
            await goOn.Task;
        }));
        await Happens(village, 1);
        var slow = dispatcher.CarryBatch();
        await reached.Task;
        await village.Pass(TimeSpan.FromSeconds(16));
        Assert.Equal(1, await dispatcher.CarryBatch());
        goOn.SetResult();
        await slow;
        Assert.Equal(2, calls);
        Assert.Equal(1, await Effects(village));
        Assert.NotNull((await Row(village)).DoneAt);
    }

    [Theory, OnEachDatabase]
    public async Task Four_workers_side_by_side_carry_three_hundred_messages_once_each(Database on)
    {
        await using var village = await Village.Open(on);
        var hearings = new Hearings().Of<DealOpened>("tells the leader", Effect);
        await Happens(village, 300);
        await Village.AtOnce(4, async _ =>
        {
            var dispatcher = Hearing(village, hearings);
            while (await dispatcher.CarryBatch() > 0) { }
        });
        Assert.Equal(300, await Effects(village));
        Assert.Equal(300, await village.Asking(db => db.Set<Message>().Select(m => m.Subject).Distinct().CountAsync()));
        Assert.Equal(0, await village.Asking(db => db.Set<OutboxRow>().CountAsync(m => m.DoneAt == null)));
    }

    [Theory, OnEachDatabase]
    public async Task What_is_due_later_waits_and_what_nobody_hears_is_done(Database on)
    {
        await using var village = await Village.Open(on);
        var dispatcher = Hearing(village, new Hearings().Of<DealOpened>("tells the leader", Effect));
        await village.Store.Write(work =>
        {
            work.Tell(new DealOpened(Subject(1), village.Zhang.Person.Value), dueAt: work.Now + TimeSpan.FromMinutes(5));
            work.Tell(new DealCutOff(Subject(2), village.Zhang.Person.Value));
            return Task.CompletedTask;
        });
        Assert.Equal(1, await dispatcher.CarryBatch());
        Assert.Equal(0, await Effects(village));
        await village.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await dispatcher.CarryBatch());
        Assert.Equal(1, await Effects(village));
    }

    [Theory, OnEachDatabase]
    public async Task What_was_heard_is_forgotten_after_seven_days_and_what_was_not_is_kept(Database on)
    {
        await using var village = await Village.Open(on);
        var dispatcher = Hearing(village, new Hearings().Of<DealOpened>("tells the leader", (work, fact) =>
            fact.DealId == Subject(1) ? throw new InvalidDataException("never") : Effect(work, fact)));
        await Happens(village, 2);
        await dispatcher.CarryBatch();
        await village.Pass(TimeSpan.FromDays(7));
        await village.Store.Write(Dispatcher.Forget);
        Assert.Equal((2, 1), await Kept(village));
        await village.Pass(Instant);
        await village.Store.Write(Dispatcher.Forget);
        Assert.Equal((1, 0), await Kept(village));
    }

    [Fact]
    public void A_hearer_is_listed_once()
    {
        var hearings = new Hearings().Of<DealOpened>("tells the leader", Effect);
        Assert.Throws<InvalidOperationException>(() => hearings.Of<DealOpened>("tells the leader", Effect));
    }

    static Dispatcher Hearing(Village village, Hearings hearings) => new(village.Store, hearings, NullLogger<Dispatcher>.Instance);

    static Guid Subject(int n) => new(n, 0, 0, new byte[8]);

    static Task Happens(Village village, int times) => village.Store.Write(work =>
    {
        for (var n = 1; n <= times; n++) work.Tell(new DealOpened(Subject(n), village.Zhang.Person.Value));
        return Task.CompletedTask;
    });

    /// <summary>A message that is written each time it is told: two effects would be two rows.</summary>
    static async Task Effect(Work work, DealOpened fact) =>
        await SendMessages.Handle(work, new SendMessages.Ask(new(fact.LeaderId), "opened", fact.DealId, "开团了", "/"));

    static Task<int> Effects(Village village) => village.Asking(db => db.Set<Message>().CountAsync());

    static Task<OutboxRow> Row(Village village) => village.Asking(db => db.Set<OutboxRow>().SingleAsync());

    static Task<(int, int)> Kept(Village village) => village.Asking(async db => (await db.Set<OutboxRow>().CountAsync(), await db.Set<InboxRow>().CountAsync()));
}
