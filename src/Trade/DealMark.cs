// A short mark of all that a deal's leader watches: while it is the same nothing has changed, on whichever node.
using HaoLin.Kernel;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class DealMark
{
    /// <summary>Counted by the database in one question; "" when there is no such deal.</summary>
    public static async Task<string> Of(HaoLinDb db, DealId id) => (await db.Database.SqlQuery<string>($"""
        SELECT d.steps || '-' || d.last_sequence
            || (SELECT '-' || COUNT(o.paid_at) || '-' || COUNT(o.cancelled_at) || '-' || COUNT(o.lapsed_at) || '-' || COUNT(o.refund_asked_at) || '-' || COUNT(o.refunded_at)
                || '-' || COUNT(o.handed_over_at) || '-' || COALESCE(MAX(o.handed_over_at), 0) || '-' || COALESCE(SUM(o.amount), 0) || '-' || COALESCE(SUM(o.refunded), 0) FROM orders o WHERE o.deal_id = d.id)
            || (SELECT '-' || COUNT(w.id) || '-' || COUNT(w.promoted_at) || '-' || COUNT(w.ended_at) FROM waitlist w WHERE w.deal_id = d.id) AS "Value"
        FROM deal d WHERE d.id = {id.Value}
        """).ToListAsync()).FirstOrDefault("");
}
