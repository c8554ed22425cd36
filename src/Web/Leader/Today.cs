// The leader's day: what is to do, what is running, and ticking things off.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class Today
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("", Show);
        counter.MapPost("/tasks/{id:guid}/done", Finish);
    }

    static async Task<IResult> Show(HttpContext http, Store store, Sealing sealing)
    {
        var keeper = Keeper.Of(http);
        var morning = BusinessDay.At(BusinessDay.Of(keeper.Now), TimeOnly.MinValue);
        var me = await store.Read(db => ReadMyself.Handle(db, sealing, new(keeper.Visitor)));
        if (me.Refused) return StaffSignIn.First(http);
        var tasks = await store.Read(db => ListTasks.Handle(db, new(keeper.Visitor, morning)));
        var deals = await store.Read(db => ListLedDeals.Handle(db, new(keeper.Visitor)));
        // Headquarters looks over a shoulder here and leads nothing itself.
        var file = (await store.Read(db => ReadLeaderFile.Handle(db, keeper.Now, new(keeper.Visitor, keeper.Visitor.Person)))).Match(f => f, _ => new(LeaderFile.Regular, false, null, false, ""));
        return Screens.Mine<TodayPage>(http, new { Me = me.Value, File = file, Tasks = tasks, Deals = deals, keeper.Now });
    }

    static async Task<IResult> Finish(Guid id, HttpContext http, Store store)
    {
        var done = await store.Write(work => FinishTask.Handle(work, new(Keeper.Of(http).Visitor, id)));
        return done.Refused ? Screens.Refuse(http, done.Refusal!, "/leader") : Screens.Next("/leader");
    }
}
