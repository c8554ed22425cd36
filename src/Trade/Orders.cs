// Small questions about orders that several use cases ask.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

static class Orders
{
    public static async Task<DealId?> DealOf(HaoLinDb db, OrderId id)
    {
        var found = await db.Set<Order>().AsNoTracking().Where(o => o.Id == id).Select(o => new { o.DealId }).FirstOrDefaultAsync();
        return found?.DealId;
    }
}
