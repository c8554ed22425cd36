// Who collects an order instead of the neighbour who ordered (代取): a name and four digits, sealed with that neighbour's key.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HaoLin.Trade;

public sealed class Collector
{
    const int MarkBytes = 16;

    public required OrderId OrderId { get; init; }
    public required byte[] NameSealed { get; set; }
    public required byte[] PhoneTailSealed { get; set; }
    public required DateTimeOffset NamedAt { get; set; }

    /// <summary>The address to forward: it holds until another collector is named or none is wanted any more. Nobody can guess it, and nothing of it is stored.</summary>
    public string Path(Sealing sealing) => $"/collect/{OrderId.Value:N}/{Convert.ToHexStringLower(sealing.Lookup("collector", $"{OrderId.Value:N} {NamedAt.UtcTicks}")[..MarkBytes])}";

    internal sealed class Mapping : IEntityTypeConfiguration<Collector>
    {
        public void Configure(EntityTypeBuilder<Collector> collector) => collector.ToTable("collector").HasKey(c => c.OrderId);
    }
}

/// <param name="PhoneTail">The last four digits.</param>
/// <param name="Path">What follows the brand's address in the link to forward; null for whoever may not forward it.</param>
public sealed record CollectorSeen(string Name, string PhoneTail, string? Path)
{
    /// <summary>The collectors of these orders, as their residents named them.</summary>
    public static async Task<Dictionary<OrderId, CollectorSeen>> Of(HaoLinDb db, Sealing sealing, IReadOnlyCollection<OrderId> orders)
    {
        var ids = orders.ToArray();
        var rows = await (from c in db.Set<Collector>().AsNoTracking()
                          join o in db.Set<Order>().AsNoTracking() on c.OrderId equals o.Id
                          join p in db.Set<Person>().AsNoTracking() on o.PersonId equals p.Id
                          where ids.Contains(c.OrderId)
                          select new { c, p.KeyWrapped }).ToListAsync();
        return rows.ToDictionary(r => r.c.OrderId, r => new CollectorSeen(sealing.Open(r.KeyWrapped, r.c.NameSealed), sealing.Open(r.KeyWrapped, r.c.PhoneTailSealed), r.c.Path(sealing)));
    }
}
