// The brand's library of products, newest first, searched by Chinese or English name.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Goods;

public static class ListProducts
{
    /// <param name="Search">Part of a name; blank asks for all.</param>
    /// <param name="After">The cursor of the page before.</param>
    /// <param name="Only">These products; null asks for all.</param>
    /// <param name="WithCommission">For leaders and headquarters; nobody else is told what a leader earns.</param>
    public sealed record Ask(string? Search = null, bool WithRetired = false, string? After = null, int Limit = 50, IReadOnlyCollection<ProductId>? Only = null, bool WithCommission = false);

    /// <param name="Next">The cursor of the next page, or null at the end.</param>
    public sealed record Answer(IReadOnlyList<Product> Items, string? Next) : IPaged;

    public const int LimitMax = 200;

    public static async Task<Answer> Handle(HaoLinDb db, Ask ask)
    {
        var limit = Math.Clamp(ask.Limit, 1, LimitMax);
        var products = db.Set<Product>().AsNoTracking();
        if (ask.Only is { } only) products = products.Where(p => only.Contains(p.Id));
        if (!ask.WithRetired) products = products.Where(p => p.RetiredAt == null);
        // Text that no product's name may hold finds nothing, and must not reach the database.
        var search = Texts.Optional(ask.Search, 80);
        if (search.Refused) return new([], null);
        if (search.Value.ToLowerInvariant() is { Length: > 0 } part)
#pragma warning disable CA1304, CA1311 // becomes the database's lower()
            products = products.Where(p => p.Name.ToLower().Contains(part) || p.EnglishName.ToLower().Contains(part));
#pragma warning restore CA1304, CA1311
        if (Cursor.Read(ask.After) is { } after)
            products = products.Where(p => p.CreatedAt < after.At || (p.CreatedAt == after.At && ((Guid)(object)p.Id).CompareTo(after.Id) < 0));
        var found = await products.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Take(limit + 1).ToListAsync();
        if (!ask.WithCommission) foreach (var product in found) product.CommissionPoints = null;
        return found.Count <= limit ? new(found, null) : new(found[..limit], new Cursor(found[limit - 1].CreatedAt, found[limit - 1].Id.Value).ToString());
    }
}
