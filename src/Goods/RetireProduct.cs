// Headquarters takes a product out of the library; past deals keep it.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Goods;

public static class RetireProduct
{
    public sealed record Ask(Visitor By, ProductId ProductId);

    public static readonly Refusal NotAllowed = Visitor.NotAllowed;
    public static readonly Refusal Unknown = ChangeProduct.Unknown;

    /// <summary>Retiring twice is harmless; the first instant stays.</summary>
    public static Outcome<Done> Decide(Product? product, Ask ask, DateTimeOffset now)
    {
        if (!ask.By.AtHeadquarters) return NotAllowed;
        if (product is null) return Unknown;
        product.RetiredAt ??= now;
        return Done.Deed;
    }

    public static async Task<Outcome<Done>> Handle(Work work, Ask ask)
    {
        var product = await work.Db.Set<Product>().FirstOrDefaultAsync(p => p.Id == ask.ProductId);
        var stood = product is { RetiredAt: null };
        var decided = Decide(product, ask, work.Now);
        if (!decided.Refused && stood) Audit.Note(work, ask.By.Person.Value, "product-retired", ask.ProductId.Value, "on the shelf", "retired");
        return decided;
    }
}
