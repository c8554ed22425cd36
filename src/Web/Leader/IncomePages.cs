// What a leader earns: all of it at a glance, and one deal order by order.
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Leader;

public static class IncomePages
{
    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/income", Show);
        counter.MapGet("/income/{id:guid}", OfDeal);
    }

    static async Task<IResult> Show(HttpContext http, Store store, TradeSettings settings)
    {
        var keeper = Keeper.Of(http);
        var earned = await store.Read(db => ShowEarnings.Handle(db, settings, new(keeper.Visitor)));
        return earned.Refused ? Screens.Refuse(http, earned.Refusal!, "/leader") : Screens.Mine<IncomePage>(http, new { Earned = earned.Value, keeper.Now });
    }

    static async Task<IResult> OfDeal(Guid id, HttpContext http, Store store, Sealing sealing, TradeSettings settings)
    {
        var keeper = Keeper.Of(http);
        var earned = await store.Read(db => ShowDealEarnings.Handle(db, sealing, settings, new(keeper.Visitor, new(id))));
        return earned.Refused ? Screens.Refuse(http, earned.Refusal!, "/leader/income") : Screens.Mine<DealIncomePage>(http, new { Earned = earned.Value, keeper.Now });
    }
}
