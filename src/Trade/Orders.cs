// Small questions about orders that several use cases ask.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

static class Orders
{
    const int ChunkMax = 500;

    /// <summary>
    /// Locks orders of a deal whose lock is held, and loads with their lines those that still answer the question: a payment,
    /// a refund or a hand-over may have come meanwhile. Only who holds the deal locks several orders, so nobody waits in a circle.
    /// </summary>
    public static async Task<List<Order>> Lock(Work work, IQueryable<Order> question)
    {
        var ids = await question.AsNoTracking().OrderBy(o => o.Id).Select(o => o.Id).ToListAsync();
        var orders = new List<Order>(ids.Count);
        foreach (var chunk in ids.Chunk(ChunkMax))
        {
            if (work.Db.Database.IsNpgsql())
            {
                var values = chunk.Select(id => id.Value).ToArray();
                await work.Db.Database.ExecuteSqlAsync($"SELECT 1 FROM orders WHERE id = ANY({values}) ORDER BY id FOR UPDATE");
            }
            orders.AddRange(await question.Where(o => chunk.Contains(o.Id)).Include(o => o.Lines).ToListAsync());
        }
        return orders;
    }
}
