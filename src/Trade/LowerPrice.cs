// Headquarters lowers a price of a deal that leaders have adopted: everywhere at once, for whoever orders from now on.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class LowerPrice
{
    /// <param name="OfferId">Of headquarters' own deal.</param>
    public sealed record Ask(Visitor By, DealId DealId, OfferId OfferId, Money Price);

    public static readonly Refusal OnlyDown = new("trade.price-only-down", 422, "团开着的时候价格只能往下调，谁都不会比看到的多付", "While deals run a price only falls: nobody pays more than they saw.");

    public static Refusal? Decide(Deal deal, Offer? offer, Money price) =>
        deal.PublishedAt is null ? Deal.WrongState
        : offer is null || offer.IsGift ? JoinDeal.OfferMissing
        : price <= Money.Zero || price >= offer.Price ? OnlyDown.With("priceFen") : null;

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        if (!ask.By.AtHeadquarters) return Visitor.NotAllowed;
        var source = await Deal.Lock(work, ask.DealId);
        if (source is null) return Deal.Missing;
        var offer = await work.Db.Set<Offer>().FirstOrDefaultAsync(o => o.Id == ask.OfferId && o.DealId == source.Id);
        if (Decide(source, offer, ask.Price) is { } refusal) return refusal;
        foreach (var id in await work.Db.Set<Deal>().Where(d => d.SourceId == source.Id && d.CancelledAt == null && d.CutOffAt == null).OrderBy(d => d.Id).Select(d => d.Id).ToListAsync())
        {
            // Nobody joins meanwhile, so every order has the one price or the other.
            await Deal.Lock(work, id);
            await work.Db.Set<Offer>().Where(o => o.DealId == id && o.Position == offer!.Position).ExecuteUpdateAsync(set => set.SetProperty(o => o.Price, ask.Price));
            work.Stir(id.Value);
        }
        Audit.Note(work, ask.By.Person.Value, "price", source.Id.Value, $"{offer!.Price.Fen} fen", $"{ask.Price.Fen} fen");
        offer.Price = ask.Price;
        return Done.Deed;
    }
}
