// At the desk: which of these orders belong to one neighbour, so that one tap hands all of them over.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class GroupByNeighbour
{
    /// <param name="Orders">As the desk found them for whoever asks.</param>
    public sealed record Ask(Visitor By, IReadOnlyList<Guid> Orders);

    /// <summary>For each order of a neighbour who has several of them: all of theirs, in the order they were given.</summary>
    public static async Task<IReadOnlyDictionary<Guid, IReadOnlyList<Guid>>> Handle(HaoLinDb db, Ask ask)
    {
        var ids = ask.Orders.Select(id => new OrderId(id)).ToArray();
        var of = await db.Set<Order>().AsNoTracking().Where(o => ids.Contains(o.Id)).Select(o => new { o.Id, o.PersonId }).ToDictionaryAsync(o => o.Id.Value, o => o.PersonId);
        return ask.Orders.Where(of.ContainsKey).GroupBy(id => of[id]).Where(g => g.Count() > 1)
            .SelectMany(g => g.Select(id => (id, All: (IReadOnlyList<Guid>)[.. g]))).ToDictionary(p => p.id, p => p.All);
    }
}
