// What a leader who was asked to take a deal over should know before answering.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class ReadStandIn
{
    public sealed record Ask(Visitor By, LeaderChangeId ChangeId);

    /// <param name="From">Who leads it now.</param>
    /// <param name="Orders">Standing orders, paid or held.</param>
    /// <param name="ToHandOver">Paid and not collected yet.</param>
    public sealed record Answer(Guid Id, string Title, string From, string Reason, DateTimeOffset CutOffAt, DateTimeOffset PickupFrom, DateTimeOffset PickupUntil, IReadOnlyList<string> Points, int Orders, int ToHandOver);

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var change = await db.Set<LeaderChange>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == ask.ChangeId && c.ToLeader == ask.By.Person && c.DoneAt == null && c.DeclinedAt == null);
        if (change is null || !ask.By.IsLeader) return AnswerStandIn.Missing;
        var deal = await db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == change.DealId);
        var from = await db.Set<Person>().AsNoTracking().FirstAsync(p => p.Id == change.FromLeader);
        var points = await db.Set<DealPlace>().AsNoTracking().Where(p => p.DealId == deal.Id).Join(db.Set<PickupPoint>(), p => p.PickupPointId, q => q.Id, (_, q) => q.Name).OrderBy(n => n).ToListAsync();
        var standing = db.Set<Order>().Where(o => o.DealId == deal.Id && o.CancelledAt == null && o.LapsedAt == null);
        return new Answer(change.Id.Value, deal.Title, from.Name(sealing), change.Reason, deal.CutOffAt ?? deal.CutOffDue, deal.PickupFrom, deal.PickupUntil, points,
            await standing.CountAsync(), await standing.CountAsync(o => o.PaidAt != null && o.RefundAskedAt == null && o.HandedOverAt == null));
    }
}
