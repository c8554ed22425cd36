// A leader's standing invitation to each community they lead, as a link and a QR.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class Invite
{
    public sealed record Way(string Community, Uri Address);

    public static void Map(IEndpointRouteBuilder counter) => counter.MapGet("/invite", Show);

    static async Task<IResult> Show(HttpContext http, Store store, Sealing sealing, Outside outside)
    {
        var visitor = Keeper.Of(http).Visitor;
        var me = await store.Read(db => ReadMyself.Handle(db, sealing, new(visitor)));
        var led = await store.Read(db => ListCommunities.Handle(db, new(visitor.Leads)));
        var ways = new List<Way>();
        foreach (var community in led.Items)
        {
            var invitation = await store.Write(work => InviteNeighbours.Handle(work, new(visitor, community.Id)));
            if (!invitation.Refused) ways.Add(new(community.Name, new(outside.PublicAddress, invitation.Value.Path)));
        }
        return Screens.Mine<InvitePage>(http, new { Name = me.Refused ? "" : me.Value.Name, Ways = ways });
    }
}
