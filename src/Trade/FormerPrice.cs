// The price struck through beside today's: the lowest at which the same goods were really on sale in the seven days before, reckoned and never typed (明码标价和禁止价格欺诈规定, articles 16 and 17).
using HaoLin.Goods;
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class FormerPrice
{
    public static readonly TimeSpan Window = TimeSpan.FromDays(7);

    /// <summary>One product's price in a deal that was open to everybody.</summary>
    /// <param name="Until">When it was on sale no more; null while it still is.</param>
    /// <param name="Sold">Somebody paid for it in the seven days: what nobody bought never was a deal price.</param>
    public readonly record struct OnSale(ProductId Product, Money Price, DateTimeOffset? Until, bool Sold);

    /// <summary>What may be struck through, or nothing: as low as the lowest of all that was on sale from seven days before the deal opened until now, so that it is true on the deal's first day and on its last.</summary>
    /// <param name="others">What other deals had on sale so far; those of other products and of earlier times are left out here.</param>
    /// <param name="opened">When the deal in question opened, or is to open.</param>
    public static Money? Of(ProductId product, Money price, IEnumerable<OnSale> others, DateTimeOffset opened)
    {
        Money? lowest = null;
        var sold = false;
        foreach (var other in others)
        {
            if (other.Product != product || other.Until <= opened - Window) continue;
            sold |= other.Sold;
            if (lowest is not { } low || other.Price < low) lowest = other.Price;
        }
        return sold && lowest > price ? lowest : null;
    }

    /// <summary>For each offer of a deal what may be struck through beside its price; nothing where nothing can be ordered any more.</summary>
    internal static async Task<IReadOnlyDictionary<OfferId, Money>> Of(HaoLinDb db, Deal deal, IEnumerable<Offer> offers)
    {
        var found = new Dictionary<OfferId, Money>();
        if (deal.State is not (DealState.Scheduled or DealState.Open) || (deal.OpenedAt ?? deal.OpensDue) is not { } opened) return found;
        Offer[] own = [.. offers.Where(o => !o.IsGift)];
        var (since, products) = (opened - Window, own.Select(o => o.ProductId).Distinct().ToArray());
        var others = await (from f in db.Set<Offer>().AsNoTracking()
                            join d in db.Set<Deal>().AsNoTracking() on f.DealId equals d.Id
                            where products.Contains(f.ProductId) && f.GiftForFirst == null && d.Id != deal.Id && d.OpenedAt != null
                                && (d.CutOffAt > since || (d.CutOffAt == null && (d.CancelledAt == null || d.CancelledAt > since)))
                            select new { f.ProductId, f.Price, Until = d.CutOffAt ?? d.CancelledAt,
                                Sold = db.Set<Order>().Any(o => o.DealId == d.Id && o.PaidAt > since && o.PaidAt < opened && o.Lines.Any(l => l.OfferId == f.Id)) }).ToListAsync();
        OnSale[] onSale = [.. others.Select(o => new OnSale(o.ProductId, o.Price, o.Until, o.Sold))];
        foreach (var offer in own)
            if (Of(offer.ProductId, offer.Price, onSale, opened) is { } was) found[offer.Id] = was;
        return found;
    }
}
