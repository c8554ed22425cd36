// The share kit of a deal: the text for the group, the poster as a picture and as a page.
using System.Collections.Concurrent;
using HaoLin.Kernel;
using HaoLin.Trade;
using HaoLin.Web.Shared;
using Microsoft.Net.Http.Headers;

namespace HaoLin.Web.Leader;

public static class ShareDeal
{
    /// <summary>Painted posters by what they say; a leader's chat app asks for the same one several times.</summary>
    static readonly ConcurrentDictionary<string, Lazy<byte[]>> Painted = new();
    const int PaintedMax = 40;

    public static void Map(IEndpointRouteBuilder counter)
    {
        counter.MapGet("/deals/{id:guid}/share", Share);
        counter.MapGet("/deals/{id:guid}/poster.png", Picture);
        counter.MapGet("/deals/{id:guid}/poster", Bill);
    }

    static async Task<IResult> Share(Guid id, string? @new, HttpContext http, Store store, Sealing sealing, Outside outside, Brand brand)
    {
        var deal = await Find(http, store, sealing, id);
        if (deal.Refused) return Screens.Refuse(http, deal.Refusal!, "/leader/deals");
        return deal.Value.State == Deal.NameOf(DealState.Draft)
            ? Screens.Next($"/leader/deals/{id}/preview")
            : Screens.Mine<SharePage>(http, new { Deal = deal.Value, Poster = Poster.Of(deal.Value, outside.PublicAddress, brand.Name), Keeper.Of(http).Now, IsNew = @new is not null });
    }

    static async Task<IResult> Picture(Guid id, HttpContext http, Store store, Sealing sealing, Outside outside, Brand brand)
    {
        var deal = await Find(http, store, sealing, id);
        if (deal.Refused) return Screens.Refuse(http, deal.Refusal!, "/leader/deals");
        if (ChineseFont.Here is not { } font) return Screens.Next($"/leader/deals/{id}/poster");
        var poster = Poster.Of(deal.Value, outside.PublicAddress, brand.Name);
        var name = poster.Hash();
        if (Painted.Count > PaintedMax) Painted.Clear();
        var png = Painted.GetOrAdd(name, _ => new(() => PosterPainter.Png(poster, font))).Value;
        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.Bytes(png, "image/png", entityTag: new EntityTagHeaderValue($"\"{name}\""));
    }

    static async Task<IResult> Bill(Guid id, HttpContext http, Store store, Sealing sealing, Outside outside, Brand brand)
    {
        var deal = await Find(http, store, sealing, id);
        return deal.Refused
            ? Screens.Refuse(http, deal.Refusal!, "/leader/deals")
            : Screens.Mine<PosterPage>(http, new { Id = id, Poster = Poster.Of(deal.Value, outside.PublicAddress, brand.Name) });
    }

    static async Task<Outcome<ShowDeal.Answer>> Find(HttpContext http, Store store, Sealing sealing, Guid id) =>
        (await store.Read(db => WatchDeal.Handle(db, sealing, new(Keeper.Of(http).Visitor, new(id))))).Match<Outcome<ShowDeal.Answer>>(watched => watched.Deal, refusal => refusal);
}
