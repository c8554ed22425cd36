// A resident's coupons: her own, and the link from which one is claimed.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using HaoLin.Trade;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Resident;

public static class CouponPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/coupons", Mine);
        pages.MapGet("/c/{id:guid}", Show);
        pages.MapPost("/c/{id:guid}", Claim);
    }

    static async Task<IResult> Mine(HttpContext http, Store store)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.SignInFirst(http);
        var now = store.Clock.GetUtcNow();
        return Screens.Mine<CouponsPage>(http, new { Coupons = await store.Read(db => ListMyCoupons.Handle(db, new(me), now)), Now = now });
    }

    static Task<IResult> Show(HttpContext http, Guid id, Store store) => Page(http, id, null, store);

    static async Task<IResult> Page(HttpContext http, Guid id, Refusal? refusal, Store store)
    {
        var (me, now) = (SignedIn.Person(http), store.Clock.GetUtcNow());
        var campaign = await store.Read(db => ShowCampaign.Handle(db, new(me, new(id)), now));
        return campaign.Match(
            shown => Screens.Mine<ClaimPage>(http, new { Campaign = shown, IsSignedIn = me is not null, Refusal = refusal, Now = now }, refusal?.Status ?? 200),
            missing => Screens.Refuse(http, missing));
    }

    static async Task<IResult> Claim(HttpContext http, Guid id, Store store)
    {
        if (SignedIn.Person(http) is not { } me) return Screens.Next($"/sign-in?back=%2Fc%2F{id}");
        var claimed = await store.Write(work => ClaimCoupon.Handle(work, new(me, new(id))));
        return claimed.Refused ? await Page(http, id, claimed.Refusal, store) : Screens.Next($"/c/{id}");
    }
}
