// How a deal is going, for its leader: people, pieces, money, and what is left to do.
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class WatchDeal
{
    public sealed record Ask(Visitor By, DealId DealId);

    /// <param name="Awaiting">Orders whose hold runs.</param>
    /// <param name="CutOffDue">When orders were to stop, also where they stopped earlier.</param>
    /// <param name="Disposed">Nobody came for them, and their goods were disposed of; none of the orders handed over.</param>
    /// <param name="Published">Headquarters offers it to leaders, and itself it never opens.</param>
    /// <param name="Followed">Its prices and times follow headquarters' deal.</param>
    /// <param name="ToHandOver">Paid and not collected yet.</param>
    public sealed record Answer(ShowDeal.Answer Deal, int Orders, int Paid, int Awaiting, int ToHandOver, int HandedOver, int Lapsed, int Cancelled, long PaidFen, long RefundedFen,
        IReadOnlyList<Hour> Hours, IReadOnlyList<Step> Steps, DateTimeOffset CutOffDue, bool Pinned, bool Hidden, int Disposed, bool Published = false, bool Followed = false);

    /// <param name="At">Start of the hour, Asia/Shanghai.</param>
    public sealed record Hour(DateTimeOffset At, int Orders);

    /// <param name="From">A state of the deal, the same twice where its times were moved or a draft was reviewed, or <see cref="Leader"/> twice.</param>
    public sealed record Step(string From, string To, DateTimeOffset At, bool ByClock, string Reason)
    {
        /// <summary>Another leads it from then on.</summary>
        public const string Leader = "leader";
    }

    public static async Task<Outcome<Answer>> Handle(HaoLinDb db, Sealing sealing, Ask ask)
    {
        var deal = await db.Set<Deal>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == ask.DealId);
        if (deal is null || !deal.IsLedBy(ask.By)) return Deal.Missing;
        var orders = await db.Set<Order>().AsNoTracking().Where(o => o.DealId == deal.Id)
            .Select(o => new { o.Amount, o.Refunded, o.PlacedAt, o.PaidAt, o.CancelledAt, o.LapsedAt, o.RefundAskedAt, o.HandedOverAt, o.DisposedAt }).ToListAsync();
        var standing = orders.Where(o => o.CancelledAt is null && o.LapsedAt is null).ToList();
        var steps = await db.Set<DealStep>().AsNoTracking().Where(s => s.DealId == deal.Id).OrderBy(s => s.Number).ToListAsync();
        var handed = await db.Set<LeaderChange>().AsNoTracking().Where(c => c.DealId == deal.Id && c.DoneAt != null).ToListAsync();
        return new Answer(await ShowDeal.Of(db, sealing, deal), standing.Count, standing.Count(o => o.PaidAt is not null), standing.Count(o => o.PaidAt is null),
            standing.Count(o => o.PaidAt is not null && o.HandedOverAt is null && o.RefundAskedAt is null), standing.Count(o => o.HandedOverAt is not null && o.DisposedAt is null),
            orders.Count(o => o.LapsedAt is not null), orders.Count(o => o.CancelledAt is not null),
            orders.Where(o => o.PaidAt is not null).Sum(o => o.Amount.Fen), orders.Sum(o => o.Refunded.Fen),
            [.. orders.GroupBy(o => HourOf(o.PlacedAt)).OrderBy(g => g.Key).Select(g => new Hour(g.Key, g.Count()))],
            [.. steps.Select(s => new Step(s.FromState, s.ToState, s.At, s.By is null, s.Reason)).Concat(handed.Select(c => new Step(Step.Leader, Step.Leader, c.DoneAt!.Value, false, c.Reason))).OrderBy(s => s.At)],
            deal.CutOffDue, deal.PinnedAt is not null, deal.HiddenAt is not null,
            standing.Count(o => o.DisposedAt is not null), deal.PublishedAt is not null, deal.SourceId is not null);
    }

    static DateTimeOffset HourOf(DateTimeOffset instant)
    {
        var local = BusinessDay.Local(instant);
        return local.AddTicks(-(local.Ticks % TimeSpan.TicksPerHour));
    }
}
