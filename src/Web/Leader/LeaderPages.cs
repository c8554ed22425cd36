// The face of the leader's screens: which there are, and that only leaders and headquarters come behind the counter.
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class LeaderPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        StaffSignIn.Map(app);
        var door = app.MapGroup("").ExcludeFromDescription();
        SecondStep.Map(door);
        Passkeys.Map(door);
        var counter = app.MapGroup("/leader").AddEndpointFilter(Keeper.Admit).ExcludeFromDescription();
        Today.Map(counter);
        Invite.Map(counter);
        Assistants.Map(counter);
        Standing.Map(counter);
        DealShelf.Map(counter);
        WriteDeal.Map(counter);
        ScheduleOpening.Map(counter);
        Arrange.Map(counter);
        ShareDeal.Map(counter);
        PasteList.Map(counter);
        WrittenDownNeighbour.Map(counter);
        WatchPages.Map(counter);
        CollectingPages.Map(counter);
        DealSlots.Map(counter);
        PlaceCaps.Map(counter);
        RestingPoints.Map(counter);
        StandIn.Map(counter);
        SharedDeals.Map(counter);
        IncomePages.Map(counter);
        HandOverDesk.Map(counter);
        HandOverDesk.MapCode(app);
    }
}
