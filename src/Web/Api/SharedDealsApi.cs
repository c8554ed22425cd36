// Headquarters' deals for leaders to sell (帮卖), over HTTP.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class SharedDealsApi
{
    public sealed record PublishRequest(bool On);

    /// <param name="OfferId">Of headquarters' own deal.</param>
    /// <param name="PriceFen">Lower than it is.</param>
    public sealed record PriceRequest(Guid OfferId, long PriceFen);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("leaders").Scoped("deals");
        api.Ask("shared-deals", "Headquarters' deals that I may adopt; for headquarters all of them, with the sum over the communities.", async (db, by, http) =>
            await ListSharedDeals.Handle(db, PeopleApi.Of<Sealing>(http), new(by), await PeopleApi.Of<Store>(http).Now(db)));
        api.Do<NoBody, MadeAnswer>("shared-deals/{id:guid}/adopt", 201, "Adopt headquarters' deal for my communities: it opens at once and follows headquarters' prices and times.", async (work, by, id, _, s) =>
            (await AdoptDeal.Handle(work, new(by, new(id)), s.GetRequiredService<TradeSettings>())).Match<Outcome<MadeAnswer>>(made => new MadeAnswer(made.Value), refusal => refusal));
        api.Do<PublishRequest, DoneAnswer>("headquarters/deals/{id:guid}/publish", 200, "Offer a draft to the leaders of its pickup points, or take it back while nobody has adopted it.", async (work, by, id, body, _) =>
            PeopleApi.Said(await PublishDeal.Handle(work, new(by, new(id), body.On))));
        api.Do<PriceRequest, DoneAnswer>("headquarters/deals/{id:guid}/price", 200, "Lower a price of a published deal, in every community at once, for whoever orders from now on. Its times move by deals/{id}/times.", async (work, by, id, body, _) =>
            PeopleApi.Said(await LowerPrice.Handle(work, new(by, new(id), new(body.OfferId), new(body.PriceFen)))));
    }
}
