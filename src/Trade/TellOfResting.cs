// Who is told when a pickup point rests: everybody who would collect there on those days, and the leader whose orders they are.
using System.Globalization;
using HaoLin.Facts;
using HaoLin.Kernel;
using HaoLin.Neighbourhood;
using Microsoft.EntityFrameworkCore;

namespace HaoLin.Trade;

public static class TellOfResting
{
    public static async Task OfRest(Work work, PickupPointRests fact)
    {
        var point = await work.Db.Set<PickupPoint>().AsNoTracking().FirstAsync(p => p.Id == new PickupPointId(fact.PickupPointId));
        foreach (var deal in await work.Db.Set<Deal>().AsNoTracking().Where(d => d.CancelledAt == null && d.CompletedAt == null && work.Db.Set<DealPlace>().Any(p => p.DealId == d.Id && p.PickupPointId == point.Id)).ToListAsync())
        {
            // Whoever looks at the deal sees it at once, and sees too when the rest is over.
            work.Stir(deal.Id.Value);
            if (point.RestsAt(deal.PickupFrom)) await Tell(work, deal, point);
        }
    }

    /// <summary>A deal's pickup moved onto a day on which one of its points rests.</summary>
    public static async Task OfMove(Work work, DealMoved fact)
    {
        var deal = await work.Db.Set<Deal>().AsNoTracking().FirstAsync(d => d.Id == new DealId(fact.DealId));
        foreach (var point in await work.Db.Set<PickupPoint>().AsNoTracking().Where(q => q.RestsUntil != null && work.Db.Set<DealPlace>().Any(p => p.DealId == deal.Id && p.PickupPointId == q.Id)).ToListAsync())
            if (point.RestsAt(deal.PickupFrom)) await Tell(work, deal, point);
    }

    static async Task Tell(Work work, Deal deal, PickupPoint point)
    {
        var orders = await work.Db.Set<Order>().AsNoTracking().Where(o => o.DealId == deal.Id && o.PickupPointId == point.Id && o.CancelledAt == null && o.LapsedAt == null && o.RefundAskedAt == null && o.HandedOverAt == null)
            .OrderBy(o => o.Sequence).Select(o => new { o.Id, o.PersonId }).ToListAsync();
        var waiting = await work.Db.Set<WaitlistEntry>().AsNoTracking().Where(e => e.DealId == deal.Id && e.PickupPointId == point.Id && e.PromotedAt == null && e.EndedAt == null).Select(e => e.PersonId).ToListAsync();
        var rests = $"自提点「{point.Name}」歇业到 {Day(point.RestsThrough!.Value)}：{point.RestReason}";
        await SendMessages.Handle(work, [.. orders.Select(o => new SendMessages.Ask(o.PersonId, "point-rests", o.Id.Value, $"{rests}。「{deal.Title}」这一单请换个自提点，打开订单点一下就好", $"/orders/{o.Id.Value}")),
            .. waiting.Select(p => new SendMessages.Ask(p, "point-rests", deal.Id.Value, $"{rests}。您在「{deal.Title}」候补，请换个自提点再登记一次", $"/deals/{deal.Id.Value}/waiting"))]);
        if (orders.Count > 0)
            await GiveTask.Handle(work, new(deal.LeaderId, "point-rests", deal.Id.Value, $"「{deal.Title}」有 {orders.Count} 单在「{point.Name}」取，那天歇业。邻居都收到了消息，看看谁还没换", $"/leader/deals/{deal.Id.Value}/orders", deal.PickupFrom));
    }

    static string Day(DateOnly day) => day.ToString("M月d日", CultureInfo.InvariantCulture);
}
