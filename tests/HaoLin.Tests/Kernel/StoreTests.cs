// One deed, one transaction: what a refusal, a fault and a lost race leave behind.
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Kernel;

public sealed class StoreTests
{
    static readonly Refusal No = new("test.no", 409, "不行", "No.");

    [Theory, OnEachDatabase]
    public async Task A_refusal_and_a_fault_leave_neither_change_nor_news(Database on)
    {
        await using var village = await Village.Open(on);
        var before = await Left(village);
        Assert.Equal(No, await village.Refused<Done>(async work => { await Change(village, work); return No; }));
        Assert.Equal(before, await Left(village));
        await Assert.ThrowsAsync<InvalidDataException>(() => village.Store.Write(async work => { await Change(village, work); throw new InvalidDataException(); }));
        Assert.Equal(before, await Left(village));
        await village.Store.Write(work => Change(village, work));
        Assert.Equal((before.Messages + 1, before.News + 1), await Left(village));
    }

    [Theory, OnEachDatabase]
    public async Task A_counted_refusal_keeps_its_count(Database on)
    {
        await using var village = await Village.Open(on);
        var before = await Left(village);
        Assert.True((await village.Refused<Done>(async work => { await Change(village, work); return No with { Counted = true }; })).Counted);
        Assert.Equal((before.Messages + 1, before.News + 1), await Left(village));
    }

    [Theory, OnEachDatabase]
    public async Task Who_comes_second_to_a_unique_key_decides_again_on_what_is_there(Database on)
    {
        await using var village = await Village.Open(on);
        var tries = 0;
        var outcome = await village.Store.Write<bool>(async work =>
        {
            tries++;
            if (await work.Db.Set<Attempt>().AnyAsync(a => a.Bucket == "the one")) return false;
            // Somebody else's insert, between our look and our own.
            if (tries == 1) await work.Db.Database.ExecuteSqlAsync($"INSERT INTO attempt (bucket, window_start, count) VALUES ('the one', 1, 1)");
            work.Db.Add(new Attempt { Bucket = "the one", WindowStart = work.Now, Count = 1 });
            return true;
        });
        // The first try was rolled back whole, so the second finds nobody and is first.
        Assert.Equal((2, true), (tries, outcome.Value));
    }

    [Theory, OnEachDatabase]
    public async Task A_key_that_is_always_taken_is_a_fault_in_the_end(Database on)
    {
        await using var village = await Village.Open(on);
        var tries = 0;
        await Assert.ThrowsAsync<DbUpdateException>(() => village.Store.Write(work =>
        {
            tries++;
            work.Db.Add(new Community { Id = village.Sunshine, Name = "又一个", Address = "", CreatedAt = work.Now });
            return Task.CompletedTask;
        }));
        Assert.Equal(4, tries);
    }

    [Theory, OnEachDatabase]
    public async Task Screens_and_the_dispatcher_are_woken_after_the_commit_and_not_by_a_refusal(Database on)
    {
        await using var village = await Village.Open(on);
        var subject = village.Sunshine.Value;
        await village.Refused<Done>(async work => { work.Stir(subject); await Change(village, work); return No; });
        Assert.Equal(0, village.Store.Stirrings.Version(subject));
        var woken = village.Store.NewsBell.Wait(TimeSpan.FromHours(1), village.Clock, CancellationToken.None);
        Assert.False(woken.IsCompleted);
        await village.Store.Write(async work => { work.Stir(subject); await Change(village, work); });
        await woken.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, village.Store.Stirrings.Version(subject));
    }

    static async Task Change(Village village, Work work)
    {
        await SendMessages.Handle(work, new SendMessages.Ask(village.Zhang.Person, "note", village.Sunshine.Value, "一条消息", "/"));
        work.Tell(new DealOpened(village.Sunshine.Value, village.Zhang.Person.Value));
    }

    static Task<(int Messages, int News)> Left(Village village) =>
        village.Asking(async db => (await db.Set<Message>().CountAsync(), await db.Set<OutboxRow>().CountAsync()));
}
