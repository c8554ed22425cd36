// A run at a time of day is done by one node, once, at Shanghai's hour, and is made up for when it was missed.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Tests.Cast;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Tests.Kernel;

public sealed class DailyRunTests
{
    [Theory, OnEachDatabase]
    public async Task Two_nodes_that_look_again_and_again_do_it_once_a_day(Database on)
    {
        await using var village = await Village.Open(on);
        await using var second = new Store(village.Store.Settings, Village.Mappings, village.Clock);
        var run = Run(village);
        Task BothLook() => Village.AtOnce(4, n => (n % 2 == 0 ? village.Store : second).Write(work => DueWork.RunOnce(work, run)));

        // 19:30: the first look of a new brand does nothing but begin to count.
        await BothLook();
        await village.Pass(new TimeSpan(8, 29, 59));
        await BothLook();
        Assert.Equal(0, await Runs(village));
        // 04:00 in Shanghai.
        await village.Pass(TimeSpan.FromSeconds(1));
        await BothLook();
        await BothLook();
        Assert.Equal(1, await Runs(village));
        await village.Pass(TimeSpan.FromHours(23));
        await BothLook();
        Assert.Equal(1, await Runs(village));
        await village.Pass(TimeSpan.FromHours(1));
        await BothLook();
        Assert.Equal(2, await Runs(village));
    }

    [Theory, OnEachDatabase]
    public async Task After_three_days_of_standstill_it_is_done_once_and_a_run_that_failed_is_done_again(Database on)
    {
        await using var village = await Village.Open(on);
        var run = Run(village);
        await village.Store.Write(work => DueWork.RunOnce(work, run));
        await village.Pass(TimeSpan.FromDays(3));
        var fails = run with { Run = async work => { await run.Run(work); throw new InvalidDataException(); } };
        await Assert.ThrowsAsync<InvalidDataException>(() => village.Store.Write(work => DueWork.RunOnce(work, fails)));
        Assert.Equal(0, await Runs(village));
        await village.Store.Write(work => DueWork.RunOnce(work, run));
        await village.Store.Write(work => DueWork.RunOnce(work, run));
        Assert.Equal(1, await Runs(village));
    }

    static DailyRun Run(Village village) => new("counts itself", "0 4 * * *", async work =>
        await SendMessages.Handle(work, new SendMessages.Ask(village.Zhang.Person, "ran", village.Sunshine.Value, "跑过了", "/")));

    static Task<int> Runs(Village village) => village.Asking(db => db.Set<Message>().CountAsync());
}
